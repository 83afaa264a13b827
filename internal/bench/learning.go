package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/retrain"
	"switchyard/internal/store"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training"
)

// learningRounds is how often the desk learns, and growth by how much it has grown
// each time: five times that from a fifth of the tickets are all of them.
const (
	learningRounds = 5
	growth         = 1.3797 // 5^(1/5)
)

// schooled is a desk that learns, with a clock of its own.
type schooled struct {
	store    store.Store
	registry *registry.Registry
	retrain  *retrain.Retrainer
	now      time.Time
	dev      *retrain.File
	test     []training.Example
	labels   []string
}

// learning starts a desk on a fifth of CLINC150's training rows, brings the rest in
// as tickets that agents have sorted, and retrains after each of five rounds, a
// quarter apart, through the desk's own store. Every challenger is judged on the
// 3,000 dev rows, which stand for tickets judged blindly and are never learnt from.
func learning(ctx context.Context, b *bench) (figures []Figure, err error) {
	if b.data == "" {
		return nil, errors.New("no data sets")
	}
	rows, err := inScope(b.file("clinc150", "train.jsonl"))
	if err != nil {
		return nil, err
	}
	random := rand.New(rand.NewPCG(1, 1))
	random.Shuffle(len(rows), func(i, k int) { rows[i], rows[k] = rows[k], rows[i] })
	d, err := b.school(ctx)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, d.store.Close()) }()

	had := len(rows) / 5
	first, err := fitRows(ctx, rows[:had])
	if err != nil {
		return nil, err
	}
	if _, err := d.registry.Add(ctx, registry.Version{Task: models.Category, Stage: registry.Champion}, first, system, "what the desk begins with", registry.Beside{}); err != nil {
		return nil, err
	}
	accuracy, err := d.accuracy(ctx)
	if err != nil {
		return nil, err
	}
	figures = append(figures, Figure{What: fmt.Sprintf("accuracy on the test part at the start, %d rows", had), Unit: "%", Digits: 2, Values: []float64{100 * accuracy}})
	if err := b.takeIn(ctx, d, rows[:had]); err != nil {
		return figures, err
	}
	unjustified, took := 0., 0.
	size := float64(had)
	for round := range learningRounds {
		size *= growth
		until := min(len(rows), int(size+.5))
		if round == learningRounds-1 {
			until = len(rows)
		}
		if err := b.takeIn(ctx, d, rows[had:until]); err != nil {
			return figures, err
		}
		had = until
		d.now = d.now.Add(92 * 24 * time.Hour)
		b.say("  round %d: %d tickets", round+1, had)
		run, err := d.retrain.Do(ctx, retrain.Order{Tasks: []models.Task{models.Category}, By: system, Why: "bench", Stage: registry.Champion, Tests: d.dev}, nil)
		if err != nil {
			return figures, err
		}
		result := run.Results[0]
		b.say("  %s: %s", result.Stage, result.Words)
		if result.Stage == registry.Champion && (result.Verdict == nil || !result.Verdict.Promote || len(result.Verdict.Refusals()) > 0) {
			unjustified++
		}
		if accuracy, err = d.accuracy(ctx); err != nil {
			return figures, err
		}
		took = result.Seconds
		figures = append(figures, Figure{What: fmt.Sprintf("  after round %d, %d tickets", round+1, had), Unit: "%", Digits: 2, Values: []float64{100 * accuracy}, Note: became(&result)})
	}
	whole, err := fitRows(ctx, rows)
	if err != nil {
		return figures, err
	}
	everything, err := d.measure(whole)
	if err != nil {
		return figures, err
	}
	wrong, err := b.spoilt(ctx, d, rows)
	return append(figures,
		Figure{What: "promotions that their gate did not justify", Goal: AtMost(0), Values: []float64{unjustified}},
		Figure{What: "accuracy of a model of all training rows", Unit: "%", Digits: 2, Values: []float64{100 * everything}},
		Figure{What: "what the loop is below that", Unit: "points", Digits: 2, Goal: AtMost(.5), Values: []float64{100 * (everything - accuracy)}},
		Figure{What: "promoted of a challenger with shuffled labels and one with a leaked test set", Goal: AtMost(0), Values: []float64{wrong}},
		Figure{What: fmt.Sprintf("the last retraining, %d tickets, fit to verdict", had), Unit: "s", Digits: 1, Timed: true, Values: []float64{took}},
	), err
}

var system = ticket.Actor{Kind: ticket.BySystem}

// became says in a few words what came of a challenger.
func became(r *retrain.Result) string {
	if r.Verdict == nil {
		return string(r.Stage) + ": " + r.Words
	}
	words := []string{fmt.Sprintf("%s: %+.2f points on %d dev rows, 95 %%: %+.2f to %+.2f", r.Stage, 100*r.Verdict.Gain[1], r.Verdict.Rows, 100*r.Verdict.Gain[0], 100*r.Verdict.Gain[2])}
	for _, t := range r.Verdict.Refusals() {
		words = append(words, t.Name+" failed")
	}
	return strings.Join(words, "; ")
}

// school opens a desk that has seen nothing.
func (b *bench) school(ctx context.Context) (*schooled, error) {
	s, err := sqlite.Open(ctx, filepath.Join(b.scratch, "learning.db"))
	if err != nil {
		return nil, err
	}
	d := &schooled{store: s, now: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)}
	clock, newID := func() time.Time { return d.now }, func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	d.registry = registry.New(registry.Config{Store: s, Now: clock, NewID: newID})
	d.retrain = retrain.New(retrain.Config{Store: s, Registry: d.registry, Node: "bench", Now: clock, NewID: newID})
	dev, err := inScope(b.file("clinc150", "dev.jsonl"))
	if err != nil {
		return nil, err
	}
	if d.dev, err = b.labelled("dev.jsonl", dev, d.now); err != nil {
		return nil, err
	}
	set, err := training.Load(models.Category, []string{b.file("clinc150", "test.jsonl")}, training.LoadOptions{})
	if err != nil {
		return nil, err
	}
	d.labels = set.Labels
	for _, e := range set.Examples {
		if e.Label < len(set.Labels) {
			d.test = append(d.test, e)
		}
	}
	return d, nil
}

// accuracy of the champion on the test part.
func (d *schooled) accuracy(ctx context.Context) (float64, error) {
	standing, err := d.registry.Standing(ctx)
	if err != nil {
		return 0, err
	}
	bundle, err := d.registry.Bundle(ctx, standing.Champions[models.Category].ID)
	if err != nil {
		return 0, err
	}
	return d.measure(bundle)
}

func (d *schooled) measure(bundle *models.Bundle) (float64, error) {
	model, err := models.Open(bundle, models.Options{})
	if err != nil {
		return 0, err
	}
	defer func() { _ = model.Close() }()
	labels := model.Manifest().Labels
	p, right := make([]float64, model.Manifest().Outputs()), 0
	for _, e := range d.test {
		if err := model.Predict(p, e.Text); err != nil {
			return 0, err
		}
		best := 0
		for i := range labels {
			if p[i] > p[best] {
				best = i
			}
		}
		if labels[best] == d.labels[e.Label] {
			right++
		}
	}
	return float64(right) / float64(len(d.test)), nil
}

// spoilt tries two challengers that must not pass, and counts those that do: one
// learnt from shuffled labels, the other is judged on rows of which a tenth were
// learnt.
func (b *bench) spoilt(ctx context.Context, d *schooled, rows []training.Row) (promoted float64, err error) {
	shuffled := append([]training.Row(nil), rows...)
	rand.New(rand.NewPCG(2, 2)).Shuffle(len(shuffled), func(i, k int) {
		shuffled[i].Labels, shuffled[k].Labels = shuffled[k].Labels, shuffled[i].Labels
	})
	dev, err := inScope(b.file("clinc150", "dev.jsonl"))
	if err != nil {
		return 0, err
	}
	for _, c := range []struct {
		name        string
		rows, tests []training.Row
	}{
		{"shuffled labels", shuffled, dev},
		{"a leaked test set", rows, append(dev, rows[:300]...)},
	} {
		order := retrain.Order{Tasks: []models.Task{models.Category}, By: system, Stage: registry.Champion}
		if order.History, err = b.labelled("history.jsonl", c.rows, d.now); err == nil {
			order.Tests, err = b.labelled("tests.jsonl", c.tests, d.now)
		}
		if err != nil {
			return promoted, err
		}
		run, err := d.retrain.Try(ctx, order, nil)
		if err != nil {
			return promoted, err
		}
		b.say("  %s: %s: %s", c.name, run.Results[0].Stage, run.Results[0].Words)
		if run.Promoted() {
			promoted++
		}
	}
	return promoted, nil
}
