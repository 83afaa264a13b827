package training

import (
	"math"
	"math/rand/v2"
	"testing"

	"switchyard/models"
)

// drawn gives an index with the chances of a softmax.
func drawn(rng *rand.Rand, p []float64) int {
	u := rng.Float64()
	for i, v := range p {
		if u -= v; u < 0 {
			return i
		}
	}
	return len(p) - 1
}

func TestTemperatureRecoversThePlantedOne(t *testing.T) {
	const rows, outputs = 20_000, 5
	for _, planted := range []float64{.4, 1, 2, 6} {
		rng := rand.New(rand.NewPCG(7, uint64(planted*10)))
		logits, labels := make([]float32, rows*outputs), make([]int, rows)
		p := make([]float64, outputs)
		for i := range rows {
			row := logits[i*outputs : (i+1)*outputs]
			for j := range row {
				row[j] = float32(2 * rng.NormFloat64())
			}
			models.Softmax(p, row, 1)
			labels[i] = drawn(rng, p)
			for j := range row {
				row[j] *= float32(planted) // as sure of itself as if T were planted
			}
		}
		if got := temperature(logits, outputs, labels); math.Abs(got/planted-1) > .04 {
			t.Errorf("temperature %v, planted %v", got, planted)
		}
	}
}

func TestTemperatureStaysFiniteOnPerfectRows(t *testing.T) {
	logits := []float32{5, 0, 0, 5}
	if got := temperature(logits, 2, []int{0, 1}); !(got > 0) || math.IsInf(got, 0) {
		t.Errorf("temperature %v", got)
	}
}

func TestThresholdsRejectTheirShare(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 2))
	yesNo, scope := NewMeter([]string{"false", "true"}), NewMeter([]string{"a", "b"})
	for range 400 {
		p := rng.Float64()
		yesNo.Add(Scored{Truth: 0, Probabilities: []float64{1 - p, p}})
		scope.Add(Scored{Truth: 1, Probabilities: []float64{(1 - p) / 2, p, (1 - p) / 2}})
	}
	spam := thresholds(yesNo, false, models.Spam)
	alarms := 0
	for _, s := range yesNo.Scored() {
		if s.Probabilities[1] >= spam.Flag {
			alarms++
		}
	}
	if alarms < 15 || alarms > 20 || spam.InScope != 0 {
		t.Errorf("flag %v raises %d false alarms of 400, want 5 %%; in scope %v", spam.Flag, alarms, spam.InScope)
	}
	category := thresholds(scope, true, models.Category)
	rejected := 0
	for _, s := range scope.Scored() {
		if _, p := scope.best(s.Probabilities); p < category.InScope {
			rejected++
		}
	}
	if rejected < 15 || rejected > 20 || category.Flag != 0 {
		t.Errorf("in scope %v rejects %d of 400, want 5 %%; flag %v", category.InScope, rejected, category.Flag)
	}
}
