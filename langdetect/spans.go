package langdetect

import (
	"math"

	"switchyard/langdetect/internal/grams"
)

// A Span is a stretch of a text in one language.
type Span struct {
	Start, End int    // bytes of the text, half-open; first letter to last
	Tag        string // BCP-47, or "und" for a script no configured language uses
}

const (
	// switchNats is the price of a change of language between two words, in
	// nats of the table: a few words must speak for it.
	switchNats = 14

	// breakNats is the price at the end of a sentence or line, where people
	// do change.
	breakNats = 5

	// markerNats is the worth of a marker word.
	markerNats = 3
)

// Spans divides a mixed-language text into stretches of one language, in
// order, without overlap; text between them holds no words. It reads the first
// 64 KiB, needs no Load and is meant for texts of several sentences: a stretch
// of less than three or four words in a language of the same script is usually
// taken into its surroundings. A text without words has no spans.
func (d *Detector) Spans(text string) []Span {
	sc := d.scratch.Get().(*scratch)
	defer d.scratch.Put(sc)
	w := &sc.words
	w.read(text, maxScan)
	japaneseText := w.counts[japanese] > 0 && len(d.panels[japanese].tongues) > 0
	var out []Span
	for from := 0; from < len(w.list); {
		s := w.list[from].script
		to := from + 1
		for to < len(w.list) && (w.list[to].script == s || s.mixesWith(w.list[to].script)) {
			to++
		}
		out = append(out, d.divide(text, w, w.list[from:to], japaneseText)...)
		from = to
	}
	return merge(out)
}

// mixesWith reports kana and Han, which one Japanese sentence mixes.
func (s script) mixesWith(o script) bool {
	return (s == han || s == japanese) && (o == han || o == japanese)
}

// divide splits a run of words of one script.
func (d *Detector) divide(text string, w *words, run []word, japaneseText bool) []Span {
	s := run[0].script
	whole := Span{Start: run[0].start, End: run[len(run)-1].end, Tag: Undetermined}
	p := &d.panels[s]
	switch {
	case s == han || s == japanese:
		whole.Tag = d.eastAsian(run, japaneseText)
		return []Span{whole}
	case len(p.tongues) == 0:
		return []Span{whole}
	case len(p.tongues) == 1:
		whole.Tag = p.tongues[0].tag
		return []Span{whole}
	}
	path := p.path(text, w, run)
	var out []Span
	for i, x := range run {
		tag := p.tongues[path[i]].tag
		if i > 0 && path[i] == path[i-1] {
			out[len(out)-1].End = x.end
			continue
		}
		out = append(out, Span{Start: x.start, End: x.end, Tag: tag})
	}
	return out
}

// eastAsian names the language of a run of kana and Han.
func (d *Detector) eastAsian(run []word, japaneseText bool) string {
	kanaInRun := false
	for _, x := range run {
		kanaInRun = kanaInRun || x.script == japanese
	}
	chinese := len(d.panels[han].tongues) > 0
	switch {
	case len(d.panels[japanese].tongues) > 0 && (kanaInRun || !chinese || japaneseText):
		return "ja"
	case chinese && !kanaInRun:
		return "zh"
	}
	return Undetermined
}

// path finds the cheapest sequence of languages for the words of a run
// (Viterbi 1967): the cost of each word in its language plus the price of every
// change.
func (p *panel) path(text string, w *words, run []word) []int {
	n := len(p.tongues)
	costs := make([]int32, len(p.table.Languages))
	best := make([]float64, n)
	came := make([]uint8, len(run)*n)
	marks := make([]float64, n)
	for i, x := range run {
		clear(costs)
		letters := w.of(x)
		p.table.Score(letters[:min(len(letters), maxWord)], costs)
		clear(marks)
		p.markWord(w.of(x), marks)
		price := 0.0
		if i > 0 {
			price = switchNats
			if breaks(text[run[i-1].end:x.start]) {
				price = breakNats
			}
		}
		cheapest := 0
		for j := range best {
			if best[j] < best[cheapest] {
				cheapest = j
			}
		}
		floor := best[cheapest] + price
		for j := range best {
			came[i*n+j] = uint8(j)
			if floor < best[j] {
				best[j], came[i*n+j] = floor, uint8(cheapest)
			}
			best[j] += float64(costs[p.column[j]])*grams.Step - markerNats*marks[j]
		}
	}
	end, least := 0, math.Inf(1)
	for j, c := range best {
		if c < least {
			end, least = j, c
		}
	}
	path := make([]int, len(run))
	for i := len(run) - 1; i >= 0; i-- {
		path[i] = end
		end = int(came[i*n+end])
	}
	return path
}

// breaks reports the end of a sentence or line between two words.
func breaks(between string) bool {
	for i := range len(between) {
		switch between[i] {
		case '.', '!', '?', '\n', ';', ':', '/', '(', ')', '|', '"':
			return true
		}
	}
	return false
}

// merge joins neighbours of one language.
func merge(spans []Span) []Span {
	var out []Span
	for _, s := range spans {
		if len(out) > 0 && out[len(out)-1].Tag == s.Tag {
			out[len(out)-1].End = s.End
			continue
		}
		out = append(out, s)
	}
	return out
}
