//go:build !amd64

package vec

const accelerated = false

func addScaledAVX2(*float32, float32, *float32, int)  { panic("unreachable") }
func addScaledInt8AVX2(*float32, float32, *int8, int) { panic("unreachable") }

func adamAVX2(_, _, _, _ *float32, _ int, _, _, _, _ float32) { panic("unreachable") }

func addBagInt8AVX2(_ *float32, _ *int8, _ *int32, _ *float32, _, _, _ int) { panic("unreachable") }
