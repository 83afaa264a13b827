package langdetect

import (
	"fmt"
	"strings"
)

// deepLetters is the length in letters up to which lingua is asked. In longer
// texts the table is as good, and lingua would take half a millisecond.
const deepLetters = 60

// mainScript is the script most of the text is in and its share of the text,
// in (0, 1]; noScript and 0 without letters. Kana make the Han characters
// beside them Japanese.
func (w *words) mainScript() (script, float64) {
	counts := w.counts
	if counts[japanese]*12 > counts[han] {
		counts[japanese] += counts[han]
		counts[han] = 0
	} else {
		counts[han] += counts[japanese]
		counts[japanese] = 0
	}
	best, total, most := noScript, 0, 0
	for s := range counts {
		n := counts[s] * scriptInfo[s].weight
		total += n
		if n > most {
			best, most = script(s), n
		}
	}
	if total == 0 {
		return noScript, 0
	}
	return best, float64(most) / float64(total)
}

// unreadable says why the words, mostly in s, are not worth a guess; empty
// when they are.
func (w *words) unreadable(s script) string {
	switch letters := len(w.letters); {
	case s == noScript && w.dropped[address] > 0:
		return "the text holds nothing but addresses"
	case s == noScript && w.dropped[identifier] > 0:
		return "the text holds nothing but numbers and identifiers"
	case s == noScript && w.dropped[tooLong] > 0:
		return fmt.Sprintf("the text holds nothing but runs of over %d letters", maxWord)
	case s == noScript:
		return "the text has no letters"
	case w.symbols >= 4 && w.symbols*7 > letters:
		return "the text looks like code"
	}
	return ""
}

func (w *words) scriptName(s script) string {
	if s != otherScript {
		return s.String() + " script"
	}
	return otherScriptName(w.foreign) + " script"
}

// join returns the words of script s with spaces between them.
func (w *words) join(s script) string {
	var b strings.Builder
	for _, x := range w.list {
		if x.script != s {
			continue
		}
		for _, r := range w.of(x) {
			b.WriteRune(r)
		}
		b.WriteByte(' ')
	}
	return b.String()
}
