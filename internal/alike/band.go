package alike

import "math/rand/v2"

// hashers are the parameters of multiply-shift hashing (Dietzfelbinger and
// others 1997), one for each minimum.
var hashers = func() (h [bands * rows]struct{ times, plus uint64 }) {
	random := rand.New(rand.NewPCG(1997, 128))
	for i := range h {
		h[i].times, h[i].plus = random.Uint64()|1, random.Uint64()
	}
	return h
}()

// keys are the minima of the shingles under each hash, a few joined to a key.
// Two texts of similarity s share a key with chance 1-(1-s^rows)^bands: .24 at
// .3, .87 at .5, .99 at .6.
func keys(shingles []uint32) (out [bands]uint32) {
	if len(shingles) == 0 {
		return out
	}
	var least [bands * rows]uint32
	for i := range least {
		times, plus, low := hashers[i].times, hashers[i].plus, ^uint32(0)
		for _, s := range shingles {
			low = min(low, uint32((uint64(s)*times+plus)>>32))
		}
		least[i] = low
	}
	for b := range out {
		key := uint64(b + 1)
		for _, low := range least[b*rows : (b+1)*rows] {
			key = (key ^ uint64(low)) * 0x9e3779b97f4a7c15
			key ^= key >> 29
		}
		out[b] = uint32(key >> 32)
	}
	return out
}
