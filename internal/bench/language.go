package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"
)

// language sets langdetect beside plain lingua-go. The whole report, with
// calibration and mixed texts, comes from go run ./langdetect/measure.
func language(ctx context.Context, b *bench) ([]Figure, error) {
	if b.data == "" {
		return nil, nil
	}
	done, err := output(ctx, built("language"), "-data", b.data)
	if err != nil {
		return nil, err
	}
	return parseLanguage(string(done.out))
}

// parseLanguage reads two tables of that report: kinds of text with accuracy
// and mean time, and typical texts by language with their median time.
func parseLanguage(report string) ([]Figure, error) {
	var figures []Figure
	for _, kind := range []string{"sentences", "word_pairs", "single_words"} {
		cells, err := cellsAfter(report, kind, 9)
		if err != nil {
			return nil, err
		}
		name := strings.ReplaceAll(kind, "_", " ")
		theirs, ours := 100*cells[1], 100*cells[2]
		figures = append(figures,
			Figure{What: name + ", right guesses, the goal is plain lingua's", Unit: "%", Digits: 2, Goal: AtLeast(theirs), Values: []float64{ours}},
			Figure{What: name + ", mean time as a share of plain lingua's", Digits: 3, Values: []float64{cells[7]}})
	}
	_, typical, found := strings.Cut(report, "typical texts:")
	if !found {
		return nil, fmt.Errorf("langdetect's report has no typical texts")
	}
	slowest := Figure{What: "typical texts, median time in the slowest language", Unit: "us", Digits: 1, Goal: AtMost(60)}
	var most float64
	for line := range strings.Lines(typical) {
		if words := strings.Fields(line); len(words) == 4 {
			if median, err := strconv.ParseFloat(words[2], 64); err == nil {
				most = max(most, median)
			}
		}
	}
	if most == 0 {
		return nil, fmt.Errorf("langdetect's report has no times of typical texts")
	}
	slowest.Values = []float64{most}
	return append(figures, slowest), nil
}

// cellsAfter gives the numbers of the first line that starts with the word.
func cellsAfter(report, word string, width int) ([]float64, error) {
	for line := range strings.Lines(report) {
		words := strings.Fields(line)
		if len(words) != width || words[0] != word {
			continue
		}
		cells := make([]float64, 0, width-1)
		for _, w := range words[1:] {
			v, err := strconv.ParseFloat(w, 64)
			if err != nil {
				return nil, fmt.Errorf("langdetect's report, line %q: %w", line, err)
			}
			cells = append(cells, v)
		}
		return cells, nil
	}
	return nil, fmt.Errorf("langdetect's report has no line of %d cells for %s", width, word)
}
