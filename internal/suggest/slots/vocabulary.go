package slots

import (
	"hash/fnv"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// How many texts of how many people must have a word before it may be shown.
const (
	Texts   = 5
	Persons = 3
)

// Vocabulary counts who uses which words, so that a word that few people use is
// shown to nobody (k-anonymity, Sweeney 2002). It is not safe for concurrent use
// while it changes.
type Vocabulary struct {
	words map[uint64]use
	free  map[uint64]bool
}

// use is how many texts have a word, and the first people who wrote or got one.
type use struct {
	texts  uint32
	people [Persons]uint64
}

// NewVocabulary knows no word.
func NewVocabulary() *Vocabulary {
	return &Vocabulary{words: map[uint64]use{}, free: map[uint64]bool{}}
}

// mostWords bounds the memory: words beyond are not counted, and so not shown.
const mostWords = 2_000_000

// Add counts the words of a text that was written by or to somebody, each once.
func (v *Vocabulary) Add(s string, person uint64) {
	seen := map[uint64]bool{}
	person |= 1 // 0 is nobody
	each(s, func(word string, _, _ int) {
		h := hash(word)
		if seen[h] {
			return
		}
		seen[h] = true
		u, known := v.words[h]
		if !known && len(v.words) >= mostWords {
			return
		}
		u.texts++
		if i := slices.Index(u.people[:], 0); i >= 0 && !slices.Contains(u.people[:], person) {
			u.people[i] = person
		}
		v.words[h] = u
	})
}

// Allow lets the words of a text be shown that the desk itself has published,
// such as a macro.
func (v *Vocabulary) Allow(s string) {
	each(s, func(word string, _, _ int) { v.free[hash(word)] = true })
}

// Mask is a text with {{word}} in place of each word that too few people have,
// with how many those are and how many words there are in all.
func (v *Vocabulary) Mask(s string) (masked string, rare, all int) {
	var out strings.Builder
	at := 0
	each(s, func(word string, start, end int) {
		all++
		h := hash(word)
		if u := v.words[h]; v.free[h] || u.texts >= Texts && u.people[Persons-1] != 0 {
			return
		}
		rare++
		out.WriteString(s[at:start])
		out.WriteString(mark("word"))
		at = end
	})
	out.WriteString(s[at:])
	return out.String(), rare, all
}

// each calls take with every word outside of slots, folded, and where it stands.
func each(s string, take func(word string, start, end int)) {
	start := -1
	for i := 0; i <= len(s); {
		if strings.HasPrefix(s[i:], "{{") {
			if end := strings.Index(s[i:], "}}"); end >= 0 {
				if start >= 0 {
					take(strings.ToLower(s[start:i]), start, i)
					start = -1
				}
				i += end + 2
				continue
			}
		}
		r, size := rune(0), 1
		if i < len(s) {
			r, size = utf8.DecodeRuneInString(s[i:])
		}
		inside := r != 0 && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '\'' && start >= 0)
		switch {
		case inside && start < 0:
			start = i
		case !inside && start >= 0:
			take(strings.ToLower(s[start:i]), start, i)
			start = -1
		}
		i += size
	}
}

// hash is FNV-1a with 64 bits.
func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s)) // it cannot fail
	return h.Sum64()
}
