package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// ticketRow is what is read of a row of a public set.
type ticketRow struct {
	ID      string `json:"id"`
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

// eachRow reads a file of rows.
func eachRow(file string, take func(*ticketRow)) (err error) {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close() //nolint:errcheck // it was only read
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		var row ticketRow
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return fmt.Errorf("%s, line %d: %w", file, n, err)
		}
		take(&row)
	}
	return lines.Err()
}

// ticketTexts are the different texts of the sets with tickets, utterances and
// reports, subject and body parted by a line end.
func ticketTexts(b *bench) ([]string, error) {
	var out []string
	seen := map[string]bool{}
	for _, set := range []string{
		"it-service-tickets/*", "jira-assign/*", "tickets-multilang/*", "clinc150/train", "clinc150/test", "clinc150/dev", "banking77/*",
		"gitbugs-hadoop/*", "nlbse2024/*", "natcs/*", "ibm-twitter-care/*", "hwu64/*",
	} {
		files, err := filepath.Glob(filepath.Join(b.data, set+".jsonl"))
		if err != nil {
			return nil, err
		}
		slices.Sort(files)
		for _, file := range files {
			if err := eachRow(file, func(r *ticketRow) {
				key := strings.Join(strings.Fields(strings.ToLower(r.Subject+" "+r.Body)), " ")
				if len(key) > 10 && !seen[key] {
					seen[key] = true
					out = append(out, r.Subject+"\n"+r.Body)
				}
			}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}
