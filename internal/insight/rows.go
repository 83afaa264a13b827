package insight

import (
	"fmt"
	"maps"
	"slices"
	"strconv"

	"switchyard/models"
	"switchyard/training"
)

// What a category must have to be learnt, and a history to be learnt from.
const (
	leastRows     = 100 // with a category that a person set
	leastOfOne    = 8   // of a category among the rows to learn from
	mostLearnable = 200 // categories
)

// lesson is the rows to learn from, cut by time: a model learns from the oldest,
// is calibrated on those after them and measured on the youngest.
type lesson struct {
	rows                 []row // oldest first, with categories joined
	learn, tune, measure *training.Dataset
	from                 []row          // those of measure
	few                  map[string]int // rows to learn from of the categories left out
	unseen               int            // of measure: of no category that was learnt
	repeated             int            // of measure: word for word among those learnt from
	distinct             int            // of measure: different texts
	whyNot               string         // where nothing can be learnt
	counts               map[string]int // of each category among rows
}

// Shares of the rows: what is learnt from, and what is learnt from or tuned on.
const (
	learntUpTo = .60
	tunedUpTo  = .75
)

func newLesson(rows []row, names map[string]string) *lesson {
	l := &lesson{rows: rows, few: map[string]int{}, counts: map[string]int{}}
	for i := range rows {
		if to, ok := names[rows[i].category]; ok {
			rows[i].category = to
		}
		l.counts[rows[i].category]++
	}
	first, second := int(learntUpTo*float64(len(rows))), int(tunedUpTo*float64(len(rows)))
	known := map[string]int{}
	for i := range rows[:first] {
		known[rows[i].category]++
	}
	var kept []string
	for _, name := range slices.Sorted(maps.Keys(l.counts)) {
		if known[name] >= leastOfOne {
			kept = append(kept, name)
		} else {
			l.few[name] = known[name]
		}
	}
	if len(kept) > mostLearnable {
		slices.SortStableFunc(kept, func(a, b string) int { return known[b] - known[a] })
		for _, name := range kept[mostLearnable:] {
			l.few[name] = known[name]
		}
		kept = kept[:mostLearnable]
		slices.Sort(kept)
	}
	switch {
	case len(rows) == 0:
		l.whyNot = "no ticket has both a text and a category that a person set"
	case len(l.counts) == 1:
		l.whyNot = fmt.Sprintf("all %s tickets with a category that a person set have the same one, %q: a model needs at least two", whole(len(rows)), rows[0].category)
	case len(rows) < leastRows:
		l.whyNot = fmt.Sprintf("%s tickets have a text and a category that a person set: %d are needed", whole(len(rows)), leastRows)
	case len(kept) < 2:
		l.whyNot = fmt.Sprintf("fewer than two categories have %d tickets or more among the oldest %.0f %% of the %s that a person labelled", leastOfOne, 100*learntUpTo, whole(len(rows)))
	}
	if l.whyNot != "" {
		return l
	}
	l.learn, l.tune, l.measure = dataset(kept, rows[:first], false), dataset(kept, rows[first:second], false), dataset(kept, rows[second:], true)
	l.from = rows[second:]
	l.overlap()
	return l
}

// dataset makes examples of rows. Rows of other categories are left out, or kept as
// belonging to none.
func dataset(labels []string, rows []row, others bool) *training.Dataset {
	set := &training.Dataset{Task: models.Category, Labels: labels, Sources: []models.DataSource{{Name: "history", SHA256: "none", Rows: len(rows)}}}
	for i := range rows {
		label, ok := slices.BinarySearch(labels, rows[i].category)
		if !ok {
			if !others {
				continue
			}
			label = len(labels)
			set.OutOfScope++
		}
		set.Examples = append(set.Examples, training.Example{ID: strconv.Itoa(i), Text: rows[i].text, Language: rows[i].language, Label: label})
	}
	return set
}

// overlap counts the rows to measure on whose text was learnt from.
func (l *lesson) overlap() {
	learnt, seen := map[string]bool{}, map[string]bool{}
	for i := range l.learn.Examples {
		learnt[l.learn.Examples[i].Text] = true
	}
	l.unseen = l.measure.OutOfScope
	for i := range l.measure.Examples {
		text := l.measure.Examples[i].Text
		if learnt[text] {
			l.repeated++
		}
		if !seen[text] {
			seen[text] = true
			l.distinct++
		}
	}
}
