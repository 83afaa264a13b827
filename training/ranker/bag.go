package ranker

import (
	"hash/fnv"
	"math"
	"slices"
	"strconv"

	"switchyard/internal/text"
)

// Bag is a sparse vector: distinct ids in ascending order and their weights.
type Bag struct {
	IDs     []int32
	Weights []float32
}

// Words turns cases into bags: hashed words and pairs of words, and the facet
// values. It keeps scratch space: use one per goroutine.
type Words struct {
	featuriser *text.Featuriser
	buckets    uint32
}

// NewWords prepares a reader of cases into a number of buckets, a power of two
// from 2^8 to 2^22.
func NewWords(buckets int) (*Words, error) {
	settings := text.DefaultSettings()
	settings.Buckets, settings.WordMax, settings.CharWeight, settings.GapWeight, settings.Scale = buckets, 1, 0, 0, 1
	f, err := text.NewFeaturiser(settings)
	if err != nil {
		return nil, err
	}
	return &Words{featuriser: f, buckets: uint32(buckets)}, nil
}

// Read gives the case's words, 1+ln(occurrences) each, and its facet values,
// 1 each, before any weighing.
func (w *Words) Read(c *Case) Bag {
	type entry struct {
		id     int32
		weight float32
	}
	var entries []entry
	if c.Text != "" {
		bag := w.featuriser.Features(c.Text)
		least := float32(math.Inf(1))
		for _, v := range bag.Weights {
			least = min(least, v)
		}
		for i, id := range bag.IDs { // the rarest has weight 1 again
			entries = append(entries, entry{id, bag.Weights[i] / least})
		}
	}
	for f, values := range c.Facets {
		for _, v := range values {
			h := fnv.New32a()
			h.Write([]byte(strconv.Itoa(f)))
			h.Write([]byte{0})
			h.Write([]byte(v))
			entries = append(entries, entry{int32(h.Sum32() & (w.buckets - 1)), 1})
		}
	}
	slices.SortStableFunc(entries, func(a, b entry) int { return int(a.id) - int(b.id) })
	var out Bag
	for _, e := range entries {
		if n := len(out.IDs); n > 0 && out.IDs[n-1] == e.id {
			out.Weights[n-1] += e.weight
			continue
		}
		out.IDs, out.Weights = append(out.IDs, e.id), append(out.Weights, e.weight)
	}
	return out
}

// Rarity weighs ids by how few of the cases seen have them.
type Rarity struct {
	cases   float64
	present map[int32]float64
}

// Add counts one more case.
func (r *Rarity) Add(b Bag) {
	if r.present == nil {
		r.present = map[int32]float64{}
	}
	r.cases++
	for _, id := range b.IDs {
		r.present[id]++
	}
}

// Weigh gives a copy of length 1, each weight times ln((1+cases)/(1+present))+1.
// An empty bag stays empty.
func (r *Rarity) Weigh(b Bag) Bag {
	out := Bag{IDs: b.IDs, Weights: make([]float32, len(b.IDs))}
	var square float64
	for i, id := range b.IDs {
		v := float64(b.Weights[i]) * (math.Log((1+r.cases)/(1+r.present[id])) + 1)
		out.Weights[i] = float32(v)
		square += v * v
	}
	if square > 0 {
		for i := range out.Weights {
			out.Weights[i] /= float32(math.Sqrt(square))
		}
	}
	return out
}
