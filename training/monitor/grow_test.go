package monitor

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"
)

// many labels, as steep as one over the rank.
func many(n int) []float64 {
	out, sum := make([]float64, n), 0.
	for i := range out {
		out[i] = 1 / float64(i+1)
		sum += out[i]
	}
	for i := range out {
		out[i] /= sum
	}
	return out
}

// A reference doubles by what has gone by, and stays in the end; then a fifth of
// the mass that goes from every other label to the ones between is noticed, though
// no label alone moves much.
func TestAThinShiftIsNoticedBesideAGrownReference(t *testing.T) {
	before := many(60)
	after := slices.Clone(before)
	even := 0.
	for i := 0; i < len(before); i += 2 {
		even += before[i]
	}
	for i, p := range before {
		if i%2 == 0 {
			after[i] = p * (1 - .2/even)
		} else {
			after[i] = p * (1 + .2/(1-even))
		}
	}
	name := func(i int) string { return fmt.Sprintf("label %02d", i) }
	rng := rand.New(rand.NewPCG(8, 9))
	usual, moved := newAlias(before), newAlias(after)
	counts := map[string]int{}
	for range Settled {
		counts[name(usual.next(rng))]++
	}
	r, err := NewReference(counts)
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewMix("labels", r, LabelAlarms)
	if err != nil {
		t.Fatal(err)
	}
	start, first := r.Total(), m.Limits
	for i := range 12_000 {
		if a := m.Add(name(usual.next(rng))); a != nil {
			t.Fatalf("a false alarm after %d tickets: %s", i+1, a.Words)
		}
		if total := m.Reference.Total(); total != start && total != 2*start && total != 4*start {
			t.Fatalf("after %d tickets the reference holds %d of %d", i+1, total, start)
		}
	}
	if m.Reference.Total() != 4*start || r.Total() != start || len(m.Waiting) != 0 || slices.Equal(first.Sum, m.Limits.Sum) {
		t.Errorf("in the end the reference holds %d, the one it began with %d, and %d wait", m.Reference.Total(), r.Total(), sum(m.Waiting))
	}
	for n := range 700 {
		if a := m.Add(name(moved.next(rng))); a != nil {
			if a.Statistic != "all values together" || n < 150 {
				t.Errorf("after %d tickets: %+v", n+1, a)
			}
			return
		}
	}
	t.Errorf("a fifth of the mass moved and was not noticed within 700 tickets; the evidence is %v", m.Evidence())
}

// Distances that chance makes are as frequent as the gamma distribution says.
func TestDistancesOfChance(t *testing.T) {
	for _, labels := range []int{3, 12, 80} {
		shares := many(labels)
		draw, rng := newAlias(shares), rand.New(rand.NewPCG(uint64(labels), 1))
		const size, total, runs = 500, 2000, 1500
		d := chances(shares, size, total)
		over := map[float64]int{1: 0, 2: 0, 4: 0}
		for range runs {
			c, b := make([]float64, labels), make([]float64, labels)
			for range size {
				c[draw.next(rng)] += 1. / size
			}
			for range total {
				b[draw.next(rng)] += 1. / total
			}
			distance := 0.
			for v, p := range shares {
				distance += weight(p) * (c[v] - b[v]) * (c[v] - b[v]) / d.mean
			}
			for nats := range over {
				if distance >= d.value(nats) {
					over[nats]++
				}
			}
		}
		for nats, n := range over {
			want := runs * math.Exp(-nats)
			if math.Abs(float64(n)-want) > 4*math.Sqrt(want)+.1*want {
				t.Errorf("%d labels: %d of %d distances have a chance of %.3f", labels, n, runs, math.Exp(-nats))
			}
		}
		for _, nats := range []float64{.1, 1, 20, 200} {
			if got := d.nats(d.value(nats)); math.Abs(got-nats) > 1e-6 && d.value(nats) > 1 {
				t.Errorf("%d labels: the distance of %v nats has %v", labels, nats, got)
			}
		}
	}
}

// The values that statistics exceed together with some chance are exceeded by one
// of them in about so many stretches, also where they are the same statistic twice.
func TestTogether(t *testing.T) {
	for name, same := range map[string]bool{"apart": false, "the same": true} {
		rng := rand.New(rand.NewPCG(3, 5))
		draw := func() []float64 {
			a, b := rng.ExpFloat64(), 5+3*rng.ExpFloat64()
			if same {
				b = 5 + 3*a
			}
			return []float64{a, b}
		}
		over := 0
		const sets, runs = 40, 10_000
		for range sets {
			found := make([][]float64, 2)
			for range stretches {
				for i, v := range draw() {
					found[i] = append(found[i], v)
				}
			}
			limits := together(found, .002)
			for range runs {
				if v := draw(); v[0] >= limits[0] || v[1] >= limits[1] {
					over++
				}
			}
		}
		if share := float64(over) / (sets * runs); share > .002 || share < .0002 {
			t.Errorf("%s: %v of the stretches exceed a limit, want at most .002 and not far less", name, share)
		}
	}
}

// A node finds the limits of five monitors when a reference is settled.
func BenchmarkLimits(b *testing.B) {
	counts := map[string]int{}
	for i, p := range many(77) {
		counts[strconv.Itoa(i)] = int(p * Settled)
	}
	r, err := NewReference(counts)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := NewLimits(r, "", LabelAlarms); err != nil {
			b.Fatal(err)
		}
	}
}
