package models

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"time"

	"switchyard/internal/text"
)

// FormatVersion is the version of the bundle folder that this program reads
// and writes.
const FormatVersion = 1

// Task is the question a bundle answers about a text.
type Task string

// The tasks that the engine knows.
const (
	Category  Task = "category"
	Priority  Task = "priority"
	Sentiment Task = "sentiment"
	Anger     Task = "anger"
	Emotion   Task = "emotion"
	Spam      Task = "spam"
)

// Tasks lists them in the order people read them.
func Tasks() []Task { return []Task{Category, Priority, Sentiment, Anger, Emotion, Spam} }

// Kind is how a bundle turns text into scores.
type Kind string

const (
	// NGrams is the built-in network over hashed n-grams.
	NGrams Kind = "ngrams"
	// Transformer is a text classifier: tokenizer.json, then model.onnx gives
	// the logits.
	Transformer Kind = "transformer"
	// Encoder gives embeddings: tokenizer.json, model.onnx, pooling, and then
	// head.onnx gives the logits. Without head.onnx it answers no task; a head
	// can be fitted on it.
	Encoder Kind = "encoder"
)

// Manifest is bundle.json: what the bundle is, how to run it, where it came
// from and how good it was. It describes itself so that a folder alone can be
// judged.
type Manifest struct {
	// Hash is the sha256 of bundle.json itself with this value set to zeros.
	// As bundle.json holds the hashes of all other files, it names the whole.
	Hash    string `json:"hash"`
	Format  int    `json:"format"`
	Task    Task   `json:"task,omitempty"`
	Kind    Kind   `json:"kind"`
	Name    string `json:"name"`
	Licence string `json:"licence"`

	// Labels are the answers in the order of the logits.
	Labels []string `json:"labels,omitempty"`
	// OutOfScope says that one more logit follows those of Labels: "none of
	// these".
	OutOfScope bool `json:"out_of_scope,omitempty"`
	// Languages are the BCP-47 tags of the training rows, most frequent first.
	Languages []string `json:"languages,omitempty"`

	Features *text.Settings `json:"features,omitempty"` // ngrams
	Encoding *Encoding      `json:"encoding,omitempty"` // transformer, encoder

	// Temperature divides the logits before softmax (Guo et al. 2017).
	Temperature float64    `json:"temperature,omitempty"`
	Thresholds  Thresholds `json:"thresholds"`

	// Fusion joins a yes/no model with the visible signs of the text; nil where
	// the model answers alone.
	Fusion *Fusion `json:"fusion,omitempty"`
	// Flags are the thresholds of a yes/no task by language and rate of false
	// alarms.
	Flags []FlagPoint `json:"flags,omitempty"`

	CreatedAt time.Time          `json:"created_at"`
	Training  *TrainingRecord    `json:"training,omitempty"`
	Data      []DataSource       `json:"data,omitempty"`
	Metrics   map[string]float64 `json:"metrics,omitempty"` // on the held-out rows
	// Reference counts the held-out rows, to compare later texts with.
	Reference *Summary `json:"reference,omitempty"`
	// Certificate lets answers be applied without a human; nil where none was
	// issued.
	Certificate *Certificate `json:"certificate,omitempty"`

	Files map[string]string `json:"files"` // name -> sha256
}

// Encoding says how a transformer reads text. The zero value of each field
// is not a default: training and conversion write them all.
type Encoding struct {
	MaxTokens     int     `json:"max_tokens"`           // special tokens included
	SpecialTokens bool    `json:"special_tokens"`       // add those of the tokenizer
	Inputs        []Input `json:"inputs"`               // of model.onnx, in order
	Output        string  `json:"output"`               // logits, or hidden states of an encoder
	Pooling       Pooling `json:"pooling,omitempty"`    // encoder only
	Normalise     bool    `json:"normalise,omitempty"`  // scale embeddings to length 1
	Prefix        string  `json:"prefix,omitempty"`     // put before each text, as some encoders ask
	Dimensions    int     `json:"dimensions,omitempty"` // of the embedding
	PadToken      int64   `json:"pad_token"`            // id that fills a batch
	Lowercase     bool    `json:"lowercase,omitempty"`  // fold case before the tokenizer
}

// Input binds a graph input to what the tokenizer gives: "ids", "mask" or
// "types".
type Input struct {
	Name string `json:"name"`
	Role string `json:"role"`
}

// Pooling turns the hidden states of the tokens into one embedding.
type Pooling string

// The poolings an encoder may use. Pooled means that the graph gives one
// vector a text itself.
const (
	MeanPooling  Pooling = "mean"
	FirstPooling Pooling = "first"
	Pooled       Pooling = "pooled"
)

// Thresholds decide when an answer is not given.
type Thresholds struct {
	// Confidence is the smallest probability that counts as an answer.
	Confidence float64 `json:"confidence"`
	// Margin is the smallest lead over the second label.
	Margin float64 `json:"margin"`
	// InScope is the smallest probability of the best label that a text of
	// some label has, but for the rejected share; 0 where OutOfScope is false.
	InScope float64 `json:"in_scope,omitempty"`
	// Flag is the probability from which a yes/no task says yes.
	Flag float64 `json:"flag,omitempty"`
}

// TrainingRecord says how the bundle was made, enough to make it again.
type TrainingRecord struct {
	Seed         uint64  `json:"seed"`
	Rows         int     `json:"rows"`
	HeldOut      int     `json:"held_out"`
	Epochs       int     `json:"epochs,omitempty"`
	Batch        int     `json:"batch,omitempty"`
	LearningRate float64 `json:"learning_rate,omitempty"`
	Hidden       int     `json:"hidden,omitempty"`  // all members together
	Members      int     `json:"members,omitempty"` // networks joined into one, where there are several
	ClassWeights string  `json:"class_weights"`
	Linear       float64 `json:"linear,omitempty"`   // penalty of the linear member, where there is one
	Rarity       bool    `json:"rarity,omitempty"`   // features weighed by inverse document frequency
	MinRows      int     `json:"min_rows,omitempty"` // rarer features were left out
	Features     int     `json:"features,omitempty"` // rows of the table, where that is not one a bucket

	Encoder  string  `json:"encoder,omitempty"`  // whose embeddings the head reads
	Strength float64 `json:"strength,omitempty"` // of the head's L2 penalty
}

// DataSource names one file of training rows.
type DataSource struct {
	Name        string `json:"name"`
	SHA256      string `json:"sha256"`
	Rows        int    `json:"rows"` // rows used
	Licence     string `json:"licence,omitempty"`
	Attribution string `json:"attribution,omitempty"`
}

// Outputs is the number of logits.
func (m *Manifest) Outputs() int {
	if m.OutOfScope {
		return len(m.Labels) + 1
	}
	return len(m.Labels)
}

// Version is the short name of this exact bundle: task and the first twelve
// digits of its hash.
func (m *Manifest) Version() string {
	digits := strings.TrimPrefix(m.Hash, "sha256:")
	if len(digits) > 12 {
		digits = digits[:12]
	}
	return m.Name + "@" + digits
}

// ErrInvalid reports a bundle that contradicts itself or that this program
// cannot run.
var ErrInvalid = errors.New("invalid bundle")

func invalid(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrInvalid, fmt.Errorf(format, args...))
}

// Validate says what in the manifest cannot be honoured.
func (m *Manifest) Validate() error {
	if m.Format != FormatVersion {
		return invalid("format is %d: this program reads format %d", m.Format, FormatVersion)
	}
	switch m.Kind {
	case NGrams:
		if m.Features == nil {
			return invalid("features are missing")
		}
		if err := m.Features.Validate(); err != nil {
			return invalid("%w", err)
		}
	case Transformer, Encoder:
		if m.Encoding == nil {
			return invalid("encoding is missing")
		}
		if err := m.Encoding.validate(m.Kind); err != nil {
			return err
		}
	default:
		return invalid("kind is %q: it must be %q, %q or %q", m.Kind, NGrams, Transformer, Encoder)
	}
	if m.Kind == Encoder && m.Task == "" {
		return nil // an encoder that no head has been fitted on
	}
	return m.validateAnswers()
}

func (m *Manifest) validateAnswers() error {
	if !slices.Contains(Tasks(), m.Task) {
		return invalid("task is %q: it must be one of %v", m.Task, Tasks())
	}
	if len(m.Labels) < 2 {
		return invalid("labels has %d entries: a model needs at least 2", len(m.Labels))
	}
	seen := map[string]bool{}
	for _, l := range m.Labels {
		if l == "" || seen[l] {
			return invalid("labels holds %q twice or empty", l)
		}
		seen[l] = true
	}
	if !(m.Temperature > 0) || math.IsInf(m.Temperature, 0) {
		return invalid("temperature is %v: it must be a positive number", m.Temperature)
	}
	for name, v := range map[string]float64{
		"confidence": m.Thresholds.Confidence, "margin": m.Thresholds.Margin,
		"in_scope": m.Thresholds.InScope, "flag": m.Thresholds.Flag,
	} {
		if !(v >= 0 && v <= 1) {
			return invalid("thresholds.%s is %v: it must lie within 0..1", name, v)
		}
	}
	if m.Reference != nil {
		if err := m.Reference.validate("reference", m.Labels); err != nil {
			return err
		}
	}
	if m.Certificate != nil {
		return m.Certificate.validate(m.Labels)
	}
	if m.Fusion != nil {
		return m.Fusion.validate(len(m.Labels), m.OutOfScope)
	}
	return nil
}

func (e *Encoding) validate(kind Kind) error {
	if e.MaxTokens < 1 || e.MaxTokens > 1<<16 {
		return invalid("encoding.max_tokens is %d: it must lie within 1..65536", e.MaxTokens)
	}
	if len(e.Inputs) == 0 || e.Output == "" {
		return invalid("encoding.inputs and encoding.output must name the graph's inputs and output")
	}
	for _, in := range e.Inputs {
		if !slices.Contains([]string{"ids", "mask", "types"}, in.Role) {
			return invalid("encoding.inputs: role of %q is %q: it must be ids, mask or types", in.Name, in.Role)
		}
	}
	if kind == Encoder {
		if !slices.Contains([]Pooling{MeanPooling, FirstPooling, Pooled}, e.Pooling) {
			return invalid("encoding.pooling is %q: it must be mean, first or pooled", e.Pooling)
		}
		if e.Dimensions < 1 {
			return invalid("encoding.dimensions is %d: it must be positive", e.Dimensions)
		}
	}
	return nil
}
