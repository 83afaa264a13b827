package corpus

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

// Languages lists the languages with a story file under written/ of the corpus folder, in alphabetical order.
func Languages(folder fs.FS) ([]string, error) {
	names, err := fs.Glob(folder, "written/*.txt")
	if err != nil {
		return nil, err
	}
	var languages []string
	for _, name := range names {
		if language := strings.TrimSuffix(path.Base(name), ".txt"); !strings.Contains(language, ".") {
			languages = append(languages, language)
		}
	}
	if len(languages) == 0 {
		return nil, fmt.Errorf("written/: no story files found: point at the corpus folder")
	}
	return languages, nil
}

// Rows are the rows of one language, by split. A family lies in one of them. HeldOut is there to choose and calibrate by,
// Test to measure what was chosen.
type Rows struct{ Train, HeldOut, Test []Row }

// Split gives the rows by the names of the folders they are written to.
func (r Rows) Split() map[string][]Row {
	return map[string][]Row{"train": r.Train, "heldout": r.HeldOut, "test": r.Test}
}

// Generate reads written/LANGUAGE.txt (stories), written/LANGUAGE.lines.txt (lines, where there are any) and
// written/LANGUAGE.phrases.txt of the corpus folder and writes their rows; see Write and Compose for seed and variants.
// Of the rows they hold out, every second family, drawn by its name, is for testing. Errors name the file.
func Generate(folder fs.FS, language string, seed uint64, variants Variants) (Rows, error) {
	book, err := readFile(folder, "written/"+language+".phrases.txt", ReadPhrases)
	if err != nil {
		return Rows{}, err
	}
	name := "written/" + language + ".txt"
	stories, err := readFile(folder, name, func(r io.Reader) ([]Story, error) { return ReadStories(r, language) })
	if err != nil {
		return Rows{}, err
	}
	train, held, err := Write(stories, book, seed, variants.Stories)
	if err != nil {
		return Rows{}, fmt.Errorf("%s: %w", name, err)
	}
	lines, err := readFile(folder, "written/"+language+".lines.txt", func(r io.Reader) (Lines, error) { return ReadLines(r, language) })
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return Rows{}, err
	}
	moreTrain, moreHeld := Compose(lines, book, seed, variants.Every)
	rows := Rows{Train: append(train, moreTrain...)}
	for _, row := range append(held, moreHeld...) {
		if streamOf(row.Meta.Family)%2 == 0 {
			rows.HeldOut = append(rows.HeldOut, row)
		} else {
			rows.Test = append(rows.Test, row)
		}
	}
	number(rows.Train, language+"-%04d")
	number(rows.HeldOut, language+"-h%04d")
	number(rows.Test, language+"-t%04d")
	return rows, nil
}

// Variants says how the training rows are multiplied.
type Variants struct {
	Stories int // rows that a story gives beside itself
	Every   int // one line in so many gives a composed row beside itself; 0 for none
}

func number(rows []Row, form string) {
	for i := range rows {
		rows[i].ID = fmt.Sprintf(form, i+1)
	}
}

// readFile reads one file of the folder; errors name it.
func readFile[T any](folder fs.FS, name string, read func(io.Reader) (T, error)) (T, error) {
	var none T
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return none, err
	}
	out, err := read(bytes.NewReader(text))
	if err != nil {
		return none, fmt.Errorf("%s: %w", name, err)
	}
	return out, nil
}

// Encode returns rows as JSON lines, UTF-8 without HTML escapes.
func Encode(rows []Row) ([]byte, error) {
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	for _, row := range rows {
		if err := encoder.Encode(row); err != nil {
			return nil, fmt.Errorf("row %s: %w", row.ID, err)
		}
	}
	return out.Bytes(), nil
}
