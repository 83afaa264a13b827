package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"switchyard/models"
	"switchyard/training"
	"switchyard/training/active"
)

// A desk labels labelStep tickets at a time, from labelStep random ones on, in
// labelRounds rounds, as often as there are seeds.
const (
	labelStep   = 300
	labelRounds = 3
	labelSeeds  = 3
	labelSpace  = 256 // dimensions in which texts lie, as the desk has them
)

// pool is a set whose labels are there to be asked for.
type pool struct {
	labels  []string
	rows    []training.Example
	test    []training.Example
	vectors [][]float32
}

// labelling compares labels that were chosen with random ones, by the accuracy
// of what is learnt from them.
func (b *bench) labelling(ctx context.Context, set string) ([]Figure, error) {
	p, err := b.poolOf(set)
	if err != nil {
		return nil, err
	}
	chosen, random := make([][]float64, labelRounds), make([][]float64, labelRounds)
	for seed := range uint64(labelSeeds) {
		for _, choose := range []bool{false, true} {
			accuracies, err := p.learn(ctx, seed+1, choose)
			if err != nil {
				return nil, err
			}
			for i, a := range accuracies {
				if choose {
					chosen[i] = append(chosen[i], 100*a)
				} else {
					random[i] = append(random[i], 100*a)
				}
			}
		}
		b.say("  %s, draw %d of %d", set, seed+1, labelSeeds)
	}
	var figures []Figure
	for i := range labelRounds {
		rows := labelStep * (i + 2)
		gain := make([]float64, labelSeeds)
		for s := range gain {
			gain[s] = chosen[i][s] - random[i][s]
		}
		figures = append(figures,
			Figure{What: fmt.Sprintf("%s: accuracy with %d random labels", set, rows), Unit: "%", Digits: 1, Values: random[i]},
			Figure{What: fmt.Sprintf("%s: more with %d chosen ones", set, labelStep*(i+1)), Unit: "points", Digits: 1, Goal: AtLeast(0), Values: gain, Note: fmt.Sprintf("%d random ones first", labelStep)})
	}
	return figures, nil
}

// poolOf reads a set.
func (b *bench) poolOf(set string) (*pool, error) {
	p, places := &pool{}, map[string]int{}
	for _, part := range []string{"train", "test"} {
		source, err := training.OpenFile(b.file(set, part+".jsonl"))
		if err != nil {
			return nil, err
		}
		for row, err := range source.Rows() {
			if err != nil {
				return nil, errors.Join(err, source.Close())
			}
			label, text := row.Labels.Category, row.Text()
			if label == "" || text == "" {
				continue
			}
			if _, met := places[label]; !met {
				places[label] = len(p.labels)
				p.labels = append(p.labels, label)
			}
			example := training.Example{Text: text, Language: row.Language, Label: places[label]}
			if part == "test" {
				p.test = append(p.test, example)
				continue
			}
			p.rows, p.vectors = append(p.rows, example), append(p.vectors, active.Vector(active.Grams(text), labelSpace))
		}
		if err := source.Close(); err != nil {
			return nil, err
		}
	}
	return p, nil
}

// learn labels round by round and gives the accuracy on the test part after each.
func (p *pool) learn(ctx context.Context, seed uint64, choose bool) ([]float64, error) {
	order := rand.New(rand.NewPCG(seed, 77)).Perm(len(p.rows))
	taken, rest := order[:labelStep], order[labelStep:]
	var accuracies []float64
	for range labelRounds {
		next := rest[:labelStep]
		if choose {
			model, err := p.fit(ctx, taken)
			if err != nil {
				return nil, err
			}
			next, err = p.choose(model, rest, seed)
			if closed := model.Close(); err != nil || closed != nil {
				return nil, errors.Join(err, closed)
			}
		}
		is := map[int]bool{}
		for _, i := range next {
			is[i] = true
		}
		var left []int
		for _, i := range rest {
			if !is[i] {
				left = append(left, i)
			}
		}
		taken, rest = append(append([]int{}, taken...), next...), left
		model, err := p.fit(ctx, taken)
		if err != nil {
			return nil, err
		}
		a, err := p.accuracy(model)
		if closed := model.Close(); err != nil || closed != nil {
			return nil, errors.Join(err, closed)
		}
		accuracies = append(accuracies, a)
	}
	return accuracies, nil
}

// choose asks the model about what has no label yet.
func (p *pool) choose(model *models.Model, rest []int, seed uint64) ([]int, error) {
	candidates := make([]active.Candidate, len(rest))
	chances := make([]float64, model.Manifest().Outputs())
	for i, row := range rest {
		if err := model.Predict(chances, p.rows[row].Text); err != nil {
			return nil, err
		}
		first, second := 0., 0.
		for _, c := range chances {
			if c > first {
				first, second = c, first
			} else if c > second {
				second = c
			}
		}
		candidates[i] = active.Candidate{Margin: min(1, max(0, first-second)), Vector: p.vectors[row]}
	}
	picks, err := active.Select(candidates, labelStep, seed)
	out := make([]int, len(picks))
	for i := range picks {
		out[i] = rest[picks[i].Index]
	}
	return out, err
}

// fit learns from some rows. Labels that none of them has are left out.
func (p *pool) fit(ctx context.Context, rows []int) (*models.Model, error) {
	set, places := &training.Dataset{Task: models.Category, Sources: []models.DataSource{{Name: "labels that were asked for", SHA256: "0", Rows: len(rows)}}}, map[int]int{}
	for _, i := range rows {
		e := p.rows[i]
		if _, met := places[e.Label]; !met {
			places[e.Label] = len(set.Labels)
			set.Labels = append(set.Labels, p.labels[e.Label])
		}
		e.Label = places[e.Label]
		set.Examples = append(set.Examples, e)
	}
	result, err := training.Train(ctx, set, nil, training.DefaultOptions(len(rows)), time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), func(training.Progress) {})
	if err != nil {
		return nil, err
	}
	if _, err := result.Bundle.Seal(); err != nil {
		return nil, err
	}
	return models.Open(result.Bundle, models.Options{Engine: models.Native})
}

func (p *pool) accuracy(model *models.Model) (float64, error) {
	chances, right := make([]float64, model.Manifest().Outputs()), 0
	for _, e := range p.test {
		if err := model.Predict(chances, e.Text); err != nil {
			return 0, err
		}
		best := 0
		for l := range model.Manifest().Labels {
			if chances[l] > chances[best] {
				best = l
			}
		}
		if model.Manifest().Labels[best] == p.labels[e.Label] {
			right++
		}
	}
	return float64(right) / float64(len(p.test)), nil
}
