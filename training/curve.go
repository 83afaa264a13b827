package training

import (
	"math"
	"slices"
)

// Bin is one bar of the reliability diagram.
type Bin struct {
	Rows       int
	Confidence float64 // mean probability of the best label, NaN when empty
	Accuracy   float64 // share of rows where it is right, NaN when empty
}

// Reliability sorts rows of some label into Bins equal-width bins of
// confidence.
func (m *Meter) Reliability(rows []Scored) []Bin {
	bins := make([]Bin, Bins)
	for _, s := range rows {
		label, p := m.best(s.Probabilities)
		b := &bins[min(int(p*Bins), Bins-1)]
		b.Rows++
		b.Confidence += p
		if label == s.Truth {
			b.Accuracy++
		}
	}
	for i := range bins {
		bins[i].Confidence /= float64(bins[i].Rows)
		bins[i].Accuracy /= float64(bins[i].Rows)
	}
	return bins
}

// expectedError is the expected calibration error (Naeini et al. 2015): the
// distance between confidence and accuracy, weighted by rows.
func expectedError(bins []Bin) float64 {
	var sum float64
	rows := 0
	for _, b := range bins {
		if b.Rows > 0 {
			sum += math.Abs(b.Confidence-b.Accuracy) * float64(b.Rows)
			rows += b.Rows
		}
	}
	return sum / float64(rows)
}

// RiskPoint says what happens when only the surest texts are answered.
type RiskPoint struct {
	Threshold float64 // smallest probability that is answered
	Coverage  float64 // share of rows answered
	Risk      float64 // share of those that are wrong
}

// RiskCoverage is the whole curve over the rows of some label, surest first,
// one point for each distinct probability.
func (m *Meter) RiskCoverage() []RiskPoint {
	type sure struct {
		p     float64
		wrong bool
	}
	var all []sure
	for _, s := range m.scored {
		if m.inScope(s) {
			label, p := m.best(s.Probabilities)
			all = append(all, sure{p, label != s.Truth})
		}
	}
	slices.SortStableFunc(all, func(a, b sure) int {
		switch {
		case a.p > b.p:
			return -1
		case a.p < b.p:
			return 1
		}
		return 0
	})
	var curve []RiskPoint
	wrong := 0
	for i, s := range all {
		if s.wrong {
			wrong++
		}
		if i+1 < len(all) && all[i+1].p == s.p {
			continue
		}
		curve = append(curve, RiskPoint{Threshold: s.p, Coverage: float64(i+1) / float64(len(all)), Risk: float64(wrong) / float64(i+1)})
	}
	return curve
}

// scope measures how the best label's probability tells rows of some label
// from the others.
func (m *Meter) scope(inside []Scored) *ScopeMeasures {
	var in, out []float64
	for _, s := range inside {
		_, p := m.best(s.Probabilities)
		in = append(in, p)
	}
	for _, s := range m.scored {
		if !m.inScope(s) {
			_, p := m.best(s.Probabilities)
			out = append(out, p)
		}
	}
	if len(out) == 0 {
		return nil
	}
	measures := &ScopeMeasures{Rows: len(out), AUROC: auroc(in, out), RecallAt5: math.NaN()}
	if len(in) > 0 {
		cut := lowerQuantile(in, .05)
		below := 0
		for _, p := range out {
			if p < cut {
				below++
			}
		}
		measures.RecallAt5 = float64(below) / float64(len(out))
	}
	return measures
}

// lowerQuantile is the value that at most a share q of the scores lies below.
func lowerQuantile(scores []float64, q float64) float64 {
	sorted := slices.Sorted(slices.Values(scores))
	return sorted[int(q*float64(len(sorted)))]
}

// auroc is the chance that a positive scores above a negative, ties counting
// half (the Mann-Whitney statistic).
func auroc(positive, negative []float64) float64 {
	slices.Sort(positive)
	slices.Sort(negative)
	var wins float64
	below, upTo := 0, 0
	for _, p := range positive {
		for below < len(negative) && negative[below] < p {
			below++
		}
		for upTo < len(negative) && negative[upTo] <= p {
			upTo++
		}
		wins += float64(below) + float64(upTo-below)/2
	}
	return wins / float64(len(positive)) / float64(len(negative))
}

// Confusion is a pair of labels that the model takes for one another.
type Confusion struct {
	Truth, Predicted string
	Rows             int
	Share            float64 // of the rows that truly have the label
}

// Confusions lists the pairs, most frequent first.
func (m *Meter) Confusions() []Confusion {
	type pair struct{ truth, predicted int }
	count, truths := map[pair]int{}, make([]int, len(m.labels))
	for _, s := range m.scored {
		if !m.inScope(s) {
			continue
		}
		truths[s.Truth]++
		if label, _ := m.best(s.Probabilities); label != s.Truth {
			count[pair{s.Truth, label}]++
		}
	}
	var out []Confusion
	for p, n := range count {
		out = append(out, Confusion{m.labels[p.truth], m.labels[p.predicted], n, float64(n) / float64(truths[p.truth])})
	}
	slices.SortFunc(out, func(a, b Confusion) int {
		if a.Rows != b.Rows {
			return b.Rows - a.Rows
		}
		return slices.Compare([]string{a.Truth, a.Predicted}, []string{b.Truth, b.Predicted})
	})
	return out
}
