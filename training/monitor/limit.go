package monitor

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Limits are what the two statistics of each of Windows must stay below.
type Limits struct {
	Sum []float64 `json:"sum"`
	One []float64 `json:"one"`
}

// How Limits are simulated: so many stretches of so many tickets after the
// longest window is full, from a fixed seed.
const (
	stretches = 150
	stretch   = 2250 // a twentieth of a Quarter
	seeded    = 0x6d6978
)

// NewLimits finds the limits that a quarter of tickets like those of the
// reference passes with a chance of at most alarms, over all windows and
// statistics. rise is that of a Mix.
//
// It simulates stretches of a quarter, each with a reference of its own, as long
// as the one given and drawn from its shares as the tickets are: so what a
// reference leaves open is allowed for. A stretch gets its part of the chance. On
// the scale of the logarithm of a chance the highest values of the stretches have
// a tail that is close to exponential, from which the limit is read: the
// simulation is much too short to have seen it. The same arguments give the same
// limits.
func NewLimits(r *Reference, rise string, alarms float64) (Limits, error) {
	if err := r.validate(); err != nil {
		return Limits{}, err
	}
	if !(alarms > 0 && alarms < 1) {
		return Limits{}, fmt.Errorf("monitor: a chance of false alarms of %v cannot be kept: give one within 0 and 1", alarms)
	}
	sizes := Windows()
	n, longest := len(sizes), sizes[len(sizes)-1]
	rng := rand.New(rand.NewPCG(seeded, uint64(r.Total())))
	sums, ones := make([][]float64, n), make([][]float64, n)
	last, drawn := make([]int, longest+stretch), r.clone()
	shares, total := r.shares(), r.Total()
	draw := newAlias(shares)
	for range stretches {
		clear(drawn.Counts)
		for range total {
			drawn.Counts[draw.next(rng)]++
		}
		for t := range last {
			last[t] = draw.next(rng)
		}
		near := drawn.shares()
		for i, s := range scansOf(&drawn, r.only(rise)) {
			sum, one := s.highest(last[longest-s.size:])
			sums[i], ones[i] = append(sums[i], chances(near, s.size, total).nats(sum)), append(ones[i], one)
		}
	}
	if rise != "" {
		sums = nil
	}
	found := together(slices.Concat(ones, sums), alarms*stretch/Quarter)
	out := Limits{One: found[:n], Sum: make([]float64, n)}
	for i, nats := range found[n:] {
		out.Sum[i] = chances(shares, sizes[i], total).value(nats)
	}
	return out, nil
}

// highest are the highest values of the statistics over some tickets, from where
// the window is full.
func (s *scan) highest(values []int) (sum, one float64) {
	for t, v := range values {
		out := -1
		if t >= s.size {
			out = values[t-s.size]
		}
		if s.step(v, out); t+1 >= s.size {
			sum, one = max(sum, s.sum), max(one, s.one)
		}
	}
	return sum, one
}

// tail is what lies above most of some values: taken to be exponential.
type tail struct{ from, mean float64 }

// tailOf is the highest third of some values.
func tailOf(values []float64) tail {
	sorted := slices.Sorted(slices.Values(values))
	above := sorted[len(sorted)*2/3:]
	t := tail{from: above[0]}
	for _, v := range above {
		t.mean += (v - t.from) / float64(len(above))
	}
	return t
}

// together are values of several statistics, one of which at least is exceeded
// with this chance: as far out in the tail of each, where the farthest of them in
// each stretch has a tail of its own, as they move together. One standard error
// of that one's mean is added for what so few stretches leave open.
func together(statistics [][]float64, chance float64) []float64 {
	farthest := make([]float64, len(statistics[0]))
	tails := make([]tail, len(statistics))
	for i, values := range statistics {
		tails[i] = tailOf(values)
		for j, v := range values {
			if tails[i].mean > 0 {
				farthest[j] = max(farthest[j], (v-tails[i].from)/tails[i].mean)
			}
		}
	}
	all := tailOf(farthest)
	among := float64(len(farthest)) / 3
	far := all.from + all.mean*(1+1/math.Sqrt(among))*math.Log(1/(3*chance))
	out := make([]float64, len(statistics))
	for i, t := range tails {
		out[i] = t.from + t.mean*far
	}
	return out
}
