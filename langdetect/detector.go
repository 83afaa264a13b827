package langdetect

import (
	"context"
	"fmt"
	"sync"
)

// A Detector tells the language of texts. It is safe for any number of
// goroutines.
type Detector struct {
	minConfidence float64
	tongues       []tongue
	panels        [scriptCount]panel
	deep          deep
	scratch       sync.Pool // of *scratch
}

// scratch is the memory one Detect call needs.
type scratch struct {
	words   words
	costs   []int32   // a column of the table
	table   []float64 // a tongue
	markers []float64 // a tongue
	vote    vote
}

// New returns a detector for the languages of cfg. It returns at once: the
// large models are read by Load, and until then only clear texts get an answer.
// An unknown tag or a MinConfidence outside [0, 1) is an error.
func New(cfg Config) (*Detector, error) {
	tags := cfg.Languages
	if len(tags) == 0 {
		tags = defaultLanguages
	}
	tongues, err := resolve(tags)
	if err != nil {
		return nil, err
	}
	minConfidence := cfg.MinConfidence
	if minConfidence == 0 {
		minConfidence = DefaultMinConfidence
	}
	if !(minConfidence > 0 && minConfidence < 1) {
		return nil, fmt.Errorf("langdetect: Config.MinConfidence is %v; it must be at least 0 and less than 1", cfg.MinConfidence)
	}
	d := &Detector{minConfidence: minConfidence, tongues: tongues}
	d.scratch.New = func() any { return new(scratch) }
	byScript := map[script][]tongue{}
	for _, t := range tongues {
		byScript[t.script] = append(byScript[t.script], t)
	}
	for s, group := range byScript {
		d.panels[s] = newPanel(s, group)
	}
	d.deep = newDeep(d.panels)
	return d, nil
}

// Languages returns the tags the detector was configured with, in order.
func (d *Detector) Languages() []string {
	out := make([]string, len(d.tongues))
	for i, t := range d.tongues {
		out[i] = t.tag
	}
	return out
}

// Load reads the large models, which takes seconds and a few hundred megabytes.
// It may run in the background, while Detect answers what it can, and may be
// called any number of times and from several goroutines: all wait for one
// load. When ctx ends first, Load returns its error and keeps what was read;
// the next call goes on from there.
func (d *Detector) Load(ctx context.Context) error { return d.deep.load(ctx) }

// Ready reports whether Load has finished.
func (d *Detector) Ready() bool { return d.deep.isReady() }
