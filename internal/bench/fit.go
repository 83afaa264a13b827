package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strconv"
)

// evaluation is what this command reads of switchyard eval --json.
type evaluation struct {
	Accuracy   measure                     `json:"accuracy"`
	MacroF1    measure                     `json:"macro_f1"`
	ECE        measure                     `json:"ece"`
	PerLabel   map[string]labelMeasures    `json:"per_label"`
	ByLanguage map[string]languageMeasures `json:"by_language"`
	OOS        *scopeMeasures              `json:"oos"`
}

type labelMeasures struct {
	F1 measure `json:"f1"`
}

type languageMeasures struct {
	MacroF1 measure `json:"macro_f1"`
}

type scopeMeasures struct {
	AUROC  measure `json:"auroc"`
	Recall measure `json:"recall_at_5pct_rejection"`
}

// measure is a number, NaN where the JSON has null.
type measure float64

// UnmarshalJSON reads a number or null.
func (m *measure) UnmarshalJSON(data []byte) error {
	value := math.NaN()
	if string(data) != "null" {
		if err := json.Unmarshal(data, &value); err != nil {
			return err
		}
	}
	*m = measure(value)
	return nil
}

// fitted is a bundle that was just trained.
type fitted struct {
	dir     string
	seconds float64 // wall clock of the whole command
}

// fit trains on the files with the recipe and the seed, through the command
// line as anyone would.
func (b *bench) fit(ctx context.Context, recipe string, seed int, train string, dev ...string) (fitted, error) {
	r, ok := b.recipes[recipe]
	if !ok {
		return fitted{}, fmt.Errorf("recipes has no line for %s: add one", recipe)
	}
	dir, err := os.MkdirTemp(b.scratch, recipe+"-")
	if err != nil {
		return fitted{}, err
	}
	args := []string{"train", "--quiet", "--task", r.Task, "--seed", strconv.Itoa(seed), "--out", dir, "--train", train}
	for _, file := range dev {
		args = append(args, "--dev", file)
	}
	done, err := output(ctx, built("switchyard"), append(args, r.Flags...)...)
	return fitted{dir, done.took.Seconds()}, err
}

// eval measures a bundle on rows it has not seen.
func eval(ctx context.Context, f fitted, test string) (evaluation, error) {
	var e evaluation
	done, err := output(ctx, built("switchyard"), "eval", "--json", "--bundle", f.dir, "--test", test)
	if err != nil {
		return e, err
	}
	if err := json.Unmarshal(done.out, &e); err != nil {
		return e, fmt.Errorf("switchyard eval --json: %w", err)
	}
	return e, nil
}

// size is what the bundle weighs: the files its manifest lists, and itself.
func (f fitted) size() (megabytes float64, err error) {
	manifest, err := os.ReadFile(filepath.Join(f.dir, "bundle.json"))
	if err != nil {
		return 0, err
	}
	var lists struct {
		Files map[string]string `json:"files"`
	}
	if err := json.Unmarshal(manifest, &lists); err != nil {
		return 0, fmt.Errorf("bundle.json: %w", err)
	}
	bytes := int64(len(manifest))
	for name := range lists.Files {
		info, err := os.Stat(filepath.Join(f.dir, name))
		if err != nil {
			return 0, err
		}
		bytes += info.Size()
	}
	return float64(bytes) / 1e6, nil
}
