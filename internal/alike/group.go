package alike

import (
	"slices"
	"time"

	"github.com/google/uuid"
)

// groups are disjoint sets of texts: those that are joined by pairs that are
// alike. A set is named by a number that is never used again.
type groups struct {
	members map[int64][]int64 // numbers of texts, ascending
	last    int64
}

// Member is a text of a group.
type Member struct {
	ID uuid.UUID
	By uuid.UUID
	At time.Time
}

// Group is texts of a window that are joined by pairs that are alike, two or
// more, in the order in which they came. Number names it as long as it grows;
// where two groups meet, the larger one's remains.
type Group struct {
	Number int64
	Texts  []Member
}

// join puts two texts into one group.
func (w *Window) join(one, other int64) {
	a, b := w.at(one), w.at(other)
	switch g := &w.groups; {
	case a.group == 0 && b.group == 0:
		g.last++
		a.group, b.group = g.last, g.last
		g.members[g.last] = []int64{min(one, other), max(one, other)}
	case a.group == b.group:
	case a.group == 0:
		w.enter(one, b.group)
	case b.group == 0:
		w.enter(other, a.group)
	default:
		into, from := a.group, b.group
		if x, y := len(g.members[into]), len(g.members[from]); x < y || x == y && into > from {
			into, from = from, into
		}
		for _, n := range g.members[from] {
			w.at(n).group = into
		}
		g.members[into] = append(g.members[into], g.members[from]...)
		slices.Sort(g.members[into])
		delete(g.members, from)
	}
}

// enter puts a text into a group that there is.
func (w *Window) enter(n, group int64) {
	all := w.groups.members[group]
	at, _ := slices.BinarySearch(all, n)
	w.groups.members[group] = slices.Insert(all, at, n)
	w.at(n).group = group
}

// leave takes a text out of its group, which ends when one is left.
func (w *Window) leave(n int64) {
	e := w.at(n)
	if e.group == 0 {
		return
	}
	all := w.groups.members[e.group]
	if at, found := slices.BinarySearch(all, n); found && at == 0 {
		all = all[1:] // the usual case, as the oldest leaves first
	} else if found {
		all = slices.Delete(all, at, at+1)
	}
	if len(all) < 2 {
		for _, other := range all {
			w.at(other).group = 0
		}
		delete(w.groups.members, e.group)
	} else {
		w.groups.members[e.group] = all
	}
	e.group = 0
}

// GroupOf is the group of a text, false where it is like no other.
func (w *Window) GroupOf(id uuid.UUID) (Group, bool) {
	n, known := w.numbers[id]
	if !known || w.at(n).group == 0 {
		return Group{}, false
	}
	return w.group(w.at(n).group), true
}

// Groups are those with at least least texts, in order of their number.
func (w *Window) Groups(least int) []Group {
	var names []int64
	for name, members := range w.groups.members {
		if len(members) >= least {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	out := make([]Group, len(names))
	for i, name := range names {
		out[i] = w.group(name)
	}
	return out
}

func (w *Window) group(name int64) Group {
	numbers := w.groups.members[name]
	g := Group{Number: name, Texts: make([]Member, len(numbers))}
	for i, n := range numbers {
		t := &w.at(n).text
		g.Texts[i] = Member{ID: t.ID, By: t.By, At: t.At}
	}
	return g
}
