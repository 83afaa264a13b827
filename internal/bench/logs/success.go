package logs

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"path/filepath"
	"slices"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// trial is the first time that somebody had an incident, and whether it ended
// with them: never assigned to another and never opened again.
type trial struct {
	id, agent, category string
	priority            routing.Priority
	at, known           time.Time
	success             bool
}

var incidentPriorities = map[string]routing.Priority{"1 - Critical": routing.Urgent, "2 - High": routing.High, "3 - Moderate": routing.Normal, "4 - Low": routing.Low}

// trials of the first holder of each incident: assignees or groups, as named
// by of. A failure is known when the incident goes to somebody else, or else
// with everything else when it is closed.
func trials(rows []incident, of func(*touch) string) []trial {
	var out []trial
	for i := range rows {
		x := &rows[i]
		t := trial{id: x.ID, success: x.Meta.Reassignments == 0 && x.Meta.Reopens == 0, known: later(x.Meta.ClosedAt, x.CreatedAt)}
		facts := x.opening()
		t.category, t.priority = facts.Category, cmp.Or(incidentPriorities[facts.Priority], routing.Normal)
		for j := range x.Meta.Touches {
			touch := &x.Meta.Touches[j]
			who := of(touch)
			if t.agent == "" && who != "" {
				if touch.State == "Resolved" || touch.State == "Closed" {
					break // whoever is first named when it is over was not chosen
				}
				t.agent, t.at = who, later(touch.At, x.CreatedAt)
				continue
			}
			if !t.success && t.agent != "" && who != "" && who != t.agent {
				t.known = later(touch.At, t.at)
				break
			}
		}
		if t.agent != "" && t.known.After(t.at) {
			out = append(out, t)
		}
	}
	slices.SortStableFunc(out, func(a, b trial) int { return a.at.Compare(b.at) })
	return out
}

// forecaster says how likely a trial is to succeed.
type forecaster struct {
	name    string
	predict func(*trial) float64
	begin   func(*trial)
	learn   func(*trial)
	refit   func(time.Time) error
}

// rate counts known results and is the share of successes, of those of a key;
// where there are none, that of the next rate.
func rate(name string, keys ...func(*trial) string) forecaster {
	type count struct{ n, s float64 }
	counts := make([]map[string]*count, len(keys))
	for i := range counts {
		counts[i] = map[string]*count{}
	}
	return forecaster{name: name,
		predict: func(t *trial) float64 {
			for i, key := range keys {
				if c := counts[i][key(t)]; c != nil {
					return c.s / c.n
				}
			}
			return .5
		},
		learn: func(t *trial) {
			for i, key := range keys {
				c := counts[i][key(t)]
				if c == nil {
					c = &count{}
					counts[i][key(t)] = c
				}
				c.n++
				if t.success {
					c.s++
				}
			}
		}}
}

// learner is the success model that routes.
func learner(ctx context.Context) forecaster {
	l := learn.New(learn.Options{Maturity: 7 * 24 * time.Hour})
	outcome := func(t *trial) learn.Outcome {
		return learn.Outcome{Ticket: t.id, Agent: t.agent, Category: t.category, Priority: string(t.priority), At: t.at}
	}
	return forecaster{name: "success model",
		predict: func(t *trial) float64 {
			out := make([]routing.Prospect, 1)
			r := &routing.Request{ID: t.id, Priority: t.priority, Since: t.at}
			if t.category != "" {
				r.Category = []routing.Chance{{Label: t.category, P: 1}}
			}
			l.Model().Predict(r, []routing.Agent{{ID: t.agent}}, out)
			return out[0].Success
		},
		begin: func(t *trial) { l.Observe(outcome(t)) },
		learn: func(t *trial) {
			o := outcome(t)
			o.Known, o.Success = t.known, t.success
			l.Observe(o)
		},
		refit: func(now time.Time) error { return l.Refit(ctx, now) }}
}

// forecast is what was said of a trial.
type forecast struct {
	at      time.Time
	block   int
	p       float64
	success bool
}

// foretell asks every forecaster about every trial, refitting once a day.
func foretell(all []trial, by []forecaster) ([][]forecast, error) {
	type event struct {
		at    time.Time
		known bool
		n     int
	}
	var events []event
	for i, t := range all {
		events = append(events, event{t.at, false, i}, event{t.known, true, i})
	}
	slices.SortStableFunc(events, func(a, b event) int {
		if c := a.at.Compare(b.at); c != 0 || a.known == b.known {
			return c
		}
		if a.known { // what is known at this very moment is not known before it
			return 1
		}
		return -1
	})
	out := make([][]forecast, len(by))
	var day time.Time
	for _, e := range events {
		t := &all[e.n]
		for i := range by {
			f := &by[i]
			if e.known {
				f.learn(t)
				continue
			}
			if f.refit != nil && e.at.Sub(day) >= 24*time.Hour && out[i] != nil {
				day = e.at
				if err := f.refit(e.at); err != nil {
					return nil, fmt.Errorf("%s: %w", f.name, err)
				}
			}
			out[i] = append(out[i], forecast{t.at, 1 + e.n*Blocks/len(all), f.predict(t), t.success})
			if f.begin != nil {
				f.begin(t)
			}
		}
	}
	return out, nil
}

// SuccessMeasures are what forecasts are judged by: the area under the ROC
// curve, log loss, and calibration error in 15 bins of equal size.
var SuccessMeasures = []string{"AUC", "log loss", "ECE"}

// judge measures the forecasts at some positions.
func judge(all []forecast, at []int) [3]float64 {
	sorted := slices.Clone(at)
	slices.SortStableFunc(sorted, func(a, b int) int { return cmp.Compare(all[a].p, all[b].p) })
	n := len(sorted)
	if n == 0 {
		return [3]float64{math.NaN(), math.NaN(), math.NaN()}
	}
	var loss, calibration, ranks, good float64
	for i := 0; i < n; {
		j := i
		for j < n && all[sorted[j]].p == all[sorted[i]].p {
			j++
		}
		for _, k := range sorted[i:j] {
			p := min(max(all[k].p, .01), .99) // no raw rate is to lose by one bold word
			if all[k].success {
				good++
				ranks += float64(i+j+1) / 2
				loss -= math.Log(p)
			} else {
				loss -= math.Log(1 - p)
			}
		}
		i = j
	}
	for b := range 15 {
		gap := 0.
		for _, k := range sorted[b*n/15 : (b+1)*n/15] {
			gap += all[k].p
			if all[k].success {
				gap--
			}
		}
		calibration += math.Abs(gap)
	}
	bad := float64(n) - good
	return [3]float64{(ranks - good*(good+1)/2) / (good * bad), loss / float64(n), calibration / float64(n)}
}

// Forecasters are the measures of one forecaster, and what the first one was
// better by in each: higher in AUC, lower in the others.
type Forecasters struct {
	Name              string
	Estimates, Behind []Estimate
}

// Success asks, of first assignees and of first groups, whether the incident
// ends with them.
func Success(ctx context.Context, data string, from int) (map[string][]Forecasters, error) {
	rows, err := readRows[incident](filepath.Join(data, "it-incidents", "incidents.jsonl"))
	if err != nil {
		return nil, err
	}
	out := map[string][]Forecasters{}
	for name, of := range map[string]func(*touch) string{
		"assignee": func(t *touch) string { return t.Assignee },
		"group":    func(t *touch) string { return t.Group },
	} {
		if out[name], err = success(ctx, trials(rows, of), from); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func success(ctx context.Context, all []trial, from int) ([]Forecasters, error) {
	everything := func(*trial) string { return "" }
	category := func(t *trial) string { return t.category }
	both := func(t *trial) string { return t.category + "|" + t.agent }
	by := []forecaster{learner(ctx), rate("rate of all", everything), rate("rate of the category", category, everything),
		rate("raw rate of category and agent", both, category, everything)}
	said, err := foretell(all, by)
	if err != nil {
		return nil, err
	}
	var at []int
	var answers []Answer
	for i, f := range said[0] {
		answers = append(answers, Answer{At: f.at})
		if f.block >= from {
			at = append(at, i)
		}
	}
	drawn := make([][][3]float64, len(by))
	resample(byDay(answers, at), func(sample []int) {
		for i := range by {
			drawn[i] = append(drawn[i], judge(said[i], sample))
		}
	})
	out := make([]Forecasters, len(by))
	best := judge(said[0], at)
	for i := range by {
		out[i].Name = by[i].name
		value := judge(said[i], at)
		for k := range value {
			sign := 1.
			if k > 0 {
				sign = -1
			}
			own, gap := make([]float64, resamples), make([]float64, resamples)
			for s := range drawn[i] {
				own[s], gap[s] = drawn[i][s][k], sign*(drawn[0][s][k]-drawn[i][s][k])
			}
			out[i].Estimates = append(out[i].Estimates, Estimate{value[k], interval(own)})
			out[i].Behind = append(out[i].Behind, Estimate{sign * (best[k] - value[k]), interval(gap)})
		}
	}
	return out, nil
}
