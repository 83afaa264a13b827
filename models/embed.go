package models

import (
	"errors"
	"fmt"

	"switchyard/internal/onnx"
)

// Embedder turns texts into vectors with the encoder of a bundle. It is safe
// for use by many goroutines; Close it after the last use.
type Embedder struct {
	runner *sequenceRunner
}

// OpenEmbedder makes the encoder of a bundle of kind Encoder ready; a head in
// it is not used. A bundle that does not fit what it says is refused with
// ErrInvalid; without ONNX Runtime the error wraps ort.ErrMissing.
func OpenEmbedder(b *Bundle, opts Options) (*Embedder, error) {
	if b.Manifest.Kind != Encoder {
		return nil, invalid("kind is %q: only a bundle of kind %q gives embeddings", b.Manifest.Kind, Encoder)
	}
	r, shape, err := newSequenceRunner(b, opts)
	if err != nil {
		return nil, err
	}
	e := &Embedder{runner: r}
	rank := 3
	if r.encoding.Pooling == Pooled {
		rank = 2
	}
	if len(shape) != rank || shape[rank-1] != int64(r.encoding.Dimensions) {
		return nil, errors.Join(invalid("%s: output %q has shape %v for 2 texts but bundle.json describes pooling %q of %d dimensions",
			GraphFile, r.encoding.Output, shape, r.encoding.Pooling, r.encoding.Dimensions), r.close())
	}
	return e, nil
}

// Dimensions is the length of one embedding.
func (e *Embedder) Dimensions() int { return e.runner.encoding.Dimensions }

// Engine says what computes, for people.
func (e *Embedder) Engine() string { return e.runner.engine }

// Close frees what the encoder holds outside Go's memory.
func (e *Embedder) Close() error { return e.runner.close() }

// Embed writes the embedding of each text to its row of dst, which has
// len(texts) times Dimensions elements. Any bytes are a text; what lies
// beyond the bundle's max_tokens does not count. A text gets the same
// embedding alone and among others, to about 1e-6.
func (e *Embedder) Embed(dst []float32, texts []string) error {
	d := e.Dimensions()
	if len(dst) != len(texts)*d {
		return fmt.Errorf("embed: dst has %d elements: %d texts of %d dimensions need %d", len(dst), len(texts), d, len(texts)*d)
	}
	batches, err := e.runner.batches(texts)
	if err != nil {
		return err
	}
	for _, b := range batches {
		out, err := e.runner.run(b.tokens)
		if err != nil {
			return err
		}
		embeddings := make([]float32, len(b.rows)*d)
		if err := pool(embeddings, out, e.runner.encoding.Pooling, b.tokens, d); err != nil {
			return err
		}
		for i, row := range b.rows {
			x := embeddings[i*d : (i+1)*d]
			if e.runner.encoding.Normalise {
				normaliseLength(x)
			}
			copy(dst[row*d:], x)
		}
	}
	return nil
}

// headScorer is an encoder with the head that was fitted on it.
type headScorer struct {
	embedder *Embedder
	head     *Head
}

func newHeadScorer(b *Bundle, opts Options) (scorer, error) {
	decoded, err := onnx.Decode(b.Files[HeadFile])
	if err != nil {
		return nil, invalid("%s: %w", HeadFile, err)
	}
	head, err := HeadFromGraph(decoded)
	if err != nil {
		return nil, invalid("%s: %w", HeadFile, err)
	}
	if head.Outputs != b.Manifest.Outputs() {
		return nil, invalid("%s gives %d scores but bundle.json describes %d labels (out of scope included)", HeadFile, head.Outputs, b.Manifest.Outputs())
	}
	if head.Inputs != b.Manifest.Encoding.Dimensions {
		return nil, invalid("%s reads %d dimensions but bundle.json says %d", HeadFile, head.Inputs, b.Manifest.Encoding.Dimensions)
	}
	e, err := OpenEmbedder(b, opts)
	if err != nil {
		return nil, err
	}
	return &headScorer{embedder: e, head: head}, nil
}

func (s *headScorer) name() string { return s.embedder.Engine() }
func (s *headScorer) close() error { return s.embedder.Close() }

func (s *headScorer) read(dst []float32, p *Passage) error { return s.score(dst, p.text[:]) }

func (s *headScorer) score(dst []float32, texts []string) error {
	d := s.embedder.Dimensions()
	embeddings := make([]float32, len(texts)*d)
	if err := s.embedder.Embed(embeddings, texts); err != nil {
		return err
	}
	for i := range texts {
		s.head.Score(dst[i*s.head.Outputs:(i+1)*s.head.Outputs], embeddings[i*d:(i+1)*d])
	}
	return nil
}
