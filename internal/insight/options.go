package insight

import (
	"fmt"
	"time"

	"switchyard/langdetect"
)

// Options say how a history is read and what is promised.
type Options struct {
	Now   time.Time      // of the report, for its head alone
	Zone  *time.Location // in which days and hours are told; nil for UTC
	Alpha float64        // largest error among applied answers, within 0 and 1
	Delta float64        // chance that the promise does not hold, within 0 and 1
	Plain bool           // quote texts and name agents as they are
	// Rows bounds the tickets that models are fitted on, Judged those whose labels
	// are judged, and Texts those that are looked through for what is said over and
	// over. At least 1.
	Rows, Judged, Texts int
	// Replayed bounds the tickets of a simulation that are measured, at least 1. Seeds
	// is how many are run: at least 2, as one does not say how sure it is.
	Replayed, Seeds int
	Workers         int // goroutines of fits; the result does not depend on it
	// Detector tells the language of texts of which nobody says it; nil to leave
	// them unknown.
	Detector *langdetect.Detector
}

// DefaultOptions suit a history of any size on a laptop: some minutes, and less
// than 2 GB.
func DefaultOptions() Options {
	return Options{Zone: time.UTC, Alpha: .05, Delta: .1, Rows: 20_000, Judged: 10_000, Texts: 100_000, Replayed: 3000, Seeds: 5, Workers: 2}
}

func (o *Options) validate() error {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	switch {
	case !(o.Alpha > 0 && o.Alpha < 1):
		return fmt.Errorf("alpha is %v: it must lie within 0 and 1", o.Alpha)
	case !(o.Delta > 0 && o.Delta < 1):
		return fmt.Errorf("delta is %v: it must lie within 0 and 1", o.Delta)
	}
	for _, bound := range []struct {
		name     string
		n, least int
	}{{"rows", o.Rows, 1}, {"judged", o.Judged, 1}, {"texts", o.Texts, 1}, {"replayed", o.Replayed, 1}, {"seeds", o.Seeds, 2}, {"workers", o.Workers, 1}} {
		if bound.n < bound.least {
			return fmt.Errorf("%s is %d: it must be at least %d", bound.name, bound.n, bound.least)
		}
	}
	return nil
}

// Progress hears how many steps of a stage are done; total is 0 where it is not
// known. Calls do not overlap.
type Progress func(stage string, done, total int)
