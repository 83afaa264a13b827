package corpus

import (
	"bufio"
	"embed"
	"encoding/json"
	"fmt"
	"path"
)

//go:embed heldout/en.jsonl heldout/de.jsonl heldout/fr.jsonl heldout/es.jsonl heldout/it.jsonl heldout/hi.jsonl
//go:embed test/en.jsonl test/de.jsonl test/fr.jsonl test/es.jsonl test/it.jsonl test/hi.jsonl
var unseen embed.FS

// Unseen gives the rows of some languages that no starter model has learnt from,
// in the order of their files. They are the ones that come with the program.
func Unseen() ([]Row, error) {
	var rows []Row
	for _, folder := range []string{"heldout", "test"} {
		files, err := unseen.ReadDir(folder)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			more, err := readRows(path.Join(folder, f.Name()))
			if err != nil {
				return nil, fmt.Errorf("corpus: %s: %w", f.Name(), err)
			}
			rows = append(rows, more...)
		}
	}
	return rows, nil
}

func readRows(name string) ([]Row, error) {
	f, err := unseen.Open(name)
	if err != nil {
		return nil, err
	}
	defer func() { _ = f.Close() }() // nothing was written
	var rows []Row
	for decoder := json.NewDecoder(bufio.NewReader(f)); decoder.More(); {
		var r Row
		if err := decoder.Decode(&r); err != nil {
			return nil, err
		}
		rows = append(rows, r)
	}
	return rows, nil
}
