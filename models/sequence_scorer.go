package models

import (
	"errors"
	"fmt"
)

// transformerScorer is a text classifier whose graph gives the logits.
type transformerScorer struct {
	runner  *sequenceRunner
	outputs int
}

func newSequenceScorer(b *Bundle, opts Options) (scorer, error) {
	if b.Manifest.Kind == Encoder {
		return newHeadScorer(b, opts)
	}
	r, shape, err := newSequenceRunner(b, opts)
	if err != nil {
		return nil, err
	}
	s := &transformerScorer{runner: r, outputs: b.Manifest.Outputs()}
	if len(shape) != 2 || shape[1] != int64(s.outputs) {
		return nil, errors.Join(invalid("%s: output %q has shape %v for 2 texts but bundle.json describes %d labels (out of scope included)",
			GraphFile, r.encoding.Output, shape, s.outputs), r.close())
	}
	return s, nil
}

func (s *transformerScorer) name() string { return s.runner.engine }
func (s *transformerScorer) close() error { return s.runner.close() }

func (s *transformerScorer) read(dst []float32, p *Passage) error { return s.score(dst, p.text[:]) }

func (s *transformerScorer) score(dst []float32, texts []string) error {
	batches, err := s.runner.batches(texts)
	if err != nil {
		return err
	}
	for _, b := range batches {
		out, err := s.runner.run(b.tokens)
		if err != nil {
			return err
		}
		if len(out.Float32s) != len(b.rows)*s.outputs {
			return fmt.Errorf("the graph gave shape %v for %d texts of %d scores", out.Shape, len(b.rows), s.outputs)
		}
		for i, row := range b.rows {
			copy(dst[row*s.outputs:(row+1)*s.outputs], out.Float32s[i*s.outputs:])
		}
	}
	return nil
}
