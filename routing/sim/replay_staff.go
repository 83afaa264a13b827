package sim

import (
	"math"
	"slices"
	"strings"

	"switchyard/routing/learn"
)

// worker is an agent of a replay, but for how good they are.
type worker struct {
	Colleague
	shift  hours
	joined float64 // when they began, below 0 for before the history
}

// meet lists the agents who worked on the measured days or are still there, in
// order of their ids, with their shifts and languages.
func (p *replay) meet(colleagues []Colleague) {
	start := 24 * float64(p.first)
	listed, did := map[string]Colleague{}, map[string][]*learn.Outcome{}
	for _, c := range colleagues {
		listed[c.ID] = c
	}
	for i := range p.all {
		did[p.all[i].Agent] = append(did[p.all[i].Agent], &p.all[i])
	}
	for _, id := range sortedKeys(did) {
		w := worker{Colleague: listed[id]}
		w.ID = id
		worked := false
		var begun []float64
		w.joined = math.Inf(1)
		for _, o := range did[id] {
			hour := o.At.Sub(epoch).Hours()
			begun = append(begun, hour)
			w.joined = min(w.joined, hour-max(0, o.Tenure.Hours()))
			worked = worked || hour >= start
		}
		if !worked {
			continue // they had left, or do something else now
		}
		if w.shift = newHours(sensible(w.Shift)); w.shift.total <= 0 {
			w.shift = usualShift(begun)
			p.guessed++
		}
		if w.Slots <= 0 {
			w.Slots = Default().Agents.Slots
		}
		w.Languages = p.speaks(&w.Colleague, did[id])
		p.staff = append(p.staff, w)
	}
}

// sensible are the spans of a shift that make sense, a week long at most.
func sensible(shift [][2]float64) [][2]float64 {
	var out [][2]float64
	for _, s := range shift {
		if s[0] < s[1] && math.Abs(s[0]) < 1e6 && math.Abs(s[1]) < 1e6 {
			out = append(out, [2]float64{s[0], min(s[1], s[0]+week)})
		}
	}
	return out
}

// usualShift is when somebody works who was given work at those times: the hours
// of the day but for the longest stretch in which next to nothing was, on the days
// on which shifts did begin. All is in UTC.
func usualShift(begun []float64) hours {
	var count [24]int
	for _, t := range begun {
		count[(int(math.Floor(t))%24+24)%24]++
	}
	few := len(begun) / 100
	longest, from, to := 0, 0, 24
	for h := range count { // the stretch that begins with h
		n := 0
		for n < 24 && count[(h+n)%24] <= few {
			n++
		}
		if n > longest {
			longest, from, to = n, (h+n)%24, (h+n)%24+24-n
		}
	}
	var days [7]int
	most := 0
	for _, t := range begun {
		day := (int(math.Floor((t-float64(from))/24))%7 + 7) % 7 // on which the shift began
		days[day]++
		most = max(most, days[day])
	}
	var spans [][2]float64
	for day, n := range days {
		if 5*n >= most {
			spans = append(spans, [2]float64{24*float64(day) + float64(from), 24*float64(day) + float64(to)})
		}
	}
	return newHours(spans)
}

// speaks gives the level of an agent in every language of the tickets that they
// speak. Somebody who declared none speaks all. A language that they did not
// declare and were given tickets in they speak at the lowest level.
func (p *replay) speaks(c *Colleague, did []*learn.Outcome) map[string]int {
	out := map[string]int{"und": 5}
	had := map[string]bool{}
	for _, o := range did {
		had[tag(o.Language)] = true
	}
	for i := range p.arrivals {
		language := tag(p.arrivals[i].Language)
		if _, ok := out[language]; ok {
			continue
		}
		primary, _, _ := strings.Cut(language, "-")
		level := min(max(c.Languages[language], c.Languages[primary]), 5)
		switch {
		case len(c.Languages) == 0:
			level = 5
		case level <= 0 && had[language]:
			level = 1
		}
		if level > 0 {
			out[language] = level
		}
	}
	return out
}

// unspoken are the languages of tickets that no agent speaks.
func (p *replay) unspoken() []string {
	return slices.DeleteFunc(slices.Clone(p.languages), func(language string) bool {
		return slices.ContainsFunc(p.staff, func(w worker) bool { return w.Languages[language] > 0 })
	})
}
