package learn

import (
	"cmp"
	"maps"
	"slices"
)

// mostFrequent are the names counted most often, at most so many, in
// alphabetical order.
func mostFrequent(n map[string]int, most int) []string {
	names := slices.Sorted(maps.Keys(n))
	if len(names) > most {
		slices.SortStableFunc(names, func(a, b string) int { return cmp.Compare(n[b], n[a]) })
		names = slices.Sorted(slices.Values(names[:most]))
	}
	return names
}
