package signs

// reader gathers the signs of one text.
type reader struct {
	text    string
	symbols []symbol
	phrases *trie
	found   Signs
	steps   int // symbols looked at, for the test that work is linear
}

// add notes a sign over the symbols [from, to).
func (r *reader) add(kind Kind, from, to int) {
	r.found.Spans = append(r.found.Spans, Sign{kind, int(r.symbols[from].start), int(r.symbols[to-1].end)})
}

// readPhrases finds phrases, emoji, drawn-out letters and exclamation marks,
// sentence by sentence: joy exclaims as loudly as anger.
func (r *reader) readPhrases() {
	var mood sentenceMood
	for i := 0; i < len(r.symbols); {
		r.steps++
		switch c := r.symbols[i].class; {
		case c == mark:
			end := r.marks(i)
			if r.exclaims(i, end) && !mood.happy() {
				r.add(Exclaiming, i, end)
			}
			r.endSentence(&mood)
			i = end
		case c == stop:
			r.endSentence(&mood)
			i++
		case (c.inWord() || c == emoji) && r.starts(i):
			i = r.readWord(i, &mood)
		default:
			i++
		}
	}
	r.endSentence(&mood)
}

// starts says that a word or, in a script without spaces, a part of one
// starts at symbol i.
func (r *reader) starts(i int) bool {
	return i == 0 || !r.symbols[i-1].class.joins(r.symbols[i].class) && r.symbols[i-1].class != mask
}

// readWord reads what starts at symbol i and says where to go on.
func (r *reader) readWord(i int, mood *sentenceMood) int {
	end := r.wordEnd(i)
	if r.stretched(i, end) {
		r.add(Stretching, i, end)
	}
	if masked := r.masked(i); masked > i {
		r.add(Profanity, i, masked)
		mood.angry = true
		return masked
	}
	from, m := r.longest(i)
	if m.end == 0 {
		return end
	}
	if m.kind < kinds {
		r.add(m.kind, from, m.end)
	}
	mood.feel(m.kind)
	return m.end
}

// longest finds the longest phrase at the word that starts at symbol i, in
// Arabic also behind the particles and the article written onto the word.
func (r *reader) longest(i int) (from int, m match) {
	for _, from = range r.afterParticles(i) {
		if from < i {
			break
		}
		m = r.phrases.longest(r.symbols, from)
		r.steps += m.steps
		if m.end > 0 {
			return from, m
		}
	}
	return i, m
}

// afterParticles are the places where an Arabic stem may start, -1 for none:
// the word itself, behind "and", "with", "for", and behind the article.
func (r *reader) afterParticles(i int) [3]int {
	starts := [3]int{i, -1, -1}
	letter := func(k int) rune {
		if k < len(r.symbols) && r.symbols[k].class == caseless {
			return r.symbols[k].r
		}
		return 0
	}
	next, behind := 1, i
	switch letter(i) {
	case 'و', 'ف', 'ب', 'ل', 'ك':
		if letter(i+1) != 0 {
			behind++
			starts[next] = behind
			next++
		}
	}
	switch {
	case letter(behind) == 'ا' && letter(behind+1) == 'ل' && letter(behind+2) != 0:
		starts[next] = behind + 2
	case behind > i && letter(i) == 'ل' && letter(behind) == 'ل' && letter(behind+1) != 0:
		starts[next] = behind + 1
	}
	return starts
}

// wordEnd is where the word that starts at symbol i ends; an emoji and a letter
// of a script without spaces are words of their own.
func (r *reader) wordEnd(i int) int {
	end := i + 1
	for end < len(r.symbols) && r.symbols[end-1].class.joins(r.symbols[end].class) {
		end++
	}
	return end
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
