package training

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Meter accumulates predictions with their true labels and measures them. It
// is the one place where a figure is computed, for reports, tests and gates.
// Not safe for concurrent use.
type Meter struct {
	labels []string
	scored []Scored
}

// Scored is one measured prediction.
type Scored struct {
	ID       string
	Language string
	// Truth is an index into the labels; len(labels) means out of scope.
	Truth int
	// Probabilities is the whole distribution: the labels in order and, where
	// the model has it, out of scope last.
	Probabilities []float64
}

// NewMeter measures predictions over these labels.
func NewMeter(labels []string) *Meter { return &Meter{labels: labels} }

// Add takes in one prediction; it keeps the slice of probabilities.
func (m *Meter) Add(s Scored) { m.scored = append(m.scored, s) }

// Scored gives everything added, in order.
func (m *Meter) Scored() []Scored { return m.scored }

// best is the most probable label (out of scope never wins here: it is
// judged by the score of the best label) and its probability.
func (m *Meter) best(p []float64) (label int, probability float64) {
	for i, v := range p[:len(m.labels)] {
		if v > probability {
			label, probability = i, v
		}
	}
	return label, probability
}

func (m *Meter) inScope(s Scored) bool { return s.Truth < len(m.labels) }

// Measures are the figures of one set of predictions. Shares lie in 0 to 1; a
// figure that its data leave undefined is NaN. Rows that belong to no label
// count in OutOfScope alone.
type Measures struct {
	Rows       int // of some label
	Accuracy   float64
	MacroF1    float64 // over the labels that occur or are predicted
	ECE        float64 // expected calibration error, Bins equal-width bins
	LogLoss    float64 // nats; probabilities below 1e-7 count as 1e-7
	PerLabel   map[string]LabelMeasures
	ByLanguage map[string]LanguageMeasures
	OutOfScope *ScopeMeasures // nil without out-of-scope rows
}

// LabelMeasures are the figures of one label.
type LabelMeasures struct {
	Rows      int     `json:"rows"` // that truly have it
	Precision float64 `json:"precision"`
	Recall    float64 `json:"recall"`
	F1        float64 `json:"f1"`
}

// LanguageMeasures are the figures of the rows in one language.
type LanguageMeasures struct {
	Rows           int     `json:"rows"`
	Accuracy       float64 `json:"accuracy"`
	MacroF1        float64 `json:"macro_f1"`
	MacroPrecision float64 `json:"macro_precision"`
	MacroRecall    float64 `json:"macro_recall"`
	ECE            float64 `json:"ece"`
}

// ScopeMeasures say how well texts of no label are told from the others by
// the probability of the best label.
type ScopeMeasures struct {
	Rows int
	// AUROC is the chance that a text of some label scores above one of none.
	AUROC float64
	// RecallAt5 is the share of out-of-scope rows below the score that
	// rejects 5 % of the others.
	RecallAt5 float64
}

// Bins is the number of confidence bins of the calibration error.
const Bins = 15

// Measure computes all figures.
func (m *Meter) Measure() Measures {
	inside := slices.DeleteFunc(slices.Clone(m.scored), func(s Scored) bool { return !m.inScope(s) })
	out := Measures{Rows: len(inside), PerLabel: map[string]LabelMeasures{}, ByLanguage: map[string]LanguageMeasures{}}
	total := m.tally(inside)
	out.Accuracy, out.MacroF1, _, _ = total.summary()
	for i, label := range m.labels {
		out.PerLabel[label] = total.label(i)
	}
	out.ECE = expectedError(m.Reliability(inside))
	out.LogLoss = m.logLoss(inside)

	languages := map[string][]Scored{}
	for _, s := range inside {
		languages[cmp.Or(s.Language, "und")] = append(languages[cmp.Or(s.Language, "und")], s)
	}
	for _, tag := range slices.Sorted(maps.Keys(languages)) {
		rows := languages[tag]
		t := m.tally(rows)
		l := LanguageMeasures{Rows: len(rows), ECE: expectedError(m.Reliability(rows))}
		l.Accuracy, l.MacroF1, l.MacroPrecision, l.MacroRecall = t.summary()
		out.ByLanguage[tag] = l
	}
	out.OutOfScope = m.scope(inside)
	return out
}

func (m *Meter) logLoss(rows []Scored) float64 {
	var sum float64
	for _, s := range rows {
		sum -= math.Log(max(s.Probabilities[s.Truth], 1e-7))
	}
	return sum / float64(len(rows))
}

// tally counts truths, predictions and hits by label.
type tally struct{ truth, predicted, hit []int }

func (m *Meter) tally(rows []Scored) tally {
	t := tally{make([]int, len(m.labels)), make([]int, len(m.labels)), make([]int, len(m.labels))}
	for _, s := range rows {
		label, _ := m.best(s.Probabilities)
		t.truth[s.Truth]++
		t.predicted[label]++
		if label == s.Truth {
			t.hit[label]++
		}
	}
	return t
}

func (t tally) label(i int) LabelMeasures {
	l := LabelMeasures{Rows: t.truth[i],
		Precision: float64(t.hit[i]) / float64(t.predicted[i]),
		Recall:    float64(t.hit[i]) / float64(t.truth[i]),
		F1:        2 * float64(t.hit[i]) / float64(t.truth[i]+t.predicted[i])}
	return l
}

// summary gives accuracy and the macro averages over the labels that occur or
// are predicted; an undefined precision or recall counts as 0 there.
func (t tally) summary() (accuracy, f1, precision, recall float64) {
	rows, hits, present := 0, 0, 0
	for i := range t.truth {
		rows += t.truth[i]
		hits += t.hit[i]
		if t.truth[i]+t.predicted[i] == 0 {
			continue
		}
		present++
		l := t.label(i)
		f1 += l.F1
		precision += zeroNaN(l.Precision)
		recall += zeroNaN(l.Recall)
	}
	n := float64(present)
	return float64(hits) / float64(rows), f1 / n, precision / n, recall / n
}

func zeroNaN(v float64) float64 {
	if math.IsNaN(v) {
		return 0
	}
	return v
}
