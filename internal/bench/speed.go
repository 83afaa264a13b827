package main

import (
	"context"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// lengths are the texts of testdata: so many words each.
var lengths = []struct {
	words int
	goal  float64 // us
}{{20, 40}, {200, 250}}

// rounds is how often short measurements are taken in turn.
const rounds = 3

// speed times one text at a time on one core: both engines, and scikit-learn.
func speed(ctx context.Context, b *bench) ([]Figure, error) {
	native, runtime := map[int][]timing{}, map[int][]timing{}
	for range rounds {
		done, err := output(ctx, built("speed.test"), "-test.run=^$", "-test.bench=^BenchmarkCategory$", "-test.cpu=1", "-test.benchtime=1s")
		if err != nil {
			return nil, err
		}
		for _, l := range lengths {
			for engine, times := range map[string]map[int][]timing{"native": native, "onnxruntime": runtime} {
				t, found, err := findTiming(string(done.out), fmt.Sprintf("BenchmarkCategory/%s/%d", engine, l.words))
				if err != nil {
					return nil, err
				}
				if found {
					times[l.words] = append(times[l.words], t)
				}
			}
		}
	}
	theirs, err := b.theirLatency(ctx)
	if err != nil {
		return nil, err
	}
	figures, err := decisions(ctx)
	for _, l := range lengths {
		figures = append(figures, latencies(l.words, l.goal, native[l.words], runtime[l.words], theirs[l.words])...)
	}
	return figures, err
}

// whole are the parts of BenchmarkDecision.
var whole = []struct {
	name, what string
	goal       Goal
}{
	{"decision", "whole decision on 20 words (language, category, priority, sentiment, anger, spam), one core, p50", AtMost(200)},
	{"language", "  of which the language", AtMost(60)},
	{"explained", "whole decision with explanations of all parts", Goal{}},
	{"category", "category alone", Goal{}},
	{"explanation", "explanation of the category alone", Goal{}},
}

// decisions times whole decisions, and what an explanation costs beside the
// prediction that it explains.
func decisions(ctx context.Context) ([]Figure, error) {
	figures := make([]Figure, len(whole))
	for range rounds {
		done, err := output(ctx, built("speed.test"), "-test.run=^$", "-test.bench=^BenchmarkDecision$", "-test.cpu=1", "-test.benchtime=1s")
		if err != nil {
			return nil, err
		}
		for i, part := range whole {
			t, found, err := findTiming(string(done.out), "BenchmarkDecision/"+part.name)
			if err != nil || !found {
				return nil, fmt.Errorf("BenchmarkDecision/%s was not run (%w)", part.name, err)
			}
			figures[i].What, figures[i].Goal, figures[i].Unit, figures[i].Digits, figures[i].Timed = part.what, part.goal, "us", 1, true
			figures[i].Values = append(figures[i].Values, t.p50)
		}
	}
	ratio := figures[len(figures)-1].Value() / figures[len(figures)-2].Value()
	multiple := Figure{What: "  as a multiple of the prediction", Digits: 1, Goal: AtMost(10), Values: []float64{ratio}}
	return slices.Concat(figures, []Figure{multiple}), nil
}

// latencies are the rows for texts of one length.
func latencies(words int, goal float64, native, runtime []timing, theirs []float64) []Figure {
	what := fmt.Sprintf("category of %d words, one core, p50: ", words)
	ours := Figure{What: what + "native engine", Unit: "us", Digits: 1, Goal: AtMost(goal), Timed: true}
	memory := Figure{What: fmt.Sprintf("allocations for %d words, native engine", words), Goal: AtMost(0), Timed: true}
	for _, t := range native {
		ours.Values, memory.Values = append(ours.Values, t.p50), append(memory.Values, t.allocations)
	}
	figures := []Figure{ours, memory}
	if len(runtime) > 0 {
		f := Figure{What: what + "ONNX Runtime", Unit: "us", Digits: 1, Timed: true}
		for _, t := range runtime {
			f.Values = append(f.Values, t.p50)
		}
		figures = append(figures, f, Figure{What: "  as a multiple of native", Digits: 1, Values: []float64{f.Value() / ours.Value()}})
	}
	if len(theirs) > 0 {
		f := Figure{What: what + "scikit-learn's pipeline", Unit: "us", Digits: 0, Timed: true, Values: theirs}
		figures = append(figures, f, Figure{What: "  as a multiple of native", Digits: 1, Values: []float64{f.Value() / ours.Value()}})
	}
	return figures
}

// timing is a line of go test -bench.
type timing struct{ p50, allocations float64 }

// findTiming reads the line of the named benchmark. found is false where it
// was skipped.
func findTiming(lines, name string) (t timing, found bool, err error) {
	for line := range strings.Lines(lines) {
		words := strings.Fields(line)
		if len(words) < 4 || words[0] != name {
			continue
		}
		t.p50, err = valueOf(words, "p50-us")
		if err != nil {
			return t, false, err
		}
		t.allocations, err = valueOf(words, "allocs/op")
		return t, err == nil, err
	}
	return t, false, nil
}

// valueOf finds "12.3 unit" among the words of a benchmark line.
func valueOf(words []string, unit string) (float64, error) {
	for i := 1; i < len(words); i++ {
		if words[i] == unit {
			return strconv.ParseFloat(words[i-1], 64)
		}
	}
	return 0, fmt.Errorf("%s does not report %s", words[0], unit)
}

// theirLatency times scikit-learn on the same texts, p50 in us by words.
func (b *bench) theirLatency(ctx context.Context) (map[int][]float64, error) {
	if b.python == "" || b.data == "" {
		return nil, nil
	}
	b.say("  scikit-learn")
	args := []string{"latency", b.file("it-service-tickets", "train.jsonl")}
	for _, l := range lengths {
		args = append(args, filepath.Join(source, "testdata", fmt.Sprintf("words%d.txt", l.words)))
	}
	var answer struct {
		P50 [][]float64 `json:"p50_us"`
	}
	if err := b.peer(ctx, &answer, args...); err != nil {
		return nil, err
	}
	theirs := map[int][]float64{}
	for i, l := range lengths {
		theirs[l.words] = answer.P50[i]
	}
	return theirs, nil
}
