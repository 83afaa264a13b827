package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"switchyard/models"
)

// Deletions are tried on texts of at least so many words; five phrases of a
// shorter one are most of it, whichever they are.
const (
	leastWords    = 16
	deletedSpans  = 5
	randomRepeats = 10
)

// ourDeletions takes the five strongest phrases out of each text, and five
// random ones of the same lengths, and compares what is left of the answer.
func ourDeletions(ctx context.Context, b *bench, set *models.Set) ([]Figure, error) {
	files, err := corpusFiles()
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, task := range []models.Task{models.Category, models.Priority} {
		b.say("  deletions, %s", task)
		model := set.Model(task)
		rows, _, err := measured(model, files...)
		if err != nil {
			return nil, err
		}
		rng := rand.New(rand.NewPCG(1, 2))
		won, tried := 0, 0
		for _, e := range rows.Examples {
			deeper, long, err := deletionHurts(model, e.Text, rng)
			if err != nil {
				return nil, err
			}
			if long {
				tried++
				if deeper {
					won++
				}
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		figures = append(figures, Figure{What: fmt.Sprintf("texts whose %s falls more without its 5 strongest phrases than without 5 random ones", task), Unit: "%", Digits: 1,
			Goal: AtLeast(95), Values: []float64{100 * float64(won) / float64(tried)},
			Note: fmt.Sprintf("%d texts of %d words or more (twice as many characters where there are no spaces)", tried, leastWords)})
	}
	return figures, nil
}

func deletionHurts(model *models.Model, text string, rng *rand.Rand) (deeper, long bool, err error) {
	p := make([]float64, model.Manifest().Outputs())
	if err := model.Predict(p, text); err != nil {
		return false, false, err
	}
	best := 0
	for k, v := range p {
		if v > p[best] {
			best = k
		}
	}
	e, err := model.Explain(text, best)
	if err != nil || len(e.Parts) < leastWords || !strings.Contains(text, " ") && len(e.Parts) < 2*leastWords {
		return false, false, err
	}
	left := func(parts []models.Part) (float64, error) {
		err := model.Predict(p, without(text, parts))
		return p[best], err
	}
	top := e.Top(deletedSpans)
	strongest, err := left(top)
	if err != nil {
		return false, true, err
	}
	var random float64
	for range randomRepeats {
		some, err := left(randomParts(e.Parts, top, rng))
		if err != nil {
			return false, true, err
		}
		random += some / randomRepeats
	}
	return strongest < random, true, nil
}

// randomParts draws as many stretches, of as many parts each, as the phrases
// have, none overlapping another.
func randomParts(parts, like []models.Part, rng *rand.Rand) []models.Part {
	taken := make([]bool, len(parts))
	var out []models.Part
	for _, phrase := range like {
		length := 0
		for _, p := range parts {
			if p.Start >= phrase.Start && p.End <= phrase.End {
				length++
			}
		}
		for range 50 {
			at := rng.IntN(len(parts) - length + 1)
			if slices.Contains(taken[at:at+length], true) {
				continue
			}
			for i := at; i < at+length; i++ {
				taken[i] = true
			}
			out = append(out, models.Part{Start: parts[at].Start, End: parts[at+length-1].End})
			break
		}
	}
	return out
}

// without gives the text with the parts cut out.
func without(text string, parts []models.Part) string {
	sorted := slices.SortedFunc(slices.Values(parts), func(a, b models.Part) int { return a.Start - b.Start })
	var left strings.Builder
	at := 0
	for _, p := range sorted {
		left.WriteString(text[at:max(at, p.Start)])
		at = max(at, p.End)
	}
	return left.String() + text[at:]
}
