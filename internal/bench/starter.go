package main

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strings"
	"time"

	"switchyard/classifier"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
	"switchyard/models/starter"
	"switchyard/sentiment"
	"switchyard/training"
)

// starters measures the bundles in the program: the tickets we wrote, the
// public sets, and the promises about explanations and languages.
func starters(ctx context.Context, b *bench) ([]Figure, error) {
	bundles, err := starter.Bundles()
	if err != nil {
		return nil, err
	}
	set, err := models.OpenSet(bundles, models.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = set.Close() }()
	var figures []Figure
	for _, measure := range []func(context.Context, *bench, *models.Set) ([]Figure, error){ownTickets, ourDeletions, helpdesk, publicAnger, publicSpam, strangers} {
		some, err := measure(ctx, b, set)
		figures = append(figures, some...)
		if err != nil {
			return figures, err
		}
	}
	return figures, ctx.Err()
}

// corpusFiles are the test rows of the tickets we wrote.
func corpusFiles() ([]string, error) {
	files, err := filepath.Glob("training/corpus/test/*.jsonl")
	if err == nil && len(files) == 0 {
		err = fmt.Errorf("training/corpus/test holds no rows: start this from the repository")
	}
	return files, err
}

// measured asks a model about the rows of files.
func measured(model *models.Model, files ...string) (*training.Dataset, *training.Meter, error) {
	set, err := training.Load(model.Manifest().Task, files, training.LoadOptions{Labels: model.Manifest().Labels})
	if err != nil {
		return nil, nil, err
	}
	meter := training.NewMeter(set.Labels)
	for _, e := range set.Examples {
		p := make([]float64, model.Manifest().Outputs())
		if err := model.Predict(p, e.Text); err != nil {
			return nil, nil, err
		}
		meter.Add(training.Scored{ID: e.ID, Language: e.Language, Truth: e.Label, Probabilities: p})
	}
	return set, meter, nil
}

func ownTickets(_ context.Context, b *bench, set *models.Set) ([]Figure, error) {
	files, err := corpusFiles()
	if err != nil {
		return nil, err
	}
	var figures []Figure
	for _, task := range []models.Task{models.Category, models.Priority, models.Sentiment} {
		b.say("  our tickets, %s", task)
		_, meter, err := measured(set.Model(task), files...)
		if err != nil {
			return figures, err
		}
		m := meter.Measure()
		worst, where := math.Inf(1), ""
		for language, l := range m.ByLanguage {
			if l.MacroF1 < worst {
				worst, where = l.MacroF1, language
			}
		}
		goal, least, calibrated := Goal{}, Goal{}, Goal{}
		if task == models.Category {
			goal, least, calibrated = AtLeast(.90), AtLeast(.84), AtMost(.03)
		}
		name := "our test tickets, " + string(task)
		figures = append(figures,
			Figure{What: name + ", macro-F1 over all languages", Digits: 3, Goal: goal, Values: []float64{m.MacroF1}, Note: fmt.Sprintf("%d rows", m.Rows)},
			Figure{What: name + ", macro-F1 of the worst language", Digits: 3, Goal: least, Values: []float64{worst}, Note: where},
			Figure{What: name + ", expected calibration error", Digits: 3, Goal: calibrated, Values: []float64{m.ECE}})
	}
	_, meter, err := measured(set.Model(models.Anger), files...)
	if err != nil {
		return figures, err
	}
	flagged, reached := flagShares(set.Model(models.Anger).Manifest(), meter.Scored())
	return append(figures,
		Figure{What: "our test tickets, calm ones flagged as angry at the default rate of 5 %", Unit: "%", Digits: 1, Goal: AtMost(6), Values: []float64{100 * flagged}},
		Figure{What: "our test tickets, angry ones flagged", Unit: "%", Digits: 1, Values: []float64{100 * reached}}), nil
}

// flagShares are the shares of the "no" and of the "yes" rows that an anger
// bundle flags, each row by the threshold of its language.
func flagShares(manifest *models.Manifest, rows []training.Scored) (no, yes float64) {
	var count, flagged [2]float64
	for _, s := range rows {
		point, err := manifest.Flag(s.Language, sentiment.DefaultFalseAlarms)
		if err != nil {
			return math.NaN(), math.NaN()
		}
		count[s.Truth]++
		if s.Probabilities[1] >= point.Threshold {
			flagged[s.Truth]++
		}
	}
	return flagged[0] / count[0], flagged[1] / count[1]
}

// helpdesk measures the IT bundle on the test tickets, whose letters are all
// small and whose punctuation, digits and greetings were removed, and on the
// same tickets as people write them.
func helpdesk(_ context.Context, b *bench, _ *models.Set) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	b.say("  IT help desk")
	bundle, err := starter.Bundle("it-helpdesk")
	if err != nil {
		return nil, err
	}
	model, err := models.Open(bundle, models.Options{})
	if err != nil {
		return nil, err
	}
	defer func() { _ = model.Close() }()
	set, meter, err := measured(model, b.file("it-service-tickets", "test.jsonl"))
	if err != nil {
		return nil, err
	}
	dressed, rng := training.NewMeter(set.Labels), rand.New(rand.NewPCG(3, 4))
	for _, e := range set.Examples {
		p := make([]float64, model.Manifest().Outputs())
		if err := model.Predict(p, models.Text("", dress(e.Text, rng))); err != nil {
			return nil, err
		}
		dressed.Add(training.Scored{ID: e.ID, Truth: e.Label, Probabilities: p})
	}
	return []Figure{
		{What: "IT service tickets, it-helpdesk bundle, macro-F1", Digits: 3, Values: []float64{meter.Measure().MacroF1}},
		{What: "the same tickets with greetings, capitals, punctuation and numbers", Digits: 3, Values: []float64{dressed.Measure().MacroF1}},
	}, nil
}

// dress writes a bare ticket as an ordinary mail.
func dress(text string, rng *rand.Rand) string {
	words := strings.Fields(text)
	for i, word := range words {
		if i == 0 || strings.HasSuffix(words[i-1], ".") {
			words[i] = strings.ToUpper(word[:1]) + word[1:]
			continue
		}
		switch rng.IntN(24) {
		case 0, 1:
			words[i] = word + "."
		case 2, 3:
			words[i] = word + ","
		case 4:
			words[i] = fmt.Sprintf("%s %d", word, rng.IntN(100_000))
		}
	}
	pick := func(some ...string) string { return some[rng.IntN(len(some))] }
	return pick("Hello,", "Hi team,", "Good morning,", "Dear all,", "Hi,") + "\n\n" + strings.Join(words, " ") + ".\n\n" +
		pick("Thanks,", "Kind regards,", "Best regards,", "Many thanks!") + "\n" + pick("Anna", "Tom Baker", "J. Novak", "Priya")
}

// strangers counts the texts in languages that no bundle learnt whose category
// would be applied without a human.
func strangers(ctx context.Context, b *bench, set *models.Set) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	b.say("  languages never learnt")
	detector, err := langdetect.New(langdetect.Config{})
	if err != nil {
		return nil, err
	}
	if err := detector.Load(ctx); err != nil {
		return nil, err
	}
	engine, err := triage.New(set, detector, sentiment.DefaultFalseAlarms)
	if err != nil {
		return nil, err
	}
	now := set.Model(models.Category).Manifest().CreatedAt.Add(time.Hour)
	var figures []Figure
	for _, file := range []string{"language_sentences.jsonl", "language_word_pairs.jsonl"} {
		source, err := training.OpenFile(b.file("lingua-testdata", file))
		if err != nil {
			return figures, err
		}
		known := classifier.New(set.Model(models.Category))
		applied, total := 0., 0.
		languages := map[string]bool{}
		for row, err := range source.Rows() {
			if err != nil {
				return figures, err
			}
			if known.Covers(row.Language) || strings.HasPrefix(row.Language, "nb") {
				continue
			}
			d, err := engine.Decide(triage.Item{Body: row.Body}, now)
			if err != nil {
				return figures, err
			}
			languages[row.Language] = true
			total++
			if d.Category.Action == classifier.Apply {
				applied++
			}
		}
		if err := source.Close(); err != nil {
			return figures, err
		}
		figures = append(figures, Figure{What: strings.TrimSuffix(file, ".jsonl") + " in languages never learnt, category applied without a human", Unit: "%", Digits: 2,
			Goal: AtMost(3), Values: []float64{100 * applied / total}, Note: fmt.Sprintf("%.0f texts in %d languages", total, len(languages))})
	}
	return figures, nil
}
