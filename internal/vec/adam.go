package vec

import "math"

// AdamStep holds what one step of Adam (Kingma & Ba 2015, algorithm 1 with
// the bias corrections folded into Rate as in its section 2) shares between
// all parameters.
type AdamStep struct {
	Beta1, Beta2 float32 // decay of the first and second moment, in (0, 1)
	Rate         float32 // learning rate times sqrt(1-Beta2^t)/(1-Beta1^t)
	Epsilon      float32 // keeps the division finite
	// Keep is the share of each weight that the step leaves before it moves
	// it: 1 minus learning rate times weight decay (Loshchilov & Hutter 2019).
	Keep float32
}

// NewAdamStep gives step t (from 1) at the given learning rate.
func NewAdamStep(rate float64, beta1, beta2 float64, t int) AdamStep {
	correction := math.Sqrt(1-math.Pow(beta2, float64(t))) / (1 - math.Pow(beta1, float64(t)))
	return AdamStep{Beta1: float32(beta1), Beta2: float32(beta2), Rate: float32(rate * correction), Epsilon: 1e-8, Keep: 1}
}

// Apply moves the weights w against the gradient g and updates the moments m
// and v. All four have the same length.
func (s AdamStep) Apply(w, m, v, g []float32) {
	w, m, v = w[:len(g)], m[:len(g)], v[:len(g)]
	if s.Keep != 1 {
		for i := range w {
			w[i] *= s.Keep
		}
	}
	n := 0
	if accelerated {
		n = len(g) &^ 7
		if n > 0 {
			adamAVX2(&w[0], &m[0], &v[0], &g[0], n, s.Beta1, s.Beta2, s.Rate, s.Epsilon)
		}
	}
	c1, c2 := 1-s.Beta1, 1-s.Beta2
	for i := n; i < len(g); i++ {
		m[i] = float32(s.Beta1*m[i]) + float32(c1*g[i])
		v[i] = float32(s.Beta2*v[i]) + float32(float32(c2*g[i])*g[i])
		w[i] -= float32(s.Rate*m[i]) / (float32(math.Sqrt(float64(v[i]))) + s.Epsilon)
	}
}
