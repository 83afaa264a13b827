package store

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"switchyard/internal/ticket"
)

// maxWord is how many letters of a word count; what only differs after them is
// the same word.
const maxWord = 40

// MaxQueryWords is how many different words can be searched for at once.
const MaxQueryWords = 100

// Words gives the words that a query asks for; none ask for nothing. Too many
// are Invalid.
func (q *SearchQuery) Words() ([]string, error) {
	words := QueryWords(q.Text)
	if len(words) > MaxQueryWords {
		return nil, ticket.Errorf(ticket.Invalid, "text", "has %d different words: search for at most %d", len(words), MaxQueryWords)
	}
	return words, nil
}

// IndexWords gives the distinct words that texts are found by, sorted: runs of
// letters and digits, without case and accents. Scripts that put no spaces
// between words give every letter and every pair of neighbours. ASCII in a
// word is a-z and 0-9 alone, so that no word needs quoting anywhere.
func IndexWords(texts ...string) []string {
	return words(texts, true)
}

// QueryWords gives the words that a text must hold to be found by another:
// each stands in the IndexWords of every text that has this one in it.
func QueryWords(text string) []string {
	return words([]string{text}, false)
}

func words(texts []string, every bool) []string {
	var c cutter
	c.every = every
	for _, text := range texts {
		for _, r := range fold(text) {
			c.take(r)
		}
		c.end()
	}
	slices.Sort(c.words)
	return slices.Compact(c.words)
}

// fold takes case, width and accents off a text.
func fold(text string) string {
	text = strings.ToValidUTF8(text, " ")
	ascii := true
	for i := 0; ascii && i < len(text); i++ {
		ascii = text[i] < 0x80
	}
	if ascii {
		return strings.ToLower(text)
	}
	text = strings.Map(func(r rune) rune {
		if accent(r) {
			return -1
		}
		return r
	}, norm.NFKD.String(text))
	text = strings.ToLower(strings.ToUpper(norm.NFC.String(text))) // by way of capitals: ς is σ
	return strings.ReplaceAll(text, "ß", "ss")
}

// accent says whether a mark may be left out in writing: accents of Latin,
// Greek and Cyrillic, vowel signs of Arabic and Hebrew, the Arabic stretch, and
// what joins or separates without being seen. Those of Indian and Thai script
// may not, and the voicing marks of kana make another letter.
func accent(r rune) bool {
	switch {
	case r >= 0x0300 && r <= 0x036f, r >= 0x0591 && r <= 0x05c7, r >= 0x0610 && r <= 0x061a, r >= 0x064b && r <= 0x065f,
		r == 0x0640, r == 0x0670, r == 0x00ad, r >= 0x200b && r <= 0x200f, r >= 0xfe00 && r <= 0xfe0f, r == 0xfeff:
		return true
	}
	return false
}

// spaceless are the scripts written without spaces between words, or with
// particles joined to them.
var spaceless = []*unicode.RangeTable{
	unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul, unicode.Thai, unicode.Lao, unicode.Khmer, unicode.Myanmar,
}

// cutter gathers the words of a text that comes rune by rune.
type cutter struct {
	words []string
	every bool   // every letter of a spaceless run, not only where it stands alone
	word  []rune // letters of the word under way
	run   rune   // the letter before in a spaceless run, 0 for none
	pairs int    // pairs that the run has given
}

func (c *cutter) take(r rune) {
	switch {
	case r >= 0x80 && (unicode.In(r, spaceless...) || r == 'ー'):
		c.endWord()
		if c.run != 0 {
			c.words = append(c.words, string([]rune{c.run, r}))
			c.pairs++
		}
		if c.every {
			c.words = append(c.words, string(r))
		}
		c.run = r
	case unicode.IsLetter(r), unicode.IsNumber(r), unicode.IsMark(r) && len(c.word) > 0:
		c.endRun()
		if len(c.word) < maxWord {
			c.word = append(c.word, r)
		}
	default:
		c.end()
	}
}

func (c *cutter) end() {
	c.endWord()
	c.endRun()
}

func (c *cutter) endWord() {
	if len(c.word) > 0 {
		c.words = append(c.words, string(c.word))
		c.word = c.word[:0]
	}
}

func (c *cutter) endRun() {
	if c.run != 0 && c.pairs == 0 && !c.every {
		c.words = append(c.words, string(c.run))
	}
	c.run, c.pairs = 0, 0
}
