package alike

import (
	"cmp"
	"slices"

	"github.com/google/uuid"
)

// hit is a text that was found, by its number.
type hit struct {
	number     int64
	similarity float64
}

// Find gives the texts in the window that a sketch is like, most alike first
// and then latest, at most most.
func (w *Window) Find(s *Sketch, most int) []Match { return matches(w, w.near(s), most) }

// Sketch is that of a text in the window.
func (w *Window) Sketch(id uuid.UUID) (Sketch, bool) {
	n, known := w.numbers[id]
	if !known {
		return Sketch{}, false
	}
	return w.at(n).text.Sketch, true
}

// near finds what shares a key with a sketch and is alike, in the order of
// Find. Of texts that come again and again it looks at the latest under each
// key only: the others are in their group.
func (w *Window) near(s *Sketch) []hit {
	var found []hit
	if s.Size == 0 || w.held == 0 {
		return found
	}
	w.round++
	compared := 0
	for b, key := range s.Keys {
		head, known := w.heads[b][key]
		if !known {
			continue
		}
		n := w.next - int64(uint32(w.next)-head)
		for looked := 0; looked < deepest && n >= w.oldest() && compared < widest; looked++ {
			e := w.at(n)
			if place := n % int64(len(w.ring)); w.seen[place] != w.round && !e.gone {
				w.seen[place] = w.round
				compared++
				if similarity := w.similarity(s, &e.text.Sketch); similarity >= w.settings.Enough {
					found = append(found, hit{n, similarity})
				}
			}
			if e.before[b] == 0 {
				break
			}
			n -= int64(e.before[b])
		}
	}
	slices.SortFunc(found, func(a, b hit) int {
		return cmp.Or(cmp.Compare(b.similarity, a.similarity), cmp.Compare(b.number, a.number))
	})
	return found
}

// hopeless is the plain similarity below which no weights make two texts alike.
const hopeless = .25

// similarity is that of two texts where what is common in the window counts less.
func (w *Window) similarity(a, b *Sketch) float64 {
	if Similarity(a, b) < hopeless {
		return 0
	}
	return w.common.similarity(a, b)
}

func matches(w *Window, found []hit, most int) []Match {
	out := make([]Match, 0, max(0, min(len(found), most)))
	for _, h := range found[:cap(out)] {
		t := &w.at(h.number).text
		out = append(out, Match{ID: t.ID, By: t.By, At: t.At, Similarity: h.similarity})
	}
	return out
}
