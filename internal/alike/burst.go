package alike

import (
	"math"
	"slices"
	"time"

	"github.com/google/uuid"
)

// Limits say when a group that grows is a burst.
type Limits struct {
	Span       time.Duration // the latest texts that are counted
	Requesters int           // different ones who wrote them, at least
	Chance     float64       // that any group at all grows so by itself, at most
	Memory     time.Duration // after so long a text counts e times less for what is expected
}

// DefaultLimits are eight people within an hour where chance would bring it
// about less than once in 10,000, going by the days before.
func DefaultLimits() Limits {
	return Limits{Span: time.Hour, Requesters: 8, Chance: 1e-4, Memory: 72 * time.Hour}
}

// Burst is a group that grows faster than it should.
type Burst struct {
	Group      int64
	Texts      []Member // the latest ones, in the order in which they came
	Requesters int      // different ones who wrote those
	Expected   float64  // number of texts by what came before
	Chance     float64  // that some group has so many by itself
}

// Bursts are the groups that are bursts at an instant, in order of number.
func (w *Window) Bursts(now time.Time, limits Limits) []Burst {
	recent, texts := w.recent(now, limits.Span)
	var out []Burst
	var all *volume
	for _, name := range sortedKeys(recent) {
		b := Burst{Group: name, Texts: recent[name]}
		if b.Requesters = requesters(b.Texts); b.Requesters < limits.Requesters {
			continue
		}
		if all == nil {
			v := w.volume(now, limits)
			all = &v
		}
		count := Count{Recent: len(b.Texts), Hours: all.hours, Surge: all.surge(texts - len(b.Texts))}
		for _, n := range w.groups.members[name] {
			count.Before += fade(now.Sub(w.at(n).text.At), limits)
		}
		b.Expected, b.Chance = count.Expected(), min(1, count.Chance()*float64(len(recent)))
		if b.Chance < limits.Chance {
			out = append(out, b)
		}
	}
	return out
}

// recent are the texts of a span by group, and how many there are in all.
func (w *Window) recent(now time.Time, span time.Duration) (byGroup map[int64][]Member, texts int) {
	byGroup = map[int64][]Member{}
	for n := w.next - 1; n >= w.oldest(); n-- {
		e := w.at(n)
		if now.Sub(e.text.At) >= span {
			break // a few that came late may stand before it
		}
		if e.gone {
			continue
		}
		texts++
		if e.group != 0 {
			byGroup[e.group] = append(byGroup[e.group], Member{ID: e.text.ID, By: e.text.By, At: e.text.At})
		}
	}
	for _, members := range byGroup {
		slices.Reverse(members)
	}
	return byGroup, texts
}

func requesters(texts []Member) int {
	different := map[uuid.UUID]bool{}
	for i := range texts {
		different[texts[i].By] = true
	}
	return len(different)
}

// fade is how much a text of some age counts for what is expected.
func fade(age time.Duration, limits Limits) float64 {
	if age < limits.Span {
		return 0
	}
	return math.Exp(-float64(age-limits.Span) / float64(limits.Memory))
}

// volume is how much came before the latest span.
type volume struct {
	hours float64 // of the past, faded, in units of the span
	texts float64 // in it, faded too
}

func (w *Window) volume(now time.Time, limits Limits) (v volume) {
	if w.held == 0 {
		return v
	}
	for n := w.oldest(); n < w.next; n++ {
		if e := w.at(n); !e.gone {
			v.texts += fade(now.Sub(e.text.At), limits)
		}
	}
	past := now.Sub(w.at(w.oldest()).text.At) - limits.Span
	if past > 0 {
		memory := float64(limits.Memory) / float64(limits.Span)
		v.hours = memory * (1 - math.Exp(-float64(past)/float64(limits.Memory)))
	}
	return v
}

// surge is how many times more of the other texts came than usual: a morning
// brings more of everything. Fewer than usual count as usual.
func (v *volume) surge(others int) float64 {
	return max(1, (float64(others)+1)/(v.texts+1)*(v.hours+1))
}
