package training

import "math/rand/v2"

// streamFor gives the random numbers of one visit to one example. They depend
// on nothing else, so the order in which workers get to it does not matter.
func streamFor(seed uint64, epoch, row int) *rand.PCG {
	return rand.NewPCG(seed^0x9e3779b97f4a7c15*uint64(epoch+1), uint64(row)+1)
}

// bitStream cuts 16-bit numbers from a generator.
type bitStream struct {
	from *rand.PCG
	bits uint64
	left int
}

// below draws true with probability of p16/65536.
func (s *bitStream) below(p16 uint64) bool {
	if s.left == 0 {
		s.bits, s.left = s.from.Uint64(), 4
	}
	draw := s.bits & 0xffff
	s.bits >>= 16
	s.left--
	return draw < p16
}
