package main

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"time"

	"switchyard/models"
	"switchyard/training"
)

// evalCommand measures a bundle.
type evalCommand struct {
	engineFlags
	Bundle      string   `required:"" placeholder:"DIR" help:"Folder of the bundle."`
	Test        []string `required:"" sep:"none" placeholder:"FILE" help:"Labelled JSONL rows, plain or gzip. May be repeated."`
	JSON        bool     `help:"Print one JSON object."`
	SkipBadRows bool     `help:"Leave broken rows out instead of refusing the file."`
}

// evaluation is what eval prints as JSON. Figures that the rows leave
// undefined are null.
type evaluation struct {
	Bundle     string                     `json:"bundle"`
	Engine     string                     `json:"engine"`
	Task       models.Task                `json:"task"`
	Rows       int                        `json:"rows"`
	Accuracy   number                     `json:"accuracy"`
	MacroF1    number                     `json:"macro_f1"`
	ECE        number                     `json:"ece"`
	LogLoss    number                     `json:"log_loss"`
	PerLabel   map[string]labelNumbers    `json:"per_label"`
	ByLanguage map[string]languageNumbers `json:"by_language"`
	OOS        *scopeNumbers              `json:"oos"`
	LatencyUS  latencyNumbers             `json:"latency_us"`
	Skipped    training.Skipped           `json:"skipped,omitempty"`
}

type number float64

// MarshalJSON writes NaN, which JSON lacks, as null.
func (n number) MarshalJSON() ([]byte, error) {
	if f := float64(n); math.IsNaN(f) || math.IsInf(f, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

type labelNumbers struct {
	Rows      int    `json:"rows"`
	Precision number `json:"precision"`
	Recall    number `json:"recall"`
	F1        number `json:"f1"`
}

type languageNumbers struct {
	Rows           int    `json:"rows"`
	Accuracy       number `json:"accuracy"`
	MacroF1        number `json:"macro_f1"`
	MacroPrecision number `json:"macro_precision"`
	MacroRecall    number `json:"macro_recall"`
	ECE            number `json:"ece"`
}

type scopeNumbers struct {
	Rows      int    `json:"rows"`
	AUROC     number `json:"auroc"`
	RecallAt5 number `json:"recall_at_5pct_rejection"`
}

type latencyNumbers struct {
	P50 number `json:"p50"`
	P99 number `json:"p99"`
}

func (c *evalCommand) Run(io streams) error {
	opts, _, err := c.options()
	if err != nil {
		return err
	}
	model, err := models.OpenDir(c.Bundle, opts)
	if err != nil {
		return err
	}
	defer func() { _ = model.Close() }()
	manifest := model.Manifest()
	set, err := training.Load(manifest.Task, c.Test, training.LoadOptions{Labels: manifest.Labels, SkipBad: c.SkipBadRows})
	if err != nil {
		return err
	}
	meter := training.NewMeter(manifest.Labels)
	took := make([]float64, len(set.Examples))
	for i, e := range set.Examples {
		p := make([]float64, manifest.Outputs())
		start := time.Now()
		if err := model.Predict(p, e.Text); err != nil {
			return err
		}
		took[i] = float64(time.Since(start).Nanoseconds()) / 1e3
		meter.Add(training.Scored{ID: e.ID, Language: e.Language, Truth: e.Label, Probabilities: p})
	}
	result := newEvaluation(model, set, meter.Measure(), took)
	if c.JSON {
		encoder := json.NewEncoder(io.out)
		encoder.SetIndent("", "  ")
		return encoder.Encode(result)
	}
	return result.print(io)
}

func newEvaluation(model *models.Model, set *training.Dataset, m training.Measures, took []float64) evaluation {
	slices.Sort(took)
	e := evaluation{
		Bundle: model.Manifest().Version(), Engine: model.Engine(), Task: set.Task, Rows: len(set.Examples),
		Accuracy: number(m.Accuracy), MacroF1: number(m.MacroF1), ECE: number(m.ECE), LogLoss: number(m.LogLoss),
		PerLabel: map[string]labelNumbers{}, ByLanguage: map[string]languageNumbers{}, Skipped: set.Skipped,
		LatencyUS: latencyNumbers{number(took[len(took)/2]), number(took[len(took)*99/100])},
	}
	for name, l := range m.PerLabel {
		e.PerLabel[name] = labelNumbers{l.Rows, number(l.Precision), number(l.Recall), number(l.F1)}
	}
	for tag, l := range m.ByLanguage {
		e.ByLanguage[tag] = languageNumbers{l.Rows, number(l.Accuracy), number(l.MacroF1), number(l.MacroPrecision), number(l.MacroRecall), number(l.ECE)}
	}
	if s := m.OutOfScope; s != nil {
		e.OOS = &scopeNumbers{s.Rows, number(s.AUROC), number(s.RecallAt5)}
	}
	return e
}

func (e evaluation) print(io streams) error {
	fmt.Fprintf(io.out, "%s on %s: %d rows\n", e.Bundle, e.Engine, e.Rows)
	fmt.Fprintf(io.out, "  accuracy %.4f   macro-F1 %.4f   ECE %.4f   log-loss %.4f\n", e.Accuracy, e.MacroF1, e.ECE, e.LogLoss)
	if e.OOS != nil {
		fmt.Fprintf(io.out, "  out of scope: %d rows, AUROC %.4f, recall %.4f when 5 %% of the others are rejected\n", e.OOS.Rows, e.OOS.AUROC, e.OOS.RecallAt5)
	}
	_, err := fmt.Fprintf(io.out, "  one text: p50 %.1f us, p99 %.1f us\n", e.LatencyUS.P50, e.LatencyUS.P99)
	return err
}
