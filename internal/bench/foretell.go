package main

import (
	"context"
	"fmt"

	"switchyard/internal/bench/logs"
)

// foretold holds what foretells trouble with an incident when it is opened
// against a logistic regression on the same features.
func foretold(ctx context.Context, b *bench) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	methods, err := logs.Trouble(ctx, b.data)
	if err != nil {
		return nil, err
	}
	ours, plain := &methods[0].Measures, &methods[1].Measures
	one := func(what string, goal Goal, value, beside float64) Figure {
		return Figure{What: "it-incidents, trouble foretold at opening, " + what, Digits: 3, Goal: goal, Values: []float64{value},
			Note: fmt.Sprintf("%s %.3f", methods[1].Method, beside)}
	}
	return []Figure{
		one("AUROC", AtLeast(plain.AUROC), ours.AUROC, plain.AUROC),
		one("calibration error", AtMost(.02), ours.ECE, plain.ECE),
		one("log-loss", AtMost(plain.LogLoss), ours.LogLoss, plain.LogLoss),
		one("recall where four fifths are not looked at", AtLeast(plain.Recall), ours.Recall, plain.Recall),
	}, nil
}
