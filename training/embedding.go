package training

import (
	"context"
	"fmt"
	"math"

	"switchyard/models"
)

// embedRows are the texts that one call of an encoder gets. Which texts go
// together depends on their order alone, as an embedding differs a little
// with its company.
const embedRows = 128

// embedded are examples with their embeddings, one row after another.
type embedded struct {
	examples []Example
	rows     []float32
}

// embed reads the examples with the encoder.
func embed(ctx context.Context, encoder *models.Embedder, examples []Example, workers int, report func(Progress)) (embedded, error) {
	dims := encoder.Dimensions()
	out := embedded{examples, make([]float32, len(examples)*dims)}
	failed := make([]error, workers)
	round := workers * embedRows
	for start := 0; start < len(examples); start += round {
		if err := ctx.Err(); err != nil {
			return embedded{}, err
		}
		parallel(workers, func(w int) {
			from := min(start+w*embedRows, len(examples))
			to := min(from+embedRows, len(examples))
			failed[w] = embedBatch(encoder, out.rows[from*dims:to*dims], examples[from:to])
		})
		for _, err := range failed {
			if err != nil {
				return embedded{}, err
			}
		}
		report(Progress{Stage: "reading", Done: min(start+round, len(examples)), Total: len(examples)})
	}
	return out, nil
}

func embedBatch(encoder *models.Embedder, dst []float32, examples []Example) error {
	if len(examples) == 0 {
		return nil
	}
	texts := make([]string, len(examples))
	for i, e := range examples {
		texts[i] = e.Text
	}
	if err := encoder.Embed(dst, texts); err != nil {
		return fmt.Errorf("the encoder fails on rows %q to %q: %w", examples[0].ID, examples[len(examples)-1].ID, err)
	}
	for i, v := range dst {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return fmt.Errorf("the encoder gives %v for row %q: its embeddings cannot be learnt from", v, examples[i/encoder.Dimensions()].ID)
		}
	}
	return nil
}
