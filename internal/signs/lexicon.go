package signs

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"

	"switchyard/internal/lexicon"
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

var phrases = sync.OnceValue(func() *lexicon.Trie {
	all, err := readLexicon(lexiconFiles)
	if err != nil {
		panic(err) // the files are part of the program, and tested
	}
	return lexicon.NewTrie(all)
})

// readLexicon reads every lexicon/*.txt, a language a file. Its error names
// every file and line that is wrong.
func readLexicon(files fs.FS) ([]lexicon.Phrase, error) {
	names, err := fs.Glob(files, "lexicon/*.txt")
	if err != nil {
		return nil, fmt.Errorf("lexicon: %w", err)
	}
	var all []lexicon.Phrase
	var wrong []error
	stood := map[string]lexiconEntry{}
	for _, name := range names {
		lines, err := lexicon.Lines(files, name)
		if err != nil {
			return nil, err
		}
		for _, line := range lines {
			kind := sectionKind(line.Section)
			switch begins := line.Text == ""; {
			case begins && kind == noKind:
				wrong = append(wrong, fmt.Errorf("lexicon: %s: section %q is not known: take a name of a kind of sign, stress or harmless", line.Place, "["+line.Section+"]"))
				continue
			case begins:
				continue
			case kind == noKind:
				wrong = append(wrong, fmt.Errorf("lexicon: %s: %q stands in no known section: write a line such as [insult] above it", line.Place, line.Text))
				continue
			}
			for _, spelling := range lexicon.Spellings(line.Text) {
				letters, err := lexicon.Letters(spelling)
				if err != nil {
					wrong = append(wrong, fmt.Errorf("lexicon: %s: %q %w", line.Place, line.Text, err))
					continue
				}
				before, twice := stood[string(letters)]
				if twice && before.kind != kind {
					wrong = append(wrong, fmt.Errorf("lexicon: %s: %q stands at %s as another kind: keep one", line.Place, line.Text, before.place))
				}
				if !twice {
					stood[string(letters)] = lexiconEntry{kind, line.Place}
					all = append(all, lexicon.Phrase{Letters: letters, Value: int32(kind)})
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
