package concept

import (
	"slices"

	"switchyard/internal/lexicon"
)

// Version names the lexicon: which concepts there are and by which words. A
// model that was trained with another would read other features.
const Version = 1

// Concept is one of the concepts of the lexicon, by its place in it.
type Concept uint16

// Load reads the lexicon, which takes about half a second; the first use does
// it otherwise.
func Load() { loaded() }

// Count is how many concepts there are.
func Count() int { return len(loaded().concepts) }

// Name is what the lexicon calls c.
func (c Concept) Name() string { return loaded().concepts[c].name }

// Field is the part of the lexicon that c stands in.
func (c Concept) Field() Field { return loaded().concepts[c].field }

// Hash is a number for c that does not depend on its place.
func (c Concept) Hash() uint64 { return loaded().concepts[c].hash }

// Field is a part of the lexicon, such as "refund" or "vehicle".
type Field uint8

// Name is what the lexicon calls f.
func (f Field) Name() string { return loaded().fields[f].name }

// Hash is a number for f that does not depend on its place.
func (f Field) Hash() uint64 { return loaded().fields[f].hash }

// Match is a concept and the bytes [Start, End) of the text that say it.
type Match struct {
	Concept    Concept
	Start, End int
}

// Reader finds concepts. It keeps scratch space: use one per goroutine. A warm
// Reader allocates nothing.
type Reader struct {
	folded  lexicon.Text
	found   []lexicon.Match
	matches []Match
}

// Read finds the concepts in text, whichever of the lexicon's languages it is
// written in, in the order of the words that say them. A word may say several,
// and a phrase does not hide its words; a stem is hidden by a longer one of its
// language. Its time is linear in the text. The matches are valid until the next
// call.
func (r *Reader) Read(text string) []Match {
	t := loaded()
	r.folded.Read(text)
	symbols := r.folded.Symbols
	r.matches = r.matches[:0]
	for i := range symbols {
		if !lexicon.Starts(symbols, i) {
			continue
		}
		r.found, _ = t.trie.Find(symbols, i, r.found[:0])
		for len(r.found) > 0 {
			r.readAlike(t)
		}
	}
	return r.matches
}

// readAlike takes the phrases that end where the first of found does, the
// closest first: in each language it is the one with the longest stem that
// counts.
func (r *Reader) readAlike(t *table) {
	end := r.found[0].End
	first := len(r.matches)
	var said uint32 // the languages, a bit each
	for {
		best := -1
		for k, m := range r.found {
			if m.End == end && (best < 0 || m.Stem > r.found[best].Stem) {
				best = k
			}
		}
		if best < 0 {
			return
		}
		stem := r.found[best].Stem
		var saying uint32
		for k := 0; k < len(r.found); {
			m := r.found[k]
			if m.End != end || m.Stem != stem {
				k++
				continue
			}
			for _, meaning := range t.of(m.Value) {
				if said&(1<<meaning.language) != 0 {
					continue
				}
				saying |= 1 << meaning.language
				match := Match{meaning.concept, int(r.folded.Symbols[m.From].Start), int(r.folded.Symbols[end-1].End)}
				if !slices.Contains(r.matches[first:], match) {
					r.matches = append(r.matches, match)
				}
			}
			r.found[k] = r.found[len(r.found)-1]
			r.found = r.found[:len(r.found)-1]
		}
		said |= saying
	}
}
