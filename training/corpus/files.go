package corpus

import (
	"bytes"
	"encoding/json"
	"fmt"
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
		if language := strings.TrimSuffix(path.Base(name), ".txt"); !strings.HasSuffix(language, ".phrases") {
			languages = append(languages, language)
		}
	}
	if len(languages) == 0 {
		return nil, fmt.Errorf("written/: no story files found: point at the corpus folder")
	}
	return languages, nil
}

// Generate reads written/LANGUAGE.txt and written/LANGUAGE.phrases.txt of the corpus folder and writes their rows; see
// Write for seed and variants. Errors name the file.
func Generate(folder fs.FS, language string, seed uint64, variants int) (train, heldout []Row, err error) {
	name := "written/" + language + ".txt"
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return nil, nil, err
	}
	stories, err := ReadStories(bytes.NewReader(text), language)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	phrasesName := "written/" + language + ".phrases.txt"
	text, err = fs.ReadFile(folder, phrasesName)
	if err != nil {
		return nil, nil, err
	}
	book, err := ReadPhrases(bytes.NewReader(text))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", phrasesName, err)
	}
	train, heldout, err = Write(stories, book, seed, variants)
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", name, err)
	}
	return train, heldout, nil
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
