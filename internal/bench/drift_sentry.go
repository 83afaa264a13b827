package main

import (
	"math/rand/v2"
	"slices"

	"switchyard/training/monitor"
	"switchyard/training/topic"
)

// sentry is a reference with the limits that follow from it.
type sentry struct {
	labels, scope, lengths *monitor.Mix
	scores                 []float64
	cuts                   []int
	before                 []*told
}

// newSentry makes a reference of tickets as they always come.
func newSentry(t *streamed, rng *rand.Rand) (*sentry, error) {
	s := &sentry{}
	var words []int
	for range referenceTickets {
		one := t.draw(rng)
		s.before = append(s.before, one)
		s.scores, words = append(s.scores, one.score), append(words, one.words)
	}
	slices.Sort(words)
	slices.Sort(s.scores)
	s.cuts = monitor.Cuts(words, 8)
	mix := func(what string, alarms float64, value func(*told) string) (*monitor.Mix, error) {
		counts := map[string]int{}
		for _, one := range s.before {
			counts[value(one)]++
		}
		r, err := monitor.NewReference(counts)
		if err != nil {
			return nil, err
		}
		return monitor.NewMix(what, r, alarms)
	}
	var err error
	if s.labels, err = mix("labels", monitor.LabelAlarms, s.label); err != nil {
		return nil, err
	}
	if s.scope, err = mix("scope", monitor.ScopeAlarms, s.fits); err != nil {
		return nil, err
	}
	s.lengths, err = mix("lengths", monitor.LengthAlarms, s.length)
	return s, err
}

func (s *sentry) label(one *told) string  { return one.label }
func (s *sentry) length(one *told) string { return monitor.Bin(s.cuts, one.words) }
func (s *sentry) fits(one *told) string {
	if topic.PValue(s.scores, one.score) <= .1 {
		return "unfit"
	}
	return "fit"
}

// watched is a stream under watch.
type watched struct {
	*sentry
	labels, scope, lengths *monitor.Mix
}

// watch begins after the reference.
func (s *sentry) watch() *watched {
	return &watched{s, copied(s.labels), copied(s.scope), copied(s.lengths)}
}

// again goes on from where a stream stands.
func (w *watched) again() *watched {
	return &watched{w.sentry, copied(w.labels), copied(w.scope), copied(w.lengths)}
}

// compare gives what the monitors notice at a ticket.
func (w *watched) compare(one *told) (what string) {
	for _, a := range []*monitor.Alarm{w.labels.Add(w.label(one)), w.scope.Add(w.fits(one)), w.lengths.Add(w.length(one))} {
		if a != nil {
			what = a.What
		}
	}
	return what
}

// until is how many tickets of another kind it takes until an alarm.
func (w *watched) until(draw func() *told) int {
	n := 1
	for n < missedAt && w.compare(draw()) == "" {
		n++
	}
	return n
}
