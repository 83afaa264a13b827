package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"unicode"
	"unicode/utf8"

	"switchyard/langdetect/internal/grams"
)

// minJoint is the least probability, in at least one language, of an n-gram
// that is worth looking at.
const minJoint = 2e-6

// distill reads the models of p's languages and keeps the p.rows n-grams with
// the greatest gain; single letters are always kept, as the last resort.
func distill(dir string, p plan) (*grams.Table, error) {
	models := make([]model, len(p.languages))
	for i, l := range p.languages {
		m, err := readModel(dir, l)
		if err != nil {
			return nil, err
		}
		models[i] = m
	}
	chosen := choose(candidates(models, scripts[p.script]), models, p.rows)
	slices.Sort(chosen)
	cells := make([]byte, 0, len(chosen)*len(models))
	for _, g := range chosen {
		for _, m := range models {
			cells = append(cells, byte(min(math.Round(-m.logp(g)/grams.Step), grams.MaxCell)))
		}
	}
	t, ok := grams.New(p.script, p.languages, chosen, cells)
	if !ok {
		return nil, fmt.Errorf("two n-grams of %s share a hash: change the seed in package grams", p.script)
	}
	return t, nil
}

var scripts = map[string]*unicode.RangeTable{
	"Latn": unicode.Latin, "Cyrl": unicode.Cyrillic, "Arab": unicode.Arabic,
	"Deva": unicode.Devanagari,
}

// candidates are the n-grams, all in one script, common enough in any model.
func candidates(models []model, script *unicode.RangeTable) []string {
	seen := map[string]bool{}
	for _, m := range models {
		for g := range m {
			if !seen[g] && within(g, script) && (utf8.RuneCountInString(g) == 1 || m.joint(g) >= minJoint) {
				seen[g] = true
			}
		}
	}
	out := make([]string, 0, len(seen))
	for g := range seen {
		out = append(out, g)
	}
	return out
}

func within(g string, script *unicode.RangeTable) bool {
	for _, r := range g {
		if !unicode.Is(script, r) && !unicode.Is(unicode.Mn, r) {
			return false
		}
	}
	return true
}

func choose(all []string, models []model, rows int) []string {
	type candidate struct {
		gram string
		gain float64
	}
	list := make([]candidate, len(all))
	for i, g := range all {
		list[i] = candidate{g, gain(g, models)}
	}
	slices.SortFunc(list, func(a, b candidate) int {
		return cmp.Or(cmp.Compare(b.gain, a.gain), cmp.Compare(a.gram, b.gram))
	})
	out := make([]string, 0, rows)
	for _, c := range list[:min(rows, len(list))] {
		out = append(out, c.gram)
	}
	return out
}

// gain is how much evidence a row adds over the row of the n-gram without its
// first letter: the spread, between languages, of the change in log-probability,
// weighted by how often each language meets the n-gram.
func gain(g string, models []model) float64 {
	_, first := utf8.DecodeRuneInString(g)
	if first == len(g) {
		return math.Inf(1)
	}
	changes := make([]float64, len(models))
	mean := 0.0
	for i, m := range models {
		changes[i] = m.logp(g) - m.logp(g[first:])
		mean += changes[i] / float64(len(models))
	}
	sum := 0.0
	for i, m := range models {
		d := changes[i] - mean
		sum += m.joint(g) * d * d
	}
	return sum
}
