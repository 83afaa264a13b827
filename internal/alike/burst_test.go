package alike

import (
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"
)

// stream feeds a window with texts of some kinds, each with its own rate per
// hour, for some hours.
func stream(w *Window, random *rand.Rand, kinds []Sketch, rates []float64, from time.Time, hours int, each func(at time.Time)) time.Time {
	total := 0.
	for _, r := range rates {
		total += r
	}
	n := w.next
	at := from
	for end := from.Add(time.Duration(hours) * time.Hour); ; {
		at = at.Add(time.Duration(random.ExpFloat64() / total * float64(time.Hour)))
		if at.After(end) {
			return end
		}
		pick, kind := random.Float64()*total, 0
		for pick -= rates[0]; pick > 0 && kind+1 < len(rates); pick -= rates[kind] {
			kind++
		}
		w.Add(Text{ID: id(int(n)), By: id(1_000_000 + random.IntN(5000)), At: at, Sketch: kinds[kind]}, 1)
		n++
		if each != nil {
			each(at)
		}
	}
}

func kindsOf(n int) (kinds []Sketch, rates []float64) {
	r := NewReader()
	words := longText(20 * n)
	for i := range n {
		kinds = append(kinds, r.Read(words[i*90:i*90+84]))
		rates = append(rates, 6/float64(i+1))
	}
	return kinds, rates
}

func TestASteadyStreamIsNoBurstAndABurstIsOne(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	kinds, rates := kindsOf(40)
	w := newWindow(t, DefaultSettings())
	end := stream(w, random, kinds, rates, start, 120, func(at time.Time) {
		if b := w.Bursts(at, DefaultLimits()); len(b) > 0 && at.Sub(start) > 12*time.Hour {
			t.Fatalf("at %v: %+v", at.Sub(start), b[0].Chance)
		}
	})
	fresh := NewReader().Read("the payment page answers with an empty page since the update this afternoon")
	noticed := 0
	for i := range 30 {
		at := end.Add(time.Duration(i) * time.Minute)
		w.Add(Text{ID: id(5_000_000 + i), By: id(6_000_000 + i), At: at, Sketch: fresh}, 1)
		b := w.Bursts(at, DefaultLimits())
		if len(b) == 1 && noticed == 0 {
			noticed = i + 1
		}
		if i == 29 && (len(b) != 1 || len(b[0].Texts) != 30 || b[0].Requesters != 30 || b[0].Expected > .1) {
			t.Errorf("the burst is %+v", b)
		}
	}
	if noticed != 8 {
		t.Errorf("noticed after %d texts", noticed)
	}
	if b := w.Bursts(end.Add(3*time.Hour), DefaultLimits()); len(b) != 0 {
		t.Errorf("three hours later there is still %+v", b)
	}
}

func TestOnePersonIsNoBurst(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 7))
	kinds, rates := kindsOf(10)
	w := newWindow(t, DefaultSettings())
	end := stream(w, random, kinds, rates, start, 48, nil)
	fresh := NewReader().Read("where is my parcel it should have been here on monday")
	for i := range 100 {
		w.Add(Text{ID: id(5_000_000 + i), By: id(i % 7), At: end, Sketch: fresh}, 1)
	}
	if b := w.Bursts(end, DefaultLimits()); len(b) != 0 {
		t.Errorf("seven people make %+v", b[0].Requesters)
	}
}

func TestAMorningIsNoBurst(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 8))
	kinds, rates := kindsOf(40)
	w := newWindow(t, DefaultSettings())
	quiet := make([]float64, len(rates))
	for i := range rates {
		quiet[i] = rates[i] / 20
	}
	end := stream(w, random, kinds, quiet, start, 72, nil)
	stream(w, random, kinds, rates, end, 3, func(at time.Time) {
		for _, b := range w.Bursts(at, DefaultLimits()) {
			t.Fatalf("%v into the morning: %d texts where %.1f were expected, chance %g", at.Sub(end), len(b.Texts), b.Expected, b.Chance)
		}
	})
}

// TestChanceNearsPoisson: with a long past the rate is known.
func TestChanceNearsPoisson(t *testing.T) {
	for _, n := range []int{1, 5, 12, 30} {
		c := Count{Recent: n, Before: 4e6, Hours: 1e6, Surge: 1}
		want := 1 - distuv.Poisson{Lambda: 4}.CDF(float64(n-1))
		if got := c.Chance(); math.Abs(got-want) > 1e-4*want+1e-15 {
			t.Errorf("chance of %d is %g, not %g", n, got, want)
		}
		if short := (Count{Recent: n, Before: 7, Hours: 1, Surge: 1}).Chance(); n > 5 && short <= want {
			t.Errorf("a short past makes %d less likely: %g below %g", n, short, want)
		}
	}
}

func TestCountsThatCannotBe(t *testing.T) {
	for _, c := range []Count{{}, {Recent: 3}, {Recent: -1, Surge: 1}, {Recent: 3, Before: math.NaN(), Hours: math.Inf(1), Surge: math.NaN()}, {Recent: 3, Before: -5, Hours: -5, Surge: math.Inf(1)}} {
		if p, e := c.Chance(), c.Expected(); !(p >= 0 && p <= 1) || !(e >= 0) || math.IsInf(e, 0) {
			t.Errorf("%+v: chance %v, expected %v", c, p, e)
		}
	}
}

func TestFuse(t *testing.T) {
	got := Fuse([]int{3, 1, 2}, []int{1, 3}, []int{1, 1, 4}, nil)
	order := make([]int, len(got))
	for i := range got {
		order[i] = got[i].Candidate
	}
	if len(order) != 4 || order[0] != 1 || order[1] != 3 || order[2] != 2 && order[2] != 4 {
		t.Errorf("the order is %v", order)
	}
	if want := 2./61 + 1./62; math.Abs(got[0].Score-want) > 1e-12 {
		t.Errorf("the first has %v, not %v", got[0].Score, want)
	}
	if again := Fuse([]int{7, 8}, []int{8, 7}); again[0].Candidate != 7 {
		t.Errorf("equals are not in order: %v", again)
	}
}
