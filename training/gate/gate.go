// Package gate decides whether a challenger may take a champion's place. Both
// have answered the same rows, which neither has learnt from and which are
// younger than all that either has. Every test must pass; a refusal says which
// did not, and by how much.
package gate

import (
	"fmt"
	"math"
)

// Row is one ticket that both models answered.
type Row struct {
	Truth int // index of the true label
	// Champion and Challenger are whole distributions over the same labels.
	Champion, Challenger []float64
	// Cluster groups rows that are not independent, such as those of one requester;
	// empty for a row of its own.
	Cluster string
	// Slices are the groups in which the challenger must not be worse, such as
	// "language de" or "category refund".
	Slices []string
	// Urgent rows are those that must not be missed.
	Urgent bool
}

// Cost is what serving a model takes.
type Cost struct {
	Seconds float64 // a prediction, 95th percentile
	Bytes   int64   // of its bundle
}

// Options say how much proof is asked for. Zero values are not defaults: start
// from Default.
type Options struct {
	// Alpha is the chance at most that a challenger no better than the champion
	// passes. Spend shares it out over the attempts of a quarter.
	Alpha float64
	// Rows is how many rows there must be.
	Rows int
	// Loss of macro-F1 that must be ruled out, with 95 % confidence.
	Loss float64
	// SliceLoss of accuracy in a slice that counts as worse, where it is
	// significant; SliceRows is how many rows make a slice.
	SliceLoss float64
	SliceRows int
	// Calibration error that is good enough, even where the champion's is smaller.
	Calibration float64
	// Slower and Larger are by what factor the challenger may be so.
	Slower, Larger float64
	// Bootstraps is how many resamples make an interval.
	Bootstraps int
	Seed       uint64
}

// Default asks for 1,000 rows and 5 %.
func Default() Options {
	return Options{
		Alpha: .05, Rows: 1000, Loss: .005, SliceLoss: .02, SliceRows: 50, Calibration: .03,
		Slower: 1.5, Larger: 1.5, Bootstraps: 2000,
	}
}

// Spend is the alpha of the nth attempt, from 1, of a period whose attempts
// together may promote falsely with a chance of alpha. Its sum over all attempts
// is alpha, and early attempts get most of it.
func Spend(alpha float64, attempt int) float64 {
	n := float64(max(1, attempt))
	return alpha * 6 / (math.Pi * math.Pi * n * n)
}

// Verdict is what came of it.
type Verdict struct {
	Promote bool   `json:"promote"`
	Rows    int    `json:"rows"`
	Tests   []Test `json:"tests"`
	// Accuracy of both, and of the challenger less the champion with the 95 %
	// interval of a bootstrap over clusters.
	Champion   float64    `json:"champion_accuracy"`
	Challenger float64    `json:"challenger_accuracy"`
	Gain       [3]float64 `json:"gain"` // low, estimate, high
}

// Test is one condition.
type Test struct {
	Name   string  `json:"name"`
	Passed bool    `json:"passed"`
	Value  float64 `json:"value"`
	Limit  float64 `json:"limit"`
	Words  string  `json:"words"` // what was found, and what would have been enough
}

// Refusals are the tests that did not pass.
func (v *Verdict) Refusals() []Test {
	var out []Test
	for _, t := range v.Tests {
		if !t.Passed {
			out = append(out, t)
		}
	}
	return out
}

// Judge compares a challenger with its champion. Rows whose distributions are
// empty, of different lengths, or do not hold their truth are an error, and so
// are options that are out of range. champion and challenger are what serving
// each takes; zero where it was not measured, and not judged then.
func Judge(rows []Row, champion, challenger Cost, o Options) (Verdict, error) {
	if err := o.validate(); err != nil {
		return Verdict{}, err
	}
	p, err := pair(rows)
	if err != nil {
		return Verdict{}, err
	}
	v := Verdict{Rows: len(rows)}
	v.Tests = append(v.Tests, enough(len(rows), o.Rows))
	if len(rows) == 0 {
		return v, nil
	}
	v.Champion, v.Challenger = p.accuracy(false), p.accuracy(true)
	b := p.bootstrap(o)
	v.Gain = b.accuracy
	v.Tests = append(v.Tests,
		p.better(o.Alpha),
		b.noLoss("macro-F1", b.macroF1, -o.Loss),
		b.noLoss("log-loss", b.likelihood, -.02),
		p.slices(o),
		p.calibration(o.Calibration),
		p.urgent(),
		within("latency", challenger.Seconds, champion.Seconds, o.Slower, "%.3g s"),
		within("size", float64(challenger.Bytes), float64(champion.Bytes), o.Larger, "%.0f bytes"),
	)
	v.Promote = len(v.Refusals()) == 0
	return v, nil
}

func (o Options) validate() error {
	for _, c := range []struct {
		name           string
		value, low, up float64
	}{
		{"alpha", o.Alpha, 1e-9, .5}, {"rows", float64(o.Rows), 1, 1e9}, {"loss", o.Loss, 0, 1}, {"slice_loss", o.SliceLoss, 0, 1},
		{"slice_rows", float64(o.SliceRows), 1, 1e9}, {"calibration", o.Calibration, 0, 1}, {"slower", o.Slower, 1, 1e3},
		{"larger", o.Larger, 1, 1e3}, {"bootstraps", float64(o.Bootstraps), 100, 1e6},
	} {
		if !(c.value >= c.low && c.value <= c.up) {
			return fmt.Errorf("gate: %s is %v: give a number from %v to %v", c.name, c.value, c.low, c.up)
		}
	}
	return nil
}

func enough(rows, wanted int) Test {
	return Test{
		Name: "rows", Passed: rows >= wanted, Value: float64(rows), Limit: float64(wanted),
		Words: fmt.Sprintf("%d rows, %d are needed", rows, wanted),
	}
}

// within holds a cost to a factor of the champion's.
func within(name string, got, before, factor float64, format string) Test {
	t := Test{Name: name, Passed: true, Value: got, Limit: before * factor, Words: "not measured"}
	if got > 0 && before > 0 {
		t.Passed = got <= t.Limit
		t.Words = fmt.Sprintf(format+", at most "+format+" allowed", got, t.Limit)
	}
	return t
}
