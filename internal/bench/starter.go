package main

import (
	"context"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"path/filepath"
	"slices"
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
