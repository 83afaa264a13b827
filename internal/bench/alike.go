package main

import (
	"context"
	"fmt"

	"switchyard/internal/alike"
)

// alikes measures near duplicates, related reports and bursts.
func alikes(ctx context.Context, b *bench) ([]Figure, error) {
	b.say("  two months of desks without bursts")
	figures, err := alarms(1)
	if err != nil || b.data == "" {
		return figures, err
	}
	b.say("  gitbugs-hadoop")
	related, err := hadoop(b)
	figures = append(related, figures...)
	if err != nil {
		return figures, err
	}
	b.say("  a window of 100,000 tickets")
	texts, err := ticketTexts(b)
	if err != nil {
		return figures, err
	}
	copies, err := planted(ctx, texts, 100_000, 3000)
	return append(copies, figures...), err
}

// planted are the figures of copies planted in a window of tickets.
func planted(ctx context.Context, texts []string, size, copies int) ([]Figure, error) {
	p, err := plant(texts, size, copies)
	if err != nil {
		return nil, err
	}
	found, err := p.search(ctx)
	if err != nil {
		return nil, err
	}
	held := fmt.Sprintf("a window of %d tickets", found.held)
	figures := []Figure{
		{What: "copies of tickets of 8 words or more that have no copy in the data: found", Digits: 4, Goal: AtLeast(.95), Values: []float64{found.of[single].recall()},
			Note: fmt.Sprintf("%d copies, %s", found.of[single].copies, held)},
		{What: "  of what is called alike, planted", Digits: 4, Goal: AtLeast(.98), Values: []float64{found.of[single].precision()}},
		{What: "copies of any ticket of 8 words or more, forms among them: found", Digits: 4, Values: []float64{found.of[any8].recall()}},
		{What: "  of what is called alike, planted", Digits: 4, Values: []float64{found.of[any8].precision()}, Note: "tickets that came from one form count as wrong"},
		{What: "copies of texts of fewer than 8 words: found", Digits: 4, Values: []float64{found.of[brief8].recall()}},
		{What: "  of what is called alike, planted", Digits: 4, Values: []float64{found.of[brief8].precision()}},
		{What: "a ticket cleaned, read, looked up and added at that size: p50", Unit: "ms", Digits: 3, Goal: AtMost(2), Values: []float64{found.p50}, Timed: true},
		{What: "  p99", Unit: "ms", Digits: 3, Goal: AtMost(2), Values: []float64{found.p99}, Timed: true},
		{What: "  memory of the window", Unit: "MB", Values: []float64{found.megabytes}},
		{What: "one text 10,000 times: p99", Unit: "ms", Digits: 3, Goal: AtMost(2), Values: []float64{found.flood}, Timed: true},
	}
	return figures, nil
}

// hadoop are the figures of duplicates in other words.
func hadoop(b *bench) ([]Figure, error) {
	reports, pairs, err := bugReports(b.file("gitbugs-hadoop", "reports.jsonl"), b.file("gitbugs-hadoop", "duplicates.json"))
	if err != nil {
		return nil, err
	}
	corpus, err := alike.NewCorpus(reports)
	if err != nil {
		return nil, err
	}
	scores := rankPairs(reports, pairs, map[string]func(alike.Matter) []int{
		"ours": func(m alike.Matter) []int {
			var order []int
			for _, f := range corpus.Related(m, len(reports)) {
				order = append(order, f.Candidate)
			}
			return order
		},
		"BM25":    corpus.ByWords,
		"MinHash": func(m alike.Matter) []int { return corpus.ByShingles(m, 0) },
		"cosine":  corpus.ByFeatures,
	})
	var figures []Figure
	for _, name := range []string{"ours", "BM25", "MinHash", "cosine"} {
		s := scores[name]
		goal, note := Goal{}, ""
		if name == "ours" {
			goal, note = AtLeast(max(scores["BM25"].at5, scores["MinHash"].at5)+1e-9), fmt.Sprintf("%d pairs, asked from both sides; %d better and %d worse than BM25", len(pairs), s.better, s.worse)
		}
		figures = append(figures,
			Figure{What: "gitbugs-hadoop, the other report of a pair, " + name + ": Recall@5", Digits: 3, Goal: goal, Values: []float64{s.at5}, Note: note},
			Figure{What: "  Recall@1", Digits: 3, Values: []float64{s.at1}},
			Figure{What: "  Recall@10", Digits: 3, Values: []float64{s.at10}})
	}
	return figures, nil
}
