package foresight

import (
	"cmp"
	"context"
	"slices"
	"time"

	"switchyard/internal/sla"
	"switchyard/training/risk"
)

// model answers a question at a moment, or says why it does not.
type model struct {
	risk   *risk.Model
	usual  float64   // share of the rows that went wrong
	good   *Measures // nil where there is too little to tell
	lacks  string    // why there is no model
	learnt int       // tickets
}

// key tells models apart.
type key struct {
	question Question
	moment   Moment
}

// Measures say how good the chances of a model are: one that knew only the older
// tickets, on the youngest fifth.
type Measures struct {
	Rows   int     // it was tried on
	Bad    int     // of those went wrong
	AUROC  float64 // chance that one that went wrong was given more than one that did not
	ECE    float64 // mean distance of a chance from what came, in 15 bins of equal mass
	Recall float64 // share of those that went wrong among the fifth with the highest chances
}

const (
	mostLearnt = 12_000 // tickets, the latest
	youngest   = 5      // one in so many is kept to measure on
	leastTried = 20     // rows of either kind that measures need
	leastKind  = 20     // tickets of either kind that a model needs
	leastOver  = 200    // tickets that a model needs
)

// options suit some ten thousand rows, and leave the processor to others.
func options() risk.Options {
	o := risk.Default()
	o.Trees, o.Patience = 250, 25
	return o
}

// learn fits all models to what was known at an instant.
func learn(ctx context.Context, lives []*life, policies []sla.Policy, now time.Time) (map[key]model, error) {
	var ended []outcome
	for _, l := range lives {
		if o, is := over(l, now); is && now.Sub(l.created) <= span {
			ended = append(ended, o)
		}
	}
	slices.SortFunc(ended, func(a, b outcome) int { return cmp.Compare(b.life.number, a.life.number) })
	ended = ended[:min(len(ended), mostLearnt)]
	out := map[key]model{}
	for _, m := range moments() {
		samples := samplesOf(lives, ended, m, policies)
		for _, q := range Questions() {
			fitted, err := fit(ctx, samples, q, m)
			if err != nil {
				return nil, err
			}
			out[key{q, m}] = fitted
		}
	}
	return out, nil
}

// fit answers a question at a moment from samples. The error is that of ctx.
func fit(ctx context.Context, samples []sample, q Question, m Moment) (model, error) {
	rows, err := rowsOf(ctx, samples, q, m)
	if err != nil {
		return model{}, err
	}
	tickets, bad := tally(rows)
	if tickets < leastOver || bad < leastKind || tickets-bad < leastKind {
		return model{lacks: lacking(q, tickets, bad)}, nil
	}
	out := model{learnt: tickets}
	all, wrong := 0., 0.
	for i := range rows {
		w := rows[i].row.Weight
		if all += w; rows[i].row.Bad {
			wrong += w
		}
	}
	out.usual = wrong / all
	if out.risk, err = risk.Fit(ctx, shapeOf(m), bare(rows), options()); err != nil {
		return model{lacks: lacking(q, tickets, bad)}, ctx.Err()
	}
	out.good, err = measure(ctx, rows, m)
	return out, err
}

// measure fits the older tickets and tries the model on the youngest. It is nil
// where there are too few of either.
func measure(ctx context.Context, rows []labelled, m Moment) (*Measures, error) {
	times := make([]time.Time, len(rows))
	for i := range rows {
		times[i] = rows[i].life.created
	}
	slices.SortFunc(times, time.Time.Compare)
	cut := times[len(times)-1-len(times)/youngest]
	var old, young []labelled
	for i := range rows {
		switch r := &rows[i]; {
		case !r.life.created.Before(cut):
			young = append(young, *r)
		case r.row.Known.Before(cut):
			old = append(old, *r)
		}
	}
	tried := bare(young)
	bad := 0
	for i := range tried {
		if tried[i].Bad {
			bad++
		}
	}
	if bad < leastTried || len(tried)-bad < leastTried {
		return nil, ctx.Err()
	}
	fitted, err := risk.Fit(ctx, shapeOf(m), bare(old), options())
	if err != nil {
		return nil, ctx.Err()
	}
	chances := make([]float64, len(tried))
	for i := range tried {
		chances[i] = fitted.Chance(&tried[i])
	}
	got := risk.Measure(chances, tried)
	return &Measures{Rows: got.Rows, Bad: got.Bad, AUROC: got.AUROC, ECE: got.ECE, Recall: got.Recall}, nil
}
