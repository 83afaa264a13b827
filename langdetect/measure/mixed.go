package main

import (
	"fmt"
	"slices"
	"strings"

	"switchyard/langdetect"

	"github.com/pemistahl/lingua-go"
)

// mixed joins sentences of two languages and prints which share of the bytes
// gets the right language from Spans and from lingua-go in its low-accuracy
// mode, which is its better one for this.
func mixed(d *langdetect.Detector, rows []row) {
	low := lowAccuracy(d.Languages())
	var known []row
	for _, r := range rows {
		if slices.Contains(d.Languages(), r.Language) && len(r.Body) >= 40 {
			known = append(known, r)
		}
	}
	const stride = 271 // coprime to the block of a language, so that pairs vary
	n, total, ours, theirs, exact := 0, 0, 0, 0, 0
	for i := 0; i+1 < len(known) && n < 1000; i += 9 {
		a, b := known[i], known[(i*stride+len(known)/3)%len(known)]
		if a.Language == b.Language {
			continue
		}
		n++
		text, border := a.Body+" "+b.Body, len(a.Body)
		total += len(text)
		spans := d.Spans(text)
		exact += count(len(spans) == 2 && spans[0].Tag == a.Language && spans[1].Tag == b.Language)
		end := 0
		for k, s := range spans {
			if k == len(spans)-1 {
				s.End = len(text)
			}
			ours += rightBytes(end, s.End, border, s.Tag, a.Language, b.Language)
			end = s.End
		}
		for _, s := range low.DetectMultipleLanguagesOf(text) {
			tag := strings.ToLower(s.Language().IsoCode639_1().String())
			theirs += rightBytes(s.StartIndex(), s.EndIndex(), border, tag, a.Language, b.Language)
		}
	}
	fmt.Printf("two sentences of two languages, %d texts: bytes right %.4f, lingua low accuracy %.4f; exactly two right spans %.4f\n\n",
		n, ratio(ours, total), ratio(theirs, total), ratio(exact, n))
}

// rightBytes counts the bytes of [start, end) that tag names rightly, when one
// language ends and the other begins at border.
func rightBytes(start, end, border int, tag, before, after string) int {
	n := 0
	if tag == before {
		n += max(0, min(end, border)-start)
	}
	if tag == after {
		n += max(0, end-max(start, border))
	}
	return n
}

func lowAccuracy(tags []string) lingua.LanguageDetector {
	return lingua.NewLanguageDetectorBuilder().FromLanguages(languages(tags)...).WithLowAccuracyMode().Build()
}
