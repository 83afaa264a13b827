package topic

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"switchyard/internal/text"
)

// feature is one hashed n-gram of a text, its place in a rarity, and how much it
// is used there.
type feature struct {
	id, slot int32
	weight   float32
}

// reading is a text as groups are made of it.
type reading struct {
	features []feature // by id, each once
	words    []string  // lower case, each once, in the order of the text
}

// mostRead bounds what is read of a text, in characters, and mostWords how many
// words of it a group may be named after.
const (
	mostRead    = 4000
	mostWords   = 200
	longestWord = 40 // in characters
)

// settings are the features that texts are compared by: words and the n-grams
// inside them. Order says little of what a text is about.
func settings() text.Settings {
	s := text.DefaultSettings()
	s.Buckets, s.WordMax, s.CharMin, s.CharMax, s.GapWeight, s.MaxRunes = 1<<20, 2, 3, 5, 0, mostRead
	return s
}

// read cuts a text.
func read(f *text.Featuriser, s string) reading {
	trace := f.Trace(s)
	var r reading
	for i, id := range trace.Bag.IDs {
		r.features = append(r.features, feature{id: id, weight: trace.Bag.Weights[i]})
	}
	slices.SortFunc(r.features, func(a, b feature) int { return cmp.Compare(a.id, b.id) })
	kept := r.features[:0]
	for _, f := range r.features {
		if n := len(kept); n > 0 && kept[n-1].id == f.id {
			kept[n-1].weight += f.weight
			continue
		}
		kept = append(kept, f)
	}
	r.features, r.words = kept, words(s, trace.Units)
	return r
}

// words are those of a text; of a script without spaces, pairs of characters.
func words(s string, units []text.Unit) []string {
	var out []string
	seen := map[string]bool{}
	add := func(w string) {
		w = strings.ToLower(w)
		if n := utf8.RuneCountInString(w); n > 1 && n <= longestWord && !seen[w] && len(out) < mostWords {
			seen[w] = true
			out = append(out, w)
		}
	}
	for i, u := range units {
		switch {
		case u.Kind == text.WordUnit:
			add(s[u.Start:u.End])
		case u.Kind == text.CharacterUnit && i+1 < len(units) && units[i+1].Kind == text.CharacterUnit && units[i+1].Start == u.End:
			add(s[u.Start:units[i+1].End])
		}
	}
	return out
}

// rarity counts in how many texts each feature stands.
type rarity struct {
	slots map[int32]int32
	texts []int   // by slot
	free  []int32 // slots of features that stand in no text any more
	n     int
	// squares are the squared inverse document frequencies by number of texts: a
	// product of two weights has it once from each.
	squares []float64
}

// add counts a text, and gives its features their slots.
func (r *rarity) add(one *reading) {
	for i := range one.features {
		f := &one.features[i]
		slot, known := r.slots[f.id]
		switch {
		case known:
		case len(r.free) > 0:
			slot = r.free[len(r.free)-1]
			r.free, r.slots[f.id] = r.free[:len(r.free)-1], slot
		default:
			slot = int32(len(r.texts))
			r.texts, r.slots[f.id] = append(r.texts, 0), slot
		}
		r.texts[slot]++
		f.slot = slot
	}
	r.n++
	r.weigh()
}

// drop forgets a text that was added.
func (r *rarity) drop(one *reading) {
	for _, f := range one.features {
		if r.texts[f.slot]--; r.texts[f.slot] == 0 {
			delete(r.slots, f.id)
			r.free = append(r.free, f.slot)
		}
	}
	r.n--
	r.weigh()
}

func (r *rarity) weigh() {
	r.squares = r.squares[:0]
	for texts := range r.n + 1 {
		idf := math.Log(float64(r.n+1)/float64(texts+1)) + .1
		r.squares = append(r.squares, idf*idf)
	}
}

func (r *rarity) of(f feature) float64 { return r.squares[r.texts[f.slot]] }

// alike are the cosines of one text with others, whose features weigh by their
// rarity. All of them were added.
func (r *rarity) alike(one *reading, others []item) []float64 {
	mine := make([]float64, len(r.texts)) // by slot
	for _, x := range one.features {
		mine[x.slot] = float64(x.weight) * r.of(x)
	}
	length := r.norm(one)
	out := make([]float64, len(others))
	for i := range others {
		var dot, norm float64
		for _, x := range others[i].features {
			w := float64(x.weight)
			dot += w * mine[x.slot]
			norm += w * w * r.squares[r.texts[x.slot]]
		}
		if dot > 0 {
			out[i] = dot / math.Sqrt(length*norm)
		}
	}
	return out
}

func (r *rarity) norm(a *reading) float64 {
	sum := 0.
	for _, f := range a.features {
		sum += float64(f.weight) * float64(f.weight) * r.of(f)
	}
	return sum
}
