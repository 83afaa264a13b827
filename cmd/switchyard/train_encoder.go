package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"switchyard/internal/ort"
	"switchyard/models"
	"switchyard/training"
)

// encoderFlags choose a frozen encoder to fit a head on.
type encoderFlags struct {
	Encoder     string `placeholder:"DIR" help:"Fit a head on the embeddings of this encoder instead of the built-in network: a bundle, or a folder with model.onnx and tokenizer.json."`
	MaxTokens   int    `help:"Longest text in tokens that a bare encoder reads (default: what its tokenizer says, else 512)."`
	Pooling     string `enum:",mean,first,pooled" default:"" help:"How a bare encoder's output becomes one embedding: mean, first or pooled (default: pooled where the graph gives one vector, else mean)."`
	ONNXRuntime string `name:"onnxruntime" placeholder:"FILE" help:"Path of the ONNX Runtime library that runs the encoder (default: the one make run fetched)."`
}

// check refuses flags that do not go together.
func (c *trainCommand) check() error {
	if c.Encoder == "" {
		if c.MaxTokens != 0 || c.Pooling != "" || c.ONNXRuntime != "" {
			return errors.New("--max-tokens, --pooling and --onnxruntime are about an encoder: give --encoder too")
		}
		return nil
	}
	for _, f := range []struct {
		name  string
		given bool
	}{
		{"--hidden", c.Hidden != 0}, {"--members", c.Members >= 0}, {"--linear", c.Linear != 0}, {"--rarity", c.Rarity}, {"--signs", c.Signs}, {"--min-rows", c.MinRows != 0},
		{"--word-weight", c.WordWeight >= 0}, {"--char-weight", c.CharWeight >= 0}, {"--gap-weight", c.GapWeight >= 0}, {"--concept-weight", c.ConceptWeight >= 0}, {"--buckets", c.Buckets != 0}, {"--epochs", c.Epochs != 0}, {"--batch", c.Batch != 0},
		{"--learning-rate", c.LearningRate != 0}, {"--drop-input", c.DropInput >= 0}, {"--drop-hidden", c.DropHidden >= 0},
		{"--weight-decay", c.WeightDecay != 0}, {"--label-names", c.LabelNames != nil}, {"--float32", c.Float32}, {"--report", c.Report != ""},
	} {
		if f.given {
			return fmt.Errorf("%s is about the built-in network: leave it or --encoder out", f.name)
		}
	}
	return nil
}

// fitHead fits a head on the encoder.
func (c *trainCommand) fitHead(ctx context.Context, set, held *training.Dataset, report func(training.Progress)) (*training.Result, error) {
	runtime, err := ort.Open(c.ONNXRuntime)
	if err != nil {
		return nil, fmt.Errorf("--encoder: %w", err)
	}
	bundle, err := c.encoderBundle(runtime)
	if err != nil {
		return nil, fmt.Errorf("--encoder %s: %w", c.Encoder, err)
	}
	embedder, err := models.OpenEmbedder(bundle, models.Options{Runtime: runtime})
	if err != nil {
		return nil, fmt.Errorf("--encoder %s: %w", c.Encoder, err)
	}
	opts := training.DefaultHeadOptions()
	opts.ClassWeights, opts.Workers = training.ClassWeights(c.ClassWeights), c.Workers
	result, err := training.FitHead(ctx, training.Encoder{Bundle: bundle, Embedder: embedder}, set, held, opts, time.Now(), report)
	return result, errors.Join(err, embedder.Close())
}

// encoderBundle reads a bundle, or describes a bare folder as one.
func (c *trainCommand) encoderBundle(runtime *ort.Runtime) (*models.Bundle, error) {
	_, err := os.Stat(filepath.Join(c.Encoder, models.ManifestFile))
	if err == nil {
		if c.MaxTokens != 0 || c.Pooling != "" {
			return nil, errors.New("it is a bundle and says itself how it reads: leave --max-tokens and --pooling out")
		}
		return models.ReadDir(c.Encoder)
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	source := models.SequenceSource{Name: filepath.Base(filepath.Clean(c.Encoder)), Licence: "unstated",
		MaxTokens: c.MaxTokens, Pooling: models.Pooling(c.Pooling)}
	var noGraph, noTokenizer error
	source.Graph, noGraph = os.ReadFile(filepath.Join(c.Encoder, models.GraphFile))
	source.Tokenizer, noTokenizer = os.ReadFile(filepath.Join(c.Encoder, models.TokenizerFile))
	if err := cmp.Or(noGraph, noTokenizer); err != nil {
		return nil, fmt.Errorf("it must be a bundle, or hold %s and %s: %w", models.GraphFile, models.TokenizerFile, err)
	}
	return models.NewEncoderBundle(source, runtime)
}
