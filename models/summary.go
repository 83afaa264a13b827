package models

import (
	"cmp"
	"slices"
)

// Summary counts what a model says of a set of texts, without their labels.
// Two summaries tell whether texts have changed.
type Summary struct {
	Rows int `json:"rows"`
	// Predicted counts the most probable label; labels never predicted are
	// absent.
	Predicted map[string]int `json:"predicted"`
	// OutOfScope counts the texts for which "none of these" is likelier than
	// every label; Predicted leaves them out.
	OutOfScope int `json:"out_of_scope,omitempty"`
	// Confidence counts the probability of the best label in the bins that
	// ConfidenceEdges parts, lowest first.
	Confidence []int `json:"confidence"`
	// Languages counts the BCP-47 tags; "und" where a text has none.
	Languages map[string]int `json:"languages"`
}

// ConfidenceEdges part the bins of Summary.Confidence: a probability lies in
// the bin after the last edge that it reaches. They are denser at the top,
// where most answers are.
func ConfidenceEdges() []float64 {
	return []float64{.1, .2, .3, .4, .5, .6, .7, .8, .9, .95, .98, .99}
}

// NewSummary counts nothing yet.
func NewSummary() *Summary {
	return &Summary{Predicted: map[string]int{}, Confidence: make([]int, len(ConfidenceEdges())+1), Languages: map[string]int{}}
}

// Add counts one text whose most probable label is label. Not safe for
// concurrent use.
func (s *Summary) Add(label string, r Reading) {
	s.Rows++
	if r.OutOfScope > r.Best {
		s.OutOfScope++
	} else {
		s.Predicted[label]++
	}
	bin, reached := slices.BinarySearch(ConfidenceEdges(), r.Best)
	if reached {
		bin++
	}
	s.Confidence[bin]++
	s.Languages[cmp.Or(r.Language, "und")]++
}

func (s *Summary) validate(field string, labels []string) error {
	total, bins := s.OutOfScope, 0
	for label, n := range s.Predicted {
		if !slices.Contains(labels, label) || n < 0 {
			return invalid("%s.predicted counts %d of %q: it must count labels of the bundle", field, n, label)
		}
		total += n
	}
	for _, n := range s.Confidence {
		if n < 0 {
			return invalid("%s.confidence holds %d: a count cannot be negative", field, n)
		}
		bins += n
	}
	if want := len(ConfidenceEdges()) + 1; len(s.Confidence) != want {
		return invalid("%s.confidence has %d bins: it must have %d", field, len(s.Confidence), want)
	}
	if s.OutOfScope < 0 || total != s.Rows || bins != s.Rows {
		return invalid("%s.rows is %d but its counts add up to %d and %d", field, s.Rows, total, bins)
	}
	return nil
}
