package retrain

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"

	"switchyard/models"
)

// labelFold is a label without what two spellings of it may differ in.
func labelFold(label string) string {
	return strings.Join(strings.FieldsFunc(cases.Fold().String(norm.NFKC.String(label)), func(r rune) bool { return strings.ContainsRune(" _-\t\u00a0", r) }), " ")
}

// joinLabels gives labels that differ in case, spaces and dashes alone the form
// that most rows have, and says which.
func joinLabels(rows []Row) (notes []string) {
	forms := map[string]map[string]int{}
	for i := range rows {
		key := labelFold(rows[i].Label)
		if forms[key] == nil {
			forms[key] = map[string]int{}
		}
		forms[key][rows[i].Label]++
	}
	best := map[string]string{}
	for _, key := range slices.Sorted(maps.Keys(forms)) {
		names := slices.SortedFunc(maps.Keys(forms[key]), func(a, b string) int {
			return cmp.Or(forms[key][b]-forms[key][a], strings.Compare(a, b))
		})
		best[key] = names[0]
		if len(names) > 1 {
			var others []string
			for _, name := range names[1:] {
				others = append(others, fmt.Sprintf("%q (%d)", name, forms[key][name]))
			}
			notes = append(notes, fmt.Sprintf("%s differ from %q in writing alone and count as it", strings.Join(others, ", "), names[0]))
		}
	}
	for i := range rows {
		rows[i].Label = best[labelFold(rows[i].Label)]
	}
	return notes
}

// withoutRare leaves out rows whose label fewer than least rows have that a
// person labelled, and says which labels.
func withoutRare(rows []Row, least int) (kept []Row, notes []string) {
	count := map[string]int{}
	for i := range rows {
		if rows[i].human() {
			count[rows[i].Label]++
		} else {
			count[rows[i].Label] += 0
		}
	}
	var rare []string
	for _, label := range slices.Sorted(maps.Keys(count)) {
		if count[label] < least {
			rare = append(rare, fmt.Sprintf("%q (%d)", label, count[label]))
		}
	}
	if len(rare) == 0 {
		return rows, nil
	}
	shown := rare
	if len(shown) > 10 {
		shown = append(slices.Clone(shown[:10]), fmt.Sprintf("and %d more", len(rare)-10))
	}
	for _, r := range rows {
		if count[r.Label] >= least {
			kept = append(kept, r)
		}
	}
	return kept, []string{fmt.Sprintf("left out, as people gave them to fewer than %d tickets before the cut: %s", least, strings.Join(shown, ", "))}
}

// varied refuses rows that hardly differ in their label.
func varied(task models.Task, rows []Row) error {
	count, total := map[string]int{}, 0
	for i := range rows {
		if rows[i].human() {
			count[rows[i].Label]++
			total++
		}
	}
	names := slices.SortedFunc(maps.Keys(count), func(a, b string) int { return cmp.Or(count[b]-count[a], strings.Compare(a, b)) })
	switch {
	case len(names) < 2:
		return refuse("all rows that people labelled have the same %s %q: at least two are needed", task, strings.Join(names, ""))
	case task == models.Spam:
		if fewest := count[names[1]]; fewest < leastOfSpam {
			return refuse("only %d tickets that people judged are spam=%s, at least %d are needed of either", fewest, names[1], leastOfSpam)
		}
	case float64(count[names[0]]) >= dominant*float64(total):
		return refuse("%.1f %% of the %d rows that people labelled have the %s %q: a model would hardly beat one that always says so; label other tickets first, or split that label",
			100*float64(count[names[0]])/float64(total), total, task, names[0])
	}
	return nil
}

const (
	dominant    = .9 // share of one label that leaves nothing to learn
	leastOfSpam = 50
)

// foreign refuses rows whose labels are another company's: hardly any is known
// to those who have used the desk's own.
func foreign(rows []Row, known []string) error {
	knows := map[string]bool{}
	for _, label := range known {
		knows[labelFold(label)] = true
	}
	labels, rowsKnown := map[string]bool{}, 0
	for i := range rows {
		labels[rows[i].Label] = true
		if knows[labelFold(rows[i].Label)] {
			rowsKnown++
		}
	}
	if len(known) == 0 || len(rows) == 0 || float64(rowsKnown) >= leastKnown*float64(len(rows)) {
		return nil
	}
	shared := 0
	for label := range labels {
		if knows[labelFold(label)] {
			shared++
		}
	}
	return refuse("this looks like another company's taxonomy: of its %d labels the desk knows %d, and %.1f %% of the %d rows have one of those; map its labels when you import it (docs/import.md), or say that the labels are new",
		len(labels), shared, 100*float64(rowsKnown)/float64(len(rows)), len(rows))
}

// leastKnown is the share of rows whose label must be known.
const leastKnown = .5
