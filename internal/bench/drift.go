package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"

	"switchyard/training/monitor"
)

// How the figures on drift are taken: a stretch of tickets that the monitors
// start from, how long a quarter is, when a change counts as missed.
const (
	referenceTickets = monitor.Settled
	soon             = 500
	missedAt         = 2000
)

// drift measures how often monitors raise false alarms, and how many tickets
// they take to notice what is to be noticed.
func drift(ctx context.Context, b *bench) ([]Figure, error) {
	figures, err := mixes(ctx, b)
	if err != nil {
		return figures, err
	}
	promised, err := promises(ctx, b)
	figures = append(figures, promised...)
	if err != nil {
		return figures, err
	}
	corrected, err := corrections(ctx, b)
	figures = append(figures, corrected...)
	if err != nil || b.data == "" {
		return figures, err
	}
	for _, set := range []string{"clinc150", "banking77"} {
		measured, err := b.drifting(ctx, set)
		figures = append(figures, measured...)
		if err != nil {
			return figures, err
		}
	}
	return figures, nil
}

// delays are how many tickets each trial took, missedAt for never.
type delays []int

// figures are the share noticed soon enough and the median.
func (d delays) figures(what string) []Figure {
	sorted := slices.Sorted(slices.Values(d))
	within := 0
	for _, n := range d {
		if n <= soon {
			within++
		}
	}
	median := sorted[len(sorted)/2]
	worst := "missed"
	if last := sorted[len(sorted)*95/100]; last < missedAt {
		worst = strconv.Itoa(last)
	}
	return []Figure{{What: what + ": tickets until it is noticed, median", Goal: AtMost(soon), Values: []float64{float64(median)},
		Note: fmt.Sprintf("noticed within %d in %.1f %% of %d runs; 95 %% of them within %s", soon, 100*float64(within)/float64(len(d)), len(d), worst)}}
}

// rate is how many quarters of some had an alarm.
func rate(what string, alarmed, quarters int) Figure {
	return Figure{What: what + ": quarters of 45,000 tickets like before with a false alarm", Unit: "%", Digits: 1, Goal: AtMost(5),
		Values: []float64{100 * float64(alarmed) / float64(quarters)}, Note: fmt.Sprintf("%d of %d", alarmed, quarters)}
}

// shares of labels: all the same, or as steep as one over the rank.
func shares(labels int, steep bool) []float64 {
	out, sum := make([]float64, labels), 0.
	for i := range out {
		if out[i] = 1; steep {
			out[i] = 1 / float64(i+1)
		}
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// urn draws labels by their shares.
type urn struct {
	names      []string
	cumulative []float64
}

func newUrn(shares []float64) urn {
	var u urn
	sum := 0.
	for i, p := range shares {
		sum += p
		u.names, u.cumulative = append(u.names, fmt.Sprintf("label %03d", i)), append(u.cumulative, sum)
	}
	return u
}

func (u *urn) draw(rng *rand.Rand) string {
	i, _ := slices.BinarySearch(u.cumulative, rng.Float64())
	return u.names[min(i, len(u.names)-1)]
}

// shifted moves a fifth of the mass: from all labels onto some, or from one half
// of the labels to the other.
func shifted(rng *rand.Rand, before []float64, onto int) []float64 {
	const mass = .2
	after := slices.Clone(before)
	order := rng.Perm(len(before))
	gains, loses := order[:onto], order[onto:]
	up, down := 0., 0.
	for _, i := range gains {
		up += before[i]
	}
	for _, i := range loses {
		down += before[i]
	}
	if down < 2*mass { // they have not so much to lose
		return shifted(rng, before, onto)
	}
	for _, i := range gains {
		after[i] += mass * before[i] / up
	}
	for _, i := range loses {
		after[i] -= mass * before[i] / down
	}
	return after
}

// mixes measures the monitor of labels on labels that are drawn.
func mixes(ctx context.Context, b *bench) ([]Figure, error) {
	const references, perReference, trials = 12, 3, 8
	var figures []Figure
	alarmed, quarters := 0, 0
	found, late := map[int]map[int]delays{}, map[int]map[int]delays{}
	sizes, ontos := []int{3, 10, 77, 150}, []int{1, 5, 0}
	for _, labels := range sizes {
		b.say("  %d labels", labels)
		found[labels], late[labels] = map[int]delays{}, map[int]delays{}
		for r := range references {
			if err := ctx.Err(); err != nil {
				return figures, err
			}
			rng := rand.New(rand.NewPCG(uint64(labels), uint64(r)))
			before := shares(labels, r%2 == 1)
			u := newUrn(before)
			counts := map[string]int{}
			for range referenceTickets {
				counts[u.draw(rng)]++
			}
			reference, err := monitor.NewReference(counts)
			if err != nil {
				return figures, err
			}
			start, err := monitor.NewMix("labels", reference, monitor.LabelAlarms)
			if err != nil {
				return figures, err
			}
			old := copied(start) // some weeks later
			for range grownAfter {
				old.Add(u.draw(rng))
			}
			for range perReference {
				quarters++
				m := copied(start)
				for range monitor.Quarter {
					if m.Add(u.draw(rng)) != nil {
						alarmed++
						break
					}
				}
			}
			for range trials {
				for _, onto := range ontos {
					if onto >= labels {
						continue
					}
					gains := onto
					if onto == 0 {
						gains = labels / 2
					}
					after := newUrn(shifted(rng, before, gains))
					found[labels][onto] = append(found[labels][onto], untilMix(rng, copied(start), &u, &after))
					late[labels][onto] = append(late[labels][onto], untilMix(rng, copied(old), &u, &after))
				}
			}
		}
	}
	figures = append(figures, rate("drift, labels alone, drawn", alarmed, quarters))
	for _, labels := range sizes {
		for _, onto := range ontos {
			if d := found[labels][onto]; len(d) > 0 {
				what := fmt.Sprintf("drift, a fifth of the mass moves onto %s of %d labels", map[int]string{1: "one", 5: "five", 0: "half"}[onto], labels)
				figures = append(figures, d.figures(what+", right after the reference")...)
				figures = append(figures, late[labels][onto].figures(what+", three weeks later")...)
			}
		}
	}
	return figures, nil
}

// grownAfter is three weeks of tickets: the reference is as long as it gets.
const grownAfter = 10_500

// copied is a monitor that goes on apart from another.
func copied(m *monitor.Mix) *monitor.Mix {
	body, err := json.Marshal(m)
	if err != nil {
		panic(err) // it has numbers and strings alone
	}
	out := &monitor.Mix{}
	if err := json.Unmarshal(body, out); err != nil {
		panic(err)
	}
	return out
}

// untilMix is how many tickets after the change there is an alarm; some hundred
// came before it.
func untilMix(rng *rand.Rand, m *monitor.Mix, before, after *urn) int {
	for range 600 {
		m.Add(before.draw(rng))
	}
	for n := 1; n < missedAt; n++ {
		if m.Add(after.draw(rng)) != nil {
			return n
		}
	}
	return missedAt
}

// promises measures the bet against a promised error.
func promises(ctx context.Context, b *bench) ([]Figure, error) {
	const runs, judged = 2000, 1800 // a quarter's audited answers at 4 %
	b.say("  promised errors")
	rng := rand.New(rand.NewPCG(11, 12))
	alarmed := 0
	var early, late delays
	for range runs {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		kept, err := monitor.NewPromise(promisedError, monitor.PromiseAlarms, judged)
		if err != nil {
			return nil, err
		}
		for range judged {
			if kept.Add(rng.Float64() < promisedError) != nil {
				alarmed++
				break
			}
		}
		early, late = append(early, untilPromise(rng, judged, 0)), append(late, untilPromise(rng, judged, 600))
	}
	figures := []Figure{rate("drift, errors among applied answers at the promised 5 %, 1,800 judged", alarmed, runs)}
	for _, f := range append(early.figures("drift, the error is twice what is promised from the start, judged answers"), late.figures("drift, the error becomes twice what is promised after 600 judged answers at half of it, judged answers")...) {
		f.Goal = Goal{}
		figures = append(figures, f)
	}
	return figures, nil
}

// untilPromise is how many judged answers it takes after the error became twice
// what is promised; before that it was half of it.
func untilPromise(rng *rand.Rand, judged, before int) int {
	p, err := monitor.NewPromise(promisedError, monitor.PromiseAlarms, judged)
	if err != nil {
		return missedAt
	}
	for range before {
		p.Add(rng.Float64() < promisedError/2)
	}
	n := 1
	for n < missedAt && p.Add(rng.Float64() < 2*promisedError) == nil {
		n++
	}
	return n
}
