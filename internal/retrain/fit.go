package retrain

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"
	"time"

	"switchyard/models"
	"switchyard/training"
)

// fitted is a challenger before the gate.
type fitted struct {
	bundle *models.Bundle
	model  *models.Model
	notes  []string
}

// fit learns from the rows before the cut and certifies the model on some after
// it, which neither it nor the gate has used.
func fit(ctx context.Context, task models.Task, p *parts, bytes int64, o Options, tell func(Progress)) (*fitted, error) {
	set := datasetOf(task, p.train, nil, "before the cut")
	var held *training.Dataset
	if len(p.calibration) > 0 {
		held = datasetOf(task, p.calibration, set.Labels, "to calibrate on")
	}
	options := recipe(len(set.Examples), len(set.Labels), bytes, o)
	passes, fits, last := 0., 1., 0.
	if held == nil {
		fits = 2 // the first finds the temperature
	}
	if options.Linear > 0 {
		fits *= 2
	}
	result, err := training.Train(ctx, set, held, options, o.Now, func(f training.Progress) {
		if done := float64(f.Done) / float64(max(1, f.Total)); done < last {
			passes, last = passes+1, done
		} else {
			last = done
		}
		tell(Progress{Task: task, Stage: Training, Done: min(1, (passes+last)/fits), Words: fmt.Sprintf("%d rows, %d labels", len(set.Examples), len(set.Labels))})
	})
	if err != nil {
		return nil, fmt.Errorf("train: %w", err)
	}
	bundle := result.Bundle
	bundle.Manifest.Licence = "the desk's own"
	f := &fitted{bundle: bundle}
	tell(Progress{Task: task, Stage: Certifying})
	certificate, note, err := f.certify(ctx, p.certify, o)
	if err != nil {
		return nil, err
	}
	if note != "" {
		f.notes = append(f.notes, note)
	}
	card := training.Card(bundle.Manifest, result.HeldOut.Measure(), "")
	if certificate != nil {
		bundle.Manifest.Certificate = certificate
		card = training.CertifiedCard(card, certificate)
	}
	bundle.Files[models.CardFile] = card
	if _, err := bundle.Seal(); err != nil {
		return nil, err
	}
	f.model, err = models.Open(bundle, models.Options{Engine: models.Native})
	return f, err
}

// certify looks for what may be applied without a human. The note says why that
// is nothing.
func (f *fitted) certify(ctx context.Context, rows []Row, o Options) (*models.Certificate, string, error) {
	if len(rows) == 0 {
		return nil, "no certificate, so that its answers are only suggested: all rows were needed to learn from and to test on", nil
	}
	model, err := models.Open(f.bundle, models.Options{Engine: models.Native})
	if err != nil {
		return nil, "", err
	}
	defer func() { _ = model.Close() }()
	manifest := &f.bundle.Manifest
	set := datasetOf(manifest.Task, rows, manifest.Labels, "to certify on")
	meter := training.NewMeter(manifest.Labels)
	for _, e := range set.Examples {
		if err := ctx.Err(); err != nil {
			return nil, "", err
		}
		p := make([]float64, manifest.Outputs())
		if err := model.Predict(p, e.Text); err != nil {
			return nil, "", err
		}
		meter.Add(training.Scored{ID: e.ID, Language: e.Language, Truth: e.Label, Probabilities: p})
	}
	c, err := training.Certify(manifest, meter, set.Sources, o.Certify, o.Now)
	if err != nil {
		return nil, "", fmt.Errorf("certify: %w", err)
	}
	if !c.Issued() {
		return nil, "no certificate, so that its answers are only suggested: " + c.Groups[0].Refused, nil
	}
	return c, "", nil
}

// datasetOf is what training reads. Labels that are not among those given count
// as out of scope, and are left out where the model has no answer for that.
func datasetOf(task models.Task, rows []Row, labels []string, what string) *training.Dataset {
	set := &training.Dataset{Task: task, Labels: labels, Skipped: training.Skipped{}}
	if labels == nil {
		set.Labels = labelsOf(task, rows)
	}
	at := map[string]int{}
	for i, label := range set.Labels {
		at[label] = i
	}
	for i := range rows {
		r := &rows[i]
		label, known := at[r.Label]
		if !known {
			label = len(set.Labels)
		}
		set.Examples = append(set.Examples, training.Example{ID: r.ID, Text: r.Text, Language: r.Language, Label: label, Weight: r.Weight})
	}
	set.Sources = []models.DataSource{{Name: "tickets of the desk, " + what, SHA256: fingerprint(rows), Rows: len(rows), Licence: "the desk's own"}}
	return set
}

// labelsOf lists the labels of rows, in their natural order where they have one.
func labelsOf(task models.Task, rows []Row) []string {
	seen := map[string]bool{}
	for i := range rows {
		seen[rows[i].Label] = true
	}
	labels := slices.Sorted(maps.Keys(seen))
	if task == models.Priority {
		natural := []string{"low", "normal", "high", "urgent"}
		slices.SortStableFunc(labels, func(a, b string) int { return slices.Index(natural, a) - slices.Index(natural, b) })
	}
	return labels
}

// fingerprint is the sha256 of rows, in order: of all that is learnt from them.
func fingerprint(rows []Row) string {
	sum := sha256.New()
	for i := range rows {
		r := &rows[i]
		_, _ = fmt.Fprintf(sum, "%q %q %q %s %q %v\n", r.ID, r.Text, r.Language, r.At.UTC().Format(time.RFC3339Nano), r.Label, r.Weight)
	}
	return "sha256:" + hex.EncodeToString(sum.Sum(nil))
}
