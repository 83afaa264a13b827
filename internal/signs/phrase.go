package signs

import "switchyard/internal/lexicon"

// reader gathers the signs of one text.
type reader struct {
	text    string
	symbols []lexicon.Symbol
	phrases *lexicon.Trie
	found   Signs
	matches []lexicon.Match // scratch
	steps   int             // symbols looked at, for the test that work is linear
}

// add notes a sign over the symbols [from, to).
func (r *reader) add(kind Kind, from, to int) {
	r.found.Spans = append(r.found.Spans, Sign{kind, int(r.symbols[from].Start), int(r.symbols[to-1].End)})
}

// readPhrases finds phrases, emoji, drawn-out letters and exclamation marks,
// sentence by sentence: joy exclaims as loudly as anger.
func (r *reader) readPhrases() {
	var mood sentenceMood
	for i := 0; i < len(r.symbols); {
		r.steps++
		switch c := r.symbols[i].Class; {
		case c == lexicon.Mark:
			end := r.marks(i)
			if r.exclaims(i, end) && !mood.happy() {
				r.add(Exclaiming, i, end)
			}
			r.endSentence(&mood)
			i = end
		case c == lexicon.Stop:
			r.endSentence(&mood)
			i++
		case lexicon.Starts(r.symbols, i):
			i = r.readWord(i, &mood)
		default:
			i++
		}
	}
	r.endSentence(&mood)
}

// readWord reads what starts at symbol i and says where to go on.
func (r *reader) readWord(i int, mood *sentenceMood) int {
	end := lexicon.WordEnd(r.symbols, i)
	if r.stretched(i, end) {
		r.add(Stretching, i, end)
	}
	if masked := r.masked(i); masked > i {
		r.add(Profanity, i, masked)
		mood.angry = true
		return masked
	}
	m, ok := r.longest(i)
	if !ok {
		return end
	}
	kind := Kind(m.Value)
	if kind < kinds {
		r.add(kind, m.From, m.End)
	}
	mood.feel(kind)
	return m.End
}

// longest finds the longest phrase at the word that starts at symbol i, of
// several as long that with the fewest letters left open.
func (r *reader) longest(i int) (longest lexicon.Match, ok bool) {
	var steps int
	r.matches, steps = r.phrases.Find(r.symbols, i, r.matches[:0])
	r.steps += steps
	for _, m := range r.matches {
		if m.End > longest.End || m.End == longest.End && m.Stem > longest.Stem {
			longest = m
		}
	}
	return longest, len(r.matches) > 0
}

// sentenceMood is what the phrases of a sentence say so far.
type sentenceMood struct {
	angry, warm bool
	spans       int // how many signs there were before the sentence
}

func (m *sentenceMood) feel(kind Kind) {
	m.angry = m.angry || kind < kinds && kind.angry()
	m.warm = m.warm || kind == Warm || kind == FriendlyEmoji
}

func (m *sentenceMood) happy() bool { return m.warm && !m.angry }

// endSentence takes back drawn-out letters that were happy ones.
func (r *reader) endSentence(mood *sentenceMood) {
	if mood.happy() {
		kept := r.found.Spans[:mood.spans]
		for _, span := range r.found.Spans[mood.spans:] {
			if span.Kind != Stretching {
				kept = append(kept, span)
			}
		}
		r.found.Spans = kept
	}
	*mood = sentenceMood{spans: len(r.found.Spans)}
}
