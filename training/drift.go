package training

import (
	"cmp"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"gonum.org/v1/gonum/stat/distuv"

	"switchyard/models"
)

// Summary counts what the model said of the rows. It looks at no label.
func (m *Meter) Summary() *models.Summary {
	s := models.NewSummary()
	for _, row := range m.scored {
		label, r := m.reading(row)
		s.Add(m.labels[label], r)
	}
	return s
}

// Shift says how one thing that a summary counts differs between two sets of
// texts.
type Shift struct {
	What string `json:"what"` // labels, confidence or languages
	// P is the chance of a difference as large among texts drawn alike: the
	// chi-squared test of homogeneity, rare values taken together.
	P float64 `json:"p"`
	// PSI is the population stability index, the sum of (a-b)ln(a/b) over the
	// shares; texts drawn alike have about PSIByChance.
	PSI         float64 `json:"psi"`
	PSIByChance float64 `json:"psi_by_chance"`
	Level       Level   `json:"level"`
	// Warning says it for people; empty where Level is Steady.
	Warning string `json:"warning,omitempty"`
}

// Level is how much a shift matters.
type Level string

// The levels. PSI beyond chance from .1 on is commonly called a change, from
// .25 on a large one; a shift that chance explains is steady whatever its PSI.
const (
	Steady  Level = "steady"
	Changed Level = "changed"
	Far     Level = "far"
)

// driftLevel is the chance of a false warning in one comparison of two
// summaries, all things counted together (Bonferroni).
const driftLevel = .01

// Drift compares the texts of a later summary with those of an earlier one,
// thing by thing. Summaries without rows differ in nothing.
func Drift(before, after *models.Summary) []Shift {
	const scope = "(out of scope)"
	labels := func(s *models.Summary) map[string]int {
		out := maps.Clone(s.Predicted)
		if s.OutOfScope > 0 {
			out[scope] += s.OutOfScope
		}
		return out
	}
	shifts := []Shift{
		compare("labels", labels(before), labels(after)),
		compare("confidence", bins(before.Confidence), bins(after.Confidence)),
		compare("languages", before.Languages, after.Languages),
	}
	for i := range shifts {
		shifts[i].judge(len(shifts))
	}
	return shifts
}

// judge sets the level; what was compared beside it shares the chance of a
// false warning.
func (s *Shift) judge(compared int) {
	beyond := s.PSI - s.PSIByChance
	switch {
	case s.P >= driftLevel/float64(compared):
		s.Level, s.Warning = Steady, ""
	case beyond >= .25:
		s.Level = Far
	default:
		s.Level = Changed
	}
}

// bins names the bins of confidence by their range.
func bins(counts []int) map[string]int {
	edges := append(append([]float64{0}, models.ConfidenceEdges()...), 1)
	out := map[string]int{}
	for i, n := range counts {
		out[fmt.Sprintf("%.2f to %.2f", edges[i], edges[i+1])] = n
	}
	return out
}

// cell is one value with how often it occurs in either set.
type cell struct {
	name          string
	before, after float64
}

// compare tests whether two sets of counts come from the same distribution.
func compare(what string, before, after map[string]int) Shift {
	n, m := total(before), total(after)
	s := Shift{What: what, P: 1}
	if n == 0 || m == 0 {
		return s
	}
	cells := gather(before, after, n, m)
	var chi2 float64
	for _, c := range cells {
		expected := (c.before + c.after) * n / (n + m)
		chi2 += (c.before - expected) * (c.before - expected) / expected
		expected = (c.before + c.after) * m / (n + m)
		chi2 += (c.after - expected) * (c.after - expected) / expected
		// Half a row more each keeps the logarithm finite.
		a, b := (c.before+.5)/(n+.5*float64(len(cells))), (c.after+.5)/(m+.5*float64(len(cells)))
		s.PSI += (a - b) * math.Log(a/b)
	}
	if len(cells) < 2 {
		return s
	}
	freedom := float64(len(cells) - 1)
	s.P, s.PSIByChance = distuv.ChiSquared{K: freedom}.Survival(chi2), freedom*(1/n+1/m)
	s.Warning = warning(what, cells, n, m)
	return s
}

// leastExpected is the expected count below which values are taken together,
// for the chi-squared distribution to hold.
const leastExpected = 5

// gather pairs the counts, values too rare for the test as one.
func gather(before, after map[string]int, n, m float64) []cell {
	names := maps.Clone(before)
	maps.Copy(names, after)
	rare := cell{name: "the rare ones"}
	var cells []cell
	for _, name := range slices.Sorted(maps.Keys(names)) {
		c := cell{name, float64(before[name]), float64(after[name])}
		if (c.before+c.after)*min(n, m)/(n+m) < leastExpected {
			rare.before += c.before
			rare.after += c.after
			continue
		}
		cells = append(cells, c)
	}
	if rare.before+rare.after > 0 {
		cells = append(cells, rare)
	}
	return cells
}

func total(counts map[string]int) float64 {
	sum := 0
	for _, n := range counts {
		sum += n
	}
	return float64(sum)
}

// mostMoved bounds the values that a warning names.
const mostMoved = 3

// warning names the values whose share moved most.
func warning(what string, cells []cell, n, m float64) string {
	moved := func(c cell) float64 { return math.Abs(c.after/m - c.before/n) }
	sorted := slices.SortedStableFunc(slices.Values(cells), func(a, b cell) int { return cmp.Compare(moved(b), moved(a)) })
	var parts []string
	for _, c := range sorted[:min(mostMoved, len(sorted))] {
		parts = append(parts, fmt.Sprintf("%s %s -> %s", c.name, percent(c.before/n), percent(c.after/m)))
	}
	return fmt.Sprintf("the mix of %s has changed: %s", what, strings.Join(parts, ", "))
}
