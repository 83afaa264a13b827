package sla

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Bounds of what a policy may hold.
const (
	maxName  = 200
	maxMatch = 500
	maxSteps = 30
	// MaxTarget is the longest open time that a target may give.
	MaxTarget = Duration(366 * 24 * 60 * 60 * 1e9)
)

// priorities that a policy may give targets for.
var priorities = []string{"low", "normal", "high", "urgent"}

// Policy is what is promised for some tickets.
type Policy struct {
	Name string `json:"name"`
	// Position orders policies, the lowest first; the first that matches wins.
	Position int   `json:"position"`
	Match    Match `json:"match"`
	// Targets by priority: low, normal, high, urgent. A priority that is
	// missing has none.
	Targets map[string]Targets `json:"targets"`
	// Calendar names the calendar whose open time counts.
	Calendar string `json:"calendar"`
	// A warning comes when WarnFraction of the target has passed (above 0,
	// below 1) or WarnBefore its end, in open time. Set one; neither is no warning.
	WarnFraction float64  `json:"warn_fraction,omitempty"`
	WarnBefore   Duration `json:"warn_before,omitempty"`
	Escalations  []Step   `json:"escalations,omitempty"`
}

// Match is what a ticket must be for a policy; an empty list is any.
type Match struct {
	Priorities []string `json:"priorities,omitempty"`
	Tiers      []string `json:"tiers,omitempty"`
	Teams      []string `json:"teams,omitempty"`
	Languages  []string `json:"languages,omitempty"`
}

// Targets are open times; zero is none.
type Targets struct {
	FirstResponse Duration `json:"first_response,omitempty"`
	NextResponse  Duration `json:"next_response,omitempty"`
	Resolution    Duration `json:"resolution,omitempty"`
}

// Step is one thing to do when a deadline comes near or has passed.
type Step struct {
	Clock Name     `json:"clock,omitempty"` // empty for each of them
	At    Kind     `json:"at"`              // warning or breach
	After Duration `json:"after,omitempty"` // open time after it
	Do    Action   `json:"do"`
	// To is the team or agent that the ticket goes to, or who is told; needed
	// by reassign and notify.
	To string `json:"to,omitempty"`
}

// Action is what a Step does.
type Action string

// The actions there are.
const (
	RaisePriority Action = "raise_priority"
	Reassign      Action = "reassign"
	Notify        Action = "notify"
)

// Subject is what policies look at of a ticket.
type Subject struct {
	Priority string
	Tier     string
	Team     string
	Language string
}

// Pick gives the matching policy with the lowest position, the first in the
// list of those with the same; false if none matches.
func Pick(policies []Policy, s Subject) (*Policy, bool) {
	var best *Policy
	for i := range policies {
		if p := &policies[i]; p.Match.holds(s) && (best == nil || p.Position < best.Position) {
			best = p
		}
	}
	return best, best != nil
}

func (m Match) holds(s Subject) bool {
	in := func(list []string, value string) bool {
		return len(list) == 0 || slices.ContainsFunc(list, func(one string) bool { return strings.EqualFold(one, value) })
	}
	return in(m.Priorities, s.Priority) && in(m.Tiers, s.Tier) && in(m.Teams, s.Team) && in(m.Languages, s.Language)
}

// Validate reports the first thing wrong: the error names the field and says
// what to write there.
func (p Policy) Validate() error {
	if name := strings.TrimSpace(p.Name); name == "" || len(name) > maxName {
		return fmt.Errorf("name: give the policy a name of at most %d bytes", maxName)
	}
	if strings.TrimSpace(p.Calendar) == "" {
		return fmt.Errorf("calendar: missing; name the calendar whose open time counts")
	}
	for i, priority := range p.Match.Priorities {
		if !slices.Contains(priorities, priority) {
			return fmt.Errorf("match.priorities[%d]: %q is no priority; take from low, normal, high, urgent", i, priority)
		}
	}
	if n := len(p.Match.Priorities) + len(p.Match.Tiers) + len(p.Match.Teams) + len(p.Match.Languages); n > maxMatch {
		return fmt.Errorf("match: %d values are more than %d; make two policies", n, maxMatch)
	}
	if err := p.validateTargets(); err != nil {
		return err
	}
	switch {
	case p.WarnFraction != 0 && p.WarnBefore != 0:
		return fmt.Errorf("warn_before: set it or warn_fraction, not both")
	case !(p.WarnFraction >= 0 && p.WarnFraction < 1):
		return fmt.Errorf("warn_fraction: %g must be from 0 to below 1: 0.75 warns when a quarter is left", p.WarnFraction)
	case p.WarnBefore < 0 || p.WarnBefore > MaxTarget:
		return fmt.Errorf("warn_before: %s must be from 0s to %s", p.WarnBefore, MaxTarget)
	case len(p.Escalations) > maxSteps:
		return fmt.Errorf("escalations: %d are more than the %d a policy may have; drop some", len(p.Escalations), maxSteps)
	}
	for i, step := range p.Escalations {
		if err := step.validate(p); err != nil {
			return fmt.Errorf("escalations[%d].%w", i, err)
		}
	}
	return nil
}

func (p Policy) validateTargets() error {
	promised := false
	for _, priority := range slices.Sorted(maps.Keys(p.Targets)) {
		t := p.Targets[priority]
		if !slices.Contains(priorities, priority) {
			return fmt.Errorf("targets.%s: no such priority; take from low, normal, high, urgent", priority)
		}
		for _, one := range []struct {
			name Name
			d    Duration
		}{{FirstResponse, t.FirstResponse}, {NextResponse, t.NextResponse}, {Resolution, t.Resolution}} {
			if one.d < 0 || one.d > MaxTarget {
				return fmt.Errorf("targets.%s.%s: %s must be from 0s (none) to %s", priority, one.name, one.d, MaxTarget)
			}
			promised = promised || one.d > 0
		}
	}
	if !promised {
		return fmt.Errorf("targets: nothing is promised; give a priority at least one of first_response, next_response, resolution")
	}
	return nil
}

func (s Step) validate(p Policy) error {
	switch {
	case s.Clock != "" && !slices.Contains(Names(), s.Clock):
		return fmt.Errorf("clock: %q is none; take first_response, next_response, resolution, or leave it empty for each", s.Clock)
	case s.At != Warning && s.At != Breach:
		return fmt.Errorf("at: %q is none; take warning or breach", s.At)
	case s.At == Warning && p.WarnFraction == 0 && p.WarnBefore == 0:
		return fmt.Errorf("at: the policy never warns; set warn_fraction or warn_before, or take breach")
	case s.After < 0 || s.After > MaxTarget:
		return fmt.Errorf("after: %s must be from 0s to %s", s.After, MaxTarget)
	case s.Do != RaisePriority && s.Do != Reassign && s.Do != Notify:
		return fmt.Errorf("do: %q is none; take raise_priority, reassign or notify", s.Do)
	case s.Do != RaisePriority && strings.TrimSpace(s.To) == "":
		return fmt.Errorf("to: missing; name the team or agent to %s", s.Do)
	}
	return nil
}
