package models

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"switchyard/internal/ort"
)

// SequenceSource is a transformer as others publish it: a graph, a
// tokenizer.json, and what the two do not say.
type SequenceSource struct {
	Graph, Tokenizer []byte
	Name, Licence    string

	// MaxTokens is the longest text in tokens, special tokens included; 0
	// takes the truncation of the tokenizer, or 512 where it has none.
	MaxTokens int
	// Pooling of an encoder; empty takes the mean of the hidden states, or
	// the graph's own vector where it gives one.
	Pooling Pooling
	// Prefix is put before each text, as some encoders ask ("query: ").
	Prefix string
}

// defaultMaxTokens is what most encoders were made for.
const defaultMaxTokens = 512

// outputNames are the outputs that are understood, best first.
var (
	encoderOutputs    = []string{"sentence_embedding", "last_hidden_state", "token_embeddings", "hidden_states"}
	classifierOutputs = []string{"logits", "scores", "output"}
)

// NewEncoderBundle describes a bare encoder: which inputs it has, how its
// output is pooled, how wide that is. Embeddings are scaled to length 1. The
// bundle is not sealed and answers no task; OpenEmbedder takes it as it is.
func NewEncoderBundle(src SequenceSource, rt *ort.Runtime) (*Bundle, error) {
	b, shape, err := newSequenceBundle(src, Encoder, encoderOutputs, rt)
	if err != nil {
		return nil, err
	}
	e := b.Manifest.Encoding
	e.Normalise = true
	e.Dimensions = int(shape[len(shape)-1])
	if e.Pooling = src.Pooling; e.Pooling == "" {
		e.Pooling = MeanPooling
		if len(shape) == 2 {
			e.Pooling = Pooled
		}
	}
	opened, err := OpenEmbedder(b, Options{Runtime: rt})
	if err != nil {
		return nil, err
	}
	return b, opened.Close()
}

// NewClassifierBundle describes a bare text classifier whose logits are those
// of labels in order. The bundle is not sealed; Open takes it as it is.
func NewClassifierBundle(src SequenceSource, task Task, labels []string, rt *ort.Runtime) (*Bundle, error) {
	b, _, err := newSequenceBundle(src, Transformer, classifierOutputs, rt)
	if err != nil {
		return nil, err
	}
	b.Manifest.Task, b.Manifest.Labels, b.Manifest.Temperature = task, slices.Clone(labels), 1
	if err := b.Manifest.validateAnswers(); err != nil {
		return nil, err
	}
	opened, err := Open(b, Options{Runtime: rt})
	if err != nil {
		return nil, err
	}
	return b, opened.Close()
}

// newSequenceBundle reads all but what depends on the shape of the output,
// which it gives for a batch of two.
func newSequenceBundle(src SequenceSource, kind Kind, outputNames []string, rt *ort.Runtime) (*Bundle, []int64, error) {
	if rt == nil {
		return nil, nil, fmt.Errorf("a bundle of kind %q needs ONNX Runtime: %w", kind, ort.ErrMissing)
	}
	t, err := newTokenizer(src.Tokenizer)
	if err != nil {
		return nil, nil, invalid("%s: %w", TokenizerFile, err)
	}
	inputs, outputs, err := rt.Ports(src.Graph)
	if err != nil {
		return nil, nil, invalid("%s: %w", GraphFile, err)
	}
	e := &Encoding{MaxTokens: src.MaxTokens, SpecialTokens: len(t.before)+len(t.after) > 0, PadToken: t.pad, Prefix: src.Prefix}
	if e.MaxTokens == 0 {
		e.MaxTokens = t.maxTokens
	}
	if e.MaxTokens == 0 {
		e.MaxTokens = defaultMaxTokens
	}
	if e.Inputs, err = bindInputs(inputs); err != nil {
		return nil, nil, invalid("%s: %w", GraphFile, err)
	}
	if e.Output, err = chooseOutput(outputs, outputNames); err != nil {
		return nil, nil, invalid("%s: %w", GraphFile, err)
	}
	b := &Bundle{
		Manifest: Manifest{Format: FormatVersion, Kind: kind, Name: src.Name, Licence: src.Licence, Encoding: e},
		Files:    map[string][]byte{GraphFile: src.Graph, TokenizerFile: src.Tokenizer},
	}
	if kind == Encoder { // what the probe needs to be valid; the caller knows better
		e.Pooling, e.Dimensions = MeanPooling, 1
	}
	r, shape, err := newSequenceRunner(b, Options{Runtime: rt})
	if err != nil {
		return nil, nil, err
	}
	if len(shape) < 2 {
		return nil, nil, errors.Join(invalid("%s: output %q has shape %v for 2 texts", GraphFile, e.Output, shape), r.close())
	}
	return b, shape, r.close()
}

// bindInputs tells the inputs of a graph by their names.
func bindInputs(ports []ort.Port) ([]Input, error) {
	roles := map[string]string{
		"input_ids": roleIDs, "attention_mask": roleMask, "token_type_ids": roleTypes,
		roleIDs: roleIDs, roleMask: roleMask, roleTypes: roleTypes,
	}
	var inputs []Input
	for _, p := range ports {
		role, ok := roles[p.Name]
		if !ok {
			return nil, fmt.Errorf("input %q is not known: the graph must read input_ids, and may read attention_mask and token_type_ids", p.Name)
		}
		inputs = append(inputs, Input{Name: p.Name, Role: role})
	}
	if !slices.ContainsFunc(inputs, func(in Input) bool { return in.Role == roleIDs }) {
		return nil, errors.New("the graph has no input input_ids")
	}
	return inputs, nil
}

// chooseOutput takes the first of names that the graph has, or its only
// output.
func chooseOutput(ports []ort.Port, names []string) (string, error) {
	var has []string
	for _, p := range ports {
		has = append(has, p.Name)
	}
	for _, n := range names {
		if slices.Contains(has, n) {
			return n, nil
		}
	}
	if len(has) == 1 {
		return has[0], nil
	}
	return "", fmt.Errorf("none of its outputs (%s) is one of %s", strings.Join(has, ", "), strings.Join(names, ", "))
}
