package monitor

import (
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"slices"
)

// Limits are what the two statistics of each of Windows must stay below.
type Limits struct {
	Sum []float64 `json:"sum"`
	One []float64 `json:"one"`
}

// simulated is how many quarters are simulated for Limits.
const simulated = 200

// NewLimits finds the limits that a quarter of tickets like those of the
// reference passes with a chance of at most alarms, over all windows and
// statistics. rise is that of a Mix.
//
// It simulates quarters, each with a reference of its own, as long as the one
// given and drawn from its shares as the tickets are: what a short reference leaves
// open is allowed for. The
// highest values of the quarters have a tail that is close to exponential, from
// which the limit is read: the simulation is much too short to have seen it.
// The same arguments give the same limits.
func NewLimits(r *Reference, rise string, alarms float64, seed uint64) (Limits, error) {
	if err := r.validate(); err != nil {
		return Limits{}, err
	}
	if !(alarms > 0 && alarms < 1) {
		return Limits{}, fmt.Errorf("monitor: a chance of false alarms of %v cannot be kept: give one within 0 and 1", alarms)
	}
	rng, n := rand.New(rand.NewPCG(seed, 0x6d6978)), len(Windows())
	sums, ones := make([][]float64, n), make([][]float64, n)
	last, counts := make([]int, Quarter), make([]int, len(r.Counts))
	draw, total := newAlias(r.shares()), r.Total()
	for range simulated {
		clear(counts)
		for range total {
			counts[draw.next(rng)]++
		}
		for t := range last {
			last[t] = draw.next(rng)
		}
		for i, s := range scansOf(counts, r.only(rise)) {
			sum, one := s.highest(last)
			sums[i], ones[i] = append(sums[i], sum), append(ones[i], one)
		}
	}
	each := alarms / float64(2*n)
	if rise != "" {
		each *= 2
	}
	var out Limits
	for i := range n {
		out.Sum, out.One = append(out.Sum, beyond(sums[i], each)), append(out.One, beyond(ones[i], each))
	}
	return out, nil
}

// highest are the highest values of the statistics over some tickets.
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

// beyond is the value that a new one exceeds with this chance: the highest third
// of the values is taken to lie exponentially above the rest. One standard error
// of their mean is added for what so few of them leave open.
func beyond(values []float64, chance float64) float64 {
	slices.Sort(values)
	from := len(values) * 2 / 3
	mean := 0.
	for _, v := range values[from:] {
		mean += (v - values[from]) / float64(len(values)-from)
	}
	share := float64(len(values)-from) / float64(len(values))
	mean *= 1 + 1/math.Sqrt(float64(len(values)-from))
	return values[from] + mean*math.Log(share/chance)
}

// alias draws values by their shares in constant time (Walker 1977, in Vose's form).
type alias struct {
	keep  []float64
	other []int
}

func newAlias(shares []float64) alias {
	n := len(shares)
	a := alias{make([]float64, n), make([]int, n)}
	var small, large []int
	for i, p := range shares {
		a.keep[i], a.other[i] = p*float64(n), i
		if a.keep[i] < 1 {
			small = append(small, i)
		} else {
			large = append(large, i)
		}
	}
	for len(small) > 0 && len(large) > 0 {
		s, l := small[len(small)-1], large[len(large)-1]
		small = small[:len(small)-1]
		a.other[s] = l
		if a.keep[l] -= 1 - a.keep[s]; a.keep[l] < 1 {
			large, small = large[:len(large)-1], append(small, l)
		}
	}
	for _, i := range append(small, large...) { // what rounding left
		a.keep[i] = 1
	}
	return a
}

func (a *alias) next(rng *rand.Rand) int {
	u := rng.Uint64()
	i, at := bits.Mul64(u, uint64(len(a.keep)))
	if float64(at>>11)/(1<<53) < a.keep[i] {
		return int(i)
	}
	return a.other[i]
}
