// Package logs measures, on real logs of support desks and trackers, how well
// the right group, resolver or assignee of a case is named when it is opened,
// beside plain rules and models.
//
// Cases come in order of creation and are cut into eleven blocks; what is fitted
// on the first k names those of block k+1. Whatever is used for a case was known
// before it was opened: outcomes are learnt when they became known, not when
// the cases they belong to came in. Whoever was not active before the block is no
// candidate, and a case of theirs counts as an error.
package logs

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"time"

	"switchyard/training/ranker"
)

// Log is one question asked of one log.
type Log struct {
	Name   string
	Facets []string
	Caller int // the facet of who asks
	Theme  int // the facet of what the case is about
	Cases  []Case
	Alias  bool // the holders go by other names than the truths, see aliases
	// Rule names, for the log at hand, one more baseline that follows a facet, "" for none: the
	// value of facet Follow is the answer.
	Rule   string
	Follow int
}

// Case is a case with what came of it.
type Case struct {
	ranker.Case
	Truth string
	// Known is when Truth was known, zero when it never was before the log ends.
	Known  time.Time
	Holds  []Hold
	Barred string // a candidate that is not asked about
	Silent bool   // learnt from and not asked about
}

// Hold is somebody's having a case from a time on.
type Hold struct {
	At  time.Time
	Who string
}

// readRows reads a JSONL file into rows of a type.
func readRows[T any](path string) (rows []T, err error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, file.Close()) }()
	lines := bufio.NewScanner(file)
	lines.Buffer(nil, 1<<24)
	for n := 1; lines.Scan(); n++ {
		var row T
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			return nil, fmt.Errorf("%s line %d: %w", path, n, err)
		}
		rows = append(rows, row)
	}
	return rows, lines.Err()
}

// some is a facet's list of one value, empty for an unknown one.
func some(value string) []string {
	if value == "" {
		return nil
	}
	return []string{value}
}

// joined is a facet of several values together, empty if one is unknown.
func joined(values ...string) []string {
	if slices.Contains(values, "") {
		return nil
	}
	return []string{strings.Join(values, "|")}
}
