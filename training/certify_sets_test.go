package training

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"

	"switchyard/models"
)

// unsureMeter holds rows whose label is drawn from the distribution that the
// model claims, sharpened by more than it knows.
func unsureMeter(rng *rand.Rand, labels, rows int) *Meter {
	var names []string
	for l := range labels {
		names = append(names, fmt.Sprintf("label%d", l))
	}
	m := NewMeter(names)
	for range rows {
		logits := make([]float32, labels)
		for l := range logits {
			logits[l] = float32(1.5 * rng.NormFloat64())
		}
		claimed, actual := make([]float64, labels), make([]float64, labels)
		models.Softmax(claimed, logits, .7)
		models.Softmax(actual, logits, 1)
		m.Add(Scored{Truth: sample(rng, actual), Probabilities: claimed})
	}
	return m
}

func sample(rng *rand.Rand, p []float64) int {
	u := rng.Float64()
	for i, v := range p {
		if u -= v; u < 0 {
			return i
		}
	}
	return len(p) - 1
}

// distance is the Kolmogorov-Smirnov statistic of a sample.
func distance(sample []float64, cdf func(float64) float64) float64 {
	slices.Sort(sample)
	var d float64
	for i, x := range sample {
		f := cdf(x)
		d = max(d, f-float64(i)/float64(len(sample)), float64(i+1)/float64(len(sample))-f)
	}
	return d
}

// Over many draws of calibration rows the coverage of split conformal sets is
// Beta distributed (Vovk 2012), whatever the model.
func TestCoverageOfSetsFollowsTheBetaLaw(t *testing.T) {
	const (
		repetitions = 200
		n           = 200 // calibration rows
		fresh       = 4000
		alpha       = .1
	)
	rng := rand.New(rand.NewPCG(21, 22))
	coverage := make([]float64, repetitions)
	var mean float64
	for i := range coverage {
		sets := models.PredictionSets{Quantile: conformalQuantile(trueScores(unsureMeter(rng, 5, n)), alpha)}
		coverage[i] = unsureMeter(rng, 5, fresh).MeasureSets(sets).Coverage
		mean += coverage[i] / repetitions
	}
	if low, high := 1-alpha-.01, 1-alpha+1./(n+1)+.01; mean < low || mean > high {
		t.Errorf("mean coverage %.4f, want %.4f to %.4f", mean, low, high)
	}
	l := math.Floor((n + 1) * alpha)
	law := distuv.Beta{Alpha: n + 1 - l, Beta: l}
	// The 1 % point of Kolmogorov's distribution.
	if d, limit := distance(coverage, law.CDF), 1.628/math.Sqrt(repetitions); d > limit {
		t.Errorf("the coverages are %.3f from the law, at most %.3f is chance", d, limit)
	}
}

func trueScores(m *Meter) []float64 {
	var out []float64
	for _, s := range m.scored {
		out = append(out, models.AdaptiveScore(s.Probabilities, s.Truth))
	}
	return out
}

// A label with rows enough is covered on its own, however hard it is.
func TestLabelsWithRowsEnoughAreCoveredOnTheirOwn(t *testing.T) {
	const repetitions, alpha = 60, .1
	rng := rand.New(rand.NewPCG(31, 32))
	// The model is blind to label b: it takes its texts for a or c.
	draw := func(rows int) *Meter {
		m := NewMeter([]string{"a", "b", "c"})
		for i := range rows {
			s := Scored{Truth: i % 3}
			lead := .6 + .4*rng.Float64()
			switch s.Truth {
			case 1:
				s.Probabilities = []float64{lead, (1 - lead) * rng.Float64(), 0}
			case 0:
				s.Probabilities = []float64{lead, (1 - lead) / 2, 0}
			default:
				s.Probabilities = []float64{0, (1 - lead) / 2, lead}
			}
			s.Probabilities[2] += 1 - s.Probabilities[0] - s.Probabilities[1] - s.Probabilities[2]
			m.Add(s)
		}
		return m
	}
	var b float64
	for range repetitions {
		sets := predictionSets(draw(300), alpha)
		if len(sets.ByLabel) != 3 {
			t.Fatalf("%d labels have a quantile of their own", len(sets.ByLabel))
		}
		only := draw(900)
		only.scored = slices.DeleteFunc(only.scored, func(s Scored) bool { return s.Truth != 1 })
		b += only.MeasureSets(sets).Coverage / repetitions
	}
	if b < 1-alpha-.01 {
		t.Errorf("the hard label is covered at %.3f", b)
	}
}

func TestTooFewRowsLetEveryLabelIn(t *testing.T) {
	rng := rand.New(rand.NewPCG(41, 42))
	sets := predictionSets(unsureMeter(rng, 4, 8), .1) // 10 would be needed
	if got := unsureMeter(rng, 4, 100).MeasureSets(sets); sets.Quantile != 1 || got.Coverage != 1 || got.MeanSize != 4 {
		t.Errorf("quantile %v, %+v", sets.Quantile, got)
	}
}

func TestConformalQuantileCounts(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.Float64Range(0, 1), 1, 200).Draw(t, "scores")
		percent := rapid.IntRange(1, 99).Draw(t, "alpha in percent")
		q := conformalQuantile(scores, float64(percent)/100)
		within := 0
		for _, s := range scores {
			if s <= q {
				within++
			}
		}
		// At least ceil((n+1)(1-alpha)), in whole numbers.
		if want := ((len(scores)+1)*(100-percent) + 99) / 100; within < want && q < 1 {
			t.Fatalf("%d of %d within %v, want %d", within, len(scores), q, want)
		}
	})
}
