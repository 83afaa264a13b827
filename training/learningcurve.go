package training

import (
	"context"
	"fmt"
)

// CurvePoint says how good a model is that learnt from part of the rows.
type CurvePoint struct {
	Rows     int // learnt from
	Accuracy float64
	MacroF1  float64
}

// curveParts are the parts of the rows that the curve is measured at: one in
// so many.
var curveParts = []uint64{8, 4, 2, 1}

// LearningCurve fits on an eighth, a quarter, half and all of the rows, each
// part holding the smaller ones, and measures every fit on the same held-out
// rows: those of held, or one row in ten where held is nil. A part without
// rows is left out. All fits use the options as they are, so that only the
// number of rows differs; the same arguments give the same curve. It costs
// nearly two full fits. report is called from the calling goroutine.
func LearningCurve(ctx context.Context, set, held *Dataset, opts Options, report func(Progress)) ([]CurvePoint, error) {
	if err := opts.validate(); err != nil {
		return nil, err
	}
	if err := set.trainable(); err != nil {
		return nil, err
	}
	rows, measured, err := holdOut(set, held)
	if err != nil {
		return nil, err
	}
	var curve []CurvePoint
	for i, nth := range curveParts {
		part := onePart(rows, nth)
		if len(part) == 0 {
			continue
		}
		stage := fmt.Sprintf("learning curve, fit %d of %d", i+1, len(curveParts))
		network, err := fitExamples(ctx, set, part, opts, renamed(report, stage))
		if err != nil {
			return nil, err
		}
		meter, _, err := calibrate(network, set, measured, opts)
		if err != nil {
			return nil, err
		}
		m := meter.Measure()
		curve = append(curve, CurvePoint{Rows: len(part), Accuracy: m.Accuracy, MacroF1: m.MacroF1})
	}
	return curve, nil
}

// onePart takes about one example in nth, a power of two; every part holds
// the smaller ones.
func onePart(examples []Example, nth uint64) []Example {
	var part []Example
	for _, e := range examples {
		if spread(textHash(e.Text))%nth == 0 {
			part = append(part, e)
		}
	}
	return part
}

// spread mixes a hash once more (the finaliser of SplitMix64, Steele et al.
// 2014), so that a part of the rows does not go by the digits that already
// chose the held-out rows.
func spread(h uint64) uint64 {
	h = (h ^ h>>30) * 0xbf58476d1ce4e5b9
	h = (h ^ h>>27) * 0x94d049bb133111eb
	return h ^ h>>31
}

// renamed tells progress under another stage.
func renamed(report func(Progress), stage string) func(Progress) {
	return func(p Progress) {
		p.Stage = stage
		report(p)
	}
}
