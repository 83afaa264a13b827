package ope

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"time"
)

// Span is how long a policy has the desk before the other gets it.
const Span = 2 * time.Hour

const slotsOfDay = int(24 * time.Hour / Span)

// Turn tells whose turn it is at an instant on a clock in its own time zone:
// the new policy's or the old one's. They change every two hours but at
// midnight, and each stretch of the week goes to one in one week and to the
// other in the next, so that neither gets the better hours.
func Turn(at time.Time) (isNew bool) {
	day, slot := stretch(at)
	return (day+slot)%2 != 0
}

// stretch is the day since 1970 on the clock of an instant, and the stretch of
// that day.
func stretch(at time.Time) (day, slot int) {
	y, m, d := at.Date()
	day = int(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix() / (24 * 60 * 60))
	return day, at.Hour() / int(Span/time.Hour)
}

// Seen is what came of a decision on a desk that two policies take turns on.
type Seen struct {
	At     time.Time `json:"at"`  // of the decision, in the time zone of the desk
	New    bool      `json:"new"` // which policy decided
	Reward float64   `json:"reward"`
}

// Difference is what the new policy does better.
type Difference struct {
	New   float64 `json:"new"` // mean reward
	Old   float64 `json:"old"`
	Value float64 `json:"value"` // New - Old
	Low   float64 `json:"low"`   // 95 % interval of it
	High  float64 `json:"high"`
	// Pairs are the stretches of the week that both had, one week apart. Left is
	// how many decisions lie in none: in stretches that only one had or in which
	// both decided, or too soon after a change.
	Pairs int `json:"pairs"`
	Left  int `json:"left"`
}

// Terms are how a switchback is analysed.
type Terms struct {
	Settle time.Duration `json:"settle"` // decisions so soon after a change are left out: the other's queue still weighs on them
	Pairs  int           `json:"pairs"`  // the fewest pairs to draw anything from, 2 or more
	Draws  int           `json:"draws"`  // of the bootstrap, 100 or more
	Seed   uint64        `json:"seed"`
}

// DefaultTerms leave out half an hour after each change and ask for 20 pairs.
func DefaultTerms() Terms { return Terms{Settle: 30 * time.Minute, Pairs: 20, Draws: 2000} }

// Switchback measures two policies that took turns as Turn says. It compares
// the same stretch of the week in two weeks that follow one another. Decisions
// of one stretch share a queue and say much the same, so the interval comes
// from drawing whole pairs again and again (block bootstrap, Efron & Tibshirani
// 1993). A pair counts by the decisions in it.
//
// The order of what was seen makes no difference but for rounding. The error names what cannot
// be, or is a *RefusalError.
func Switchback(seen []Seen, terms Terms) (Difference, error) {
	if err := terms.check(); err != nil {
		return Difference{}, err
	}
	all, err := pairs(seen, terms.Settle)
	if err != nil {
		return Difference{}, err
	}
	var complete []pair
	d := Difference{Left: len(seen)}
	for _, p := range all {
		if p.old.n > 0 && p.new.n > 0 && !p.mixed {
			complete = append(complete, p)
			d.Left -= int(p.old.n + p.new.n)
		}
	}
	d.Pairs = len(complete)
	if d.Pairs < terms.Pairs {
		return d, &RefusalError{"number of stretches that both policies had", float64(d.Pairs), float64(terms.Pairs),
			"let them take turns for more weeks: two weeks are one pair for each two hours of the week with tickets"}
	}

	var old, other tally
	for _, p := range complete {
		old, other = old.and(p.old), other.and(p.new)
	}
	d.Old, d.New = old.sum/old.n, other.sum/other.n
	d.Value = d.New - d.Old

	random := rand.New(rand.NewPCG(terms.Seed, 0))
	draws := make([]float64, terms.Draws)
	for i := range draws {
		var old, other tally
		for range complete {
			p := complete[random.IntN(len(complete))]
			old, other = old.and(p.old), other.and(p.new)
		}
		draws[i] = other.sum/other.n - old.sum/old.n
	}
	slices.Sort(draws)
	d.Low, d.High = quantile(draws, .025), quantile(draws, .975)
	return d, nil
}

func (t tally) and(u tally) tally { return tally{t.n + u.n, t.sum + u.sum} }

func (t Terms) check() error {
	switch {
	case t.Settle < 0 || t.Settle >= Span:
		return fmt.Errorf("terms.settle is %v: take 0 to below %v", t.Settle, Span)
	case t.Pairs < 2:
		return fmt.Errorf("terms.pairs is %d: take 2 or more, as in 20", t.Pairs)
	case t.Draws < 100 || t.Draws > 1_000_000:
		return fmt.Errorf("terms.draws is %d: take 100 to 1000000, as in 2000", t.Draws)
	}
	return nil
}

// pair is one stretch of the week in two weeks that follow one another.
type pair struct {
	old, new tally
	mixed    bool // both decided in one of the two
}

// pairs gathers what was seen. Weeks are counted from the first day with a decision.
func pairs(seen []Seen, settle time.Duration) ([]pair, error) {
	first := math.MaxInt
	for i := range seen {
		if s := &seen[i]; !(s.Reward >= 0 && s.Reward <= 1) {
			return nil, fmt.Errorf("decision %d: reward is %g: scale rewards to 0 to 1", i, s.Reward)
		}
		day, _ := stretch(seen[i].At)
		first = min(first, day)
	}
	type key struct{ fortnight, slot int }
	found := map[key]*[2]pair{} // by week of the fortnight
	for i := range seen {
		s := &seen[i]
		day, slot := stretch(s.At)
		hour, minute, second := s.At.Clock()
		if into := time.Duration((hour*60+minute)*60+second) * time.Second; into%Span < settle {
			continue
		}
		days := day - first
		at := key{days / 14, days%7*slotsOfDay + slot}
		if found[at] == nil {
			found[at] = &[2]pair{}
		}
		block := &found[at][days/7%2]
		if s.New {
			block.new = block.new.with(s.Reward)
		} else {
			block.old = block.old.with(s.Reward)
		}
	}
	keys := slices.SortedFunc(maps.Keys(found), func(a, b key) int {
		return cmp.Or(cmp.Compare(a.fortnight, b.fortnight), cmp.Compare(a.slot, b.slot))
	})
	out := make([]pair, 0, len(keys))
	for _, at := range keys {
		two := found[at]
		out = append(out, pair{
			old:   two[0].old.and(two[1].old),
			new:   two[0].new.and(two[1].new),
			mixed: two[0].old.n*two[0].new.n > 0 || two[1].old.n*two[1].new.n > 0,
		})
	}
	return out, nil
}

// quantile of sorted values, between neighbours.
func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}
