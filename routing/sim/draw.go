package sim

import (
	"math"
	"math/rand/v2"
)

// Streams of draws, one for each thing that is drawn, so that a change of one
// does not move the others.
const (
	streamPeople = iota + 1
	streamCategories
	streamArrivals
	streamBursts
	streamTicket
	streamPolicy
	streamBootstrap
)

// draws gives the stream of a seed. n tells streams of one kind apart.
func draws(seed, stream, n uint64) *rand.Rand {
	return rand.New(rand.NewPCG(seed*0x9e3779b97f4a7c15+stream, n*0xd1342543de82ef95+stream))
}

// pick chooses an index in proportion to shares, by a uniform draw u.
func pick(shares []float64, u float64) int {
	sum := 0.
	for _, s := range shares {
		sum += s
	}
	u *= sum
	for i, s := range shares {
		if u -= s; u < 0 {
			return i
		}
	}
	last := len(shares) - 1
	for last > 0 && shares[last] == 0 {
		last--
	}
	return last
}

// apportion shares n things out by the largest remainder, ties to the first.
func apportion(n int, shares []float64) []int {
	sum := 0.
	for _, s := range shares {
		sum += s
	}
	counts, rest := make([]int, len(shares)), make([]float64, len(shares))
	left := n
	for i, s := range shares {
		exact := float64(n) * s / sum
		counts[i] = int(exact)
		rest[i] = exact - float64(counts[i])
		left -= counts[i]
	}
	for ; left > 0; left-- {
		best := 0
		for i := range rest {
			if rest[i] > rest[best] {
				best = i
			}
		}
		counts[best]++
		rest[best] = -1
	}
	return counts
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

// normalised scales shares to sum to 1.
func normalised(shares []float64) []float64 {
	sum := 0.
	for _, s := range shares {
		sum += s
	}
	out := make([]float64, len(shares))
	for i, s := range shares {
		out[i] = s / sum
	}
	return out
}
