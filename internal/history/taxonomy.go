package history

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// taxonomy counts the categories of a source, to tell of those that look like
// one written in different ways.
type taxonomy map[string]int

// mostNames bounds what a taxonomy holds: nobody has more categories, and a file
// whose categories are free texts must not fill the memory.
const mostNames = 10_000

func (x taxonomy) add(t *Ticket) {
	if _, known := x[t.Category]; t.Category != "" && (known || len(x) < mostNames) {
		x[t.Category]++
	}
}

// warnings tells of categories that differ by case, spaces and dashes alone, and
// offers the mapping that joins them under the most frequent.
func (x taxonomy) warnings() []string {
	alike := map[string][]string{}
	caser := cases.Fold()
	for _, name := range slices.Sorted(maps.Keys(x)) {
		key := strings.Join(strings.FieldsFunc(caser.String(norm.NFKC.String(name)), func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '\t' }), " ")
		alike[key] = append(alike[key], name)
	}
	var out []string
	for _, key := range slices.Sorted(maps.Keys(alike)) {
		names := alike[key]
		if len(names) < 2 {
			continue
		}
		slices.SortStableFunc(names, func(a, b string) int { return x[b] - x[a] })
		var counts, joined []string
		for _, name := range names {
			counts = append(counts, fmt.Sprintf("%q (%d)", name, x[name]))
		}
		for _, name := range names[1:] {
			joined = append(joined, fmt.Sprintf("%q: %q", name, names[0]))
		}
		out = append(out, fmt.Sprintf("the categories %s differ in writing alone: to join them, put this into a mapping file (--mapping):\nvalues:\n  category: {%s}", strings.Join(counts, ", "), strings.Join(joined, ", ")))
	}
	if len(x) >= mostNames {
		out = append(out, fmt.Sprintf("there are %d categories or more: is a free text mapped to category?", mostNames))
	}
	return out
}
