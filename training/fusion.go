package training

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"switchyard/internal/signs"
	"switchyard/models"
)

// fusionStrength is the L2 penalty of a fusion on standardised inputs: signs
// are few and rows are many, so a little keeps rare signs from running away.
const fusionStrength = 1e-3

// fuse fits a fusion on every second of the scored examples of a yes/no task
// and measures the joined probabilities on the others.
func fuse(ctx context.Context, labels []string, examples []Example, alone []Scored, workers int) (*models.Fusion, *Meter, error) {
	names := signs.Names()
	dims := 1 + len(names)
	values := make([][]float64, len(examples))
	parallel(workers, func(w int) {
		from, to := share(len(examples), workers, w)
		for i := from; i < to; i++ {
			values[i] = signs.Read(examples[i].Text).Values()
		}
	})
	var rows []float32
	var targets []target
	for i := 0; i < len(examples); i += 2 {
		rows = append(rows, float32(models.LogOdds(alone[i].Probabilities[1])))
		for _, v := range values[i] {
			rows = append(rows, float32(v))
		}
		targets = append(targets, target{row: i / 2, label: examples[i].Label, weight: 1})
	}
	fit := newLogistic(rows, targets, dims, 2, workers)
	x, err := fit.fit(ctx, fusionStrength, nil, linearIterations, func(int) {})
	if err != nil {
		return nil, nil, fmt.Errorf("join the model with the signs: %w", err)
	}
	head := fit.head(x)
	weight := func(k int) float64 { return float64(head.Weights[2*k+1] - head.Weights[2*k]) }
	fusion := &models.Fusion{Slope: weight(0), Bias: float64(head.Bias[1] - head.Bias[0]), Signs: names}
	for k := range names {
		fusion.Weights = append(fusion.Weights, weight(1+k))
	}
	meter := NewMeter(labels)
	for i := 1; i < len(examples); i += 2 {
		s := alone[i]
		p := fusion.Join(s.Probabilities[1], values[i])
		s.Probabilities = []float64{1 - p, p}
		meter.Add(s)
	}
	return fusion, meter, nil
}

// flagRates are the false-alarm rates that thresholds are chosen for.
var flagRates = []float64{.001, .005, .01, .02, .05, .1, .2}

// fewestAlarms is how many false alarms a rate must allow among the held-out
// rows before a language gets a threshold of its own for it.
const fewestAlarms = 5

// flags chooses the thresholds of a yes/no task on held-out rows: for all
// languages together at every rate, and for each language at the rates that it
// has rows enough for.
func flags(m *Meter) []models.FlagPoint {
	byLanguage := map[string][]Scored{}
	for _, s := range m.Scored() {
		byLanguage[""] = append(byLanguage[""], s)
		if language, _, _ := strings.Cut(strings.ToLower(s.Language), "-"); language != "" {
			byLanguage[language] = append(byLanguage[language], s)
		}
	}
	var points []models.FlagPoint
	for language, rows := range byLanguage {
		var no, yes []float64
		for _, s := range rows {
			if s.Truth == 0 {
				no = append(no, s.Probabilities[1])
			} else {
				yes = append(yes, s.Probabilities[1])
			}
		}
		slices.Sort(no)
		for _, rate := range flagRates {
			if len(no) == 0 || language != "" && (rate*float64(len(no)) < fewestAlarms || len(yes) < fewestAlarms) {
				continue
			}
			p := models.FlagPoint{Language: language, FalseAlarms: rate, Threshold: flagFrom(no, rate), No: len(no), Yes: len(yes)}
			for _, v := range yes {
				if v >= p.Threshold {
					p.Recall += 1 / float64(len(yes))
				}
			}
			points = append(points, p)
		}
	}
	slices.SortFunc(points, func(a, b models.FlagPoint) int {
		if a.Language != b.Language {
			return strings.Compare(a.Language, b.Language)
		}
		return int(math.Copysign(1, a.FalseAlarms-b.FalseAlarms))
	})
	return points
}
