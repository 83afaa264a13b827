package insight

import (
	"cmp"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"switchyard/internal/history"
)

// Labels is what is known of the categories. Spam and what was merged away does
// not count.
type Labels struct {
	Tickets int        `json:"tickets"`
	Without int        `json:"without"` // a category
	Unsaid  int        `json:"unsaid"`  // who set it is not known: a default, or another program
	States  []Count    `json:"states"`
	All     []Category `json:"categories"` // most first
	// Beyond counts tickets of categories beyond the mostNames that are told apart.
	Beyond int `json:"beyond,omitempty"`
	// Alike are categories that differ in case, spaces and dashes alone, most
	// frequent first. A model takes each group for one category.
	Alike [][]Count `json:"alike,omitempty"`
	Noise *Noise    `json:"noise,omitempty"` // nil where NoNoise says why
	// NoNoise says why labels were not judged, empty where they were.
	NoNoise string `json:"no_noise,omitempty"`
}

// Category is one category and who set it on how many tickets.
type Category struct {
	Name   string                `json:"name"`
	N      int                   `json:"n"`
	Share  float64               `json:"share"`            // of the tickets with a category
	Human  int                   `json:"human"`            // set by a person
	States map[history.State]int `json:"states,omitempty"` // those whose setter is known
}

// mostNames bounds the categories that are told apart: nobody has more, and a file
// whose categories are free texts must not fill the memory.
const mostNames = 10_000

// labels gathers Labels.
type labels struct {
	n, without, unsaid, beyond int
	of                         map[string]map[history.State]int
	states                     map[string]int
}

func newLabels() *labels {
	return &labels{of: map[string]map[history.State]int{}, states: map[string]int{}}
}

func (l *labels) take(category string, state history.State) {
	l.n++
	if category == "" {
		l.without++
		return
	}
	if state == "" {
		l.unsaid++
	} else {
		l.states[string(state)]++
	}
	counts := l.of[category]
	if counts == nil {
		if len(l.of) >= mostNames {
			l.beyond++
			return
		}
		counts = map[history.State]int{}
		l.of[category] = counts
	}
	counts[state]++
}

func (l *labels) told() Labels {
	out := Labels{Tickets: l.n, Without: l.without, Unsaid: l.unsaid, Beyond: l.beyond, States: inOrderOf(l.states, history.States(), l.n-l.without)}
	for _, name := range slices.Sorted(maps.Keys(l.of)) {
		c := Category{Name: name, States: map[history.State]int{}}
		for state, n := range l.of[name] {
			c.N += n
			if state == "" {
				continue
			}
			c.States[state] = n
			if state != history.Untouched {
				c.Human += n
			}
		}
		c.Share = float64(c.N) / float64(l.n-l.without)
		out.All = append(out.All, c)
	}
	slices.SortStableFunc(out.All, func(a, b Category) int { return cmp.Compare(b.N, a.N) })
	for _, group := range sameButForWriting(out.All) {
		var counts []Count
		for _, c := range group {
			counts = append(counts, Count{c.Name, c.N, c.Share})
		}
		out.Alike = append(out.Alike, counts)
	}
	return out
}

// folded is a category without regard to case, spaces and dashes.
func folded(name string) string {
	name = cases.Fold().String(norm.NFKC.String(name))
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '-' || r == '_' || r == ' ' || r == '\t' || r == '\u00a0' }), " ")
}

// sameButForWriting groups the categories that differ in writing alone; most first, as all is.
func sameButForWriting(all []Category) [][]Category {
	place, groups := map[string]int{}, [][]Category{}
	for _, c := range all {
		key := folded(c.Name)
		at, known := place[key]
		if !known {
			at = len(groups)
			place[key] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], c)
	}
	return slices.DeleteFunc(groups, func(g []Category) bool { return len(g) < 2 })
}

// joinedNames gives, for each category that differs from a more frequent one in
// writing alone, that one.
func (l *Labels) joinedNames() map[string]string {
	names := map[string]string{}
	for _, group := range l.Alike {
		for _, c := range group[1:] {
			names[c.Name] = group[0].Name
		}
	}
	return names
}
