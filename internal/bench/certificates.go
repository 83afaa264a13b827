package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"

	"switchyard/models"
	"switchyard/training"
)

// The promise that the certificates of this section make, and how often each
// way of making it is repeated.
const (
	promisedError  = .05
	brokenPromises = .1
	repetitions    = 400
)

// certificates measures how often ways of choosing a threshold break the
// promise, and what they apply of what could be applied at best.
func certificates(ctx context.Context, b *bench) ([]Figure, error) {
	var figures []Figure
	for _, n := range []int{300, 1000, 3000, 10_000} {
		b.say("  synthetic scores, %d rows", n)
		figures = append(figures, compareChoices(fmt.Sprintf("synthetic scores, %d rows", n), synthetic(), n, repetitions)...)
	}
	if b.data == "" {
		return figures, nil
	}
	for _, set := range []string{"clinc150", "banking77"} {
		measured, err := b.certified(ctx, set)
		figures = append(figures, measured...)
		if err != nil {
			return figures, err
		}
	}
	return figures, nil
}

// choice is a way of choosing the threshold from calibration rows; it gives
// +Inf to apply nothing.
type choice struct {
	name   string
	choose func([]training.Outcome) float64
}

var choices = []choice{
	{"lowest threshold with an error of at most 5 % on the rows", naive},
	{"Learn-then-Test, Bonferroni over a grid", bonferroni},
	{"switchyard certify", ours},
}

func ours(rows []training.Outcome) float64 {
	w := training.Walk(rows, promisedError, brokenPromises)
	if w.Refused != "" {
		return math.Inf(1)
	}
	return w.Threshold
}

// naive is how thresholds are usually tuned.
func naive(rows []training.Outcome) float64 {
	sorted := surestFirst(rows)
	lowest, wrong := math.Inf(1), 0
	for i, r := range sorted {
		if r.Wrong {
			wrong++
		}
		tied := i+1 < len(sorted) && sorted[i+1].Probability == r.Probability
		if !tied && r.Probability > 0 && float64(wrong) <= promisedError*float64(i+1) {
			lowest = r.Probability
		}
	}
	return lowest
}

// bonferroni tests each threshold of a grid as if it were the only one, at its
// share of the chance to be wrong.
func bonferroni(rows []training.Outcome) float64 {
	const steps = 50 // thresholds .50, .51 ... .99
	for i := range steps {
		t := .5 + float64(i)/(2*steps)
		n, k := 0, 0
		for _, r := range rows {
			if r.Probability >= t {
				n++
				if r.Wrong {
					k++
				}
			}
		}
		if k < n && mathext.RegIncBeta(float64(n-k), float64(k+1), 1-promisedError) <= brokenPromises/steps {
			return t
		}
	}
	return math.Inf(1)
}

func surestFirst(rows []training.Outcome) []training.Outcome {
	return slices.SortedFunc(slices.Values(rows), func(a, b training.Outcome) int {
		switch {
		case a.Probability > b.Probability:
			return -1
		case a.Probability < b.Probability:
			return 1
		}
		return 0
	})
}

// population is all texts there are: rows drawn from it come with a true
// error that is known. The surest come first.
type population struct {
	texts []training.Outcome
	risk  []float64 // error among the texts up to here
}

func newPopulation(texts []training.Outcome) population {
	p := population{surestFirst(texts), make([]float64, len(texts))}
	wrong := 0
	for i, t := range p.texts {
		if t.Wrong {
			wrong++
		}
		p.risk[i] = float64(wrong) / float64(i+1)
	}
	return p
}

// synthetic texts are scored by a model that is too sure of itself: where it
// claims log-odds of z, folded normal, .9z - .3 are right.
func synthetic() population {
	const texts = 1_000_000
	rng := rand.New(rand.NewPCG(1, 2))
	logistic := distuv.Logistic{Mu: 0, S: 1}
	out := make([]training.Outcome, texts)
	for i := range out {
		odds := math.Abs(3.2 + 2*rng.NormFloat64())
		out[i] = training.Outcome{Probability: logistic.CDF(odds), Wrong: rng.Float64() >= logistic.CDF(.9*odds-.3)}
	}
	return newPopulation(out)
}

// draw takes rows with replacement, so that they are independent.
func (p population) draw(rng *rand.Rand, n int) []training.Outcome {
	rows := make([]training.Outcome, n)
	for i := range rows {
		rows[i] = p.texts[rng.IntN(len(p.texts))]
	}
	return rows
}

// at gives the share of all texts that reach a threshold, and their error.
func (p population) at(threshold float64) (coverage, risk float64) {
	n, _ := slices.BinarySearchFunc(p.texts, threshold, func(t training.Outcome, threshold float64) int {
		if t.Probability >= threshold {
			return -1
		}
		return 1
	})
	if n == 0 {
		return 0, 0
	}
	return float64(n) / float64(len(p.texts)), p.risk[n-1]
}

// best is the largest coverage of a threshold that keeps the promise.
func (p population) best() float64 {
	for n := len(p.texts); n > 0; n-- {
		tied := n < len(p.texts) && p.texts[n].Probability == p.texts[n-1].Probability
		if !tied && p.texts[n-1].Probability > 0 && p.risk[n-1] <= promisedError {
			return float64(n) / float64(len(p.texts))
		}
	}
	return 0
}

// compareChoices draws n calibration rows again and again and tries each choice
// on them.
func compareChoices(what string, p population, n, times int) []Figure {
	best := p.best()
	broken, covered := make([]float64, len(choices)), make([]float64, len(choices))
	rng := rand.New(rand.NewPCG(3, uint64(n)))
	for range times {
		rows := p.draw(rng, n)
		for i, c := range choices {
			coverage, risk := p.at(c.choose(rows))
			covered[i] += coverage / float64(times)
			if risk > promisedError {
				broken[i] += 1 / float64(times)
			}
		}
	}
	var figures []Figure
	for i, c := range choices {
		breaks := Figure{What: what + ": promises broken, " + c.name, Unit: "%", Digits: 1, Values: []float64{100 * broken[i]}}
		covers := Figure{What: "the same: applied, as a share of the best possible", Digits: 3, Values: []float64{covered[i] / best},
			Note: fmt.Sprintf("%.3f of %.3f", covered[i], best)}
		if i == len(choices)-1 {
			breaks.Goal = AtMost(100 * brokenPromises)
			if n == 3000 {
				covers.Goal = AtLeast(.88)
			}
		}
		figures = append(figures, breaks, covers)
	}
	return figures
}

// certified does the same with a model trained on a public set: its test part
// is all texts there are.
func (b *bench) certified(ctx context.Context, set string) ([]Figure, error) {
	b.say("  %s", set)
	model, err := b.fit(ctx, set, 1, b.file(set, "train.jsonl"))
	if err != nil {
		return nil, err
	}
	texts, err := outcomes(model.dir, b.file(set, "test.jsonl"))
	if err != nil {
		return nil, err
	}
	p := newPopulation(texts)
	var figures []Figure
	for _, n := range []int{1000, 3000} {
		figures = append(figures, compareChoices(fmt.Sprintf("%s, %d rows", set, n), p, n, repetitions)...)
	}
	return append(figures, halves(set, texts)), nil
}

// halves certifies on one random half of the texts and measures on the other.
func halves(set string, texts []training.Outcome) Figure {
	f := Figure{What: set + ", certified on a random half: error among what is applied of the other", Unit: "%", Digits: 2, Goal: AtMost(100 * promisedError)}
	rng := rand.New(rand.NewPCG(5, 6))
	for range repetitions {
		order := rng.Perm(len(texts))
		var half, other []training.Outcome
		for i, row := range order {
			if i%2 == 0 {
				half = append(half, texts[row])
			} else {
				other = append(other, texts[row])
			}
		}
		if threshold := ours(half); !math.IsInf(threshold, 1) {
			_, risk := newPopulation(other).at(threshold)
			f.Values = append(f.Values, 100*risk)
		}
	}
	if len(f.Values) == 0 {
		f.Values = []float64{math.NaN()}
	}
	return f
}

// outcomes are those of a bundle on the rows of a file, as certify sees them.
func outcomes(dir, file string) ([]training.Outcome, error) {
	model, err := models.OpenDir(dir, models.Options{})
	if err != nil {
		return nil, err
	}
	manifest := model.Manifest()
	set, err := training.Load(manifest.Task, []string{file}, training.LoadOptions{Labels: manifest.Labels})
	if err != nil {
		return nil, err
	}
	meter := training.NewMeter(manifest.Labels)
	for _, e := range set.Examples {
		p := make([]float64, manifest.Outputs())
		if err := model.Predict(p, e.Text); err != nil {
			return nil, err
		}
		meter.Add(training.Scored{Language: e.Language, Truth: e.Label, Probabilities: p})
	}
	return meter.Outcomes(manifest), model.Close()
}
