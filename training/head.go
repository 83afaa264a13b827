package training

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
	"time"

	"switchyard/models"
)

// Encoder is a bundle of kind encoder and the embedder that was opened from
// it. Fitting a head leaves both as they are.
type Encoder struct {
	Bundle   *models.Bundle
	Embedder *models.Embedder
}

// HeadOptions fix the fit of a head. Zero values are not defaults: start from
// DefaultHeadOptions.
type HeadOptions struct {
	// Strengths of the L2 penalty, above 0, tried from the largest down until
	// the calibrated log-loss on the held-out rows rises; the best is taken.
	// Embeddings are standardised first, so that one range suits every
	// encoder.
	Strengths []float64
	// Iterations bounds the steps of one fit.
	Iterations int
	// ClassWeights makes rare labels count more.
	ClassWeights ClassWeights
	// Workers is the number of goroutines. It changes the time, not the
	// result.
	Workers int
}

// DefaultHeadOptions suit sets of a few dozen to a hundred thousand rows.
func DefaultHeadOptions() HeadOptions {
	return HeadOptions{Strengths: []float64{.1, .03, .01, 3e-3, 1e-3, 3e-4, 1e-4, 3e-5}, Iterations: 300, ClassWeights: Uniform, Workers: 2}
}

func (o HeadOptions) validate() error {
	if len(o.Strengths) == 0 {
		return errors.New("strengths is empty: give at least one")
	}
	for _, s := range o.Strengths {
		if !(s > 0) || math.IsInf(s, 0) {
			return fmt.Errorf("strength %v: it must be a positive number", s)
		}
	}
	if o.Iterations < 1 || o.Iterations > 100000 {
		return fmt.Errorf("iterations is %d: it must lie within 1..100000", o.Iterations)
	}
	if o.Workers < 1 || o.Workers > 256 {
		return fmt.Errorf("workers is %d: it must lie within 1..256", o.Workers)
	}
	return o.ClassWeights.validate()
}

// FitHead fits a logistic regression on the embeddings of a frozen encoder
// and calibrates it as Train does; the bundle is complete but for its card.
// Rows out of scope are one more class. held may be nil: then one row in ten
// chooses the strength and calibrates, and a second fit on all rows gets its
// temperature and thresholds. The same arguments give the same bundle. now is
// the time the bundle gives itself. report is called from the calling
// goroutine.
func FitHead(ctx context.Context, encoder Encoder, set, held *Dataset, opts HeadOptions, now time.Time, report func(Progress)) (*Result, error) {
	if err := opts.validate(); err != nil {
		return nil, err
	}
	if kind := encoder.Bundle.Manifest.Kind; kind != models.Encoder {
		return nil, fmt.Errorf("the bundle %q is of kind %q: a head can be fitted on kind %q alone", encoder.Bundle.Manifest.Name, kind, models.Encoder)
	}
	if err := set.trainable(); err != nil {
		return nil, err
	}
	rows, calibration, err := holdOut(set, held)
	if err != nil {
		return nil, err
	}
	learnt, err := embed(ctx, encoder.Embedder, rows, opts.Workers, renamed(report, "reading rows"))
	if err != nil {
		return nil, err
	}
	unseen, err := embed(ctx, encoder.Embedder, calibration, opts.Workers, renamed(report, "reading held-out rows"))
	if err != nil {
		return nil, err
	}
	best, err := chooseHead(ctx, set, learnt, unseen, opts, report)
	if err != nil {
		return nil, err
	}
	if held == nil {
		all := embedded{slices.Concat(rows, calibration), slices.Concat(learnt.rows, unseen.rows)}
		stage := renamed(report, "fitting the head on all rows")
		if best.head, err = newHeadFitter(set, all, opts, stage).fit(ctx, best.strength); err != nil {
			return nil, err
		}
	}
	graph, err := best.head.Graph().Encode()
	if err != nil {
		return nil, err
	}
	encoding := *encoder.Bundle.Manifest.Encoding
	manifest := set.manifest(now)
	manifest.Kind, manifest.Encoding = models.Encoder, &encoding
	manifest.Training = &models.TrainingRecord{Rows: len(set.Examples), ClassWeights: string(opts.ClassWeights),
		Encoder: strings.TrimSuffix(encoder.Bundle.Manifest.Version(), "@"), Strength: best.strength} // a bare encoder has no hash
	set.addCalibration(&manifest, held, best.meter, best.temperature)
	files := maps.Clone(encoder.Bundle.Files)
	delete(files, models.CardFile) // it speaks of the encoder alone
	files[models.HeadFile] = graph
	return &Result{Bundle: &models.Bundle{Manifest: manifest, Files: files}, HeldOut: best.meter}, nil
}

// chosenHead is a head with what the held-out rows say of it.
type chosenHead struct {
	head        *models.Head
	strength    float64
	meter       *Meter
	temperature float64
}

// chooseHead fits heads from the strongest penalty on for as long as they get
// better, and takes the best.
func chooseHead(ctx context.Context, set *Dataset, learnt, unseen embedded, opts HeadOptions, report func(Progress)) (chosenHead, error) {
	fitter := newHeadFitter(set, learnt, opts, report)
	strengths := slices.SortedFunc(slices.Values(opts.Strengths), func(a, b float64) int { return cmp.Compare(b, a) })
	var best chosenHead
	for i, strength := range strengths {
		fitter.report = renamed(report, fmt.Sprintf("fitting the head, strength %d of %d", i+1, len(strengths)))
		head, err := fitter.fit(ctx, strength)
		if err != nil {
			return best, err
		}
		logits := make([]float32, len(unseen.examples)*head.Outputs)
		for row := range unseen.examples {
			head.Score(logits[row*head.Outputs:(row+1)*head.Outputs], unseen.rows[row*head.Inputs:(row+1)*head.Inputs])
		}
		meter, t := calibrateLogits(logits, head.Outputs, set.Labels, unseen.examples)
		if best.head != nil && !(meter.Measure().LogLoss < best.meter.Measure().LogLoss) {
			break // past the best, a weaker penalty only does worse, and takes longer
		}
		best = chosenHead{head, strength, meter, t}
	}
	return best, nil
}

// headFitter fits heads of one strength after another on the same rows.
type headFitter struct {
	model      *logistic
	at         []float64 // where the fit before came out: the next starts there
	iterations int
	report     func(Progress)
}

func newHeadFitter(set *Dataset, data embedded, opts HeadOptions, report func(Progress)) *headFitter {
	outputs := len(set.Labels)
	if set.OutOfScope > 0 {
		outputs++
	}
	weighed := targets(data.examples, len(set.Labels), Options{ClassWeights: opts.ClassWeights, ScopeRepeats: 1})
	dims := len(data.rows) / len(data.examples)
	return &headFitter{model: newLogistic(data.rows, weighed, dims, outputs, opts.Workers), iterations: opts.Iterations, report: report}
}

func (f *headFitter) fit(ctx context.Context, strength float64) (*models.Head, error) {
	var err error
	f.at, err = f.model.fit(ctx, strength, f.at, f.iterations, func(iteration int) {
		f.report(Progress{Done: iteration, Total: f.iterations})
	})
	if err != nil {
		return nil, err
	}
	f.report(Progress{Done: f.iterations, Total: f.iterations}) // it may be there early
	return f.model.head(f.at), nil
}
