package routing

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
)

// FieldError is what is wrong with one field of settings. The message says what
// to give instead.
type FieldError struct {
	Field   string // its JSON names, with dots between them
	Message string
}

func (e *FieldError) Error() string { return e.Field + ": " + e.Message }

// Bounds of Policy.Target.
const (
	shortestTarget = time.Minute
	longestTarget  = 366 * 24 * time.Hour
)

// Policies are the names a policy can have.
func Policies() []string { return []string{Learned, RoundRobin, LeastLoaded, StaticSkills} }

// Check reports everything wrong with the policy: nil, or FieldErrors joined by
// errors.Join in the order of the fields. NaN and infinities are in no range.
func (p *Policy) Check() error {
	var all []error
	blame := func(field, format string, args ...any) {
		all = append(all, &FieldError{field, fmt.Sprintf(format, args...)})
	}
	if !slices.Contains(Policies(), p.Name) {
		blame("name", "%.40q is no policy: take one of %s", p.Name, strings.Join(Policies(), ", "))
	}
	number := func(field string, value, least, most float64) {
		if !(value >= least && value <= most) { // so that NaN is none
			blame(field, "is %v: give a number from %v to %v", value, least, most)
		}
	}
	number("tolerance.base", p.Tolerance.Base, 0, 1)
	number("tolerance.ageing", p.Tolerance.Ageing, 0, 10)
	number("tolerance.crowding", p.Tolerance.Crowding, 0, 10)
	number("tolerance.limit", p.Tolerance.Limit, 0, 10)
	number("crowd", p.Crowd, 0, 10)
	number("crowd_max", p.CrowdMax, 0, 10)
	for _, name := range []Priority{Low, Normal, High, Urgent} {
		if weight, given := p.Weights[name]; given {
			number("weights."+string(name), weight, 0, 100)
		} else {
			blame("weights."+string(name), "is missing: give a number from 0 to 100")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.Weights)) {
		if !slices.Contains([]Priority{Low, Normal, High, Urgent}, name) {
			blame(fmt.Sprintf("weights.%.40s", name), "is no priority: take from low, normal, high, urgent")
		}
	}
	number("urgency", p.Urgency, 0, 10)
	number("balance", p.Balance, 0, 1)
	number("sticky", p.Sticky, 0, 1)
	number("sticky_wait", p.StickyWait, 0, 1)
	number("failed", p.Failed, 0, 1)
	number("slowdown", p.Slowdown, 0, 1)
	number("finish", p.Finish, 0, 1)
	number("any_language", p.AnyLanguage, 0, 10)
	number("band", p.Band, 0, 10)
	number("unfair", p.Unfair, 0, 1)
	if p.Target < shortestTarget || p.Target > longestTarget {
		blame("target", "is %s: give a time from %s to %s", p.Target, shortestTarget, longestTarget)
	}
	number("starving", p.Starving, .1, 1000)
	e := &p.Exploration
	number("exploration.share", e.Share, 0, .5)
	number("exploration.gap", e.Gap, 0, 1)
	if e.Share > 0 || e.Temperature != 0 { // it divides by it
		number("exploration.temperature", e.Temperature, .001, 1)
	}
	number("exploration.age", e.Age, 0, 1)
	number("exploration.settled", e.Settled, 0, 1)
	return errors.Join(all...)
}
