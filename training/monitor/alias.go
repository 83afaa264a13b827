package monitor

import (
	"math/bits"
	"math/rand/v2"
)

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
