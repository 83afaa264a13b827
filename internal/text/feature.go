package text

import (
	"math"
	"math/bits"

	"switchyard/internal/concept"
)

// Bag is a text as the model sees it: bucket ids and their weights. An id may
// occur more than once, its weights then add up.
type Bag struct {
	IDs     []int32
	Weights []float32
}

// Featuriser turns text into a Bag. It keeps scratch space: use one per
// goroutine. A warm Featuriser allocates nothing.
type Featuriser struct {
	settings Settings
	shift    uint // 64 - log2(Buckets)
	scanner  scanner
	seen     distinct
	bag      Bag
	reader   concept.Reader
	spoken   []concept.Match // the concepts of the text
	places   []place         // where each feature stood, while tracing
	tracing  bool
	length   int // of the text, in bytes, while tracing
}

// NewFeaturiser prepares a featuriser; settings that cannot be honoured are an
// error.
func NewFeaturiser(settings Settings) (*Featuriser, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	f := &Featuriser{settings: settings, shift: uint(64 - bits.TrailingZeros(uint(settings.Buckets)))}
	f.scanner.plane = basicPlane()
	if settings.ConceptWeight > 0 {
		concept.Load() // now, and not while somebody waits for the first answer
	}
	return f, nil
}

// Clone makes another featuriser with the same settings and its own scratch.
func (f *Featuriser) Clone() *Featuriser {
	c := &Featuriser{settings: f.settings, shift: f.shift}
	c.scanner.plane = f.scanner.plane
	return c
}

// Settings are those the featuriser was made with.
func (f *Featuriser) Settings() Settings { return f.settings }

// head is the first n characters of s.
func head(s string, n int) string {
	if len(s) <= n {
		return s
	}
	for i := range s {
		if n--; n < 0 {
			return s[:i]
		}
	}
	return s
}

// Features reads s, which may be any bytes at all. The Bag is valid until the
// next call. A text without a single token gives an empty Bag.
//
// The features are, each block scaled to its weight in Euclidean length:
// words (runs of 1..WordMax tokens), characters (n-grams inside words padded
// with a space), gaps (pairs of tokens with one or two others between them,
// and the tokens at both ends), and concepts (what words of many languages
// mean alike, the field of each, and pairs of neighbours). A feature that
// occurs tf times has the value 1+ln(tf) before scaling.
func (f *Featuriser) Features(s string) Bag {
	f.scanner.scan(s, f.settings.MaxRunes)
	if f.spoken = nil; f.settings.ConceptWeight > 0 {
		f.spoken = f.reader.Read(head(s, f.settings.MaxRunes))
	}
	f.bag.IDs, f.bag.Weights = f.bag.IDs[:0], f.bag.Weights[:0]
	f.seen.reset(f.bound())
	var blocks [4]int
	f.words()
	blocks[0] = f.seen.len()
	f.chars()
	blocks[1] = f.seen.len()
	f.gaps()
	blocks[2] = f.seen.len()
	f.concepts()
	blocks[3] = f.seen.len()
	f.weigh(blocks)
	return f.bag
}

// bound is the largest number of features that the scanned text can have.
func (f *Featuriser) bound() int {
	t := len(f.scanner.tokens)
	perRune := f.settings.CharMax - min(f.settings.CharMin, f.settings.DenseMin) + 1
	return t*(f.settings.WordMax+2) + 4 + (len(f.scanner.runes)+2*len(f.scanner.words))*perRune +
		len(f.spoken)*(2+conceptPairs)
}

func (f *Featuriser) words() {
	if f.settings.WordWeight == 0 {
		return
	}
	tokens := f.scanner.tokens
	for i := range tokens {
		h := seedWord1
		for n := 0; n < f.settings.WordMax && i+n < len(tokens); n++ {
			h = step(h, tokens[i+n].hash)
			at := f.seen.add(finish(h))
			if f.tracing {
				f.stands(at, tokens[i].start, tokens[i+n].end)
			}
		}
	}
}

func (f *Featuriser) chars() {
	if f.settings.CharWeight == 0 {
		return
	}
	hi := f.settings.CharMax
	for _, w := range f.scanner.words {
		runes := f.scanner.runes[w.start:w.end]
		lo := f.settings.CharMin
		if f.scanner.glyph(runes[0]).class() == dense {
			lo = f.settings.DenseMin
		}
		length := len(runes) + 2 // padded with a space on both sides
		for i := 0; i+1 < length; i++ {
			h := seedChar
			top := min(hi, length-i)
			for n := range top {
				c := ' '
				if j := i + n; j > 0 && j <= len(runes) {
					c = runes[j-1]
				}
				h = step(h, uint64(c))
				if n+1 < lo || i+n == 0 { // too short, or the padding alone
					continue
				}
				at := f.seen.add(finish(h))
				if f.tracing {
					f.stands(at, w.start+int32(max(0, i-1)), w.start+int32(min(i+n, len(runes))))
				}
			}
		}
	}
}

func (f *Featuriser) gaps() {
	tokens := f.scanner.tokens
	if f.settings.GapWeight == 0 || len(tokens) == 0 {
		return
	}
	for i := range tokens {
		if i+2 < len(tokens) {
			f.pair(step(step(seedGap1, tokens[i].hash), tokens[i+2].hash), i, i+2)
		}
		if i+3 < len(tokens) {
			f.pair(step(step(seedGap2, tokens[i].hash), tokens[i+3].hash), i, i+3)
		}
	}
	end := len(tokens) - 1
	first, last := step(seedFirst, tokens[0].hash), step(seedLast, tokens[end].hash)
	f.pair(first, 0, 0)
	f.pair(last, end, end)
	if len(tokens) > 1 {
		f.pair(step(first, tokens[1].hash), 0, 1)
		f.pair(step(last, tokens[end-1].hash), end-1, end)
	}
}

// pair counts a feature of the tokens at positions a and b.
func (f *Featuriser) pair(h uint64, a, b int) {
	at := f.seen.add(finish(h))
	if f.tracing {
		tokens := f.scanner.tokens
		f.stands(at, tokens[a].start, tokens[a].end)
		f.stands(at, tokens[b].start, tokens[b].end)
	}
}

// conceptPairs is how many of the concepts behind it each one makes a pair with.
const conceptPairs = 4

// concepts counts the concepts that the text speaks of, their fields, and
// pairs of neighbours in either order: languages place words differently.
func (f *Featuriser) concepts() {
	for i, m := range f.spoken {
		f.means(finish(step(seedConcept, m.Concept.Hash())), m)
		f.means(finish(step(seedField, m.Concept.Field().Hash())), m)
		pairs := 0
		for _, other := range f.spoken[i+1:] {
			if other.Start < m.End {
				continue // in the same words
			}
			if pairs++; pairs > conceptPairs {
				break
			}
			a, b := m.Concept.Hash(), other.Concept.Hash()
			f.means(finish(step(step(seedPair, min(a, b)), max(a, b))), m, other)
		}
	}
}

// means counts a feature that these words stand for.
func (f *Featuriser) means(h uint64, words ...concept.Match) {
	at := f.seen.add(h)
	if f.tracing {
		for _, m := range words {
			start, end := f.scanner.origin.runesAt(m.Start, m.End, f.length, len(f.scanner.folded))
			f.stands(at, start, end)
		}
	}
}

// stands notes that a feature stands in the scanned runes from start to end.
func (f *Featuriser) stands(feature, start, end int32) {
	if end > start { // not the padding alone
		f.places = append(f.places, place{feature, start, end})
	}
}

// weigh scales each block to its weight and the whole to Scale.
func (f *Featuriser) weigh(ends [4]int) {
	weights := [4]float32{f.settings.WordWeight, f.settings.CharWeight, f.settings.GapWeight, f.settings.ConceptWeight}
	var total float64
	for b, start := 0, 0; b < 4; b, start = b+1, ends[b] {
		if ends[b] > start {
			total += float64(weights[b]) * float64(weights[b])
		}
	}
	for b, start := 0, 0; b < 4; b, start = b+1, ends[b] {
		var norm float64
		for _, e := range f.seen.entries[start:ends[b]] {
			v := logCount(e.count)
			norm += v * v
		}
		scale := float64(weights[b]) * float64(f.settings.Scale) / math.Sqrt(norm*total)
		for _, e := range f.seen.entries[start:ends[b]] {
			f.bag.IDs = append(f.bag.IDs, int32(e.hash>>f.shift))
			f.bag.Weights = append(f.bag.Weights, float32(logCount(e.count)*scale))
		}
	}
}

// logCount is 1+ln(n), the damped term frequency.
func logCount(n uint32) float64 {
	if int(n) < len(logCounts) {
		return logCounts[n]
	}
	return 1 + math.Log(float64(n))
}

// logCounts holds logCount of the counts that nearly every feature has. There
// is no feature that occurs 0 times.
var logCounts = func() (table [65]float64) {
	for n := 1; n < len(table); n++ {
		table[n] = 1 + math.Log(float64(n))
	}
	return table
}()
