package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"strconv"

	"switchyard/training/topic"
)

// seeker looks for new topics in a stream, and remembers its texts.
type seeker struct {
	finder *topic.Finder
	texts  map[string]string
	seen   int
}

// seek begins with the tickets of a reference and some weeks after it.
func (s *sentry) seek(o topic.Options, t *streamed, rng *rand.Rand, later int) (*seeker, error) {
	finder, err := topic.New(o, s.scores)
	k := &seeker{finder: finder, texts: map[string]string{}}
	if err != nil {
		return nil, err
	}
	for _, one := range s.before {
		k.look(one)
	}
	for range later {
		k.look(t.draw(rng))
	}
	return k, nil
}

// again goes on from where a seeker stands, with other options.
func (k *seeker) again(o topic.Options) (*seeker, error) {
	finder, err := topic.Restore(o, k.finder.State(), k.texts)
	return &seeker{finder, map[string]string{}, k.seen}, err
}

// look lets the finder see a ticket.
func (k *seeker) look(one *told) *topic.Group {
	k.seen++
	if !k.finder.Unfit(one.score) {
		k.finder.Pass()
		return nil
	}
	id := strconv.Itoa(k.seen)
	k.texts[id] = one.text
	_, group := k.finder.Add(id, one.text, one.guess)
	return group
}

// A quarter of texts takes minutes to compare, and one in a hundred may have a
// false alarm: what can be measured is how often there is one at a level that is
// so much higher, in stretches that are so much shorter.
const (
	quietTickets = 5000
	quietAlarms  = .1
	quietRuns    = 6
)

// topics measures how soon a topic is found that makes up 5 % of the volume,
// and how often one is found where there is none.
func (b *bench) topics(ctx context.Context, set string, t *streamed) ([]Figure, error) {
	const references = 2
	var soonAfter, weeksAfter delays
	quiet, grouped := 0, 0
	for r := range references {
		rng := rand.New(rand.NewPCG(41, uint64(r)))
		s, err := newSentry(t, rng)
		if err != nil {
			return nil, err
		}
		early, err := s.seek(topic.Options{}, t, rng, 0)
		if err != nil {
			return nil, err
		}
		late, err := s.seek(topic.Options{}, t, rng, grownAfter)
		if err != nil {
			return nil, err
		}
		for _, label := range sortedKeys(t.novel) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			for _, from := range []*seeker{early, late} {
				k, err := from.again(topic.Options{})
				if err != nil {
					return nil, err
				}
				n := 1
				for n < missedAt && k.look(t.with(rng, t.novel[label])) == nil {
					n++
				}
				if from == early {
					soonAfter = append(soonAfter, n)
				} else {
					weeksAfter = append(weeksAfter, n)
				}
			}
		}
		for range quietRuns {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			k, err := late.again(topic.Options{Alarms: quietAlarms, Quarter: quietTickets})
			if err != nil {
				return nil, err
			}
			quiet++
			for range quietTickets {
				if k.look(t.draw(rng)) != nil {
					grouped++
					break
				}
			}
		}
	}
	what := fmt.Sprintf("drift, %s, a new topic at 5 %% of the volume, %d labels in turn", set, len(t.novel))
	figures := append(soonAfter.figures(what+", right after the reference"), weeksAfter.figures(what+", three weeks later")...)
	return append(figures, Figure{What: fmt.Sprintf("drift, %s, new topics: stretches of 5,000 tickets like before in which one is found, at a level that allows for one in ten", set),
		Unit: "%", Digits: 1, Goal: AtMost(100 * quietAlarms), Values: []float64{100 * float64(grouped) / float64(quiet)},
		Note: fmt.Sprintf("%d of %d; 90 times the level that is used, at which one quarter in a hundred may have one", grouped, quiet)}), nil
}

// with draws a ticket of which one in twenty is of something new.
func (t *streamed) with(rng *rand.Rand, some []told) *told {
	if rng.Float64() < .05 {
		return &some[rng.IntN(len(some))]
	}
	return t.draw(rng)
}
