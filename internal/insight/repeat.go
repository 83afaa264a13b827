package insight

import (
	"cmp"
	"context"
	"slices"
	"time"
)

// Repeats is what is said over and over.
type Repeats struct {
	Of       int     `json:"of"`     // tickets with a text
	Looked   int     `json:"looked"` // of those, drawn at random
	Near     bool    `json:"near"`   // also texts that are nearly the same, not only word for word
	Share    *Share  `json:"share,omitempty"`
	Groups   []Group `json:"groups"` // largest first, at most groupsShown
	All      int     `json:"all_groups"`
	Bursts   []Burst `json:"bursts"` // largest first, at most burstsShown
	BurstMin int     `json:"burst_least"`
}

// Group is tickets that say the same.
type Group struct {
	N       int       `json:"n"`
	Excerpt string    `json:"excerpt"`
	First   time.Time `json:"first"`
	Last    time.Time `json:"last"`
}

// Burst is many tickets of a group within a day.
type Burst struct {
	N       int       `json:"n"`
	Excerpt string    `json:"excerpt"`
	Begin   time.Time `json:"begin"`
	End     time.Time `json:"end"`
}

// Bounds of what is listed, and what a burst is.
const (
	groupsShown = 10
	burstsShown = 10
	burstLeast  = 5
	burstWithin = 24 * time.Hour
)

// repeats groups the rows, oldest first.
func (g *Gatherer) repeats(ctx context.Context, progress Progress) (Repeats, error) {
	rows := g.texts.inOrder()
	out := Repeats{Of: g.texts.seen, Looked: len(rows), Near: true, BurstMin: burstLeast}
	groups, err := gathered(ctx, rows, progress)
	if err != nil {
		return out, err
	}
	repeated := 0
	for _, group := range groups {
		if len(group) < 2 {
			continue
		}
		out.All++
		repeated += len(group)
	}
	out.Share = shareOf(repeated, len(rows))
	groups = slices.DeleteFunc(groups, func(group []int) bool { return len(group) < 2 })
	slices.SortStableFunc(groups, func(a, b []int) int { return cmp.Or(len(b)-len(a), a[0]-b[0]) })
	for _, group := range groups[:min(len(groups), groupsShown)] {
		out.Groups = append(out.Groups, Group{len(group), g.excerpt(&rows[group[0]]), rows[group[0]].at, rows[group[len(group)-1]].at})
	}
	type span struct{ from, to int }
	var bursts []struct {
		group []int
		span
	}
	for _, group := range groups {
		for _, s := range burstsOf(rows, group) {
			bursts = append(bursts, struct {
				group []int
				span
			}{group, span{s[0], s[1]}})
		}
	}
	slices.SortStableFunc(bursts, func(a, b struct {
		group []int
		span
	}) int {
		return cmp.Compare(b.to-b.from, a.to-a.from)
	})
	for _, b := range bursts[:min(len(bursts), burstsShown)] {
		first, last := &rows[b.group[b.from]], &rows[b.group[b.to]]
		out.Bursts = append(out.Bursts, Burst{b.to - b.from + 1, g.excerpt(first), first.at, last.at})
	}
	return out, nil
}
