package models

import "strings"

// Reason says why an answer is not relied on.
type Reason string

// The reasons to abstain, in the order they are looked for.
const (
	NoText             Reason = "no_text"              // nothing to read
	LanguageNotCovered Reason = "language_not_covered" // the model never learnt this language
	OutOfScope         Reason = "out_of_scope"         // the text fits no label
	LowConfidence      Reason = "low_confidence"       // no label is likely enough
	ThinMargin         Reason = "thin_margin"          // the second label is nearly as likely
)

// Reading is what a model read of one text, as far as the choice between
// answering and abstaining depends on it.
type Reading struct {
	Empty    bool   // there is no text
	Language string // BCP-47, "" or "und" where it is not known
	// Best and Second are the two highest probabilities of a label, OutOfScope
	// that of none; 0 where the bundle has no such output.
	Best, Second, OutOfScope float64
}

// Abstain gives the first reason not to answer, or "". Serving and
// certification both ask it, so that a certificate speaks of what is served.
// It allocates nothing.
func (m *Manifest) Abstain(r Reading) Reason {
	limits := m.Thresholds
	switch {
	case r.Empty:
		return NoText
	case !m.Covers(r.Language):
		return LanguageNotCovered
	case r.Best < limits.InScope, r.OutOfScope > r.Best:
		return OutOfScope
	case r.Best < limits.Confidence:
		return LowConfidence
	case r.Best-r.Second < limits.Margin:
		return ThinMargin
	}
	return ""
}

// Covers says whether the model learnt the language. An unknown language ("" or
// "und") is given the benefit of the doubt, and so is a model that names none.
func (m *Manifest) Covers(language string) bool {
	if language == "" || language == "und" || len(m.Languages) == 0 {
		return true
	}
	for _, tag := range m.Languages {
		if speaks(tag, language) {
			return true
		}
	}
	return false
}

// Told says whether an answer to a text in the language may be applied without
// a human, as far as the language goes: not where it was looked for in vain
// ("und") and the model names its languages, for it may be any other.
// Certification asks it too.
func (m *Manifest) Told(language string) bool { return language != "und" || len(m.Languages) == 0 }

// speaks compares the language subtags of two BCP-47 tags: "pt-BR" speaks "pt".
func speaks(a, b string) bool { return strings.EqualFold(primary(a), primary(b)) }

func primary(tag string) string {
	p, _, _ := strings.Cut(tag, "-")
	return p
}
