package main

import (
	"context"
	"fmt"
	"slices"
	"time"

	"switchyard/internal/bench/replies"
)

// suggested holds the ranking of replies against BM25 alone, and measures how
// long a suggestion takes and what of planted personal data it shows.
func suggested(ctx context.Context, b *bench) (figures []Figure, err error) {
	if b.data != "" {
		care, err := replies.Care(b.data)
		if err != nil {
			return nil, err
		}
		three, err := replies.Answers(b.data, "lang3-4k.jsonl")
		if err != nil {
			return nil, err
		}
		five, err := replies.Answers(b.data, "multi-lang-5.jsonl")
		if err != nil {
			return nil, err
		}
		for _, sets := range [][]*replies.Set{{care}, {three, five}} {
			b.say("  %s", sets[0].Name)
			results, err := replies.Measure(ctx, sets...)
			if err != nil {
				return figures, err
			}
			if len(results) > 1 {
				var alone, ours, usual replies.Ranks
				for _, r := range results {
					alone, ours, usual = append(alone, r.BM25...), append(ours, r.Ours...), append(usual, r.Usual...)
				}
				both := replies.Compare("tickets-multilang, both", alone, ours)
				both.Usual = usual
				results = append(results, both)
			}
			for _, r := range results {
				figures = append(figures, ranked(&r)...)
			}
		}
	}
	b.say("  100,000 replies")
	took, heap, err := replies.Latency(ctx, 100_000, 400)
	if err != nil {
		return figures, err
	}
	slices.Sort(took)
	at := func(q float64) float64 { return float64(took[int(q*float64(len(took)-1))]) / float64(time.Millisecond) }
	figures = append(figures, Figure{What: "a suggestion among 100,000 replies, p95, one core", Unit: "ms", Digits: 1, Timed: true, Goal: AtMost(50), Values: []float64{at(.95)},
		Note: fmt.Sprintf("median %.1f ms", at(.5))})
	figures = append(figures, Figure{What: "memory of 100,000 distinct replies", Unit: "MB", Digits: 0, Goal: AtMost(300), Values: []float64{float64(heap) / 1e6},
		Note: "the heap after a collection"})
	b.say("  planted personal data")
	leaks, shown, err := replies.Leaks(10_000)
	if err != nil {
		return figures, err
	}
	return append(figures, Figure{What: "planted personal data shown, of 10,000 replies", Digits: 0, Goal: AtMost(0), Values: []float64{float64(leaks)},
		Note: fmt.Sprintf("in %d templates that were looked at", shown)}), nil
}

// ranked are the figures of a set.
func ranked(r *replies.Result) []Figure {
	figures := []Figure{
		{What: r.Name + ", MRR", Digits: 3, Values: []float64{r.Ours.MRR()}, Note: fmt.Sprintf("%d cases", len(r.Ours))},
		{What: "the same, BM25 alone", Digits: 3, Values: []float64{r.BM25.MRR()},
			Note: fmt.Sprintf("constants chosen on past cases; with k1 1.2 and b .75 it is %.3f", r.Usual.MRR())},
		{What: "the same, above BM25 alone", Unit: "%", Digits: 1, Goal: AtLeast(15), Values: []float64{100 * r.Gain}, Note: fmt.Sprintf("95 %%: %.1f to %.1f", 100*r.Low, 100*r.High)},
	}
	for _, k := range []int{1, 3, 5} {
		figures = append(figures, Figure{What: fmt.Sprintf("%s, Recall@%d", r.Name, k), Unit: "%", Digits: 1, Values: []float64{100 * r.Ours.Recall(k)},
			Note: fmt.Sprintf("BM25 alone %.1f", 100*r.BM25.Recall(k))})
	}
	return figures
}
