package main

import (
	"context"
	"errors"
)

// seeds is how often a fit is repeated where it is cheap.
const seeds = 3

// accuracy trains on each public set and measures on its test part.
func accuracy(ctx context.Context, b *bench) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	var figures []Figure
	var errs []error
	for _, set := range []func(context.Context, *bench) ([]Figure, error){clinc, banking, fewShot, serviceTickets, languages, emotion} {
		f, err := set(ctx, b)
		figures, errs = append(figures, f...), append(errs, err)
	}
	return figures, errors.Join(errs...)
}

// trials fits and measures a set with seeds 1 to n.
func (b *bench) trials(ctx context.Context, set string, n int, dev ...string) (models []fitted, results []evaluation, err error) {
	for seed := 1; seed <= n; seed++ {
		b.say("  %s, seed %d", set, seed)
		model, err := b.fit(ctx, set, seed, b.file(set, "train.jsonl"), dev...)
		if err != nil {
			return nil, nil, err
		}
		result, err := eval(ctx, model, b.file(set, "test.jsonl"))
		if err != nil {
			return nil, nil, err
		}
		models, results = append(models, model), append(results, result)
	}
	return models, results, nil
}

func clinc(ctx context.Context, b *bench) ([]Figure, error) {
	models, results, err := b.trials(ctx, "clinc150", seeds, b.file("clinc150", "dev.jsonl"))
	if err != nil {
		return nil, err
	}
	within := Figure{What: "CLINC150 accuracy in scope", Unit: "%", Digits: 2, Goal: AtLeast(93.2), Note: "stretch 94"}
	auroc := Figure{What: "CLINC150 out of scope, AUROC", Digits: 4, Goal: AtLeast(.960), Note: "stretch .965"}
	recall := Figure{What: "CLINC150 out of scope, recall when 5 % of the others are rejected", Unit: "%", Digits: 1, Goal: AtLeast(80), Note: "stretch 83"}
	ece := Figure{What: "CLINC150 expected calibration error, 15 bins", Digits: 4, Goal: AtMost(.015), Note: "stretch .010"}
	size := Figure{What: "CLINC150 bundle", Unit: "MB", Digits: 3, Goal: AtMost(6)}
	seconds := Figure{What: "CLINC150 training", Unit: "s", Digits: 1, Goal: AtMost(20), Timed: true}
	for i, r := range results {
		megabytes, err := models[i].size()
		if err != nil {
			return nil, err
		}
		if r.OOS == nil {
			return nil, errors.New("clinc150: eval has no out-of-scope figures: the test rows lack out_of_scope")
		}
		within.Values = append(within.Values, 100*float64(r.Accuracy))
		auroc.Values = append(auroc.Values, float64(r.OOS.AUROC))
		recall.Values = append(recall.Values, 100*float64(r.OOS.Recall))
		ece.Values = append(ece.Values, float64(r.ECE))
		size.Values = append(size.Values, megabytes)
		seconds.Values = append(seconds.Values, models[i].seconds)
	}
	return []Figure{within, auroc, recall, ece, size, seconds}, nil
}

func banking(ctx context.Context, b *bench) ([]Figure, error) {
	_, results, err := b.trials(ctx, "banking77", seeds)
	if err != nil {
		return nil, err
	}
	f := Figure{What: "Banking77 accuracy", Unit: "%", Digits: 2, Goal: AtLeast(92.5)}
	for _, r := range results {
		f.Values = append(f.Values, 100*float64(r.Accuracy))
	}
	return []Figure{f}, nil
}

func serviceTickets(ctx context.Context, b *bench) ([]Figure, error) {
	const set = "it-service-tickets"
	_, results, err := b.trials(ctx, set, 1, b.file(set, "dev.jsonl"))
	if err != nil {
		return nil, err
	}
	ours := Figure{What: "IT service tickets, macro-F1", Unit: "%", Digits: 2, Values: []float64{100 * float64(results[0].MacroF1)}}
	if b.python == "" {
		return []Figure{ours}, nil
	}
	b.say("  %s, scikit-learn", set)
	var svc struct {
		MacroF1 float64 `json:"macro_f1"`
	}
	if err := b.peer(ctx, &svc, "svc", b.file(set, "train.jsonl"), b.file(set, "test.jsonl")); err != nil {
		return []Figure{ours}, err
	}
	ours.Goal = AtLeast(100 * svc.MacroF1)
	ours.Note = "the goal is scikit-learn's"
	return []Figure{ours, {What: "the same, scikit-learn's LinearSVC on word and character n-grams", Unit: "%", Digits: 2, Values: []float64{100 * svc.MacroF1}}}, nil
}

func languages(ctx context.Context, b *bench) ([]Figure, error) {
	const set = "xlm-t-sentiment"
	_, results, err := b.trials(ctx, set, 1, b.file(set, "dev.jsonl"))
	if err != nil {
		return nil, err
	}
	var sum float64
	for _, l := range results[0].ByLanguage {
		sum += float64(l.MacroF1)
	}
	mean := 100 * sum / float64(len(results[0].ByLanguage))
	return []Figure{{What: "XLM-T sentiment, one model, mean macro-F1 of its languages", Unit: "%", Digits: 2, Goal: AtLeast(58), Values: []float64{mean}}}, nil
}

func emotion(ctx context.Context, b *bench) ([]Figure, error) {
	const set = "tweeteval-emotion"
	_, results, err := b.trials(ctx, set, seeds, b.file(set, "dev.jsonl"))
	if err != nil {
		return nil, err
	}
	macro := Figure{What: "TweetEval emotion, macro-F1", Unit: "%", Digits: 2, Goal: AtLeast(66)}
	anger := Figure{What: "TweetEval emotion, F1 of anger", Unit: "%", Digits: 2, Goal: AtLeast(78)}
	for _, r := range results {
		macro.Values = append(macro.Values, 100*float64(r.MacroF1))
		anger.Values = append(anger.Values, 100*float64(r.PerLabel["anger"].F1))
	}
	return []Figure{macro, anger}, nil
}
