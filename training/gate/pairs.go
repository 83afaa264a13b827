package gate

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mathext"
)

// pairs are the rows with what each model chose.
type pairs struct {
	rows    []Row
	labels  int
	chosen  [2][]int // by champion 0 and challenger 1, then by row
	cluster []int    // of each row, from 0
	count   int      // of clusters
}

func pair(rows []Row) (*pairs, error) {
	p := &pairs{rows: rows, cluster: make([]int, len(rows))}
	names := map[string]int{}
	for i := range rows {
		r := &rows[i]
		if i == 0 {
			p.labels = len(r.Champion)
		}
		if len(r.Champion) == 0 || len(r.Champion) != p.labels || len(r.Challenger) != p.labels || r.Truth < 0 || r.Truth >= p.labels {
			return nil, fmt.Errorf("gate: row %d has distributions over %d and %d labels and truth %d: both models must answer over the same labels, the truth among them",
				i, len(r.Champion), len(r.Challenger), r.Truth)
		}
		for k, d := range [2][]float64{r.Champion, r.Challenger} {
			best := 0
			for label, v := range d {
				if math.IsNaN(v) || v < 0 || v > 1+1e-6 {
					return nil, fmt.Errorf("gate: row %d has a probability of %v: it must lie from 0 to 1", i, v)
				}
				if v > d[best] {
					best = label
				}
			}
			p.chosen[k] = append(p.chosen[k], best)
		}
		at, known := names[r.Cluster]
		if !known || r.Cluster == "" {
			at = p.count
			names[r.Cluster] = at
			p.count++
		}
		p.cluster[i] = at
	}
	return p, nil
}

func (p *pairs) right(model, i int) bool { return p.chosen[model][i] == p.rows[i].Truth }

func (p *pairs) accuracy(challenger bool) float64 {
	model, n := 0, 0
	if challenger {
		model = 1
	}
	for i := range p.rows {
		if p.right(model, i) {
			n++
		}
	}
	return float64(n) / float64(len(p.rows))
}

// discordant counts the rows that one model alone has right, among those wanted.
func (p *pairs) discordant(wanted func(*Row) bool) (lost, won int) {
	for i := range p.rows {
		if !wanted(&p.rows[i]) {
			continue
		}
		switch before, after := p.right(0, i), p.right(1, i); {
		case before && !after:
			lost++
		case after && !before:
			won++
		}
	}
	return lost, won
}

func all(*Row) bool { return true }

// tail is P(X >= k) for X binomial of n with one half.
func tail(k, n int) float64 {
	switch {
	case k <= 0:
		return 1
	case k > n:
		return 0
	}
	return mathext.RegIncBeta(float64(k), float64(n-k+1), .5)
}

// better is the exact one-sided test of McNemar (1947): among the rows that one
// alone has right, the challenger has more than chance would give it.
func (p *pairs) better(alpha float64) Test {
	lost, won := p.discordant(all)
	pValue := tail(won, lost+won)
	return Test{
		Name: "better", Passed: pValue < alpha, Value: pValue, Limit: alpha,
		Words: fmt.Sprintf("the challenger alone is right %d times, the champion alone %d times: p = %.3g, below %.3g is needed", won, lost, pValue, alpha),
	}
}

// slices looks for a slice in which the challenger is worse, by more than is
// borne and more than chance would give after Holm's (1979) correction.
func (p *pairs) slices(o Options) Test {
	type slice struct {
		name   string
		loss   float64
		pValue float64
	}
	rows := map[string]int{}
	for i := range p.rows {
		for _, s := range p.rows[i].Slices {
			rows[s]++
		}
	}
	var all []slice
	for name, n := range rows {
		if n < o.SliceRows {
			continue
		}
		lost, won := p.discordant(func(r *Row) bool { return slices.Contains(r.Slices, name) })
		all = append(all, slice{name, float64(lost-won) / float64(n), tail(lost, lost+won)})
	}
	slices.SortFunc(all, func(x, y slice) int {
		switch {
		case x.pValue < y.pValue, x.pValue == y.pValue && x.name < y.name:
			return -1
		}
		return 1
	})
	t := Test{Name: "slices", Passed: true, Limit: o.SliceLoss, Words: fmt.Sprintf("no slice of %d is worse", len(all))}
	for i, s := range all {
		if s.pValue >= .05/float64(len(all)-i) {
			break // the others are not significant either
		}
		if s.loss > o.SliceLoss && s.loss > t.Value {
			t.Passed, t.Value = false, s.loss
			t.Words = fmt.Sprintf("%s is worse by %.1f points (p = %.2g), more than %.1f", s.name, 100*s.loss, s.pValue, 100*o.SliceLoss)
		}
	}
	return t
}

// urgent holds the recall of what must not be missed: a loss that chance does
// not explain (one-sided, 10 %), or one of more than two points, is refused.
func (p *pairs) urgent() Test {
	n := 0
	for i := range p.rows {
		if p.rows[i].Urgent {
			n++
		}
	}
	t := Test{Name: "urgent recall", Passed: true, Limit: .02, Words: "there are no urgent rows"}
	if n == 0 {
		return t
	}
	lost, won := p.discordant(func(r *Row) bool { return r.Urgent })
	pValue := tail(lost, lost+won)
	t.Value = float64(lost-won) / float64(n)
	t.Passed = t.Value <= 0 || pValue >= .1 && t.Value <= t.Limit
	t.Words = fmt.Sprintf("the challenger misses %d urgent rows that the champion finds, and finds %d it misses, of %d", lost, won, n)
	return t
}

// calibration holds the expected calibration error, in 15 bins of equal width, to
// the champion's or to what is good enough.
func (p *pairs) calibration(enough float64) Test {
	before, after := p.calibrationError(0), p.calibrationError(1)
	limit := max(enough, before)
	return Test{
		Name: "calibration", Passed: after <= limit, Value: after, Limit: limit,
		Words: fmt.Sprintf("the calibration error is %.3f, at most %.3f is allowed", after, limit),
	}
}

const bins = 15

func (p *pairs) calibrationError(model int) float64 {
	var n, confident, right [bins]float64
	for i := range p.rows {
		d := p.rows[i].Champion
		if model == 1 {
			d = p.rows[i].Challenger
		}
		top := d[p.chosen[model][i]]
		bin := min(bins-1, int(top*bins))
		n[bin]++
		confident[bin] += top
		if p.right(model, i) {
			right[bin]++
		}
	}
	sum := 0.0
	for b := range n {
		sum += math.Abs(confident[b] - right[b])
	}
	return sum / float64(len(p.rows))
}
