package logs

import (
	"math/rand/v2"
	"slices"
	"time"
)

// Interval holds 95 of 100 resampled values.
type Interval struct{ Low, High float64 }

// Estimate is a measure with its interval.
type Estimate struct {
	Value float64
	Interval
}

// Comparison is what one method reached, and what the first of the methods was better by.
type Comparison struct {
	Method    string
	Scores    Scores
	Estimates []Estimate // by Measures
	Behind    []Estimate // by Measures, the first method's minus this one's; of the first itself zeros
}

// resamples of the bootstrap.
const resamples = 1000

// compare measures the methods' answers from a block on, with the moving block
// bootstrap (Künsch 1989) in blocks of seven days: all methods are measured on
// the same resampled days, so that differences are paired.
func compare(names []string, answers [][]Answer, from int) []Comparison {
	var at []int
	for i, a := range answers[0] {
		if a.Block >= from {
			at = append(at, i)
		}
	}
	days, numbered := byDay(answers[0], at), frequent(answers[0], at)
	out := make([]Comparison, len(names))
	drawn := make([][][]float64, len(names)) // method, measure, resample
	for m, name := range names {
		out[m] = Comparison{Method: name, Scores: score(answers[m], at, numbered)}
		drawn[m] = make([][]float64, len(Measures))
	}
	resample(days, func(sample []int) {
		for m := range names {
			for k, v := range score(answers[m], sample, numbered).values() {
				drawn[m][k] = append(drawn[m][k], v)
			}
		}
	})
	for m := range names {
		for k, v := range out[m].Scores.values() {
			out[m].Estimates = append(out[m].Estimates, Estimate{v, interval(drawn[m][k])})
			gap := make([]float64, resamples)
			for i := range gap {
				gap[i] = drawn[0][k][i] - drawn[m][k][i]
			}
			out[m].Behind = append(out[m].Behind, Estimate{out[0].Scores.values()[k] - v, interval(gap)})
		}
	}
	return out
}

// resample draws days, seven in a row at a time, and shows each sample's
// positions; always the same ones for the same days.
func resample(days [][]int, show func(sample []int)) {
	random := rand.New(rand.NewPCG(1, 7))
	var sample []int
	for range resamples {
		sample = sample[:0]
		for taken := 0; taken < len(days); taken += 7 {
			first := random.IntN(len(days)) // around the end to the beginning, so that no day is rarer
			for d := range min(7, len(days)-taken) {
				sample = append(sample, days[(first+d)%len(days)]...)
			}
		}
		show(sample)
	}
}

// byDay lists the positions by day, days without cases included.
func byDay(answers []Answer, at []int) [][]int {
	if len(at) == 0 {
		return nil
	}
	first := answers[at[0]].At
	var out [][]int
	for _, i := range at {
		day := int(answers[i].At.Sub(first) / (24 * time.Hour))
		for len(out) <= day {
			out = append(out, nil)
		}
		out[day] = append(out[day], i)
	}
	return out
}

func interval(values []float64) Interval {
	values = slices.Sorted(slices.Values(values))
	n := len(values)
	return Interval{values[n*25/1000], values[n*975/1000]}
}
