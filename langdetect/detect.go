package langdetect

import (
	"fmt"
	"math"
)

const (
	// minLetters is the least number of letters a language can be told from
	// in scripts that several languages share.
	minLetters = 3

	// sure is the confidence from which the table's answer stands without
	// asking lingua.
	sure = 0.995

	// aloneConfidence is the confidence in a language that has its script to
	// itself.
	aloneConfidence = 0.99

	// familiarity is the prior, in log-odds, for a configured language over
	// one that is not: one text in twenty is taken to be a stranger's.
	familiarity = 3.0
)

// Detect tells the language of text, in at most a few milliseconds however
// long the text is: it reads up to 64 KiB in search of the first 400 letters.
// Addresses, handles, numbers, identifiers and mark-up are left out. Text that
// is not valid UTF-8 is read as far as it is.
//
// Until Load has finished, a text that is not clear at first sight is unsure.
func (d *Detector) Detect(text string) Result {
	sc := d.scratch.Get().(*scratch)
	defer d.scratch.Put(sc)
	sc.words.read(text, maxLetters)
	w := &sc.words
	s, share := w.mainScript()
	if reason := w.unreadable(s); reason != "" {
		return unsure(s, reason)
	}
	if s == han {
		return d.readHan(w, share)
	}
	p := &d.panels[s]
	if len(p.tongues) == 0 {
		return unsure(s, fmt.Sprintf("the text is in %s, which no configured language is written in", w.scriptName(s)))
	}
	if p.table == nil {
		return d.decide(s, p.tongues[0].tag, aloneConfidence*mixed(share), "")
	}
	r := d.elect(sc, p, s, share)
	if w.counts[s] < minLetters {
		r.Tag, r.Unsure, r.Reason = Undetermined, true, "the text is too short to tell the language"
	}
	return r
}

// readHan answers for Han characters without kana: Chinese, unless Japanese is
// the only one configured or its own forms of characters are in the text.
func (d *Detector) readHan(w *words, share float64) Result {
	chinese, japaneseToo := len(d.panels[han].tongues) > 0, len(d.panels[japanese].tongues) > 0
	lean := leanJapanese(w.letters)
	confidence := aloneConfidence
	if lean == 0 && w.counts[han] < hanPlain && chinese && japaneseToo {
		confidence = hanConfidence
	}
	switch {
	case !chinese && !japaneseToo:
		return unsure(han, "the text is in Han script, which no configured language is written in")
	case japaneseToo && (!chinese || lean > 0):
		return d.decide(han, "ja", confidence*mixed(share), "")
	}
	return d.decide(han, "zh", confidence*mixed(share), "")
}

const (
	// hanPlain is the number of Han characters from which a Japanese text
	// would show kana or a form of its own.
	hanPlain = 8

	// hanConfidence is the confidence in Chinese for fewer, if none tells.
	hanConfidence = 0.9
)

// elect tells apart the languages that share script s.
func (d *Detector) elect(sc *scratch, p *panel, s script, share float64) Result {
	e := p.weigh(sc, s)
	sc.vote = e.vote(sc.vote[:0])
	best, confidence := sc.vote.best()
	loading := ""
	if confidence < sure && e.letters <= deepLetters && d.deep.byScript[s] != nil {
		if !d.Ready() {
			loading = "the models are loading"
		} else if logs, ok := d.deep.ask(s, p.tongues, sc.words.join(s)); ok {
			e.lingua = logs
			sc.vote = e.vote(sc.vote[:0])
			best, confidence = sc.vote.best()
		}
	}
	stranger := e.stranger(best)
	reason := loading
	if stranger > 0.5 {
		reason = fmt.Sprintf("the text reads like %s, which is not configured", p.table.Languages[e.column])
	}
	return d.decide(s, p.tongues[best].tag, confidence*(1-stranger)*mixed(share), reason)
}

// decide makes a Result of a guess; reason is given only when it is unsure.
func (d *Detector) decide(s script, guess string, confidence float64, reason string) Result {
	confidence = math.Round(confidence*1e6) / 1e6 // lingua adds in random order; keep answers equal to the bit
	r := Result{Tag: guess, Guess: guess, Confidence: confidence, Script: scriptInfo[s].code}
	if confidence < d.minConfidence {
		if reason == "" {
			reason = fmt.Sprintf("no language is likely enough: %s at %.2f", guess, confidence)
		}
		r.Tag, r.Unsure, r.Reason = Undetermined, true, reason
	}
	return r
}

// mixed lowers the confidence in a text of which share is in one script: from
// four fifths on it is taken for whole, as a brand name in Latin letters makes
// no other text English.
func mixed(share float64) float64 { return min(1, share/0.8) }
