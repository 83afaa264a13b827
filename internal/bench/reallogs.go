package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"switchyard/internal/bench/logs"
)

// realLogs holds what names a case's group, resolver or assignee against every
// baseline, on real logs. The whole tables go to logs.md beside the binaries.
func realLogs(ctx context.Context, b *bench) (figures []Figure, err error) {
	if b.data == "" {
		return nil, nil
	}
	all, err := logs.Read(b.data, "")
	if err != nil {
		return nil, err
	}
	var results []logs.Result
	for i := range all {
		if ctx.Err() != nil {
			return figures, ctx.Err()
		}
		b.say("  %s", all[i].Name)
		result, err := logs.Measure(&all[i], logs.Chosen+1, logs.Blocks)
		if err != nil {
			return figures, err
		}
		results = append(results, result)
		ours := result.Comparisons[0]
		for _, k := range logs.Compared {
			e := ours.Estimates[k]
			figures = append(figures, Figure{What: fmt.Sprintf("%s, %s", result.Log, logs.Measures[k]), Unit: "%", Digits: 1, Values: []float64{100 * e.Value},
				Note: fmt.Sprintf("95 %%: %.1f to %.1f", 100*e.Low, 100*e.High)})
			for _, c := range result.Comparisons[1:] {
				gap := c.Behind[k]
				figures = append(figures, Figure{What: fmt.Sprintf("the same, above %s at least by", c.Method), Unit: "points", Digits: 1, Goal: AtLeast(0),
					Values: []float64{100 * gap.Low}, Note: fmt.Sprintf("lower end of 95 %%, by %.1f measured", 100*gap.Value)})
			}
		}
	}
	judged, err := logs.Success(ctx, b.data, logs.Chosen+1)
	if err != nil {
		return figures, err
	}
	for _, name := range slices.Sorted(maps.Keys(judged)) {
		for k, measure := range logs.SuccessMeasures {
			for i, f := range judged[name] {
				what := fmt.Sprintf("it-incidents, ends with its first %s, %s", name, measure)
				if i > 0 {
					what = "the same, " + f.Name
				}
				e := f.Estimates[k]
				figures = append(figures, Figure{What: what, Digits: 3, Values: []float64{e.Value}, Note: fmt.Sprintf("95 %%: %.3f to %.3f", e.Low, e.High)})
			}
		}
	}
	file, err := os.Create(filepath.Join(binaries, "logs.md"))
	if err != nil {
		return figures, err
	}
	if err := logs.Write(file, results); err != nil {
		return figures, err
	}
	return figures, file.Close()
}
