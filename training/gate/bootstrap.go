package gate

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// booted are differences, challenger less champion: low, estimate and high of
// 95 % intervals from resampling clusters.
type booted struct {
	accuracy, macroF1 [3]float64
	likelihood        [3]float64 // mean log-likelihood, nats
}

// sums are what all three measures of one cluster add up from, sparse in labels.
type sums struct {
	rows       int
	right      [2]float64
	likelihood [2]float64
	hits       [2][]cell // true positives by label
	claims     [2][]cell // predictions by label
	truths     []cell
}

type cell struct {
	label int
	n     float64
}

func bump(cells []cell, label int) []cell {
	for i := range cells {
		if cells[i].label == label {
			cells[i].n++
			return cells
		}
	}
	return append(cells, cell{label, 1})
}

// bootstrap resamples whole clusters, so that rows of one requester count as
// the little they are.
func (p *pairs) bootstrap(o Options) booted {
	clusters := p.clusters()
	t := newTotal(p.labels)
	for c := range clusters {
		t.add(&clusters[c])
	}
	exact := t.differences()
	random := rand.New(rand.NewPCG(o.Seed, 0x9e3779b97f4a7c15))
	var draws [3][]float64
	for range o.Bootstraps {
		t.reset()
		for range clusters {
			t.add(&clusters[random.IntN(len(clusters))])
		}
		for k, v := range t.differences() {
			draws[k] = append(draws[k], v)
		}
	}
	var out [3][3]float64
	for k := range draws {
		slices.Sort(draws[k])
		at := func(q float64) float64 { return draws[k][int(q*float64(len(draws[k])-1)+.5)] }
		out[k] = [3]float64{at(.025), exact[k], at(.975)}
	}
	return booted{out[0], out[1], out[2]}
}

func (p *pairs) clusters() []sums {
	out := make([]sums, p.count)
	for i := range p.rows {
		r, s := &p.rows[i], &out[p.cluster[i]]
		s.rows++
		s.truths = bump(s.truths, r.Truth)
		for k, d := range [2][]float64{r.Champion, r.Challenger} {
			s.likelihood[k] += math.Log(max(d[r.Truth], 1e-7))
			s.claims[k] = bump(s.claims[k], p.chosen[k][i])
			if p.right(k, i) {
				s.right[k]++
				s.hits[k] = bump(s.hits[k], r.Truth)
			}
		}
	}
	return out
}

// total sums up clusters.
type total struct {
	rows         float64
	right, like  [2]float64
	hits, claims [2][]float64
	truths       []float64
}

func newTotal(labels int) *total {
	t := &total{truths: make([]float64, labels)}
	for k := range t.hits {
		t.hits[k], t.claims[k] = make([]float64, labels), make([]float64, labels)
	}
	return t
}

func (t *total) reset() {
	t.rows, t.right, t.like = 0, [2]float64{}, [2]float64{}
	clear(t.truths)
	for k := range t.hits {
		clear(t.hits[k])
		clear(t.claims[k])
	}
}

func (t *total) add(s *sums) {
	t.rows += float64(s.rows)
	for _, c := range s.truths {
		t.truths[c.label] += c.n
	}
	for k := range s.right {
		t.right[k] += s.right[k]
		t.like[k] += s.likelihood[k]
		for _, c := range s.hits[k] {
			t.hits[k][c.label] += c.n
		}
		for _, c := range s.claims[k] {
			t.claims[k][c.label] += c.n
		}
	}
}

// differences of accuracy, macro-F1 and mean log-likelihood.
func (t *total) differences() [3]float64 {
	return [3]float64{(t.right[1] - t.right[0]) / t.rows, t.macroF1(1) - t.macroF1(0), (t.like[1] - t.like[0]) / t.rows}
}

// macroF1 is the mean over the labels that occur.
func (t *total) macroF1(k int) float64 {
	sum, n := 0.0, 0.0
	for label, truths := range t.truths {
		if truths > 0 {
			sum += 2 * t.hits[k][label] / (truths + t.claims[k][label])
			n++
		}
	}
	return sum / n
}

// noLoss asks that a loss beyond the limit be ruled out.
func (b booted) noLoss(name string, d [3]float64, limit float64) Test {
	return Test{
		Name: name, Passed: d[0] > limit, Value: d[0], Limit: limit,
		Words: fmt.Sprintf("better by %.4f (95 %%: %.4f to %.4f), a loss of more than %.4f must be ruled out", d[1], d[0], d[2], -limit),
	}
}
