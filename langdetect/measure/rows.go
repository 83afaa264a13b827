package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"os"
	"path/filepath"
)

type row struct {
	ID       string `json:"id"`
	Body     string `json:"body"`
	Language string `json:"language"`
}

// readRows reads one half of a file of the test data.
func readRows(data, kind string, dev bool) ([]row, error) {
	f, err := os.Open(filepath.Join(data, "lingua-testdata", "language_"+kind+".jsonl"))
	if err != nil {
		return nil, fmt.Errorf("%w (set -data or DATA to the folder that holds lingua-testdata)", err)
	}
	defer func() { _ = f.Close() }()
	var out []row
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for n := 1; lines.Scan(); n++ {
		var r row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", f.Name(), n, err)
		}
		h := fnv.New32a()
		h.Write([]byte(r.ID))
		if (h.Sum32()%2 == 0) == dev {
			out = append(out, r)
		}
	}
	return out, lines.Err()
}
