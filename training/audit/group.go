package audit

import (
	"errors"
	"fmt"
	"maps"
	"slices"
)

// Group is the estimate for some of the rows, or why there is none.
type Group struct {
	Name     string
	Rows     int
	Estimate *Estimate // nil for too few rows
}

// By estimates each group of rows by itself: names has the group of each row.
// Groups come in order of name. The error is that of Of for a row that cannot
// be used.
func By(rows []Row, names []string, least int) ([]Group, error) {
	if len(rows) != len(names) {
		return nil, fmt.Errorf("there are %d rows and %d names of groups: give each row one", len(rows), len(names))
	}
	parts := map[string][]Row{}
	for i, name := range names {
		parts[name] = append(parts[name], rows[i])
	}
	var out []Group
	for _, name := range slices.Sorted(maps.Keys(parts)) {
		g := Group{Name: name, Rows: len(parts[name])}
		e, err := Of(parts[name], least)
		if few := (*TooFewError)(nil); err == nil {
			g.Estimate = &e
		} else if !errors.As(err, &few) {
			return nil, fmt.Errorf("group %q: %w", name, err)
		}
		out = append(out, g)
	}
	return out, nil
}

// Naive is the share of answers that people who saw them left as they were or
// said to be right, of all that they saw. It is no accuracy, as it counts what
// nobody looked at, and is here to stand beside one: the distance between the
// two tells how carefully people look. It is 0 where nobody saw any.
func Naive(kept, shown int) float64 {
	if shown <= 0 {
		return 0
	}
	return float64(min(max(kept, 0), shown)) / float64(shown)
}
