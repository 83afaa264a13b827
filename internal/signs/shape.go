package signs

import (
	"unicode/utf8"

	"switchyard/internal/lexicon"
)

// marks is the end of the run of exclamation and question marks that starts at
// symbol i; French puts spaces between them.
func (r *reader) marks(i int) int {
	end := i + 1
	for end < len(r.symbols) {
		switch {
		case r.symbols[end].Class == lexicon.Mark:
			end++
		case r.symbols[end].Class == lexicon.Space && end+1 < len(r.symbols) && r.symbols[end+1].Class == lexicon.Mark:
			end += 2
		default:
			return end
		}
	}
	return end
}

// exclaims says that a run of marks is a sign: two with an exclamation mark
// among them, or three question marks.
func (r *reader) exclaims(from, to int) bool {
	marks, exclamations := 0, 0
	for _, s := range r.symbols[from:to] {
		if s.Class == lexicon.Mark {
			marks++
		}
		if s.Rune == '!' {
			exclamations++
		}
	}
	return marks >= 3 || marks == 2 && exclamations > 0
}

// stretched says that a letter of this word is drawn out: three times at its
// end, or four times inside, where German and Dutch spell three. Words of one
// letter (AAA, www, kkkk), of letters and digits, sizes and "hmmm" are not.
func (r *reader) stretched(from, to int) bool {
	if r.symbols[from].Class == lexicon.Dense {
		return r.stretchedDense(from)
	}
	found := false
	for i := from; i < to; i++ {
		s := r.symbols[i]
		if s.Class == lexicon.Digit {
			return false
		}
		found = found || s.Stretched && (i == to-1 || utf8.RuneCountInString(r.text[s.Start:s.End]) > 3)
	}
	if !found || to-from < 2 {
		return false
	}
	if to-from == 2 {
		a, b := r.symbols[from].Rune, r.symbols[from+1].Rune
		return (a != 'h' || b != 'm') && (a != 'x' || b != 'l')
	}
	return true
}

// stretchedDense says that symbol i is the third of the same vowel in Chinese
// or Japanese.
func (r *reader) stretchedDense(i int) bool {
	switch r.symbols[i].Rune {
	case 'ー', '啊', '呀', 'あ', 'ぁ', 'ァ', 'え':
	default:
		return false
	}
	same := func(k int) bool { return k >= 0 && r.symbols[k].Rune == r.symbols[i].Rune }
	return same(i-1) && same(i-2) && !same(i-3)
}

// masked is the end of a word with letters starred out ("f***", "sh*t") that
// starts at symbol i, or i. One or two letters stand before the only stars,
// and all are four or more; stars before the word make it bold type.
func (r *reader) masked(i int) int {
	if start := r.symbols[i].Start; start > 0 && r.text[start-1] == '*' {
		return i
	}
	letter := func(k int) bool {
		return k < len(r.symbols) && (r.symbols[k].Class == lexicon.Small || r.symbols[k].Class == lexicon.Capital)
	}
	star := func(k int) bool { return k < len(r.symbols) && r.symbols[k].Class == lexicon.Mask }
	end := i
	for letter(end) && end < i+3 {
		end++
	}
	if before := end - i; before == 0 || before > 2 || !star(end) {
		return i
	}
	stars := end
	for star(end) {
		end++
	}
	stars = end - stars
	for letter(end) {
		end++
	}
	if end-i < 4 || star(end) || stars < 2 && r.symbols[end-1].Class == lexicon.Mask {
		return i
	}
	return end
}

// capitals is a run of words in capitals.
type capitals struct {
	from, to           int // symbols
	words, long, chars int
	stressed, angry    bool // a word such as NEVER; a phrase of anger
	warm               bool
}

// shouted says that the run is no list of names or acronyms: it is a sentence,
// or it ends in an exclamation mark, or says NEVER, or a phrase of anger.
func (c capitals) shouted(exclaimed bool) bool {
	switch {
	case c.words == 0 || c.warm && !c.angry:
		return false
	case c.stressed || c.angry:
		return true
	case exclaimed:
		return c.words >= 2 && c.chars >= 8
	}
	return c.words >= 4 && c.long >= 2 || c.words == 3 && c.chars >= 15
}

// readCapitals finds shouting.
func (r *reader) readCapitals() {
	var run capitals
	smalls, letters := false, 0
	first := len(r.found.Spans)
	for i := 0; i < len(r.symbols); {
		r.steps++
		c := r.symbols[i].Class
		if !c.InWord() || !lexicon.Starts(r.symbols, i) {
			i++
			continue
		}
		end := lexicon.WordEnd(r.symbols, i)
		upper, lower, digits := 0, 0, 0
		for _, s := range r.symbols[i:end] {
			switch s.Class {
			case lexicon.Capital:
				upper++
			case lexicon.Small:
				lower++
			case lexicon.Digit:
				digits++
			}
		}
		letters += upper
		smalls = smalls || lower > 0
		if upper+lower > 0 {
			r.found.Cased++
		}
		switch {
		case digits == end-i: // "ORDER 66 IS LATE" is one run
		case upper < end-i:
			r.endCapitals(run)
			run = capitals{}
		case upper == 1 && run.words == 0: // "I" goes on, but starts nothing
		default:
			run = r.addCapitals(run, i, end, upper)
		}
		i = end
	}
	r.endCapitals(run)
	if shouts := r.found.Spans[first:]; len(shouts) > 0 && !smalls && r.found.Cased >= 3 && letters >= 10 {
		shouts[0].End = shouts[len(shouts)-1].End
		r.found.Spans = r.found.Spans[:first+1]
		r.found.AllCapitals, r.found.Shouted = true, 0
	}
}

// addCapitals adds the word [from, to) to a run.
func (r *reader) addCapitals(run capitals, from, to, letters int) capitals {
	if run.words == 0 {
		run.from = from
	}
	run.to = to
	run.words++
	run.chars += letters
	if letters >= 4 {
		run.long++
	}
	if m, ok := r.longest(from); ok {
		kind := Kind(m.Value)
		run.stressed = run.stressed || kind == stress
		run.angry = run.angry || kind.loud()
		run.warm = run.warm || kind == Warm
	}
	return run
}

func (r *reader) endCapitals(run capitals) {
	exclaimed := run.words > 0 && run.to < len(r.symbols) && r.symbols[run.to].Rune == '!'
	if run.shouted(exclaimed) {
		r.add(Shouting, run.from, run.to)
		r.found.Shouted += run.words
	}
}
