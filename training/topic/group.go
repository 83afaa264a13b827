package topic

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
)

// Group is a proposal for a category.
type Group struct {
	Topic   int      `json:"topic"` // its number, from 1
	Name    string   `json:"name"`  // of its most telling words
	Words   []string `json:"words"`
	Members []string `json:"members"` // ids, oldest first
	// Examples are the ids of the members nearest to its centre, nearest first.
	Examples []string `json:"examples"`
	Window   int      `json:"window"` // the last tickets that Lately counts in
	Lately   int      `json:"lately"`
	History  int      `json:"history"` // the tickets before those that Before counts in
	Before   int      `json:"before"`
	Chance   float64  `json:"chance"` // of so many in the window, were all tickets drawn alike
}

// How a group is told.
const (
	mostExamples = 5
	nameWords    = 3
	tellingWords = 8
	gatherings   = 5
	// belonging is how alike a member is to the others on the mean, as a share of
	// what they are to each other.
	belonging = .5
)

// gather makes a group of the tickets that are nearest to one: then, again and
// again, of all that are alike to its members on the mean (average linkage), until
// it stays.
func (f *Finder) gather(one *item, members []int, p float64) *Group {
	near := f.nearness(one, members)
	for range gatherings {
		cohesion := 0.
		for _, m := range members {
			cohesion += near[m] / float64(len(members))
		}
		var next []int
		for i := range f.items {
			if near[i] >= belonging*cohesion && near[i] > 0 && f.items[i].Topic == 0 {
				next = append(next, i)
			}
		}
		if slices.Equal(next, members) || len(next) == 0 {
			break
		}
		members = next
		near = f.nearness(one, members)
	}
	g := &Group{Topic: one.Topic, Window: f.options.Window, History: min(f.options.History, f.seen-f.options.Window), Lately: 1, Chance: p}
	for _, m := range members {
		f.items[m].Topic = one.Topic
		g.Members = append(g.Members, f.items[m].ID)
		if f.lately(m) {
			g.Lately++
		} else {
			g.Before++
		}
	}
	g.Members = append(g.Members, one.ID)
	slices.SortStableFunc(members, func(a, b int) int { return cmp.Compare(near[b], near[a]) })
	for _, m := range members[:min(mostExamples, len(members))] {
		g.Examples = append(g.Examples, f.items[m].ID)
	}
	g.Words = f.telling(one, members)
	g.Name = strings.Join(g.Words[:min(nameWords, len(g.Words))], ", ")
	return g
}

// nearness is how alike each item is to the other members on the mean.
func (f *Finder) nearness(one *item, members []int) []float64 {
	centre := map[int32]float64{} // the sum of the members at length 1
	add := func(r *reading) {
		if norm := math.Sqrt(f.rarity.norm(r)); norm > 0 {
			for _, x := range r.features {
				centre[x.id] += float64(x.weight) / norm
			}
		}
	}
	add(&one.reading)
	inside := map[int]bool{}
	for _, m := range members {
		add(&f.items[m].reading)
		inside[m] = true
	}
	out := make([]float64, len(f.items))
	for i := range f.items {
		r := &f.items[i].reading
		norm := math.Sqrt(f.rarity.norm(r))
		if norm == 0 {
			continue
		}
		dot := 0.
		for _, x := range r.features {
			dot += float64(x.weight) / norm * centre[x.id] * f.rarity.of(x)
		}
		if out[i] = dot / float64(len(members)+1); inside[i] {
			out[i] = (dot - 1) / float64(max(1, len(members))) // but for itself
		}
	}
	return out
}

// telling are the words that members have more often than other texts, by how
// much their share says of a text with them.
func (f *Finder) telling(one *item, members []int) []string {
	mine, others := map[string]float64{}, map[string]float64{}
	inside := map[int]bool{}
	for _, w := range one.words {
		mine[w]++
	}
	for _, m := range members {
		inside[m] = true
		for _, w := range f.items[m].words {
			mine[w]++
		}
	}
	for i := range f.items {
		if !inside[i] {
			for _, w := range f.items[i].words {
				others[w]++
			}
		}
	}
	n, m := float64(len(members)+1), float64(len(f.items)-len(members))
	score := func(w string) float64 {
		share := mine[w] / n
		return share * math.Log(share/((others[w]+.5)/(m+1)))
	}
	all := slices.DeleteFunc(slices.Sorted(maps.Keys(mine)), func(w string) bool { return mine[w] < 2 || score(w) <= 0 })
	slices.SortStableFunc(all, func(a, b string) int { return cmp.Compare(score(b), score(a)) })
	return all[:min(tellingWords, len(all))]
}
