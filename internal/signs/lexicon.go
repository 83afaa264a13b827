package signs

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
	"sync"
)

//go:embed lexicon/*.txt
var lexiconFiles embed.FS

// Sections of a lexicon file that are no signs by themselves.
const (
	// stress holds words that are shouted even when they are the only ones in
	// capitals: "NEVER".
	stress Kind = kinds + iota
	// harmless holds phrases that a sign stands in by chance: "tennis court".
	harmless
	noKind
)

var lexicon = sync.OnceValue(func() *trie {
	phrases, err := readLexicon(lexiconFiles)
	if err != nil {
		panic(err) // the files are part of the program, and tested
	}
	return newTrie(phrases)
})

// readLexicon reads every lexicon/*.txt, a language a file. Its error names
// every file and line that is wrong.
func readLexicon(files fs.FS) ([]phrase, error) {
	names, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	var all []phrase
	var wrong []error
	stood := map[string]lexiconEntry{}
	for _, name := range names {
		content, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, fmt.Errorf("lexicon: %w", err)
		}
		kind := noKind
		for i, line := range strings.Split(string(content), "\n") {
			place := fmt.Sprintf("%s:%d", path.Base(name), i+1)
			line = strings.TrimSpace(line)
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if section, ok := strings.CutPrefix(line, "["); ok {
				if kind = sectionKind(strings.TrimSuffix(section, "]")); kind == noKind {
					wrong = append(wrong, fmt.Errorf("lexicon: %s: section %q is not known: take a name of a kind of sign, stress or harmless", place, line))
				}
				continue
			}
			if kind == noKind {
				wrong = append(wrong, fmt.Errorf("lexicon: %s: %q stands in no known section: write a line such as [insult] above it", place, line))
				continue
			}
			for _, spelling := range spellings(line) {
				letters, err := foldPhrase(spelling)
				if err != nil {
					wrong = append(wrong, fmt.Errorf("lexicon: %s: %q %w", place, line, err))
					continue
				}
				before, twice := stood[string(letters)]
				if twice && before.kind != kind {
					wrong = append(wrong, fmt.Errorf("lexicon: %s: %q stands at %s as another kind: keep one", place, line, before.place))
				}
				if !twice {
					stood[string(letters)] = lexiconEntry{kind, place}
					all = append(all, phrase{letters, kind})
				}
			}
		}
	}
	return all, errors.Join(wrong...)
}

type lexiconEntry struct {
	kind  Kind
	place string
}

func sectionKind(name string) Kind {
	switch name {
	case "stress":
		return stress
	case "harmless":
		return harmless
	}
	if i := slices.Index(kindNames[:], name); i >= int(Repeating) {
		return Kind(i)
	}
	return noKind
}

// withoutUmlauts writes German as on a keyboard that has no umlauts; fold has
// the form without the dots.
var withoutUmlauts = strings.NewReplacer("ä", "ae", "ö", "oe", "ü", "ue")

// spellings are the ways a phrase is written: as it stands, without
// apostrophes, and with ae for ä.
func spellings(line string) []string {
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

// foldPhrase folds a phrase as fold does a text, and keeps its asterisks.
func foldPhrase(line string) ([]rune, error) {
	var letters []rune
	for i, word := range strings.Fields(line) {
		if i > 0 {
			letters = append(letters, ' ')
		}
		stem, open := strings.CutSuffix(word, "*")
		if strings.Contains(stem, "*") {
			return nil, fmt.Errorf("has an asterisk inside a word: it may only end one")
		}
		folded := fold(stem)
		last := space
		for _, s := range folded.symbols {
			if s.class == stop || s.class == mark {
				folded.release()
				return nil, fmt.Errorf("has the end of a sentence inside: take %q out", s.r)
			}
			letters, last = append(letters, s.r), s.class
		}
		folded.release()
		if n := len(letters); n > 0 && last == space && stem != "" {
			letters = letters[:n-1] // a comma, and the space after it
		}
		if open && last == dense {
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
