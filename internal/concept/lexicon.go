package concept

import (
	"embed"
	"errors"
	"fmt"
	"hash/fnv"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"

	"switchyard/internal/lexicon"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// reference is the file that says which concepts there are; those of other
// languages give their words.
const reference = "lexicon/en.txt"

// table is the lexicon as a Reader uses it.
type table struct {
	concepts []entry
	fields   []named
	trie     *lexicon.Trie
	// The phrase whose value in the trie is v stands for
	// meanings[starts[v]:starts[v+1]].
	meanings []meaning
	starts   []uint32
}

// of are the meanings of the phrase with a value.
func (t *table) of(value int32) []meaning { return t.meanings[t.starts[value]:t.starts[value+1]] }

// meaning is a concept that a phrase stands for in one of the languages.
type meaning struct {
	concept  Concept
	language uint8 // place of the file
}

// named is a name and its hash.
type named struct {
	name string
	hash uint64
}

type entry struct {
	named
	field Field
}

func hash(s string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(s))
	return h.Sum64()
}

var loaded = sync.OnceValue(func() *table {
	t, err := read(lexiconFiles)
	if err != nil {
		panic(err) // the files are part of the program, and tested
	}
	return t
})

// maxLanguages is how many fit into the bits that readAlike keeps.
const maxLanguages = 32

// manyForms is about how many there are, so that the map need not grow.
const manyForms = 1 << 18

// line is a concept with its forms, as a file has it.
type line struct {
	key
	forms []string
	place string
}

// key is what a concept is known by.
type key struct{ field, name string }

// read reads every lexicon/*.txt, a language a file. Its error names every file
// and line that is wrong.
func read(files fs.FS) (*table, error) {
	names, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil {
		return nil, fmt.Errorf("concepts: %w", err)
	}
	if len(names) > maxLanguages {
		return nil, fmt.Errorf("concepts: %d languages: a reader has a bit for %d", len(names), maxLanguages)
	}
	t := &table{}
	known := map[key]Concept{}
	lines, wrong := readFile(files, reference)
	for _, l := range lines {
		if _, twice := known[l.key]; twice {
			wrong = append(wrong, fmt.Errorf("concepts: %s: %s stands twice: keep one", l.place, l.name))
			continue
		}
		known[l.key] = Concept(len(t.concepts))
		if n := len(t.fields); n == 0 || t.fields[n-1].name != l.field {
			t.fields = append(t.fields, named{l.field, hash(l.field)})
		}
		t.concepts = append(t.concepts, entry{named{l.name, hash(l.field + "/" + l.name)}, Field(len(t.fields) - 1)})
	}
	forms := make(map[string][]meaning, manyForms)
	for language, name := range names {
		lines, bad := readFile(files, name)
		wrong = append(wrong, bad...)
		for _, l := range lines {
			c, ok := known[l.key]
			if !ok {
				wrong = append(wrong, fmt.Errorf("concepts: %s: %s of [%s] is not in %s: spell it as there", l.place, l.name, l.field, path.Base(reference)))
				continue
			}
			for _, form := range l.forms {
				for _, spelling := range lexicon.Spellings(form) {
					letters, err := lexicon.Letters(spelling)
					if err != nil {
						wrong = append(wrong, fmt.Errorf("concepts: %s: %q %w", l.place, form, err))
						continue
					}
					m := meaning{c, uint8(language)}
					if key := string(letters); !slices.Contains(forms[key], m) {
						forms[key] = append(forms[key], m)
					}
				}
			}
		}
	}
	if len(wrong) > 0 {
		return nil, errors.Join(wrong...)
	}
	phrases := make([]lexicon.Phrase, 0, len(forms))
	t.starts, t.meanings = make([]uint32, 1, len(forms)+1), make([]meaning, 0, len(forms)+len(forms)/4)
	for letters, meanings := range forms { // the trie sorts them
		phrases = append(phrases, lexicon.Phrase{Letters: []rune(letters), Value: int32(len(phrases))})
		t.meanings = append(t.meanings, meanings...)
		t.starts = append(t.starts, uint32(len(t.meanings)))
	}
	t.trie = lexicon.NewTrie(phrases)
	return t, nil
}

// readFile reads "concept: form, form" lines under their [field].
func readFile(files fs.FS, name string) (lines []line, wrong []error) {
	entries, err := lexicon.Lines(files, name)
	if err != nil {
		return nil, []error{err}
	}
	for _, e := range entries {
		if e.Text == "" {
			continue // a field begins
		}
		concept, forms, ok := strings.Cut(e.Text, ":")
		if !ok || e.Section == "" {
			wrong = append(wrong, fmt.Errorf("concepts: %s: %q is no concept: write \"concept: form, form\" below a [field]", e.Place, e.Text))
			continue
		}
		l := line{key: key{e.Section, strings.TrimSpace(concept)}, place: e.Place}
		for form := range strings.SplitSeq(forms, ",") {
			if form = strings.TrimSpace(form); form != "" {
				l.forms = append(l.forms, form)
			}
		}
		if len(l.forms) == 0 {
			wrong = append(wrong, fmt.Errorf("concepts: %s: %s has no form: write a word for it", e.Place, l.name))
		}
		lines = append(lines, l)
	}
	return lines, wrong
}
