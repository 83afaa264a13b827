package training

import (
	"math"
	"slices"

	"switchyard/models"
)

// ownQuantile is the number of rows from which a label gets a quantile of its
// own.
const ownQuantile = 50

// predictionSets calibrates the sets on the rows of some label. Labels with
// rows enough are calibrated on their own (Vovk 2012: label-conditional), the
// others together, on all rows where even together they are too few.
func predictionSets(m *Meter, alpha float64) models.PredictionSets {
	var all []float64
	own := make([][]float64, len(m.labels))
	for _, s := range m.scored {
		if m.inScope(s) {
			score := models.AdaptiveScore(s.Probabilities[:len(m.labels)], s.Truth)
			all, own[s.Truth] = append(all, score), append(own[s.Truth], score)
		}
	}
	sets := models.PredictionSets{Alpha: alpha, Rows: len(all), ByLabel: map[string]float64{}}
	var others []float64
	for i, scores := range own {
		if len(scores) >= ownQuantile {
			sets.ByLabel[m.labels[i]] = conformalQuantile(scores, alpha)
		} else {
			others = append(others, scores...)
		}
	}
	if len(others) < ownQuantile {
		others = all
	}
	sets.Quantile = conformalQuantile(others, alpha)
	return sets
}

// conformalQuantile is the ceil((n+1)(1-alpha))-th smallest score, 1 where there
// are too few for that. A new score drawn like these is at most as large with
// probability 1-alpha or more; for scores without ties and given these, that
// probability is Beta(n+1-l, l) distributed with l = floor((n+1)alpha).
func conformalQuantile(scores []float64, alpha float64) float64 {
	sorted := slices.Sorted(slices.Values(scores))
	// (n+1)(1-alpha) is a hair above a whole number at times, and must not be
	// rounded up then.
	k := int(math.Ceil(float64(len(sorted)+1)*(1-alpha) - 1e-9))
	if k > len(sorted) {
		return 1
	}
	return min(sorted[k-1], 1)
}

// SetMeasures say how prediction sets do on rows of some label.
type SetMeasures struct {
	Rows     int
	Coverage float64 // share of rows whose set holds the true label
	MeanSize float64 // labels a set
	Single   float64 // share of sets of one label
}

// MeasureSets forms the set of each row of some label, as the classifier does.
func (m *Meter) MeasureSets(sets models.PredictionSets) SetMeasures {
	quantiles := make([]float64, len(m.labels))
	for i, label := range m.labels {
		quantiles[i] = sets.Of(label)
	}
	var out SetMeasures
	for _, s := range m.scored {
		if !m.inScope(s) {
			continue
		}
		p := s.Probabilities[:len(m.labels)]
		size := 0
		for label := range p {
			if models.Admits(quantiles[label], models.AdaptiveScore(p, label)) {
				size++
				if label == s.Truth {
					out.Coverage++
				}
			}
		}
		out.Rows++
		out.MeanSize += float64(size)
		if size == 1 {
			out.Single++
		}
	}
	n := float64(out.Rows)
	out.Coverage, out.MeanSize, out.Single = out.Coverage/n, out.MeanSize/n, out.Single/n
	return out
}
