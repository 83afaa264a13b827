package training

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode"
)

// SuspicionFolds is a good number of folds for Suspicious.
const SuspicionFolds = 3

// OutOfScopeName stands for "none of the labels" where a label is named.
const OutOfScopeName = "(out of scope)"

// Suspicions are the labels of a dataset that its other rows contradict.
type Suspicions struct {
	Folds  int
	Judged int // rows judged
	// Unjudged counts rows whose label no other fold has: a model that has
	// not seen them has not seen their label either.
	Unjudged int
	Found    []Suspicion // largest margin first
}

// Suspicion is one label that is probably wrong.
type Suspicion struct {
	ID        string
	Excerpt   string // at most 200 characters, on one line, valid UTF-8
	Given     string // label in the data, or OutOfScopeName
	Suggested string // label that the other rows speak for, or OutOfScopeName
	// Probabilities of the two, by a model that has not seen the row.
	GivenProbability, SuggestedProbability float64
}

// Margin is how much likelier the suggested label is, -1 to 1.
func (s Suspicion) Margin() float64 { return s.SuggestedProbability - s.GivenProbability }

// Suspicious finds probably wrong labels by confident learning (Northcutt,
// Jiang, Chuang 2021, "Confident Learning: Estimating Uncertainty in Dataset
// Labels", section 3). Every row is judged by a model fitted on the other
// folds; equal texts share a fold. A label's threshold is the mean
// probability that rows bearing it get for it. A row is suspicious where
// another label is, among those at or above their thresholds, the likeliest.
// folds is 2 to 20 and is the number of fits; the same arguments give the
// same result. report is called from the calling goroutine.
func Suspicious(ctx context.Context, set *Dataset, folds int, opts Options, report func(Progress)) (*Suspicions, error) {
	if folds < 2 || folds > 20 {
		return nil, fmt.Errorf("folds is %d: it must lie within 2..20", folds)
	}
	if err := opts.validate(); err != nil {
		return nil, err
	}
	if err := set.trainable(); err != nil {
		return nil, err
	}
	result := &Suspicions{Folds: folds}
	var judged []judgement
	for fold := range folds {
		rest, out := crossFit(set.Examples, folds, fold)
		if len(out) == 0 {
			continue
		}
		if len(rest) == 0 {
			return nil, fmt.Errorf("the %d rows have too few different texts to judge some by the others", len(set.Examples))
		}
		stage := fmt.Sprintf("suspicious labels, fit %d of %d", fold+1, folds)
		network, err := fitExamples(ctx, set, rest, opts, renamed(report, stage))
		if err != nil {
			return nil, err
		}
		meter, _, err := calibrate(network, set, out, opts)
		if err != nil {
			return nil, err
		}
		learnt := map[int]bool{}
		for _, e := range rest {
			learnt[e.Label] = true
		}
		for i, s := range meter.Scored() {
			if learnt[s.Truth] {
				judged = append(judged, judgement{out[i], s.Probabilities})
			} else {
				result.Unjudged++
			}
		}
	}
	result.Judged = len(judged)
	result.Found = contradicted(judged, set.Labels)
	return result, nil
}

// crossFit divides the examples into one fold and the rest.
func crossFit(examples []Example, folds, fold int) (rest, out []Example) {
	for _, e := range examples {
		if spread(textHash(e.Text))%uint64(folds) == uint64(fold) {
			out = append(out, e)
		} else {
			rest = append(rest, e)
		}
	}
	return rest, out
}

// judgement is an example and what a model that has not seen it says.
type judgement struct {
	example       Example
	probabilities []float64
}

// contradicted lists the off-diagonal rows of the confident joint.
func contradicted(judged []judgement, labels []string) []Suspicion {
	thresholds := selfConfidence(judged, len(labels)+1)
	names := append(slices.Clone(labels), OutOfScopeName)
	var found []Suspicion
	for _, j := range judged {
		given, suggested := j.example.Label, -1
		for label, p := range j.probabilities {
			if p >= thresholds[label] && (suggested < 0 || p > j.probabilities[suggested]) {
				suggested = label
			}
		}
		if suggested < 0 || suggested == given {
			continue
		}
		found = append(found, Suspicion{
			ID: j.example.ID, Excerpt: excerpt(j.example.Text), Given: names[given], Suggested: names[suggested],
			GivenProbability: j.probabilities[given], SuggestedProbability: j.probabilities[suggested],
		})
	}
	slices.SortStableFunc(found, func(a, b Suspicion) int {
		return cmp.Or(cmp.Compare(b.Margin(), a.Margin()), strings.Compare(a.ID, b.ID))
	})
	return found
}

// selfConfidence is the mean probability of each label over the rows that
// bear it; a label of no row can never be suggested.
func selfConfidence(judged []judgement, labels int) []float64 {
	sum, rows := make([]float64, labels), make([]float64, labels)
	for _, j := range judged {
		sum[j.example.Label] += j.probabilities[j.example.Label]
		rows[j.example.Label]++
	}
	for i := range sum {
		if sum[i] /= rows[i]; rows[i] == 0 {
			sum[i] = math.Inf(1)
		}
	}
	return sum
}

// excerptRunes bounds what is shown of a text.
const excerptRunes = 200

// excerpt is the beginning of a text on one line, without control characters.
func excerpt(s string) string {
	var b strings.Builder
	space, runes := false, 0
	for _, r := range s { // what is not UTF-8 comes as U+FFFD
		if unicode.IsSpace(r) || unicode.IsControl(r) {
			space = runes > 0
			continue
		}
		gap := 0
		if space {
			gap = 1
		}
		if runes+gap >= excerptRunes-1 {
			return b.String() + "…"
		}
		b.WriteString(" "[:gap])
		space = false
		runes += gap
		b.WriteRune(r)
		runes++
	}
	return b.String()
}
