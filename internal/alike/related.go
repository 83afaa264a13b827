package alike

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"switchyard/internal/text"
)

// Matter is what a ticket is about, as it was written.
type Matter struct{ Subject, Body string }

// Corpus ranks what was written before by how likely it is about the same
// matter in other words. Candidates are numbered from 0. It does not change
// once it is made, but keeps scratch space: use one per goroutine.
type Corpus struct {
	reader   *Reader
	features *text.Featuriser
	sketches []Sketch
	words    postings // BM25 over subject and body
	marks    postings // cosine over hashed features, weighed by their rarity
}

// NewCorpus reads candidates.
func NewCorpus(all []Matter) (*Corpus, error) {
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 20
	features, err := text.NewFeaturiser(settings)
	if err != nil {
		return nil, fmt.Errorf("alike: %w", err)
	}
	c := &Corpus{reader: NewReader(), features: features}
	for _, m := range all {
		c.sketches = append(c.sketches, c.reader.Read(text.Join(m.Subject, m.Body)))
		c.words.add(c.counts(m.Subject + "\n" + text.Clean(m.Body)))
		c.marks.add(c.bag(text.Join(m.Subject, m.Body)))
	}
	c.words.bm25()
	c.marks.cosine()
	return c, nil
}

// Related ranks the candidates for a text by all that speaks for them, at most
// most: rankings by words and by features, and one by shingles that names near
// copies alone, as those of texts that have little in common are chance.
func (c *Corpus) Related(m Matter, most int) []Fused {
	fused := Fuse(c.ByWords(m), c.ByFeatures(m), c.ByShingles(m, hopeless))
	return fused[:min(len(fused), most)]
}

// pool is how many candidates a ranking names.
const pool = 200

// ByWords ranks by BM25 over subject and body (Robertson and others 1995), best
// first, at most 200 candidates.
func (c *Corpus) ByWords(m Matter) []int {
	return c.words.rank(c.counts(m.Subject + "\n" + text.Clean(m.Body)))
}

// ByFeatures ranks by the cosine of hashed words, pairs and pieces of words,
// each weighed by how rare it is.
func (c *Corpus) ByFeatures(m Matter) []int { return c.marks.rank(c.bag(text.Join(m.Subject, m.Body))) }

// ByShingles ranks by the similarity of sketches those that are least alike or
// more.
func (c *Corpus) ByShingles(m Matter, least float64) []int {
	sketch := c.reader.Read(text.Join(m.Subject, m.Body))
	scores := make([]float64, len(c.sketches))
	for i := range c.sketches {
		if s := Similarity(&sketch, &c.sketches[i]); s >= least {
			scores[i] = s
		}
	}
	return best(scores)
}

// counts are how often each word stands in a text. Scripts without spaces give
// pairs of characters.
func (c *Corpus) counts(s string) map[string]float64 {
	counts := map[string]float64{}
	units := c.features.Trace(s).Units
	for i, u := range units {
		end := u.End
		switch {
		case u.Kind == text.SymbolUnit:
			continue
		case u.Kind == text.CharacterUnit && i+1 < len(units) && units[i+1].Kind == u.Kind:
			end = units[i+1].End
		}
		counts[strings.ToLower(s[u.Start:end])]++
	}
	return counts
}

// bag are the hashed features of a text.
func (c *Corpus) bag(s string) map[string]float64 {
	bag := c.features.Features(s)
	out := make(map[string]float64, len(bag.IDs))
	for i, id := range bag.IDs {
		out[string([]byte{byte(id), byte(id >> 8), byte(id >> 16)})] += float64(bag.Weights[i])
	}
	return out
}

// postings lead from a term to the documents that have it.
type postings struct {
	terms   map[string][]posting
	lengths []float64
	weigh   func(inQuery float64, term string) float64
}

type posting struct {
	document int32
	weight   float64
}

// add takes the next document.
func (p *postings) add(counts map[string]float64) {
	if p.terms == nil {
		p.terms = map[string][]posting{}
	}
	length := 0.
	for term, n := range counts {
		p.terms[term] = append(p.terms[term], posting{int32(len(p.lengths)), n})
		length += n
	}
	p.lengths = append(p.lengths, length)
}

// The usual constants of BM25.
const (
	saturation = 1.2
	byLength   = .75
)

// bm25 turns counts into weights; of a query only which terms it has counts.
func (p *postings) bm25() {
	mean := 0.
	for _, l := range p.lengths {
		mean += l / float64(max(1, len(p.lengths)))
	}
	for term, list := range p.terms {
		idf := p.idf(term)
		for i := range list {
			n, l := list[i].weight, p.lengths[list[i].document]/max(1, mean)
			list[i].weight = idf * n * (saturation + 1) / (n + saturation*(1-byLength+byLength*l))
		}
	}
	p.weigh = func(float64, string) float64 { return 1 }
}

// cosine turns weights into those of unit vectors.
func (p *postings) cosine() {
	squares := make([]float64, len(p.lengths))
	for _, term := range sortedKeys(p.terms) {
		idf := p.idf(term)
		for i := range p.terms[term] {
			at := &p.terms[term][i]
			at.weight *= idf
			squares[at.document] += at.weight * at.weight
		}
	}
	for _, list := range p.terms {
		for i := range list {
			list[i].weight /= math.Sqrt(squares[list[i].document])
		}
	}
	p.weigh = func(w float64, term string) float64 { return w * p.idf(term) }
}

func (p *postings) idf(term string) float64 {
	n, df := float64(len(p.lengths)), float64(len(p.terms[term]))
	return math.Log(1 + (n-df+.5)/(df+.5))
}

// rank gives the documents that share a term with a query, best first.
func (p *postings) rank(query map[string]float64) []int {
	scores := make([]float64, len(p.lengths))
	for _, term := range sortedKeys(query) { // sums in one order are the same each time
		w := p.weigh(query[term], term)
		for _, at := range p.terms[term] {
			scores[at.document] += w * at.weight
		}
	}
	return best(scores)
}

// best are the numbers of the highest scores above 0.
func best(scores []float64) []int {
	order := make([]int, 0, len(scores))
	for i, s := range scores {
		if s > 0 {
			order = append(order, i)
		}
	}
	slices.SortFunc(order, func(a, b int) int { return cmp.Or(cmp.Compare(scores[b], scores[a]), cmp.Compare(a, b)) })
	return order[:min(len(order), pool)]
}
