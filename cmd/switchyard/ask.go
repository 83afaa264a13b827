package main

import (
	"errors"
	"fmt"
	"slices"

	"switchyard/internal/ort"
	"switchyard/langdetect"
	"switchyard/models"
	"switchyard/models/starter"
)

// engineFlags choose what runs the models.
type engineFlags struct {
	Engine      string `default:"auto" enum:"auto,native,onnx" help:"What runs built-in models: auto (native), native, onnx (ONNX Runtime)."`
	ONNXRuntime string `name:"onnxruntime" placeholder:"FILE" help:"Path of the ONNX Runtime library (default: the one make run fetched)."`
}

// options opens ONNX Runtime where it can be had. missing says why it cannot;
// that is an error only where it was asked for.
func (f engineFlags) options() (opts models.Options, missing, err error) {
	opts.Engine = models.EngineChoice(f.Engine)
	opts.Runtime, missing = ort.Open(f.ONNXRuntime)
	opts.Missing = missing
	if missing != nil && (opts.Engine == models.ONNX || f.ONNXRuntime != "") {
		return opts, nil, missing
	}
	return opts, missing, nil
}

// askFlags choose the models and the languages that texts are judged by.
type askFlags struct {
	engineFlags
	Bundle      []string `placeholder:"DIR" help:"Folder of a bundle, or the name of a starter bundle such as it-helpdesk; it takes the place of the starter bundle for its task. May be repeated."`
	Languages   []string `placeholder:"TAG" help:"Languages to tell apart, BCP-47, separated by commas (default: the 20 of the package langdetect)."`
	FalseAlarms float64  `default:"0.05" placeholder:"RATE" help:"Share of calm texts that may be flagged as angry: 0.001, 0.005, 0.01, 0.02, 0.05, 0.1 or 0.2 (default 0.05)."`
	NoLanguage  bool     `help:"Do not detect languages: callers state them."`
}

// models opens the given bundles and, for every other task, the starter one.
func (f askFlags) models(opts models.Options) (*models.Set, error) {
	var bundles []*models.Bundle
	var tasks []models.Task
	for _, dir := range f.Bundle {
		b, err := findBundle(dir)
		if err != nil {
			return nil, err
		}
		bundles, tasks = append(bundles, b), append(tasks, b.Manifest.Task)
	}
	starters, err := starter.Bundles()
	if err != nil {
		return nil, err
	}
	for _, b := range starters {
		if !slices.Contains(tasks, b.Manifest.Task) {
			bundles = append(bundles, b)
		}
	}
	return models.OpenSet(bundles, opts)
}

// detector is nil where languages are not detected.
func (f askFlags) detector() (*langdetect.Detector, error) {
	if f.NoLanguage {
		if len(f.Languages) > 0 {
			return nil, errors.New("--languages and --no-language exclude each other: give one of them")
		}
		return nil, nil
	}
	detector, err := langdetect.New(langdetect.Config{Languages: f.Languages})
	if err != nil {
		return nil, fmt.Errorf("--languages: %w", err)
	}
	return detector, nil
}
