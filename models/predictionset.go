package models

// PredictionSets turn a distribution into the labels that are still likely:
// among texts of some label drawn like the calibration rows, the true one is
// in the set for a share of at least 1-Alpha (split conformal prediction; Vovk
// et al. 2005). Where a label has a quantile of its own this holds for the
// texts of that label alone too.
type PredictionSets struct {
	Alpha float64 `json:"alpha"`
	Rows  int     `json:"rows"` // calibration rows of some label
	// Quantile is the highest AdaptiveScore of a label in a set; 1 lets every
	// label in, as too few rows must.
	Quantile float64 `json:"quantile"`
	// ByLabel are the quantiles of the labels with rows enough for their own.
	ByLabel map[string]float64 `json:"by_label,omitempty"`
}

// Of is the quantile of a label.
func (s *PredictionSets) Of(label string) float64 {
	if q, own := s.ByLabel[label]; own {
		return q
	}
	return s.Quantile
}

// AdaptiveScore is the probability of all labels before this one, most
// probable first, equals in the order of the labels; 0 for the first. It is the
// score of adaptive prediction sets without their randomisation (Romano, Sesia
// and Candès 2020), the label itself left out: a set then never is empty, and
// stays small where one label has nearly all of the probability. p holds one
// probability a label.
func AdaptiveScore(p []float64, label int) float64 {
	var sum float64
	for i, v := range p {
		if v > p[label] || v == p[label] && i < label {
			sum += v
		}
	}
	return sum
}

// scoreRounding is what sums of the same probabilities in another order may
// differ by.
const scoreRounding = 1e-9

// Admits says whether a label whose AdaptiveScore is score belongs to a set
// of that quantile.
func Admits(quantile, score float64) bool { return quantile >= 1 || score <= quantile+scoreRounding }

func (s *PredictionSets) validate(labels []string) error {
	if !(s.Alpha > 0 && s.Alpha < 1) {
		return invalid("certificate.sets.alpha is %v: it must lie within 0 and 1", s.Alpha)
	}
	if !(s.Quantile >= 0 && s.Quantile <= 1) {
		return invalid("certificate.sets.quantile is %v: it must lie within 0..1", s.Quantile)
	}
	known := map[string]bool{}
	for _, l := range labels {
		known[l] = true
	}
	for label, q := range s.ByLabel {
		if !known[label] || !(q >= 0 && q <= 1) {
			return invalid("certificate.sets.by_label gives %q %v: it must give labels of the bundle values within 0..1", label, q)
		}
	}
	return nil
}
