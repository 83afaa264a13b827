package lexicon_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"switchyard/internal/lexicon"
)

// trieOf is a trie of phrases whose values are their places.
func trieOf(t testing.TB, lines ...string) *lexicon.Trie {
	t.Helper()
	var phrases []lexicon.Phrase
	for i, line := range lines {
		letters, err := lexicon.Letters(line)
		if err != nil {
			t.Fatalf("%q %v", line, err)
		}
		phrases = append(phrases, lexicon.Phrase{Letters: letters, Value: int32(i)})
	}
	return lexicon.NewTrie(phrases)
}

func TestFind(t *testing.T) {
	lines := []string{"refund", "refund*", "ref*", "want * refund", "want", "rückgabe", "محام*", "返金", "返金 お願い", "третий раз"}
	trie := trieOf(t, lines...)
	for _, c := range []struct{ text, found string }{
		{"refund", "ref*|refund|refund*"},
		{"REFUNDS!", "ref*|refund*"},
		{"reference", "ref*"},
		{"prefund", ""},
		{"I want my refund", "want|want * refund"},
		{"I want\nno refund", "want|want * refund"},
		{"I want. A refund", "want"},
		{"rückgabe", "rückgabe"},
		{"RUCKGABE", "rückgabe"},
		{"ｒｅｆｕｎｄ", "ref*|refund|refund*"},
		{"ref\u200bund", "ref*|refund|refund*"},
		{"refuuuund", "ref*|refund|refund*"},
		{"والمحامي", "محام*"},
		{"至急返金して", "返金"},
		{"Третий раз", "третий раз"},
		{"", ""},
	} {
		folded := lexicon.Fold(c.text)
		var got []string
		for i := range folded.Symbols {
			if lexicon.Starts(folded.Symbols, i) && len(got) == 0 {
				found, _ := trie.Find(folded.Symbols, i, nil)
				for _, m := range found {
					got = append(got, lines[m.Value])
				}
			}
		}
		if strings.Join(got, "|") != c.found {
			t.Errorf("%q: found %q, not %q", c.text, got, c.found)
		}
		folded.Release()
	}
}

func TestLettersRefuse(t *testing.T) {
	for line, want := range map[string]string{
		"k.o":     "end of a sentence",
		"who?":    "end of a sentence",
		"a*b":     "inside a word",
		"* money": "starts with any word",
		"返金*":     "without spaces",
		"%":       "no letters",
		"":        "no letters",
	} {
		if letters, err := lexicon.Letters(line); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %q and %v, wanted an error with %q", line, string(letters), err, want)
		}
	}
}

func TestSpellings(t *testing.T) {
	got := lexicon.Spellings("ich kann's für euch")
	want := "ich kann's für euch|ich kanns für euch|ich kann's fuer euch|ich kanns fuer euch"
	if strings.Join(got, "|") != want {
		t.Errorf("spellings %q", got)
	}
}

// TestFoldPlacesCharacters holds that symbols stand in the text one behind the
// other and cut no character.
func TestFoldPlacesCharacters(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringMatching(`[aA .!?*\n'éßا-يक-ह返金ｶﾞ😡]{0,40}`)).Draw(t, "text")
		folded := lexicon.Fold(text)
		defer folded.Release()
		before := int32(0)
		for _, s := range folded.Symbols {
			if s.Start < before || s.End <= s.Start && s.End != s.Start || int(s.End) > len(text) {
				t.Fatalf("%q: symbol %+v behind byte %d", text, s, before)
			}
			if utf8.ValidString(text) && (!utf8.RuneStart(text[s.Start]) || int(s.End) < len(text) && !utf8.RuneStart(text[s.End])) {
				t.Fatalf("%q: symbol %+v cuts a character", text, s)
			}
			before = s.Start
		}
	})
}

func FuzzFind(f *testing.F) {
	lines := []string{"ref*", "want * refund", "a * * b", "返金", "محام*", "ß"}
	for _, line := range lines {
		f.Add(line + " want a refund")
	}
	trie := trieOf(f, lines...)
	f.Fuzz(func(t *testing.T, text string) {
		folded := lexicon.Fold(text)
		defer folded.Release()
		for i := range folded.Symbols {
			if !lexicon.Starts(folded.Symbols, i) {
				continue
			}
			found, _ := trie.Find(folded.Symbols, i, nil)
			for _, m := range found {
				if m.From < i || m.Stem <= m.From || m.End < m.Stem || m.End > len(folded.Symbols) {
					t.Fatalf("%q: match %+v at %d of %d", text, m, i, len(folded.Symbols))
				}
			}
		}
	})
}
