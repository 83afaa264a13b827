package alike

import (
	"fmt"
	"slices"

	"switchyard/internal/text"
)

// How much a sketch holds.
const (
	bands  = 32   // keys
	rows   = 4    // minima in each key
	sample = 128  // shingles, the least by hash
	keyed  = 1024 // shingles that the keys are made of, the least too: of a longer text they tell enough
)

// longest is how many characters of a text are read.
const longest = 8192

// Sketch is what is kept of a text. It is not changed once it is made.
type Sketch struct {
	// Sample are the least hashes of its shingles in ascending order, at most 128.
	// It is all of them where there are no more.
	Sample []uint32
	Keys   [bands]uint32
	// Size is the number of its distinct shingles. A text without letters,
	// digits or signs has none, and is like no other.
	Size int
}

// Reader makes sketches. It keeps scratch space: use one per goroutine.
type Reader struct {
	features *text.Featuriser
	hashes   []uint32
}

// NewReader prepares a reader.
func NewReader() *Reader {
	features, err := text.NewFeaturiser(shingles())
	if err != nil {
		panic(fmt.Sprintf("alike: %v", err)) // they are constant, and a test reads with them
	}
	return &Reader{features: features}
}

// shingles are pairs and single ones of tokens, which hold the order of a text,
// and runs of characters inside its words, which outlive a typing error and
// make up most of a short text.
func shingles() text.Settings {
	return text.Settings{
		Version: text.FeatureVersion, Buckets: 1 << 24, WordMax: 2, CharMin: 4, CharMax: 4, DenseMin: 2,
		WordWeight: 1, CharWeight: 1, Scale: 1, MaxRunes: longest,
	}
}

// Read makes the sketch of a text that was cleaned (text.Join or text.Clean).
// It reads any bytes, at most 8,192 characters of them. The same text gives the
// same sketch on every machine.
func (r *Reader) Read(cleaned string) Sketch {
	cleaned = cleaned[:min(len(cleaned), 4*longest)] // bounds mask; the features count characters
	bag := r.features.Features(mask(core(cleaned)))
	r.hashes = r.hashes[:0]
	for _, id := range bag.IDs {
		r.hashes = append(r.hashes, scatter(uint32(id)))
	}
	slices.Sort(r.hashes)
	r.hashes = slices.Compact(r.hashes)
	s := Sketch{Size: len(r.hashes)}
	s.Sample = slices.Clone(r.hashes[:min(len(r.hashes), sample)])
	s.Keys = keys(r.hashes[:min(len(r.hashes), keyed)])
	return s
}

// scatter permutes the 32-bit numbers (the finaliser of MurmurHash3), so that
// the least hashes are a fair sample.
func scatter(h uint32) uint32 {
	h ^= h >> 16
	h *= 0x85ebca6b
	h ^= h >> 13
	h *= 0xc2b2ae35
	return h ^ h>>16
}

// Similarity estimates the Jaccard similarity of the shingles of two texts, 0
// to 1: what they share of what they have together. It is exact where neither
// has more than 128 shingles; else it is the share among the least of their
// union, whose standard error is below .05. It is symmetric.
func Similarity(a, b *Sketch) float64 {
	x, y := a.upTo(b), b.upTo(a)
	both := 0
	for i, j := 0, 0; i < len(x) && j < len(y); {
		p, q := x[i], y[j]
		if p == q {
			both++
		}
		if p <= q {
			i++
		}
		if q <= p {
			j++
		}
	}
	if all := len(x) + len(y) - both; all > 0 {
		return float64(both) / float64(all)
	}
	return 0
}

// similarity is that where each shingle counts for what it tells.
func (c *common) similarity(a, b *Sketch) float64 {
	x, y := a.upTo(b), b.upTo(a)
	var both, apart float64
	i, j := 0, 0
	for i < len(x) && j < len(y) {
		switch p, q := x[i], y[j]; {
		case p == q:
			both += c.weight(p)
			i, j = i+1, j+1
		case p < q:
			apart += c.weight(p)
			i++
		default:
			apart += c.weight(q)
			j++
		}
	}
	for _, p := range x[i:] {
		apart += c.weight(p)
	}
	for _, q := range y[j:] {
		apart += c.weight(q)
	}
	if both == 0 {
		return 0
	}
	return both / (both + apart)
}

// upTo is the part of a sample in which both samples hold every shingle of
// their texts.
func (s *Sketch) upTo(other *Sketch) []uint32 {
	n := len(other.Sample)
	if n == 0 || other.Size == n || other.Sample[n-1] >= s.last() {
		return s.Sample
	}
	end, found := slices.BinarySearch(s.Sample, other.Sample[n-1])
	if found {
		end++
	}
	return s.Sample[:end]
}

func (s *Sketch) last() uint32 {
	if len(s.Sample) == 0 {
		return 0
	}
	return s.Sample[len(s.Sample)-1]
}
