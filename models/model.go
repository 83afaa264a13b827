package models

import (
	"fmt"
	"math"
	"sync"

	"switchyard/internal/onnx"
	"switchyard/internal/ort"
	"switchyard/internal/text"
)

// Model is a bundle ready to read texts. It is safe for use by many
// goroutines; Close it after the last use.
type Model struct {
	manifest Manifest
	scorer   scorer
	passages sync.Pool // *Passage
}

// scorer turns texts into logits.
type scorer interface {
	// read scores one text.
	read(dst []float32, p *Passage) error
	// score gives one row of logits a text.
	score(dst []float32, texts []string) error
	name() string
	close() error
}

// EngineChoice says what runs the built-in network.
type EngineChoice string

// The choices. Auto takes the native engine for the built-in network (it is
// faster on one text and gives the same bits on every machine) and ONNX
// Runtime for every other graph.
const (
	Auto   EngineChoice = "auto"
	Native EngineChoice = "native"
	ONNX   EngineChoice = "onnx"
)

// Options are shared by all models of a process.
type Options struct {
	Engine  EngineChoice // empty means Auto
	Runtime *ort.Runtime // nil where ONNX Runtime is not available
	Missing error        // why it is not, wrapping ort.ErrMissing; may be nil
}

// OpenDir loads the bundle in a folder.
func OpenDir(dir string, opts Options) (*Model, error) {
	b, err := ReadDir(dir)
	if err != nil {
		return nil, err
	}
	m, err := Open(b, opts)
	if err != nil {
		return nil, fmt.Errorf("bundle %s: %w", dir, err)
	}
	return m, nil
}

// Open makes a bundle that answers a task ready. A graph that does not fit
// the manifest is refused with ErrInvalid; one that needs ONNX Runtime where
// there is none, with an error that wraps ort.ErrMissing.
func Open(b *Bundle, opts Options) (*Model, error) {
	if b.Manifest.Task == "" {
		return nil, invalid("it is an encoder without a head: fit one with train --encoder")
	}
	m := &Model{manifest: b.Manifest}
	m.passages.New = func() any { return new(Passage) }
	var err error
	switch b.Manifest.Kind {
	case NGrams:
		m.scorer, err = newBagScorer(b, opts)
	case Transformer, Encoder:
		m.scorer, err = newSequenceScorer(b, opts)
	}
	if err != nil {
		return nil, err
	}
	return m, nil
}

// Manifest describes the model. It must not be changed.
func (m *Model) Manifest() *Manifest { return &m.manifest }

// Engine says what computes, for people.
func (m *Model) Engine() string { return m.scorer.name() }

// Close frees what the model holds outside Go's memory.
func (m *Model) Close() error { return m.scorer.close() }

// Predict writes the calibrated probability of every output for one text to
// dst, which must have Outputs elements: the labels in order and, where the
// bundle has it, "out of scope" last. They sum to 1. Any bytes are a text.
func (m *Model) Predict(dst []float64, s string) error {
	p := m.passages.Get().(*Passage)
	defer m.passages.Put(p)
	p.Reset(s)
	defer p.Reset("") // the pool must not keep the text
	return m.PredictFrom(dst, p)
}

// PredictFrom does Predict for the text of p, and leaves there what it read
// for other models. The result has the bits of Predict.
func (m *Model) PredictFrom(dst []float64, p *Passage) error {
	logits := p.scores(m.manifest.Outputs())
	if err := m.scorer.read(logits, p); err != nil {
		return err
	}
	Softmax(dst, logits, m.manifest.Temperature)
	m.fuse(dst, p)
	return nil
}

// PredictBatch does Predict for many texts: dst has len(texts) rows of
// Outputs elements one after another.
func (m *Model) PredictBatch(dst []float64, texts []string) error {
	outputs := m.manifest.Outputs()
	logits := make([]float32, len(texts)*outputs)
	if err := m.scorer.score(logits, texts); err != nil {
		return err
	}
	passage := m.passages.Get().(*Passage)
	defer m.passages.Put(passage)
	defer passage.Reset("") // the pool must not keep the text
	for i, s := range texts {
		p := dst[i*outputs : (i+1)*outputs]
		Softmax(p, logits[i*outputs:(i+1)*outputs], m.manifest.Temperature)
		passage.Reset(s)
		m.fuse(p, passage)
	}
	return nil
}

// Softmax writes exp(logit/temperature), scaled to sum 1, to dst.
func Softmax(dst []float64, logits []float32, temperature float64) {
	top := logits[0]
	for _, l := range logits {
		top = max(top, l)
	}
	var sum float64
	for i, l := range logits {
		dst[i] = math.Exp(float64(l-top) / temperature)
		sum += dst[i]
	}
	for i := range logits {
		dst[i] /= sum
	}
}

// bagScorer reads texts as bags of n-grams.
type bagScorer struct {
	engine      Engine
	net         *Network
	vocabulary  *Vocabulary // nil where every bucket has a row
	outputs     int
	featuriser  *text.Featuriser // cloned by each Passage, never used itself
	featurisers sync.Pool        // *text.Featuriser, for explanations
	passages    sync.Pool        // *Passage, for batches
}

func newBagScorer(b *Bundle, opts Options) (*bagScorer, error) {
	graph := b.Files[GraphFile]
	decoded, err := onnx.Decode(graph)
	if err != nil {
		return nil, invalid("%s: %w", GraphFile, err)
	}
	net, err := NetworkFromGraph(decoded)
	if err != nil {
		return nil, invalid("%s: %w", GraphFile, err)
	}
	if net.Outputs != b.Manifest.Outputs() {
		return nil, invalid("%s gives %d scores but bundle.json describes %d labels (out of scope included)", GraphFile, net.Outputs, b.Manifest.Outputs())
	}
	s := &bagScorer{engine: NewNativeEngine(net), net: net, outputs: net.Outputs}
	rows := b.Manifest.Features.Buckets
	if content, ok := b.Files[VocabularyFile]; ok {
		if s.vocabulary, err = DecodeVocabulary(content, rows); err != nil {
			return nil, err
		}
		rows = s.vocabulary.Rows()
	}
	if net.Rows != rows {
		return nil, invalid("%s reads %d buckets but the bundle has %d", GraphFile, net.Rows, rows)
	}
	if opts.Engine == ONNX {
		if opts.Runtime == nil {
			return nil, fmt.Errorf("engine %q was asked for: %w", ONNX, ort.ErrMissing)
		}
		if s.engine, err = NewRuntimeEngine(opts.Runtime, graph, net.Outputs); err != nil {
			return nil, invalid("%s: %w", GraphFile, err)
		}
	}
	if s.featuriser, err = text.NewFeaturiser(*b.Manifest.Features); err != nil {
		return nil, invalid("%w", err)
	}
	s.passages.New = func() any { return new(Passage) }
	s.featurisers.New = func() any { return s.featuriser.Clone() }
	return s, nil
}

func (s *bagScorer) name() string { return s.engine.Name() }
func (s *bagScorer) close() error { return s.engine.Close() }

func (s *bagScorer) read(dst []float32, p *Passage) error {
	return s.engine.Score(dst, p.bags(s.featuriser, s.vocabulary))
}

func (s *bagScorer) score(dst []float32, texts []string) error {
	p := s.passages.Get().(*Passage)
	defer s.passages.Put(p)
	defer p.Reset("") // the pool must not keep the text
	if _, native := s.engine.(nativeEngine); native {
		for i, t := range texts {
			p.Reset(t)
			if err := s.read(dst[i*s.outputs:(i+1)*s.outputs], p); err != nil {
				return err
			}
		}
		return nil
	}
	bags := make([]text.Bag, len(texts))
	for i, t := range texts {
		p.Reset(t)
		b := p.bags(s.featuriser, s.vocabulary)[0]
		bags[i] = text.Bag{IDs: append([]int32(nil), b.IDs...), Weights: append([]float32(nil), b.Weights...)}
	}
	return s.engine.Score(dst, bags)
}
