package text

import "math/bits"

// Seeds keep the kinds of feature apart in the shared hash space.
const (
	seedToken uint64 = 0x9ae16a3b2f90404f
	seedChar  uint64 = 0xc3a5c85c97cb3127
	seedWord1 uint64 = 0xb492b66fbe98f273
	seedGap1  uint64 = 0x9fb21c651e98df25
	seedGap2  uint64 = 0xd6e8feb86659fd93
	seedFirst uint64 = 0xa0761d6478bd642f
	seedLast  uint64 = 0xe7037ed1a0b428db

	seedConcept uint64 = 0x8f14e45fceea167a
	seedField   uint64 = 0x45c48cce2e2d7fbd
	seedPair    uint64 = 0xc9f0f895fb98ab91
)

// step folds one value into a running hash.
func step(h, v uint64) uint64 {
	return bits.RotateLeft64((h^v)*0x9e3779b97f4a7c15, 29)
}

// finish spreads a running hash over all its bits (the finaliser of
// MurmurHash3, Appleby 2008).
func finish(h uint64) uint64 {
	h ^= h >> 33
	h *= 0xff51afd7ed558ccd
	h ^= h >> 33
	return h
}
