package training

import (
	"math"
	"slices"

	"switchyard/models"
)

// temperature finds the T that divides the logits so that the log-loss of
// held-out rows is smallest (Guo et al. 2017). logits has outputs values a
// row. The loss is convex in 1/T, so a golden-section search finds it.
func temperature(logits []float32, outputs int, labels []int) float64 {
	loss := func(inverse float64) float64 {
		var sum float64
		for i, label := range labels {
			row := logits[i*outputs : (i+1)*outputs]
			top := float64(slices.Max(row))
			var z float64
			for _, l := range row {
				z += math.Exp((float64(l) - top) * inverse)
			}
			sum += math.Log(z) - (float64(row[label])-top)*inverse
		}
		return sum
	}
	const ratio = .6180339887498949
	low, high := .05, 20.
	a, b := high-ratio*(high-low), low+ratio*(high-low)
	lossA, lossB := loss(a), loss(b)
	for high-low > 1e-4 {
		if lossA < lossB {
			high, b, lossB = b, a, lossA
			a = high - ratio*(high-low)
			lossA = loss(a)
		} else {
			low, a, lossA = a, b, lossB
			b = low + ratio*(high-low)
			lossB = loss(b)
		}
	}
	return 2 / (low + high)
}

// Shares that the default thresholds are chosen for on held-out rows.
const (
	rejectedShare   = .05 // of rows of some label that the scope check turns away
	falseAlarmShare = .05 // of "false" rows that a yes/no task flags
)

// thresholds are chosen on held-out rows. Confidence and margin are fixed
// starting points.
func thresholds(m *Meter, outOfScope bool, task models.Task) models.Thresholds {
	t := models.Thresholds{Confidence: .5, Margin: .1}
	var best, quiet []float64
	for _, s := range m.Scored() {
		if !m.inScope(s) {
			continue
		}
		_, p := m.best(s.Probabilities)
		best = append(best, p)
		if s.Truth == 0 {
			quiet = append(quiet, s.Probabilities[min(1, len(s.Probabilities)-1)])
		}
	}
	if outOfScope && len(best) > 0 {
		t.InScope = lowerQuantile(best, rejectedShare)
	}
	if task == models.Anger || task == models.Spam {
		t.Confidence, t.Margin, t.Flag = 0, 0, .5
		if len(quiet) > 0 {
			slices.Sort(quiet)
			t.Flag = flagFrom(quiet, falseAlarmShare)
		}
	}
	return t
}

// flagFrom is the smallest threshold that at most this share of the sorted
// probabilities reaches.
func flagFrom(sorted []float64, rate float64) float64 {
	allowed := int(rate * float64(len(sorted)))
	last := sorted[len(sorted)-1-allowed] // the highest that must stay unflagged
	return min(math.Nextafter(last, 2), 1)
}
