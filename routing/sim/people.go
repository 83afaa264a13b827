package sim

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// person is an agent as they truly are.
type person struct {
	id        string
	shift     *hours
	slots     int
	joined    float64      // 0, or the end of the history for newcomers
	general   [2]float64   // how good they are at everything, before and after a drift
	skill     [2][]float64 // and with each category, general included
	speed     float64
	pace      []float64 // log of their working time by category, of those that were fitted; nil for others
	languages map[string]int
	declared  map[string]int
}

// foreign is the log-odds that a language at this level costs. Levels are 5, 4, 3.
func (o *Outcome) foreign(level int) float64 {
	if level >= 5 {
		return 0
	}
	return o.Foreign[min(5-level, len(o.Foreign))-1]
}

// people draws the agents. names are the categories, the one of a drift last.
func people(s *Scenario, seed uint64, names []string) []person {
	r := draws(seed, streamPeople, 0)
	var all []person
	known := s.categories()
	for i := range s.Sites {
		site := &s.Sites[i]
		shift := site.shift()
		for _, native := range natives(site, r) {
			p := person{id: fmt.Sprintf("a%02d", len(all)+1), shift: &shift, slots: site.Slots,
				languages: map[string]int{native: 5}, declared: map[string]int{}}
			p.general[0] = s.Agents.General * r.NormFloat64()
			p.skill[0] = skills(s, p.general[0], len(names), r)
			p.speed = s.Agents.Speed * r.NormFloat64()
			for _, language := range sortedKeys(s.Tickets.Languages) {
				speaks, level := r.Float64() < s.Agents.Second, 3+r.IntN(2)
				if language != native && speaks {
					p.languages[language] = level
				}
			}
			p.declare(s, names[:known], r)
			p.general[1], p.skill[1] = p.general[0], p.skill[0]
			all = append(all, p)
		}
	}
	for _, i := range r.Perm(len(all))[:s.Agents.Newcomers] {
		all[i].joined = 24 * float64(s.History.Days)
	}
	changed := int(math.Round(s.Drift.Agents * float64(len(all))))
	for _, i := range r.Perm(len(all))[:changed] {
		all[i].general[1] = s.Agents.General * r.NormFloat64()
		all[i].skill[1] = skills(s, all[i].general[1], len(names), r)
	}
	return all
}

// natives gives the native language of each agent of a site, in random order
// but in the very shares asked for.
func natives(site *Site, r *rand.Rand) []string {
	names := sortedKeys(site.Languages)
	shares := make([]float64, len(names))
	for i, name := range names {
		shares[i] = site.Languages[name]
	}
	var list []string
	for i, n := range apportion(site.Agents, shares) {
		list = append(list, slices.Repeat([]string{names[i]}, n)...)
	}
	r.Shuffle(len(list), func(i, j int) { list[i], list[j] = list[j], list[i] })
	return list
}

func skills(s *Scenario, general float64, n int, r *rand.Rand) []float64 {
	list := make([]float64, n)
	for c := range list {
		list[c] = general + s.Agents.Special*r.NormFloat64()
	}
	return list
}

// declare notes the categories that a person believes to be best at, as level
// 5, 4, 3 and so on down to 1.
func (p *person) declare(s *Scenario, names []string, r *rand.Rand) {
	belief := make([]float64, len(names))
	order := make([]int, len(names))
	for c := range names {
		order[c] = c
		belief[c] = p.skill[0][c] + s.Agents.Misjudged*r.NormFloat64()
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case belief[a] > belief[b]:
			return -1
		case belief[a] < belief[b]:
			return 1
		}
		return 0
	})
	for rank, c := range order[:s.Agents.Declared] {
		p.declared[names[c]] = max(1, 5-rank)
	}
}
