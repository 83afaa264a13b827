package lexicon

import (
	"fmt"
	"strings"
)

// Phrase is a folded phrase and what it stands for, a number of the caller's.
// A '*' is any ending of the word before it, or a whole word.
type Phrase struct {
	Letters []rune
	Value   int32
}

// withoutUmlauts writes German as on a keyboard that has no umlauts; Fold has
// the form without the dots.
var withoutUmlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue")

// Spellings are the ways a phrase is written: as it stands, without
// apostrophes, and with ae for ä.
func Spellings(line string) []string {
	all := []string{line}
	if strings.Contains(line, "'") {
		all = append(all, strings.ReplaceAll(line, "'", ""))
	}
	for _, s := range all {
		if other := withoutUmlauts.Replace(s); other != s {
			all = append(all, other)
		}
	}
	return all
}

// Letters folds a phrase as Fold does a text, and keeps its asterisks.
func Letters(line string) ([]rune, error) {
	var letters []rune
	for i, word := range strings.Fields(line) {
		if i > 0 {
			letters = append(letters, ' ')
		}
		stem, open := strings.CutSuffix(word, "*")
		if strings.Contains(stem, "*") {
			return nil, fmt.Errorf("has an asterisk inside a word: it may only end one")
		}
		folded := Fold(stem)
		last := Space
		for _, s := range folded.Symbols {
			if s.Class == Stop || s.Class == Mark {
				folded.Release()
				return nil, fmt.Errorf("has the end of a sentence inside: take %q out", s.Rune)
			}
			letters, last = append(letters, s.Rune), s.Class
		}
		folded.Release()
		if n := len(letters); n > 0 && last == Space && stem != "" {
			letters = letters[:n-1] // a comma, and the space after it
		}
		if open && last == Dense {
			return nil, fmt.Errorf("has an asterisk after a script without spaces: its phrases match inside longer ones anyway")
		}
		if open && i == 0 && stem == "" {
			return nil, fmt.Errorf("starts with any word: write the first word")
		}
		if open {
			letters = append(letters, '*')
		}
	}
	if len(letters) == 0 {
		return nil, fmt.Errorf("has no letters: write a word or an emoji")
	}
	return letters, nil
}
