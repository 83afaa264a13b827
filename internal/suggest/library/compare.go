package library

import (
	"math"

	"switchyard/internal/suggest/retrieve"
)

// sight is what was found of a candidate.
type sight struct {
	features Features
	read     retrieve.Closeness
}

// sharpness is how much more a nearer ticket counts: twice for .07 more of
// cosine.
const sharpness = 10

// byGrams are the constants of the BM25 of n-grams.
var byGrams = retrieve.BM25{K1: 1.2, B: .5}

// compare reads the texts of candidates and some tickets that were found, by the
// n-grams of their characters: words that differ by an ending or a slip are alike
// then.
func (l *Library) compare(d *Desk, p *retrieve.Profile, tickets, candidates []retrieve.Hit, found map[int32]*sight) {
	for _, h := range candidates {
		c, s := &l.candidates[h.Doc], found[int32(h.Doc)]
		d.reader.Read(&s.read, p, c.Title+"\n"+c.Text)
		s.features[Grams], s.features[Headline] = s.read.Cosine, s.read.Title
	}
	votes := 0.
	for _, h := range tickets {
		s := found[l.askedOf[h.Doc]]
		d.reader.Read(&s.read, p, l.tickets[h.Doc])
		near := s.read.Cosine
		s.features[Nearby] = max(s.features[Nearby], near)
		s.features[Elected] += math.Exp(sharpness * near)
		votes += math.Exp(sharpness * near)
	}
	average := 0.
	for _, h := range candidates {
		average += found[int32(h.Doc)].read.Size() / float64(len(candidates))
	}
	for _, h := range candidates {
		s := found[int32(h.Doc)]
		s.features[Joint] = s.read.Match(p, byGrams, average)
		if votes > 0 {
			s.features[Elected] /= votes
		}
	}
}
