package report

import (
	"cmp"
	"math"
	"slices"

	"switchyard/routing/sim"
)

// Figures over the seeds of a result that it does not sum up itself. Days, and
// weeks of them, are taken together over seeds; the rest are means of seeds, as
// the measures are.

// tally is what came on some days.
type tally struct {
	tickets, good int
	queue         float64
	days, longest int
}

func (t *tally) add(d *sim.Day) {
	t.tickets, t.good, t.queue, t.days, t.longest = t.tickets+d.Tickets, t.good+d.Good, t.queue+d.Queue, t.days+1, max(t.longest, d.Longest)
}

// G is the share that counts for G, NaN where no ticket came.
func (t *tally) G() float64 { return share(t.good, t.tickets) }

// Queue is the mean length.
func (t *tally) Queue() float64 { return t.queue / float64(t.days) }

// Longest is the longest of all seeds.
func (t *tally) Longest() int { return t.longest }

func share(n, of int) float64 {
	if of == 0 {
		return math.NaN()
	}
	return float64(n) / float64(of)
}

// daily sums up each measured day over the seeds.
func daily(r *sim.Result) []tally {
	var list []tally
	for k := range r.Runs {
		for i := range r.Runs[k].Days {
			if i == len(list) {
				list = append(list, tally{})
			}
			list[i].add(&r.Runs[k].Days[i])
		}
	}
	return list
}

// weekly sums up each week over the seeds.
func weekly(r *sim.Result) []tally {
	var list []tally
	for k := range r.Runs {
		for i, days := range r.Runs[k].Weeks() {
			if i == len(list) {
				list = append(list, tally{})
			}
			for d := range days {
				list[i].add(&days[d])
			}
		}
	}
	return list
}

// mean is the mean of what is not NaN.
func mean(values []float64) float64 {
	sum, n := 0., 0
	for _, v := range values {
		if !math.IsNaN(v) {
			sum, n = sum+v, n+1
		}
	}
	if n == 0 {
		return math.NaN()
	}
	return sum / float64(n)
}

// over is the mean over seeds of a figure of a run.
func over(r *sim.Result, of func(*sim.Run) float64) float64 {
	values := make([]float64, len(r.Runs))
	for k := range r.Runs {
		values[k] = of(&r.Runs[k])
	}
	return mean(values)
}

// byHour is the queue by hour of the week.
func byHour(r *sim.Result) sim.Week {
	var w sim.Week
	for h := range w {
		w[h] = over(r, func(run *sim.Run) float64 { return run.Queue[h] })
	}
	return w
}

// occupancies of the agents of a run who were on shift, the busiest first.
func occupancies(run *sim.Run) []float64 {
	var list []float64
	for _, a := range run.Agents {
		if a.Room > 0 {
			list = append(list, a.Busy/a.Room)
		}
	}
	slices.SortFunc(list, func(a, b float64) int { return cmp.Compare(b, a) })
	return list
}

// maxBars bounds how many bars a diagram has; larger desks are drawn in groups.
const maxBars = 48

// profile is the occupancy of the busiest agent, the second and so on, each the
// mean over seeds. Which agents they are differs from seed to seed.
func profile(r *sim.Result) []float64 {
	lists := make([][]float64, len(r.Runs))
	n := maxBars
	for k := range r.Runs {
		lists[k] = occupancies(&r.Runs[k])
		n = min(n, len(lists[k]))
	}
	out := make([]float64, n)
	for i := range out {
		for _, list := range lists {
			group := list[i*len(list)/n : (i+1)*len(list)/n]
			out[i] += mean(group) / float64(len(lists))
		}
	}
	return out
}

// promise is how tickets of one priority were first answered.
type promise struct{ Median, P90, Late float64 }

// promised gives it for the i-th priority.
func promised(r *sim.Result, i int) promise {
	return promise{
		Median: over(r, func(run *sim.Run) float64 { return run.Promises[i].Median }),
		P90:    over(r, func(run *sim.Run) float64 { return run.Promises[i].P90 }),
		Late:   over(r, func(run *sim.Run) float64 { return share(run.Promises[i].Late, run.Promises[i].Tickets) }),
	}
}
