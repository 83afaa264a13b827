package foresight

import (
	"math"
	"time"

	"switchyard/internal/sla"
	"switchyard/training/risk"
)

// view is what is known of a ticket at an instant.
type view struct {
	life *life
	at   time.Time
	*state
	surroundings
	targets sla.Targets // what the policies of today promise for it
}

// number is a feature with a number, NaN where it is not known.
type number struct {
	name string
	of   func(v *view) float64
	say  func(v *view) string // in words, as a clause
}

// word is a feature with a word, empty where it is not known.
type word struct {
	name string
	of   func(v *view) string
	say  func(v *view) string
}

// numbersOf are the features of a moment: when it was opened nothing has happened
// since.
func numbersOf(m Moment) []number {
	if m == Opened {
		return known
	}
	return append(known[:len(known):len(known)], since...)
}

func wordsOf(m Moment) []word {
	if m == Opened {
		return words
	}
	return append(words[:len(words):len(words)], word{"status", func(v *view) string { return string(v.status) }, func(v *view) string { return "its status is " + string(v.status) }})
}

// shapeOf names the features of a moment.
func shapeOf(m Moment) (s risk.Shape) {
	for _, n := range numbersOf(m) {
		s.Numbers = append(s.Numbers, n.name)
	}
	for _, w := range wordsOf(m) {
		s.Words = append(s.Words, w.name)
	}
	return s
}

// row is a view as features.
func (v *view) row(m Moment) risk.Row {
	r := risk.Row{At: v.at}
	for _, n := range numbersOf(m) {
		x := n.of(v)
		if math.IsInf(x, 0) {
			x = math.NaN()
		}
		r.Numbers = append(r.Numbers, x)
	}
	for _, w := range wordsOf(m) {
		r.Words = append(r.Words, w.of(v))
	}
	return r
}

// hours are the logarithm of one more than the hours of a span.
func hours(d time.Duration) float64 { return math.Log1p(max(0, d.Hours())) }

// orNaN is x where it is known.
func orNaN(known bool, x float64) float64 {
	if known {
		return x
	}
	return math.NaN()
}

// share is how much of a promise is used up, at most 10; NaN where none waits to be
// kept.
func share(used time.Duration, target sla.Duration, waits bool) float64 {
	if target <= 0 || !waits {
		return math.NaN()
	}
	return min(10, float64(used)/float64(target))
}
