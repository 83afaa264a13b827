package training

import (
	"errors"
	"fmt"

	"switchyard/internal/text"
)

// Options fix a fit. Zero values are not defaults: start from DefaultOptions.
type Options struct {
	Seed     uint64
	Features text.Settings
	Hidden   int // width of the hidden layer

	// Members is how many networks are fitted, each with randomness of its own,
	// and joined into one whose logits are the mean of theirs. The hidden layer
	// is Members times as wide. 0 is allowed beside Linear.
	Members int

	// Linear, where above 0, adds a linear member: a softmax regression on the
	// same features, with this L2 penalty against the sum of the rows' losses. It
	// suits noisy labels, where the networks overfit.
	Linear float64

	// Rarity weighs each feature with the inverse of the number of rows that
	// have it (idf).
	Rarity bool
	// MinRows leaves out features that fewer training rows have.
	MinRows int

	Epochs       int
	Batch        int
	LearningRate float64 // peak of the schedule: 5 % warm-up, then linear to 0
	DropInput    float64 // share of features left out at each visit, 0 to 1
	DropHidden   float64 // share of hidden units left out at each visit, 0 to 1

	// WeightDecay shrinks the weights that a batch uses by this many times the
	// learning rate, which helps where labels are noisy; 0 to 30.
	WeightDecay float64

	// Fuse joins an anger model with the visible signs of anger, by weights
	// fitted on half of the held-out rows; the other half measures the result.
	Fuse bool

	// ClassWeights makes rare labels count more.
	ClassWeights ClassWeights
	// LabelNames adds the name of each label as one more example of it, worth
	// having where there are only a few examples a label.
	LabelNames bool
	// ScopeRepeats is how often an epoch visits each out-of-scope example.
	ScopeRepeats int
	// ScopeSmoothing is the label smoothing where there are out-of-scope
	// examples, 0 to 1; it keeps the network less sure of unknown texts.
	ScopeSmoothing float64

	// Workers is the number of goroutines. It changes the time, not the
	// result.
	Workers int
	// Float32 keeps the table in full precision, four times the size.
	Float32 bool
}

// ClassWeights says how the weight of an example depends on how many its
// label has.
type ClassWeights string

// The weightings: all alike, by the inverse square root of the label's
// count, by the inverse count, by the inverse count among the rows of the same
// file and language (at most maxLanguageWeight times the mean).
const (
	Uniform    ClassWeights = "none"
	Root       ClassWeights = "sqrt"
	Balanced   ClassWeights = "balanced"
	ByLanguage ClassWeights = "language"
)

// maxLanguageWeight bounds the weight of a label that is rare in a language.
const maxLanguageWeight = 10

// fewExamples is where the recipe for small sets takes over.
const fewExamples = 4000

// DefaultOptions is the measured recipe for a set of this many examples.
func DefaultOptions(examples int) Options {
	o := Options{
		Seed: 1, Features: text.DefaultSettings(), Hidden: 128, Members: 1,
		Epochs: 12, Batch: 64, LearningRate: 6e-3, DropInput: .3, DropHidden: .5,
		ClassWeights: Uniform, ScopeRepeats: 3, ScopeSmoothing: .05, Workers: 2,
	}
	if examples < fewExamples {
		o.Epochs, o.Batch, o.LearningRate, o.LabelNames = 14, 32, 4e-3, true
	}
	return o
}

func (o Options) validate() error {
	if err := o.Features.Validate(); err != nil {
		return err
	}
	for _, bound := range []struct {
		name     string
		v        float64
		low, top float64
	}{
		{"hidden", float64(o.Hidden), 1, 4096},
		{"members", float64(o.Members), 0, 16},
		{"linear penalty", o.Linear, 0, 1e6},
		{"least rows of a feature", float64(o.MinRows), 0, 1e6},
		{"epochs", float64(o.Epochs), 1, 1000},
		{"batch", float64(o.Batch), 1, 4096},
		{"learning rate", o.LearningRate, 1e-6, 1},
		{"input dropout", o.DropInput, 0, .95},
		{"hidden dropout", o.DropHidden, 0, .95},
		{"weight decay", o.WeightDecay, 0, 100},
		{"out-of-scope repeats", float64(o.ScopeRepeats), 1, 100},
		{"out-of-scope smoothing", o.ScopeSmoothing, 0, .5},
		{"workers", float64(o.Workers), 1, 256},
	} {
		if !(bound.v >= bound.low && bound.v <= bound.top) {
			return fmt.Errorf("%s is %v: it must lie within %v..%v", bound.name, bound.v, bound.low, bound.top)
		}
	}
	if o.Members == 0 && o.Linear == 0 {
		return errors.New("members is 0: give at least 1, or a linear penalty above 0")
	}
	return o.ClassWeights.validate()
}

func (w ClassWeights) validate() error {
	switch w {
	case Uniform, Root, Balanced, ByLanguage:
		return nil
	}
	return fmt.Errorf("class weights %q: use %q, %q, %q or %q", w, Uniform, Root, Balanced, ByLanguage)
}
