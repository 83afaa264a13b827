package insight

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"switchyard/models"
	"switchyard/training"
)

// Fate is what would become of the tickets of one category.
type Fate struct {
	Name   string `json:"name"`
	Rows   int    `json:"rows"`   // of all blocks
	Learnt int    `json:"learnt"` // rows learnt from
	// Of the Measured tickets of the category, Found are those that the model
	// takes for it, and Applied those that it would apply, right or wrong.
	Measured int    `json:"measured"`
	Found    *Share `json:"found,omitempty"`
	Applied  *Share `json:"applied,omitempty"`
	// Taken is the other category that it is taken for most, empty where there is
	// none.
	Taken  string `json:"taken_for,omitempty"`
	TakenN int    `json:"taken_for_n,omitempty"`
	// Human says why all or nearly all of them stay with humans, empty where they
	// do not.
	Human string `json:"human,omitempty"`
}

// staysBelow is the share of a category's tickets that are applied below which
// they stay with humans.
const staysBelow = .1

// fates tells what becomes of each category where answers of at least the
// threshold are applied.
func (l *lesson) fates(meter *training.Meter, manifest *models.Manifest, threshold float64, promised bool) []Fate {
	labels := l.learn.Labels
	measured, found, applied := make([]int, len(labels)), make([]int, len(labels)), make([]int, len(labels))
	taken := make([]map[string]int, len(labels))
	outcomes := meter.Outcomes(manifest)
	for i, s := range meter.Scored() {
		if s.Truth == len(labels) {
			continue
		}
		measured[s.Truth]++
		if said := best(s.Probabilities); said == s.Truth {
			found[s.Truth]++
		} else {
			if taken[s.Truth] == nil {
				taken[s.Truth] = map[string]int{}
			}
			taken[s.Truth][labels[said]]++
		}
		if promised && outcomes[i].Probability >= threshold {
			applied[s.Truth]++
		}
	}
	learnt := make([]int, len(labels))
	for _, e := range l.learn.Examples {
		learnt[e.Label]++
	}
	var out []Fate
	for i, name := range labels {
		f := Fate{Name: name, Rows: l.counts[name], Learnt: learnt[i], Measured: measured[i], Found: shareOf(found[i], measured[i]), Applied: shareOf(applied[i], measured[i])}
		for _, m := range slices.Sorted(maps.Keys(taken[i])) {
			if n := taken[i][m]; n > f.TakenN {
				f.Taken, f.TakenN = m, n
			}
		}
		f.Human = f.why(promised)
		out = append(out, f)
	}
	for _, name := range slices.Sorted(maps.Keys(l.few)) {
		out = append(out, Fate{Name: name, Rows: l.counts[name], Learnt: l.few[name],
			Human: fmt.Sprintf("too few to learn from: %d, where %d are needed among the oldest %.0f %%", l.few[name], leastOfOne, 100*learntUpTo)})
	}
	slices.SortStableFunc(out, func(a, b Fate) int { return cmp.Compare(b.Rows, a.Rows) })
	return out
}

// why says why a category that was learnt stays with humans.
func (f *Fate) why(promised bool) string {
	switch {
	case f.Measured == 0:
		return "none among the youngest tickets: nothing is known of how it would do"
	case !promised:
		return "nothing can be promised yet"
	case f.Applied.Value >= staysBelow:
		return ""
	case f.Taken != "" && f.TakenN*5 >= f.Measured:
		return fmt.Sprintf("confused with %s: %d of %d are taken for it", f.Taken, f.TakenN, f.Measured)
	case f.Learnt < 50:
		return fmt.Sprintf("the model is seldom sure of it: %d tickets are few to learn from", f.Learnt)
	}
	return "the model is seldom sure of it"
}
