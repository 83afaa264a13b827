package retrieve

import (
	"math"
	"slices"
)

// Profile is a weighed bag of the character n-grams of a query, to compare many
// texts with.
type Profile struct {
	at       map[uint32]int32 // place of an n-gram
	rarities []float64
	weights  []float64 // times rarity
	titles   []float64 // those of the title alone
	length   float64   // Euclidean, of weights
	heading  float64   // Euclidean, of titles
	rarity   func(term uint32) float64
}

// NewProfile weighs the n-grams of a query as Cosine does, and those of its
// title apart; both in order of ID, the title may be nil.
func NewProfile(terms, title []Term, rarity func(term uint32) float64) *Profile {
	p := &Profile{at: make(map[uint32]int32, len(terms)), titles: make([]float64, len(terms)), rarity: rarity}
	for i, t := range terms {
		r := rarity(t.ID)
		w := (1 + math.Log(float64(max(1, t.Count)))) * r
		p.at[t.ID] = int32(i) //nolint:gosec // a text has fewer
		p.weights, p.rarities = append(p.weights, w), append(p.rarities, r)
		p.length += w * w
	}
	for _, t := range title {
		if i, found := p.at[t.ID]; found {
			w := (1 + math.Log(float64(max(1, t.Count)))) * p.rarities[i]
			p.titles[i] = w
			p.heading += w * w
		}
	}
	p.length, p.heading = math.Sqrt(p.length), math.Sqrt(p.heading)
	return p
}

// Closeness is how near some texts are to a profile. The zero value has read
// none; Reader.Read adds one.
type Closeness struct {
	Cosine, Title float64   // of the text read last with the query, and with its title: 0 to 1
	counts        []float64 // of each n-gram of the query in all texts
	size          float64   // n-grams in all texts
}

// Read compares a text with a profile and adds it to what was read. It needs no
// sorted terms, so that it takes a fraction of the time of reading them.
func (r *Reader) Read(c *Closeness, p *Profile, s string) {
	bag := r.grams.Features(s)
	c.Cosine, c.Title = 0, 0
	if c.counts == nil {
		c.counts = make([]float64, len(p.weights))
	}
	if len(bag.IDs) == 0 {
		return
	}
	least := float64(slices.Min(bag.Weights))
	var dot, title, length float64
	for i, id := range bag.IDs { // the weights are 1+ln(count), times a factor that cancels out
		weight := float64(bag.Weights[i])
		count := 1.
		if weight > least {
			count = math.Exp(weight/least - 1)
		}
		c.size += count
		w := weight * p.rarity(uint32(id))
		length += w * w
		if at, both := p.at[uint32(id)]; both {
			dot += p.weights[at] * w
			title += p.titles[at] * w
			c.counts[at] += count
		}
	}
	if length = math.Sqrt(length); length == 0 {
		return
	}
	if p.length > 0 {
		c.Cosine = min(1, dot/(p.length*length))
	}
	if p.heading > 0 {
		c.Title = min(1, title/(p.heading*length))
	}
}

// Match is the BM25 of all texts that were read as one with the n-grams of the
// query, over that of a text that has them all: 0 to about 1. average is the mean
// size of what others read.
func (c *Closeness) Match(p *Profile, bm25 BM25, average float64) float64 {
	sum, all := 0., 0.
	for i, r := range p.rarities {
		all += r
		if n := c.counts; n != nil && n[i] > 0 {
			sum += r * n[i] / (n[i] + bm25.K1*(1-bm25.B+bm25.B*c.size/max(1, average)))
		}
	}
	if all == 0 {
		return 0
	}
	return sum / all
}

// Size is how many n-grams were read.
func (c *Closeness) Size() float64 { return c.size }
