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
	names map[uint64]part
}

// part says where a word stands in people's names.
type part uint8

const (
	firstName part = 1 << iota
	lastName
)

// use is how many texts have a word, and the first people who wrote or got one.
type use struct {
	texts  uint32
	people [Persons]uint64
}

// NewVocabulary knows no word.
func NewVocabulary() *Vocabulary {
	return &Vocabulary{words: map[uint64]use{}, free: map[uint64]bool{}, names: map[uint64]part{}}
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

// Name takes in how somebody is called. Many are called Maria, and many Garcia:
// the words are shared, and still the two in a row are a person.
func (v *Vocabulary) Name(name string) {
	parts := strings.Fields(fold(name))
	if len(parts) < 2 || len(v.names) >= mostWords {
		return
	}
	v.names[hash(parts[0])] |= firstName
	v.names[hash(parts[len(parts)-1])] |= lastName
}

// Mask is a text with {{word}} in place of each word that too few people have,
// and of two words in a row that are a first and a last name, with how many words
// too few have and how many there are in all.
func (v *Vocabulary) Mask(s string) (masked string, rare, all int) {
	type found struct {
		start, end int
		hash       uint64
		hidden     bool
	}
	var words []found
	each(s, func(word string, start, end int) {
		h := hash(word)
		u := v.words[h]
		hidden := !v.free[h] && (u.texts < Texts || u.people[Persons-1] == 0)
		if hidden {
			rare++
		}
		words = append(words, found{start, end, h, hidden})
	})
	for i := range words { // somebody else who has the customer's first name
		w := &words[i]
		if strings.HasSuffix(s[:w.start], "first_name}} ") && !small(s[w.start:]) && !v.free[w.hash] && v.names[w.hash]&lastName != 0 {
			w.hidden = true
		}
	}
	for i := 1; i < len(words); i++ {
		a, b := &words[i-1], &words[i]
		if s[a.end:b.start] == " " && !small(s[a.start:]) && !small(s[b.start:]) && (!v.free[a.hash] || !v.free[b.hash]) &&
			v.names[a.hash]&firstName != 0 && v.names[b.hash]&lastName != 0 {
			a.hidden, b.hidden = true, true
		}
	}
	var out strings.Builder
	at := 0
	for _, w := range words {
		if !w.hidden {
			continue
		}
		out.WriteString(s[at:w.start])
		out.WriteString(mark("word"))
		at = w.end
	}
	out.WriteString(s[at:])
	return out.String(), rare, len(words)
}

// small says whether a text starts with a small letter, as no name does. Most
// scripts have none.
func small(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
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
