package logs

import (
	"context"
	"math"
	"path/filepath"
	"slices"
	"time"

	"switchyard/training/risk"
)

// Whether an incident will be reassigned or opened again is foretold when it is
// opened. A desk would do it so: every week it learns from what it knows by then.
const (
	troubleStart  = 28 * 24 * time.Hour // of learning alone
	troubleRefit  = 7 * 24 * time.Hour
	troubleSettle = 3 * 24 * time.Hour // after which an incident without trouble counts as one
)

// Foretold is how well a method foretold what came.
type Foretold struct {
	Method string
	risk.Measures
}

// incidentNumbers are the numbers known of an incident when it is opened.
var incidentNumbers = []string{"hour", "weekday", "opened in the last hour", "opened in the last day", "of its queue in the last day",
	"hours since the caller's last one", "of the caller before"}

// trouble is an incident as a row, and when its trouble began.
type trouble struct {
	risk.Row
	began time.Time // zero where that is not to be seen
	ended time.Time
}

// label is the row as it is known at an instant.
func (t *trouble) label(now time.Time) risk.Row {
	row := t.Row
	known := t.began
	if known.IsZero() {
		known = t.ended
	}
	row.Bad = row.Bad && known.Before(now)
	row.Known = row.At.Add(troubleSettle)
	return row
}

// Trouble foretells the incidents of a folder of data by each method.
func Trouble(ctx context.Context, data string) ([]Foretold, error) {
	rows, err := readRows[incident](filepath.Join(data, "it-incidents", "incidents.jsonl"))
	if err != nil {
		return nil, err
	}
	all := troubles(rows)
	shape := risk.Shape{Numbers: incidentNumbers, Words: incidentFacets}
	first := slices.IndexFunc(all, func(t trouble) bool { return t.At.Sub(all[0].At) >= troubleStart })
	tests := make([]risk.Row, len(all)-first)
	for i := range tests {
		tests[i] = all[first+i].Row
	}
	var out []Foretold
	for _, m := range []struct {
		name string
		fit  fitting
	}{
		{"boosted trees", func(ctx context.Context, rows []risk.Row) (teller, error) {
			return risk.Fit(ctx, shape, rows, risk.Default())
		}},
		{"logistic regression", func(ctx context.Context, rows []risk.Row) (teller, error) {
			o := risk.Default()
			o.Trees = 0
			return risk.Fit(ctx, shape, rows, o)
		}},
	} {
		p, err := walk(ctx, all, first, m.fit)
		if err != nil {
			return nil, err
		}
		out = append(out, Foretold{m.name, risk.Measure(p, tests)})
	}
	return out, nil
}

// teller gives a chance of trouble.
type teller interface{ Chance(r *risk.Row) float64 }

// fitting makes one from rows in order of time.
type fitting func(context.Context, []risk.Row) (teller, error)

// walk goes through time. Nothing is used before it was known.
func walk(ctx context.Context, all []trouble, first int, fit fitting) ([]float64, error) {
	var model teller
	var refit time.Time
	said := make([]float64, 0, len(all)-first)
	for i := first; i < len(all); i++ {
		now := all[i].At
		if !now.Before(refit) {
			var rows []risk.Row
			for k := 0; all[k].At.Before(now.Add(-troubleSettle)); k++ {
				rows = append(rows, all[k].label(now))
			}
			var err error
			if model, err = fit(ctx, rows); err != nil {
				return nil, err
			}
			refit = now.Add(troubleRefit)
		}
		said = append(said, model.Chance(&all[i].Row))
	}
	return said, nil
}

// troubles are the incidents in the order of their opening, by what was known
// then.
func troubles(rows []incident) []trouble {
	slices.SortStableFunc(rows, func(a, b incident) int { return a.CreatedAt.Compare(b.CreatedAt) })
	var out []trouble
	last, times := map[string]time.Time{}, map[string]float64{}
	queues := map[string][]time.Time{}
	hour, day := 0, 0
	for i := range rows {
		x := &rows[i]
		at, queue, caller := x.CreatedAt, x.queue(), x.opening().Caller
		for rows[hour].CreatedAt.Before(at.Add(-time.Hour)) {
			hour++
		}
		for rows[day].CreatedAt.Before(at.Add(-24 * time.Hour)) {
			day++
		}
		waits := queues[queue]
		for len(waits) > 0 && waits[0].Before(at.Add(-24*time.Hour)) {
			waits = waits[1:]
		}
		since, before, busy := math.NaN(), math.NaN(), math.NaN()
		if caller != "" {
			before = times[caller]
			if was, known := last[caller]; known {
				since = math.Log1p(at.Sub(was).Hours())
			}
			times[caller]++
			last[caller] = at
		}
		if queue != "" {
			busy = float64(len(waits))
			queues[queue] = append(waits, at)
		}
		words := make([]string, len(incidentFacets))
		for k, facet := range x.facets(queue) {
			if len(facet) > 0 {
				words[k] = facet[0]
			}
		}
		out = append(out, trouble{
			Row: risk.Row{
				At: at, Words: words, Bad: x.Meta.Reassignments+x.Meta.Reopens > 0,
				Numbers: []float64{float64(at.Hour()) + float64(at.Minute())/60, float64(at.Weekday()), float64(i - hour), float64(i - day), busy, since, before},
			},
			began: x.moved(), ended: later(x.known(), at),
		})
	}
	return out
}

// moved is when somebody else was first seen to have it, zero for never.
func (x *incident) moved() time.Time {
	var group, assignee string
	for _, t := range x.Meta.Touches {
		if group != "" && t.Group != "" && t.Group != group || assignee != "" && t.Assignee != "" && t.Assignee != assignee {
			return t.At
		}
		if t.Group != "" {
			group = t.Group
		}
		if t.Assignee != "" {
			assignee = t.Assignee
		}
	}
	return time.Time{}
}
