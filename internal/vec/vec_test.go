package vec

import (
	"math"
	"math/rand/v2"
	"testing"
)

func floats(rng *rand.Rand, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(rng.NormFloat64())
	}
	return x
}

func bits(x []float32) []uint32 {
	b := make([]uint32, len(x))
	for i := range x {
		b[i] = math.Float32bits(x[i])
	}
	return b
}

// portably runs f without the assembly and says whether there is any.
func portably(t *testing.T, f func()) {
	t.Helper()
	if !accelerated {
		t.Log("no assembly on this machine: the portable form is compared with itself")
	}
	was := accelerated
	setAccelerated(false)
	defer setAccelerated(was)
	f()
}

func TestBothFormsHaveTheSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	for n := range 70 {
		a, x := float32(rng.NormFloat64()), floats(rng, n)
		q := make([]int8, n)
		for i := range q {
			q[i] = int8(rng.IntN(256) - 128)
		}
		dst := floats(rng, n)
		fast, slow := append([]float32(nil), dst...), append([]float32(nil), dst...)
		AddScaled(fast, a, x)
		AddScaledInt8(fast, a, q)
		portably(t, func() { AddScaled(slow, a, x); AddScaledInt8(slow, a, q) })
		for i, b := range bits(fast) {
			if b != bits(slow)[i] {
				t.Fatalf("n=%d: element %d is %v, portable %v", n, i, fast[i], slow[i])
			}
		}
	}
}

func TestBothFormsOfAdamHaveTheSameBits(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	for n := range 70 {
		w, m, v := floats(rng, n), make([]float32, n), make([]float32, n)
		w2, m2, v2 := append([]float32(nil), w...), make([]float32, n), make([]float32, n)
		for step := 1; step < 5; step++ {
			g, s := floats(rng, n), NewAdamStep(1e-2, .9, .98, step)
			s.Apply(w, m, v, g)
			portably(t, func() { s.Apply(w2, m2, v2, g) })
		}
		for i, b := range bits(w) {
			if b != bits(w2)[i] {
				t.Fatalf("n=%d: weight %d is %v, portable %v", n, i, w[i], w2[i])
			}
		}
	}
}

func TestAdamFindsAMinimum(t *testing.T) {
	w, m, v, g := []float32{4}, make([]float32, 1), make([]float32, 1), make([]float32, 1)
	for step := 1; step <= 2000; step++ {
		g[0] = 2 * (w[0] - 1)
		NewAdamStep(.02, .9, .999, step).Apply(w, m, v, g)
	}
	if math.Abs(float64(w[0])-1) > .02 {
		t.Errorf("minimum of (w-1)^2 found at %v", w[0])
	}
}

func BenchmarkAddScaledInt8(b *testing.B) {
	dst, q := make([]float32, 128), make([]int8, 128)
	for b.Loop() {
		AddScaledInt8(dst, .5, q)
	}
}

func BenchmarkAdam(b *testing.B) {
	w, m, v, g := make([]float32, 128), make([]float32, 128), make([]float32, 128), make([]float32, 128)
	g[3] = 1
	s := NewAdamStep(.01, .9, .98, 5)
	for b.Loop() {
		s.Apply(w, m, v, g)
	}
}
