package topic

import (
	"cmp"
	"maps"
	"math"
	"slices"
)

// Guess is what a model takes a ticket for, though it fits no label well: the
// probability of some labels. Texts about one new matter are taken for the same
// labels, also where they share no word.
type Guess map[string]float64

// mostGuesses is how many labels of a guess are kept, the likeliest ones.
const mostGuesses = 5

// leaning is how much more a guess in common counts than words in common.
const leaning = .4

// Kept is what is stored of a guess: the likeliest labels, without what is no
// probability.
func (g Guess) Kept() Guess {
	labels := slices.DeleteFunc(slices.Sorted(maps.Keys(g)), func(l string) bool { return !(g[l] > 0 && g[l] <= 1) })
	slices.SortStableFunc(labels, func(a, b string) int { return cmp.Compare(g[b], g[a]) })
	if len(labels) == 0 {
		return nil
	}
	out := Guess{}
	for _, l := range labels[:min(mostGuesses, len(labels))] {
		out[l] = g[l]
	}
	return out
}

// root is the square root of a label's probability.
type root struct {
	label int32
	value float64
}

// roots are those of a guess, by label. Labels get their numbers as they come.
func (f *Finder) roots(g Guess) []root {
	var out []root
	for _, l := range slices.Sorted(maps.Keys(g)) {
		n, known := f.labels[l]
		if !known {
			n = int32(len(f.labels))
			f.labels[l] = n
		}
		if p := g[l]; p > 0 && p <= 1 {
			out = append(out, root{n, math.Sqrt(p)})
		}
	}
	return out
}

// lean adds to each similarity how much the guesses agree: the sum of the roots
// of the products of their probabilities (Bhattacharyya 1943), 0 to about 1.
func (f *Finder) lean(alike []float64, one *item) []float64 {
	mine := make([]float64, len(f.labels))
	for _, r := range one.roots {
		mine[r.label] = r.value
	}
	out := make([]float64, len(alike))
	for i := range out {
		agree := 0.
		for _, r := range f.items[i].roots {
			agree += r.value * mine[r.label]
		}
		out[i] = alike[i] + leaning*agree
	}
	return out
}
