package langdetect

import (
	"context"
	"fmt"
	"math"
	"runtime/debug"
	"slices"
	"sync/atomic"

	"github.com/pemistahl/lingua-go"
)

// deep is lingua-go behind a gate: one lingua detector for every script that
// several configured languages share. Languages with a script to themselves
// need no model.
type deep struct {
	byScript [scriptCount]lingua.LanguageDetector
	turn     chan struct{} // holds a token while nobody loads
	ready    *atomic.Bool
	pending  *[][]lingua.Language // guarded by turn
}

func newDeep(panels [scriptCount]panel) deep {
	d := deep{turn: make(chan struct{}, 1), ready: new(atomic.Bool), pending: new([][]lingua.Language)}
	for s := range panels {
		if len(panels[s].tongues) < 2 {
			continue
		}
		var languages []lingua.Language
		for _, t := range panels[s].tongues {
			languages = append(languages, t.lingua)
		}
		// Building twice in one process is cheap: lingua shares models.
		d.byScript[s] = lingua.NewLanguageDetectorBuilder().FromLanguages(slices.Clone(languages)...).Build()
		for pair := range slices.Chunk(languages, 2) {
			if len(pair) == 1 { // lingua wants two; one that is already there costs nothing
				pair = []lingua.Language{pair[0], languages[0]}
			}
			*d.pending = append(*d.pending, pair)
		}
	}
	d.ready.Store(len(*d.pending) == 0)
	d.turn <- struct{}{}
	return d
}

// load reads the pending models two languages at a time, so that the garbage
// of decoding stays small and ctx is looked at a few times a second.
func (d *deep) load(ctx context.Context) error {
	if d.isReady() {
		return nil
	}
	select {
	case <-d.turn:
	case <-ctx.Done():
		return fmt.Errorf("langdetect: loading models: %w", context.Cause(ctx))
	}
	defer func() { d.turn <- struct{}{} }()
	for len(*d.pending) > 0 {
		if ctx.Err() != nil {
			return fmt.Errorf("langdetect: loading models: %w", context.Cause(ctx))
		}
		pair := (*d.pending)[0]
		lingua.NewLanguageDetectorBuilder().FromLanguages(pair...).WithPreloadedLanguageModels().Build()
		*d.pending = (*d.pending)[1:]
	}
	if !d.isReady() {
		debug.FreeOSMemory() // decoding leaves about as much garbage as models
		d.ready.Store(true)
	}
	return nil
}

func (d *deep) isReady() bool { return d.ready.Load() }

// ask returns lingua's log-probabilities for tongues, in their order. It
// reports false when lingua has no opinion, or panics, which it was never seen
// to do on words that read has cleaned.
func (d *deep) ask(s script, tongues []tongue, text string) (logs []float64, ok bool) {
	defer func() {
		if recover() != nil {
			logs, ok = nil, false
		}
	}()
	logs = make([]float64, len(tongues))
	total := 0.0
	for _, v := range d.byScript[s].ComputeLanguageConfidenceValues(text) {
		for i, t := range tongues {
			if t.lingua == v.Language() {
				total += v.Value()
				logs[i] = logOf(v.Value())
			}
		}
	}
	return logs, total > 0
}

// logOf bounds the logarithm of a probability from lingua. Zero means that its
// rules exclude the language, which they do on little evidence in short texts:
// excluded is what that was worth on the development half.
func logOf(p float64) float64 {
	if p == 0 {
		return excluded
	}
	return max(math.Log(p), lowestLog)
}

const (
	excluded  = -3.2
	lowestLog = -12
)
