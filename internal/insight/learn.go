package insight

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"

	"switchyard/models"
	"switchyard/training"
)

// Learning is what a model would do that learns from this history as it is. It
// learns from the oldest tickets and is measured on the youngest, as it would meet
// them: the oldest 60 % are learnt from, the next 15 % calibrate, the youngest 25 %
// measure.
type Learning struct {
	WhyNot string `json:"why_not,omitempty"` // nothing could be learnt: all else is empty

	Of       int       `json:"of"`   // tickets with a text and a category that a person set
	Rows     int       `json:"rows"` // of those, drawn at random
	Learnt   int       `json:"learnt"`
	Tuned    int       `json:"tuned"`
	Measured int       `json:"measured"`
	Since    int64     `json:"measured_since"` // Unix time of the oldest that measures
	Labels   []string  `json:"labels"`         // learnt, in order
	Accuracy Share     `json:"accuracy"`       // a category that was not learnt counts as wrong
	MacroF1  float64   `json:"macro_f1"`       // of the learnt categories that occur
	Usual    Share     `json:"most_frequent"`  // accuracy of always saying the most frequent one
	Unseen   int       `json:"unseen"`         // measured tickets of a category that was not learnt
	Repeated int       `json:"repeated"`       // measured tickets whose text was learnt from, word for word
	Distinct int       `json:"distinct"`       // different texts among the measured
	Curve    []Learned `json:"curve"`
	Risk     []Risk    `json:"risk"` // surest first, at most riskPoints
	Promise  Promise   `json:"promise"`
	Fates    []Fate    `json:"categories"` // most rows first, learnt or not
	// Matrix counts measured tickets by true and predicted label, both in the order
	// of Labels; its last row is of those that were not learnt.
	Matrix [][]int `json:"matrix"`
}

// Learned is how good a model is that learnt from a part of the rows.
type Learned struct {
	Rows     int   `json:"rows"`
	Accuracy Share `json:"accuracy"`
}

// Risk is how many answers are wrong where only the surest are given.
type Risk struct {
	Coverage float64 `json:"coverage"`
	Error    float64 `json:"error"`
}

// Promise is what could be applied without a human: at most a share of Alpha of
// that is wrong, with confidence 1-Delta, for tickets drawn like the measured ones
// (Learn-then-Test: Angelopoulos, Bates, Candès, Jordan and Lei 2021).
type Promise struct {
	Alpha     float64 `json:"alpha"`
	Delta     float64 `json:"delta"`
	Refused   string  `json:"refused,omitempty"` // why nothing can be promised
	Needed    int     `json:"rows_needed,omitempty"`
	Threshold float64 `json:"threshold"` // smallest probability that is applied
	Coverage  Share   `json:"coverage"`  // applied, of the tested
	Wrong     Share   `json:"wrong"`     // of the applied
	Bound     float64 `json:"bound"`     // of the error, at that confidence
}

// Confidence is that of the promise, 1-Delta.
func (p Promise) Confidence() float64 { return 1 - p.Delta }

// fitOptions are those of a fit on so many rows.
func (g *Gatherer) fitOptions(rows int) training.Options {
	o := training.DefaultOptions(rows)
	o.Workers = g.o.Workers
	return o
}

// staged tells the progress of a fit.
func staged(progress Progress, stage string) func(training.Progress) {
	return func(p training.Progress) { progress(stage+": "+p.Stage, p.Done, p.Total) }
}

// learn fits models on the rows and measures them.
func (g *Gatherer) learn(ctx context.Context, l *lesson, progress Progress) (Learning, error) {
	out := Learning{Of: g.rows.seen, Rows: len(l.rows), WhyNot: l.whyNot}
	if l.whyNot != "" {
		return out, nil
	}
	out.Learnt, out.Tuned, out.Measured = len(l.learn.Examples), len(l.tune.Examples), len(l.measure.Examples)
	out.Since, out.Labels = l.from[0].at.Unix(), l.learn.Labels
	out.Unseen, out.Repeated, out.Distinct = l.unseen, l.repeated, l.distinct
	opts := g.fitOptions(out.Learnt)
	meter, manifest, err := l.fit(ctx, opts, g.o, staged(progress, "learning"))
	if err != nil {
		return out, fmt.Errorf("learn categories: %w", err)
	}
	m := meter.Measure()
	out.MacroF1 = m.MacroF1
	right := 0
	out.Matrix = make([][]int, len(out.Labels)+1)
	for i := range out.Matrix {
		out.Matrix[i] = make([]int, len(out.Labels))
	}
	for _, s := range meter.Scored() {
		said := best(s.Probabilities)
		out.Matrix[s.Truth][said]++
		if said == s.Truth {
			right++
		}
	}
	out.Accuracy = *shareOf(right, out.Measured)
	out.Usual = *shareOf(l.usual(), out.Measured)
	out.Risk = risks(meter)
	walked := training.Walk(meter.Outcomes(manifest), g.o.Alpha, g.o.Delta)
	out.Promise = promise(walked, g.o)
	out.Fates = l.fates(meter, manifest, walked.Threshold, walked.Refused == "")
	out.Curve, err = g.curve(ctx, l, out.Accuracy, opts, progress)
	return out, err
}

// fit fits a model and asks it about the youngest rows.
func (l *lesson) fit(ctx context.Context, opts training.Options, o Options, report func(training.Progress)) (*training.Meter, *models.Manifest, error) {
	result, err := training.Train(ctx, l.learn, l.tune, opts, o.Now, report)
	if err != nil {
		return nil, nil, err
	}
	if _, err := result.Bundle.Seal(); err != nil {
		return nil, nil, err
	}
	model, err := models.Open(result.Bundle, models.Options{Engine: models.Native})
	if err != nil {
		return nil, nil, err
	}
	meter := training.NewMeter(l.learn.Labels)
	for _, e := range l.measure.Examples {
		p := make([]float64, len(l.learn.Labels))
		if err := ctx.Err(); err != nil {
			return nil, nil, errors.Join(err, model.Close())
		}
		if err := model.Predict(p, e.Text); err != nil {
			return nil, nil, errors.Join(err, model.Close())
		}
		meter.Add(training.Scored{ID: e.ID, Language: e.Language, Truth: e.Label, Probabilities: p})
	}
	return meter, model.Manifest(), model.Close()
}

// usual counts the measured rows of the category most frequent among those learnt
// from.
func (l *lesson) usual() int {
	counts := make([]int, len(l.learn.Labels)+1)
	for _, e := range l.learn.Examples {
		counts[e.Label]++
	}
	most, n := slices.Index(counts, slices.Max(counts)), 0
	for _, e := range l.measure.Examples {
		if e.Label == most {
			n++
		}
	}
	return n
}

func best(p []float64) int {
	at := 0
	for i := range p {
		if p[i] > p[at] {
			at = i
		}
	}
	return at
}

// riskPoints bounds the points of the curve of risks.
const riskPoints = 200

func risks(meter *training.Meter) []Risk {
	scored := slices.Clone(meter.Scored())
	slices.SortStableFunc(scored, func(a, b training.Scored) int {
		return cmp.Compare(slices.Max(b.Probabilities), slices.Max(a.Probabilities))
	})
	step, wrong := max(1, len(scored)/riskPoints), 0
	var out []Risk
	for i, s := range scored {
		if best(s.Probabilities) != s.Truth {
			wrong++
		}
		if n := i + 1; n >= 20 && (n%step == 0 || n == len(scored)) { // a handful says little
			out = append(out, Risk{Coverage: float64(n) / float64(len(scored)), Error: float64(wrong) / float64(n)})
		}
	}
	return out
}

func promise(w training.Walked, o Options) Promise {
	p := Promise{Alpha: o.Alpha, Delta: o.Delta, Refused: w.Refused, Needed: w.RowsNeeded}
	if w.Refused != "" {
		return p
	}
	p.Threshold, p.Bound = w.Threshold, w.UpperBound
	p.Coverage, p.Wrong = *shareOf(w.Applied, w.Tested), *shareOf(w.Wrong, w.Applied)
	return p
}

// curve fits on parts of the rows. The last point is the model itself.
func (g *Gatherer) curve(ctx context.Context, l *lesson, full Share, opts training.Options, progress Progress) ([]Learned, error) {
	inside := *l.measure
	inside.Examples = slices.DeleteFunc(slices.Clone(inside.Examples), func(e training.Example) bool { return e.Label == len(inside.Labels) })
	inside.OutOfScope = 0
	half := *l.learn
	half.Examples = nil
	for i, e := range l.learn.Examples {
		if i%2 == 0 { // the full one is known already, so the curve is over a half of them
			half.Examples = append(half.Examples, e)
		}
	}
	var out []Learned
	if len(inside.Examples) > 0 && len(half.Examples) >= leastRows/2 {
		points, err := training.LearningCurve(ctx, &half, &inside, opts, staged(progress, "learning curve"))
		if err != nil {
			return nil, fmt.Errorf("learning curve: %w", err)
		}
		for _, p := range points {
			right := int(p.Accuracy*float64(len(inside.Examples)) + .5)
			out = append(out, Learned{p.Rows, *shareOf(right, full.Of)})
		}
	}
	return append(out, Learned{len(l.learn.Examples), full}), nil
}

func sorted(names []string) []string {
	slices.Sort(names)
	return names
}

// mistakes lists pairs, most first.
func mistakes(pairs map[[2]string]int, most int) []Mistake {
	var out []Mistake
	for _, pair := range slices.SortedFunc(maps.Keys(pairs), func(a, b [2]string) int {
		return cmp.Or(pairs[b]-pairs[a], cmp.Compare(a[0], b[0]), cmp.Compare(a[1], b[1]))
	}) {
		if len(out) < most {
			out = append(out, Mistake{pair[0], pair[1], pairs[pair]})
		}
	}
	return out
}
