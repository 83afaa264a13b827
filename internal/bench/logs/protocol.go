package logs

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"time"
)

// Method names whose a case is. It is fed like a ranker.Ranker, and its scores
// say who is likelier.
type Method interface {
	Name() string
	// Open scores the candidates of a case, sorted by name, higher for likelier.
	Open(c *Case, candidates []string) ([]float64, error)
	Hold(c *Case, h Hold) error
	// Close tells whose the case was, at the time it became known.
	Close(c *Case) error
	// Refit is called where a block begins.
	Refit() error
}

// Blocks that a log is cut into.
const Blocks = 11

// active is how long after their last case somebody is still a candidate.
const active = 90 * 24 * time.Hour

// Answer is what a method said of one case.
type Answer struct {
	At    time.Time
	Block int // 2 to 11
	Truth string
	// Rank of the truth among the candidates, from 1; 0 when it was none.
	Rank int
	Top  string // the first candidate, "" without any
}

type event struct {
	at   time.Time
	kind int // in the order of things at the same moment
	n    int // of the case
	hold Hold
}

// Kinds of event. What comes of a case at the very moment another is opened is
// not known to that other.
const (
	opened = iota
	heldNow
	closed
)

// events of cases in order of time.
func events(cases []Case) []event {
	var out []event
	for i := range cases {
		c := &cases[i]
		out = append(out, event{at: c.At, kind: opened, n: i})
		for _, h := range c.Holds {
			out = append(out, event{at: h.At, kind: heldNow, n: i, hold: h})
		}
		if !c.Known.IsZero() {
			out = append(out, event{at: c.Known, kind: closed, n: i})
		}
	}
	slices.SortStableFunc(out, func(a, b event) int {
		return cmp.Or(a.at.Compare(b.at), cmp.Compare(a.kind, b.kind))
	})
	return out
}

// Run asks each method about every case of blocks 2 to last and gives their
// answers, by method and then in the order of the cases. Events after the last
// of those cases was opened are not looked at.
func Run(l *Log, methods []Method, last int) ([][]Answer, error) {
	slices.SortStableFunc(l.Cases, func(a, b Case) int { return a.At.Compare(b.At) })
	answers := make([][]Answer, len(methods))
	seen := map[string]time.Time{} // when each candidate's last case was known
	var candidates []string
	names := aliases{}
	block, n := 1, len(l.Cases)
	for _, e := range events(l.Cases) {
		c := &l.Cases[e.n]
		if e.kind == opened {
			for block < Blocks && e.n >= block*n/Blocks {
				block++
				if block > last {
					return answers, nil
				}
				candidates = candidates[:0]
				for who, at := range seen {
					if e.at.Sub(at) <= active {
						candidates = append(candidates, who)
					}
				}
				slices.Sort(candidates)
				for _, m := range methods {
					if err := m.Refit(); err != nil {
						return nil, fmt.Errorf("%s, %s, block %d: %w", l.Name, m.Name(), block, err)
					}
				}
			}
			if block == 1 { // nothing is asked yet, but methods may want to learn from what they would have said
				candidates = slices.Sorted(maps.Keys(seen))
			}
			asked := candidates
			if c.Silent {
				asked = nil
			}
			if c.Barred != "" {
				asked = slices.DeleteFunc(slices.Clone(candidates), func(who string) bool { return who == c.Barred })
			}
			for i, m := range methods {
				scores, err := m.Open(c, asked)
				if err != nil {
					return nil, fmt.Errorf("%s, %s: %w", l.Name, m.Name(), err)
				}
				if block > 1 && !c.Silent {
					answers[i] = append(answers[i], answer(c, block, asked, scores))
				}
			}
			continue
		}
		if e.kind == closed {
			seen[c.Truth] = e.at
			if l.Alias {
				names.learn(c)
			}
		} else if l.Alias {
			if e.hold.Who = names.of(e.hold.Who); e.hold.Who == "" {
				continue
			}
		}
		for _, m := range methods {
			var err error
			if e.kind == heldNow {
				err = m.Hold(c, e.hold)
			} else {
				err = m.Close(c)
			}
			if err != nil {
				return nil, fmt.Errorf("%s, %s: %w", l.Name, m.Name(), err)
			}
		}
	}
	return answers, nil
}

// answer ranks the truth by the scores, equals by name.
func answer(c *Case, block int, candidates []string, scores []float64) Answer {
	a := Answer{At: c.At, Block: block, Truth: c.Truth}
	best := 0
	for i, s := range scores {
		if s > scores[best] {
			best = i
		}
	}
	if len(candidates) > 0 {
		a.Top = candidates[best]
	}
	at, found := slices.BinarySearch(candidates, c.Truth)
	if !found {
		return a
	}
	a.Rank = 1
	for i, s := range scores {
		if s > scores[at] || s == scores[at] && i < at {
			a.Rank++
		}
	}
	return a
}
