package models

import (
	"fmt"
	"math"
	"slices"

	"switchyard/internal/signs"
)

// Fusion joins what a yes/no model makes of a text with the visible signs in
// it, by a logistic regression fitted on held-out rows:
//
//	log-odds = Bias + Slope * (the model's log-odds) + sum of Weights[i] * (value of Signs[i])
type Fusion struct {
	Slope   float64   `json:"slope"`
	Bias    float64   `json:"bias"`
	Signs   []string  `json:"signs"` // names of the signs' values, as this program reads them
	Weights []float64 `json:"weights"`
}

func (f *Fusion) validate(labels int, outOfScope bool) error {
	switch {
	case labels != 2 || outOfScope:
		return invalid("fusion needs two labels and no out of scope")
	case !slices.Equal(f.Signs, signs.Names()):
		return invalid("fusion reads the signs %v: this program knows %v; train the bundle again", f.Signs, signs.Names())
	case len(f.Weights) != len(f.Signs):
		return invalid("fusion has %d weights for %d signs", len(f.Weights), len(f.Signs))
	}
	for _, w := range append([]float64{f.Slope, f.Bias}, f.Weights...) {
		if math.IsNaN(w) || math.IsInf(w, 0) {
			return invalid("fusion holds a weight of %v", w)
		}
	}
	return nil
}

// LogOdds joins the model's log-odds with the values of the signs.
func (f *Fusion) LogOdds(model float64, values []float64) float64 {
	sum := f.Bias + f.Slope*model
	for i, w := range f.Weights {
		sum += w * values[i]
	}
	return sum
}

// Join gives the joined probability of "yes" for the model's own and the
// values of the signs.
func (f *Fusion) Join(probability float64, values []float64) float64 {
	return 1 / (1 + math.Exp(-f.LogOdds(LogOdds(probability), values)))
}

// LogOdds is ln(p/(1-p)), kept finite: a model may be as good as certain.
func LogOdds(p float64) float64 {
	const least = 1e-9
	p = max(least, min(1-least, p))
	return math.Log(p / (1 - p))
}

// FlagPoint is a threshold on a yes/no model's probability, chosen on held-out
// rows for a rate of false alarms.
type FlagPoint struct {
	Language    string  `json:"language,omitempty"` // primary subtag; empty for all languages together
	FalseAlarms float64 `json:"false_alarms"`       // share of the "no" rows that reach the threshold, at most
	Threshold   float64 `json:"threshold"`
	Recall      float64 `json:"recall"` // share of the "yes" rows that reach it
	No          int     `json:"no"`     // held-out rows
	Yes         int     `json:"yes"`
}

// Flag finds the threshold for texts of a language and a rate of false alarms:
// that of the language where there were rows enough for one, else that of all
// together. The rate must be one of FlagRates.
func (m *Manifest) Flag(language string, falseAlarms float64) (FlagPoint, error) {
	var all *FlagPoint
	for i := range m.Flags {
		p := &m.Flags[i]
		if p.FalseAlarms != falseAlarms {
			continue
		}
		if p.Language == primary(language) && p.Language != "" {
			return *p, nil
		}
		if p.Language == "" {
			all = p
		}
	}
	if all == nil {
		return FlagPoint{}, fmt.Errorf("bundle %s has no threshold for a false-alarm rate of %v: take one of %v", m.Version(), falseAlarms, m.FlagRates())
	}
	return *all, nil
}

// FlagRates are the false-alarm rates that the bundle has thresholds for,
// lowest first.
func (m *Manifest) FlagRates() []float64 {
	var rates []float64
	for _, p := range m.Flags {
		if p.Language == "" {
			rates = append(rates, p.FalseAlarms)
		}
	}
	slices.Sort(rates)
	return rates
}

// fuse replaces the probabilities of a yes/no model by the joined ones.
func (m *Model) fuse(p []float64, passage *Passage) {
	if f := m.manifest.Fusion; f != nil {
		p[1] = f.Join(p[1], passage.signs())
		p[0] = 1 - p[1]
	}
}

// explain turns the explanation of the model's log-odds into that of
// the joined ones: the model's share counts with the slope, and the weight of
// each sign goes to the parts it stands on.
func (f *Fusion) explain(e *Explanation, content string, output int) {
	found := signs.Read(content)
	values := found.Values()
	e.LogOdds = f.LogOdds(e.LogOdds*sign(output), values) * sign(output)
	for i := range e.Parts {
		e.Parts[i].Weight *= f.Slope
	}
	for i, w := range f.Weights {
		if values[i] != 0 {
			e.spread(w*values[i]*sign(output), found.Places(i))
		}
	}
	e.Base = e.LogOdds
	for _, p := range e.Parts {
		e.Base -= p.Weight
	}
}

// sign is 1 for "yes" and -1 for "no".
func sign(output int) float64 {
	if output == 1 {
		return 1
	}
	return -1
}

// spread shares a weight equally among the parts that overlap the places.
func (e *Explanation) spread(weight float64, places []signs.Place) {
	var on []int
	for i, p := range e.Parts {
		if slices.ContainsFunc(places, func(at signs.Place) bool { return at.Start < p.End && p.Start < at.End }) {
			on = append(on, i)
		}
	}
	for _, i := range on {
		e.Parts[i].Weight += weight / float64(len(on))
	}
}
