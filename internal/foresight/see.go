package foresight

import (
	"slices"
	"time"

	"switchyard/internal/sla"
)

// ask is a ticket and an instant at which it is looked at.
type ask struct {
	life *life
	at   time.Time
}

// see gives what was known of each ticket at its instant, in order of time and
// then of number. Tickets that were not there at theirs are left out.
func see(f *floor, asks []ask, policies []sla.Policy) []view {
	slices.SortStableFunc(asks, func(a, b ask) int {
		if c := a.at.Compare(b.at); c != 0 {
			return c
		}
		return int(a.life.number - b.life.number)
	})
	views := make([]view, 0, len(asks))
	for _, a := range asks {
		f.advance(a.at)
		if v, there := f.view(a.life, a.at, policies); there {
			views = append(views, v)
		}
	}
	return views
}

// view is what is known of a ticket at the instant that the floor has come to.
func (f *floor) view(l *life, at time.Time, policies []sla.Policy) (view, bool) {
	around, s, there := f.around(l, at)
	if !there {
		return view{}, false
	}
	return view{life: l, at: at, state: s, surroundings: around, targets: targetsOf(s, policies)}, true
}

// asOpened is the view with the ticket as it was when it was opened. The others are
// as they were when it was first heard of, moments later.
func (v view) asOpened(policies []sla.Policy) view {
	v.at, v.state = v.life.created, v.life.at(v.life.created)
	v.targets = targetsOf(v.state, policies)
	return v
}

// targetsOf are what the policies promise for a ticket of this state.
func targetsOf(s *state, policies []sla.Policy) sla.Targets {
	policy, found := sla.Pick(policies, sla.Subject{Priority: s.priority, Tier: s.tier, Team: s.team, Language: s.language})
	if !found {
		return sla.Targets{}
	}
	return policy.Targets[s.priority]
}
