package main

import "context"

// trainingTime sets the wall clock of training CLINC150 beside that of
// scikit-learn's logistic regression on word and character n-grams.
func trainingTime(ctx context.Context, b *bench) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	const set = "clinc150"
	took := Figure{What: "CLINC150, train command from start to bundle, calibration included", Unit: "s", Digits: 1, Goal: AtMost(20), Timed: true}
	right := Figure{What: "its accuracy in scope", Unit: "%", Digits: 2}
	fit := func() error {
		models, results, err := b.trials(ctx, set, 1, b.file(set, "dev.jsonl"))
		if err != nil {
			return err
		}
		took.Values = append(took.Values, models[0].seconds)
		right.Values = append(right.Values, 100*float64(results[0].Accuracy))
		return nil
	}
	if err := fit(); err != nil {
		return nil, err
	}
	if b.python == "" {
		return []Figure{took, right}, nil
	}
	b.say("  %s, scikit-learn", set)
	var peer struct {
		Features float64 `json:"features_s"`
		Fit      float64 `json:"fit_s"`
		Accuracy float64 `json:"accuracy"`
	}
	if err := b.peer(ctx, &peer, "logreg", b.file(set, "train.jsonl"), b.file(set, "test.jsonl")); err != nil {
		return []Figure{took, right}, err
	}
	if err := fit(); err != nil { // one fit before the peer and one after it see the same machine
		return nil, err
	}
	right.Goal, right.Note = AtLeast(100*peer.Accuracy), "the goal is scikit-learn's"
	theirs := peer.Features + peer.Fit
	return []Figure{took, right,
		{What: "scikit-learn's LogisticRegression (liblinear), features and fit", Unit: "s", Digits: 1, Values: []float64{theirs}},
		{What: "its accuracy", Unit: "%", Digits: 2, Values: []float64{100 * peer.Accuracy}},
		{What: "our time as a share of scikit-learn's", Digits: 2, Goal: AtMost(1), Values: []float64{took.Value() / theirs}},
	}, nil
}
