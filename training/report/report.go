// Package report writes what a training run achieved as one HTML page that
// needs nothing else: its style and diagrams are inside it, it runs no
// scripts and fetches nothing.
package report

import (
	"switchyard/models"
	"switchyard/training"
)

// Report is what a page is written from. The diagrams and tables whose values
// are absent are left out or say so.
type Report struct {
	Manifest models.Manifest
	Command  string // makes the bundle again; may be empty

	// The figures are those of the held-out rows.
	Measures     training.Measures
	Reliability  []training.Bin
	RiskCoverage []training.RiskPoint
	Confusions   []training.Confusion

	LearningCurve []training.CurvePoint // empty where it was not computed
	Suspicions    *training.Suspicions  // nil where none were looked for

	Skipped        training.Skipped // rows left out of training
	SkippedHeldOut training.Skipped
}

// Of measures the held-out rows of a bundle. The meter must have been filled
// over the manifest's labels.
func Of(manifest models.Manifest, heldOut *training.Meter) Report {
	var inScope []training.Scored
	for _, s := range heldOut.Scored() {
		if s.Truth < len(manifest.Labels) {
			inScope = append(inScope, s)
		}
	}
	return Report{
		Manifest: manifest, Measures: heldOut.Measure(), Reliability: heldOut.Reliability(inScope),
		RiskCoverage: heldOut.RiskCoverage(), Confusions: heldOut.Confusions(),
	}
}
