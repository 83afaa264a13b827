package vec

import "golang.org/x/sys/cpu"

var accelerated = cpu.X86.HasAVX2

//go:noescape
func addScaledAVX2(dst *float32, a float32, x *float32, n int)

//go:noescape
func addScaledInt8AVX2(dst *float32, a float32, q *int8, n int)

//go:noescape
func adamAVX2(w, m, v, grad *float32, n int, beta1, beta2, rate, epsilon float32)

//go:noescape
func addBagInt8AVX2(dst *float32, table *int8, ids *int32, weights *float32, count, columns, stride int)
