package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"switchyard/models"
	"switchyard/training"
)

// publicAnger measures the anger bundle on BRIGHTER: F1 of each language at
// the one threshold that is best for the mean of all on the dev rows.
func publicAnger(ctx context.Context, b *bench, set *models.Set) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	b.say("  BRIGHTER")
	byLanguage := func(file string) (map[string][]training.Scored, error) {
		_, meter, err := measured(set.Model(models.Anger), b.file("brighter", file))
		if err != nil {
			return nil, err
		}
		rows := map[string][]training.Scored{}
		for _, s := range meter.Scored() {
			rows[s.Language] = append(rows[s.Language], s)
		}
		return rows, nil
	}
	dev, err := byLanguage("dev.jsonl")
	if err != nil {
		return nil, err
	}
	test, err := byLanguage("test.jsonl")
	if err != nil {
		return nil, err
	}
	best, threshold := 0., 0.
	for t := .02; t < .9; t += .01 {
		if f := meanF1(dev, t); f > best {
			best, threshold = f, t
		}
	}
	figures := []Figure{{What: "BRIGHTER anger F1, mean over 28 languages, one bundle", Digits: 3, Goal: AtLeast(.48), Values: []float64{meanF1(test, threshold)},
		Note: fmt.Sprintf("%d languages, threshold %.2f chosen on the dev rows", len(test), threshold)}}
	var peers struct{ Together, Apart map[string]float64 }
	if b.python != "" {
		if err := b.peer(ctx, &peers, "anger", b.file("brighter", "train.jsonl"), b.file("brighter", "test.jsonl")); err != nil {
			return figures, err
		}
		mean := func(f1 map[string]float64) float64 {
			sum := 0.
			for _, v := range f1 {
				sum += v
			}
			return sum / float64(len(f1))
		}
		figures = append(figures,
			Figure{What: "the same, scikit-learn, one logistic regression for all", Digits: 3, Values: []float64{mean(peers.Together)}},
			Figure{What: "the same, scikit-learn, one logistic regression a language", Digits: 3, Values: []float64{mean(peers.Apart)}})
	}
	for _, language := range slices.Sorted(maps.Keys(test)) {
		f := Figure{What: "BRIGHTER anger F1, " + language, Digits: 3, Values: []float64{f1(test[language], threshold)}}
		if together, ok := peers.Together[language]; ok {
			f.Note = fmt.Sprintf("logistic regressions: for all %.3f, its own %.3f", together, peers.Apart[language])
			if primary, _, _ := strings.Cut(language, "-"); slices.Contains(supported, primary) {
				f.Goal = AtLeast(together)
			}
		}
		figures = append(figures, f)
	}
	return figures, nil
}

// supported are the languages that our tickets are written in.
var supported = strings.Fields("en de fr es pt it nl pl tr ru ar hi mr bn zh ja")

func meanF1(rows map[string][]training.Scored, threshold float64) float64 {
	sum := 0.
	for _, some := range rows {
		sum += f1(some, threshold)
	}
	return sum / float64(len(rows))
}

func f1(rows []training.Scored, threshold float64) float64 {
	var hit, flagged, angry float64
	for _, s := range rows {
		angry += float64(s.Truth)
		if s.Probabilities[1] >= threshold {
			flagged++
			hit += float64(s.Truth)
		}
	}
	return 2 * hit / max(1, flagged+angry)
}

// publicSpam measures the spam bundle on mail, and on text messages that it
// has never seen the like of.
func publicSpam(_ context.Context, b *bench, set *models.Set) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	b.say("  spam")
	model := set.Model(models.Spam)
	point, err := model.Manifest().Flag("", .001)
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, c := range []struct {
		name, set string
		goal      Goal
	}{{"SpamAssassin", "spamassassin", AtLeast(95)}, {"sms-spam, never trained on", "sms-spam", Goal{}}} {
		_, meter, err := measured(model, b.file(c.set, "test.jsonl"))
		if err != nil {
			return figures, err
		}
		var ham, spam []float64
		for _, s := range meter.Scored() {
			if s.Truth == 1 {
				spam = append(spam, s.Probabilities[1])
			} else {
				ham = append(ham, s.Probabilities[1])
			}
		}
		slices.Sort(ham)
		share := func(rows []float64, threshold float64) float64 {
			n := 0.
			for _, p := range rows {
				if p >= threshold {
					n++
				}
			}
			return 100 * n / float64(len(rows))
		}
		strict := math.Nextafter(ham[len(ham)-1-int(.001*float64(len(ham)))], 2)
		note := fmt.Sprintf("at the bundle's own threshold: recall %.1f %%, false positives %.2f %%", share(spam, point.Threshold), share(ham, point.Threshold))
		figures = append(figures, Figure{What: c.name + ", spam found at 0.1 % false positives", Unit: "%", Digits: 1, Goal: c.goal, Values: []float64{share(spam, strict)}, Note: note})
	}
	return figures, nil
}
