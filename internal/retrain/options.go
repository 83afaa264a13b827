package retrain

import (
	"fmt"
	"runtime"
	"time"

	"switchyard/models"
	"switchyard/training"
	"switchyard/training/gate"
)

// Options say how a task is learnt and judged. Zero values are not defaults:
// start from DefaultOptions.
type Options struct {
	// Gate is how much proof is asked for. Its Alpha is that of a quarter.
	Gate gate.Options
	// Attempt counts the runs of the task in this quarter, from 1, over which the
	// gate's Alpha is shared out.
	Attempt int
	// Least is how many rows labelled by people there must be to learn from, and
	// LeastEach how many of a label, which is left out otherwise.
	Least     int
	LeastEach int
	// Replace is set where the champion must go, such as for what it has learnt
	// from: then the challenger need not be better, only no worse.
	Replace bool
	// NewLabels lets rows in whose labels the desk does not know.
	NewLabels bool
	// Known are the labels that the desk uses, empty where it has none yet.
	Known []string

	Certify training.CertifyOptions
	// Fit is the recipe; nil chooses one by the number of rows.
	Fit     *training.Options
	Seed    uint64
	Workers int // goroutines; the model does not depend on them
	Now     time.Time
}

// DefaultOptions ask for 1,000 rows to test on and 300 to learn from, five of
// each label.
func DefaultOptions(now time.Time) Options {
	return Options{
		Gate: gate.Default(), Attempt: 1, Least: 300, LeastEach: 5,
		Certify: training.CertifyOptions{Alpha: .05, Delta: .1, By: models.Undivided, Valid: 30 * 24 * time.Hour},
		Seed:    1, Workers: runtime.GOMAXPROCS(0), Now: now,
	}
}

func (o *Options) validate() error {
	for _, c := range []struct {
		name    string
		v, from int
	}{{"attempt", o.Attempt, 1}, {"least", o.Least, 20}, {"least_each", o.LeastEach, 1}, {"workers", o.Workers, 1}} {
		if c.v < c.from || c.v > 1e9 {
			return fmt.Errorf("retrain: %s is %d: give a number from %d", c.name, c.v, c.from)
		}
	}
	return nil
}

// recipe is how to fit a number of rows of some labels so that the bundle is no
// larger than about bytes, 0 for any. Few labels take a linear part, which does
// well where they are noisy.
func recipe(rows, labels int, bytes int64, o Options) training.Options {
	if o.Fit != nil {
		return *o.Fit
	}
	fit := training.DefaultOptions(rows)
	columns := 0
	if labels <= fewLabels {
		fit.Linear, fit.Hidden, columns = 1, 64, 2*labels
	} else if rows >= manyRows && labels > manyLabels {
		fit.Hidden = 176
	}
	if room := int(bytes/int64(fit.Features.Buckets)) - columns; bytes > 0 && room < fit.Hidden {
		fit.Hidden = max(32, room/8*8)
	}
	fit.Seed, fit.Workers = o.Seed, o.Workers
	return fit
}

// The recipe changes at these numbers of labels and rows.
const (
	fewLabels  = 8
	manyLabels = 100
	manyRows   = 2000
)
