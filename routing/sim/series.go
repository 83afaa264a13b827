package sim

import (
	"math"
	"slices"

	"switchyard/routing"
)

// Week is a figure by hour of the week, from Monday 00:00 UTC; NaN for hours
// that no measured day had.
type Week [week]float64

// Promise is how the tickets of one priority on the measured days were first
// answered. Times are business hours.
type Promise struct {
	Priority    routing.Priority
	Target      float64
	Tickets     int
	Late        int     // the target passed without a first answer
	Median, P90 float64 // until the first answer, of the tickets answered; NaN for none
}

// Weeks gives the days of a run in weeks, which begin with the first measured
// day. The last may be shorter.
func (r *Run) Weeks() [][]Day { return slices.Collect(slices.Chunk(r.Days, 7)) }

// queueing sums up hours of waiting tickets by hour of the week.
type queueing Week

// pass notes that n tickets waited from one time to another.
func (q *queueing) pass(n int, from, to float64) {
	for from < to {
		hour := math.Floor(from)
		until := min(to, hour+1)
		q[int(hour)%len(q)] += float64(n) * (until - from)
		from = until
	}
}

// mean is the mean length of the queue over the whole days between two times.
func (q *queueing) mean(start, end float64) Week {
	var days [7]float64
	for day := int(start / 24); day < int(end/24); day++ {
		days[day%7]++
	}
	var w Week
	for h := range w {
		if w[h] = math.NaN(); days[h/24] > 0 {
			w[h] = q[h] / days[h/24]
		}
	}
	return w
}

// promises sums up first answers by priority, the most urgent first.
func (d *desk) promises() []Promise {
	list := make([]Promise, len(priorities))
	firsts := make([][]float64, len(priorities))
	for i, name := range priorities {
		list[i].Priority, list[i].Target = name, d.scenario.Tickets.Targets.list()[i]
	}
	for i := range d.tickets {
		t, f := &d.tickets[i], &d.fates[i]
		if t.at < d.start || t.at >= d.end {
			continue
		}
		p := &list[t.priority]
		p.Tickets++
		if d.firstWait(t, f) > p.Target {
			p.Late++
		}
		if f.touches > 0 {
			firsts[t.priority] = append(firsts[t.priority], f.waited)
		}
	}
	for i := range list {
		slices.Sort(firsts[i])
		list[i].Median, list[i].P90 = quantile(firsts[i], .5), quantile(firsts[i], .9)
	}
	return list
}
