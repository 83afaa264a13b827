package retrieve

import "math"

// packed are the terms of a text in four bytes each: the ID, which is below 2^24,
// and the count, 1 to 255.
type packed []uint32

func pack(terms []Term) packed {
	out := make(packed, len(terms))
	for i, t := range terms {
		out[i] = t.ID<<8 | uint32(whole(t.Count))
	}
	return out
}

// whole is a count as it is kept.
func whole(count float32) uint8 {
	return uint8(min(255, max(1, math.Round(float64(count))))) //nolint:gosec // 1 to 255
}
