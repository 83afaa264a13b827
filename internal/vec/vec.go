// Package vec holds the few vector loops that inference and training spend
// their time in. Each has a portable form and, on amd64 with AVX2, an assembly
// form; both round every multiplication and addition on its own, in the same
// order, so a result has the same bits on every machine.
package vec

// AddScaled does dst[i] += a*x[i] for every i in x. dst must be at least as
// long as x.
func AddScaled(dst []float32, a float32, x []float32) {
	dst = dst[:len(x)]
	n := 0
	if accelerated {
		n = len(x) &^ 7
		if n > 0 {
			addScaledAVX2(&dst[0], a, &x[0], n)
		}
	}
	for i := n; i < len(x); i++ {
		dst[i] += float32(a * x[i])
	}
}

// AddScaledInt8 does dst[i] += a*q[i] for every i in q. dst must be at least
// as long as q.
func AddScaledInt8(dst []float32, a float32, q []int8) {
	dst = dst[:len(q)]
	n := 0
	if accelerated {
		n = len(q) &^ 7
		if n > 0 {
			addScaledInt8AVX2(&dst[0], a, &q[0], n)
		}
	}
	for i := n; i < len(q); i++ {
		dst[i] += float32(a * float32(q[i]))
	}
}
