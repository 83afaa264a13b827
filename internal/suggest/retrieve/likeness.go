package retrieve

import "math"

// Profile is a weighed bag of character n-grams, to compare many texts with.
type Profile struct {
	weights map[uint32]float64 // times rarity
	length  float64
	rarity  func(term uint32) float64
}

// NewProfile weighs terms as Cosine does.
func NewProfile(terms []Term, rarity func(term uint32) float64) *Profile {
	p := &Profile{weights: make(map[uint32]float64, len(terms)), rarity: rarity}
	for _, t := range terms {
		w := (1 + math.Log(float64(max(1, t.Count)))) * rarity(t.ID)
		p.weights[t.ID] = w
		p.length += w * w
	}
	p.length = math.Sqrt(p.length)
	return p
}

// Likeness is the Cosine of a profile and the n-grams of a text. It needs no
// sorted terms, so that it takes a fraction of the time of reading them.
func (r *Reader) Likeness(p *Profile, s string) float64 {
	bag := r.grams.Features(s)
	var dot, length float64
	for i, id := range bag.IDs { // the weights are 1+ln(count), times a factor that cancels out
		w := float64(bag.Weights[i]) * p.rarity(uint32(id))
		length += w * w
		if q, both := p.weights[uint32(id)]; both {
			dot += q * w
		}
	}
	if length == 0 || p.length == 0 {
		return 0
	}
	return min(1, dot/(p.length*math.Sqrt(length)))
}
