package learn

import (
	"context"
	"math"
	"slices"
	"time"
)

// Drift is an agent who does not work as they used to.
type Drift struct {
	Agent string `json:"agent"`
	// P is the probability that what they solve has changed, and Since the
	// likeliest instant.
	P     float64   `json:"p"`
	Since time.Time `json:"since"`
}

// How often agents change: once in this time, a quarter of the changes in what
// they solve alone, and a quarter in how long they take alone. Of agents who never
// change, with ten outcomes a day over weeks, fewer than one in a hundred is
// taken for changed at a time.
const (
	changeEvery = 120 * 24 * time.Hour
	minSegment  = 2   // rows on either side of a change
	segmentGrow = 1.2 // how much further apart changes are looked for, the older they are
)

// Changes of which the logarithm of the odds is below the first are not looked
// at closely, nor those that are less likely than the likeliest by the second.
const (
	worthALook = -4
	negligible = 8
)

// forget looks for a change in every agent and weighs what came before it by
// how likely it is that there was none since: what is forgotten is what the
// outcomes say has become wrong, of this agent alone. It reports whether it
// changed any weight.
//
// Both kinds of evidence are taken together: a new set of skills shows in what
// is solved and in how long it takes, and the latter is known at once.
func (f *fit) forget(ctx context.Context) (bool, error) {
	success, hours := f.courts()
	changed := false
	f.workWeight = slices.Clone(f.sheet.weight)
	trialWeight := slices.Clone(f.sheet.weight)
	for a := range f.agents {
		if err := ctx.Err(); err != nil {
			return false, err
		}
		rows := f.rowsOf(a)
		keep, keepHours, drift := f.changes(rows, success, hours)
		if drift.P >= .5 {
			drift.Agent = f.agents[a]
			f.drifts = append(f.drifts, drift)
		}
		for n, i := range rows {
			trialWeight[i] *= keep[n]
			f.workWeight[i] *= keepHours[n]
			changed = changed || keep[n] < .95 || keepHours[n] < .95
		}
	}
	f.trialWeight = trialWeight
	return changed, nil
}

// courts give the evidence of results and of working times, with what is shared
// as it was fitted. What pace says of success is no part of it: a new agent has
// a new pace.
func (f *fit) courts() (success, hours *court) {
	s := f.sheet
	base, work := make([]float64, s.rows()), make([]float64, s.rows())
	fixed := slices.Clone(f.success.effects.fixed)
	pace, knack := fixed[columnPace], fixed[columnKnack]
	fixed[columnPace], fixed[columnKnack] = 0, 0
	for i := range base {
		c := s.cells[s.cellOf[i]].category
		base[i] = dot(s.row(i), fixed) + f.success.effects.category[c]
		work[i] = f.hours.effects.offset(s, i)
	}
	success = newCourt(s, f.trials, base, f.success.prior.agent+pace*pace, f.success.prior.cell+knack*knack)
	hours = newCourt(s, f.works, work, f.hours.prior.agent, f.hours.prior.cell)
	return success, hours
}

// rowsOf are an agent's rows by time.
func (f *fit) rowsOf(a int) []int {
	var rows []int
	own := f.sheet.agents[a]
	for k := own.from; k < own.to; k++ {
		for i := f.sheet.cells[k].rows.from; i < f.sheet.cells[k].rows.to; i++ {
			rows = append(rows, int(i))
		}
	}
	slices.SortStableFunc(rows, func(i, j int) int { return f.rows[i].At.Compare(f.rows[j].At) })
	return rows
}

// candidates are the places among n rows where a change is looked for, oldest
// last: close together among the latest rows, wider before.
func candidates(n int) []int {
	var out []int
	for back := float64(minSegment); int(back) <= n-minSegment; back = max(back+minSegment, back*segmentGrow) {
		out = append(out, n-int(back))
	}
	return out
}

// odds are the logarithms of how likely a change is at a place against none,
// given by how much better its two parts are explained apart.
func (f *fit) odds(rows, places []int, n int, gain, gainHours float64) [3]float64 {
	before := f.rows[rows[places[n]-1]].At
	if n+1 < len(places) {
		before = f.rows[rows[places[n+1]]].At
	}
	span := max(f.rows[rows[places[n]]].At.Sub(before), time.Hour)
	prior := math.Log(span.Hours() / changeEvery.Hours())
	return [3]float64{prior + math.Log(.5) + gain + gainHours, prior + math.Log(.25) + gain, prior + math.Log(.25) + gainHours}
}

// changes gives for each of an agent's rows the probability that nothing has
// changed since, in results and in working times.
func (f *fit) changes(rows []int, success, hours *court) (keep, keepHours []float64, drift Drift) {
	keep, keepHours = make([]float64, len(rows)), make([]float64, len(rows))
	for i := range rows {
		keep[i], keepHours[i] = 1, 1
	}
	places := candidates(len(rows))
	if len(places) == 0 {
		return keep, keepHours, drift
	}
	guess, guessHours := success.gains(rows, places), hours.gains(rows, places)
	// Logarithms of how likely a change is at each place, against none: of both,
	// of results alone, of working times alone.
	odds := make([][3]float64, len(places))
	top := 0.
	for n := range places {
		odds[n] = f.odds(rows, places, n, guess[n], guessHours[n])
		top = max(top, odds[n][0], odds[n][1], odds[n][2])
	}
	if slices.ContainsFunc(odds, func(o [3]float64) bool { return max(o[0], o[1], o[2]) > worthALook }) {
		// The parabola will not do for what matters.
		whole, wholeHours := success.evidence(rows), hours.evidence(rows)
		worth := max(worthALook, top-negligible)
		top = 0
		for n, k := range places {
			if max(odds[n][0], odds[n][1], odds[n][2]) > worth {
				odds[n] = f.odds(rows, places, n,
					success.evidence(rows[:k])+success.evidence(rows[k:])-whole,
					hours.evidence(rows[:k])+hours.evidence(rows[k:])-wholeHours)
			}
			top = max(top, odds[n][0], odds[n][1], odds[n][2])
		}
	}
	total := math.Exp(-top)
	for n := range odds {
		for j := range odds[n] {
			odds[n][j] = math.Exp(odds[n][j] - top)
			total += odds[n][j]
		}
	}
	gone, goneHours, best := 0., 0., 0.
	for n, k := range places {
		p := (odds[n][0] + odds[n][1]) / total
		gone += p
		goneHours += (odds[n][0] + odds[n][2]) / total
		if p > best {
			best, drift.Since = p, f.rows[rows[k]].At
		}
		from := 0
		if n+1 < len(places) {
			from = places[n+1]
		}
		for i := from; i < k; i++ {
			keep[i], keepHours[i] = max(0, 1-gone), max(0, 1-goneHours)
		}
	}
	drift.P = gone
	return keep, keepHours, drift
}
