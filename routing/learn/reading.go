package learn

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// read lays out the rows that had begun by now for a fit, in order.
func read(o Options, rows []*row, now time.Time) *fit {
	f := &fit{options: o, now: now}
	rows = slices.DeleteFunc(rows, func(r *row) bool { return r.At.After(now.Add(skew)) })
	order(rows)
	f.rows = rows
	place := f.name()
	f.frame = measureFrame(rows)
	lives := make([]lifetime, len(rows))
	for i, r := range rows {
		lives[i] = lifeOf(r, now)
		f.waiting = f.waiting || !lives[i].known && lives[i].age < o.Maturity
	}
	f.delays = measureDelays(slices.Clone(lives), o.Maturity)
	f.sheet = &sheet{width: f.frame.columns(), categories: len(f.categories)}
	f.works = &works{sigma: math.Sqrt(hoursVariance)}
	f.typical = make([]float64, f.sheet.width)
	f.mature = f.delays.mature()
	weights := 0.
	agent := -1
	for i, r := range rows {
		if i == 0 || r.Agent != rows[i-1].Agent {
			agent++
			f.agents = append(f.agents, r.Agent)
		}
		w := fade(r.At, now, o.HalfLife)
		x := f.sheet.add(agent, place[r.Category], w)
		f.frame.outcome(x, &r.Outcome)
		t := f.delays.trial(lives[i], f.now.Sub(r.At))
		if !f.waiting && now.Sub(r.At) < f.mature {
			// Nobody tells of what is still open, so what is known of young
			// assignments is mostly failures. It has to wait.
			t = trial{}
		}
		f.trials = append(f.trials, t)
		f.works.rows = append(f.works.rows, work{log: math.Log(max(r.Hours, minHours)), seen: r.Hours > 0, done: r.Done})
		weights += w
		for j, v := range x {
			f.typical[j] += w * v
		}
	}
	if weights > 0 {
		for j := range f.typical {
			f.typical[j] /= weights
		}
	}
	return f
}

// name gives categories their places: the most frequent ones if there are too
// many, in alphabetical order.
func (f *fit) name() map[string]int {
	n := map[string]int{}
	for _, c := range f.options.Categories {
		n[c] += 0
	}
	for _, r := range f.rows {
		n[r.Category]++
	}
	delete(n, "")
	names := mostFrequent(n, maxCategories)
	f.categories = append([]string{""}, names...)
	place := make(map[string]int, len(f.categories))
	for i, c := range f.categories {
		place[c] = i
	}
	// Rows lie by place: those without one of their own come first.
	slices.SortStableFunc(f.rows, func(a, b *row) int {
		return cmp.Or(cmp.Compare(a.Agent, b.Agent), place[a.Category]-place[b.Category])
	})
	return place
}

// lifeOf a row as of now.
func lifeOf(r *row, now time.Time) lifetime {
	if r.Known.IsZero() || r.Known.After(now.Add(skew)) {
		return lifetime{age: max(0, now.Sub(r.At))}
	}
	return lifetime{age: r.Known.Sub(r.At), known: true, success: r.Success}
}
