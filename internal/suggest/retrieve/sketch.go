package retrieve

import "math"

// Width is how many numbers a sketch has.
const Width = 96

// Sketch is a short vector that keeps angles: a signed random projection of a
// weighed bag of terms, scaled to steps of 1/127 of its largest number.
type Sketch struct {
	values [Width]int8
	norm   float32 // Euclidean length of values, 0 for an empty text
}

// NewSketch projects terms, each weighed (1+ln count) times its rarity.
func NewSketch(terms []Term, rarity func(term uint32) float64) Sketch {
	var sum [Width]float64
	for _, t := range terms {
		w := (1 + math.Log(float64(max(1, t.Count)))) * rarity(t.ID)
		state := uint64(t.ID) + 0x9e3779b97f4a7c15
		var bits uint64
		for i := range sum {
			if i%64 == 0 { // SplitMix64 (Steele, Lea and Flood 2014)
				state += 0x9e3779b97f4a7c15
				bits = (state ^ state>>30) * 0xbf58476d1ce4e5b9
				bits = (bits ^ bits>>27) * 0x94d049bb133111eb
				bits ^= bits >> 31
			}
			if bits&1 == 1 {
				sum[i] += w
			} else {
				sum[i] -= w
			}
			bits >>= 1
		}
	}
	largest := 0.
	for _, v := range sum {
		largest = max(largest, math.Abs(v))
	}
	var s Sketch
	if largest == 0 || math.IsInf(largest, 0) || math.IsNaN(largest) {
		return s
	}
	square := 0.
	for i, v := range sum {
		q := math.Round(127 * v / largest)
		s.values[i] = int8(q)
		square += q * q
	}
	s.norm = float32(math.Sqrt(square))
	return s
}

// Cosine of two sketches, -1 to 1; 0 where one is of an empty text. It lies
// within about 1/sqrt(Width) of that of the bags.
func (s *Sketch) Cosine(o *Sketch) float64 {
	if s.norm == 0 || o.norm == 0 {
		return 0
	}
	var sum int32
	for i := range s.values {
		sum += int32(s.values[i]) * int32(o.values[i])
	}
	return float64(sum) / (float64(s.norm) * float64(o.norm))
}

// Nearest gives the n sketches with the highest cosine above 0, best first, of
// those that keep lets through; nil keeps all.
func Nearest(query *Sketch, all []Sketch, n int, keep func(doc int) bool) []Hit {
	top := best{n: n}
	for i := range all {
		if c := query.Cosine(&all[i]); c > 0 && n > 0 && top.wants(c) && (keep == nil || keep(i)) {
			top.put(Hit{i, c})
		}
	}
	return top.sorted()
}

// Cosine of two bags, terms in order of ID, each weighed (1+ln count) times its
// rarity: 0 to 1.
func Cosine(a, b []Term, rarity func(term uint32) float64) float64 {
	weigh := func(t Term) float64 { return (1 + math.Log(float64(max(1, t.Count)))) * rarity(t.ID) }
	var dot, aa, bb float64
	for _, t := range a {
		w := weigh(t)
		aa += w * w
	}
	for _, t := range b {
		w := weigh(t)
		bb += w * w
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].ID < b[j].ID:
			i++
		case a[i].ID > b[j].ID:
			j++
		default:
			dot += weigh(a[i]) * weigh(b[j])
			i++
			j++
		}
	}
	if aa == 0 || bb == 0 {
		return 0
	}
	return dot / math.Sqrt(aa*bb)
}
