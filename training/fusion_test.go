package training

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"testing"
)

// scoredTexts are calm and angry texts, some with visible signs, that a model
// cannot tell apart well.
func scoredTexts(n int) ([]Example, []Scored) {
	rng := rand.New(rand.NewPCG(6, 6))
	examples, scored := make([]Example, n), make([]Scored, n)
	for i := range n {
		label := rng.IntN(2)
		text := fmt.Sprintf("order %d has not arrived", i)
		if label == 1 && rng.IntN(2) == 0 || label == 0 && rng.IntN(50) == 0 {
			text += ", this is the third time I write, you idiots!!!"
		}
		language := []string{"en", "de", "pt-BR"}[i%3]
		p := 1 / (1 + math.Exp(-(float64(label)*.5 - .25 + rng.NormFloat64())))
		examples[i] = Example{ID: strconv.Itoa(i), Text: text, Language: language, Label: label}
		scored[i] = Scored{ID: strconv.Itoa(i), Language: language, Truth: label, Probabilities: []float64{1 - p, p}}
	}
	return examples, scored
}

func TestFusionLearnsFromTheSigns(t *testing.T) {
	examples, scored := scoredTexts(2000)
	fusion, meter, err := fuse(context.Background(), []string{"false", "true"}, examples, scored, 2)
	if err != nil {
		t.Fatal(err)
	}
	if fusion.Slope <= 0 {
		t.Errorf("the model's odds count with %v", fusion.Slope)
	}
	alone := NewMeter([]string{"false", "true"})
	for i := 1; i < len(scored); i += 2 {
		alone.Add(scored[i])
	}
	if joined, before := meter.Measure().LogLoss, alone.Measure().LogLoss; joined > before-.1 {
		t.Errorf("log-loss %v with the signs, %v without", joined, before)
	}
	if n := len(meter.Scored()); n != 1000 {
		t.Errorf("%d rows measured: half must have been kept from the fit", n)
	}
}

func TestFlagsByLanguage(t *testing.T) {
	_, scored := scoredTexts(900)
	meter := NewMeter([]string{"false", "true"})
	for _, s := range scored {
		meter.Add(s)
	}
	points := flags(meter)
	rates := map[string]int{}
	for _, p := range points {
		rates[p.Language]++
		var alarms, hits int
		for _, s := range scored {
			if language := s.Language[:2]; p.Language != "" && language != p.Language || s.Probabilities[1] < p.Threshold {
				continue
			}
			if s.Truth == 0 {
				alarms++
			} else {
				hits++
			}
		}
		if float64(alarms) > p.FalseAlarms*float64(p.No) {
			t.Errorf("%+v: %d false alarms", p, alarms)
		}
		if math.Abs(float64(hits)/float64(p.Yes)-p.Recall) > 1e-9 {
			t.Errorf("%+v: %d of %d found", p, hits, p.Yes)
		}
	}
	if rates[""] != len(flagRates) {
		t.Errorf("%d of %d rates for all languages together", rates[""], len(flagRates))
	}
	if rates["pt"] == 0 || rates["pt"] == len(flagRates) {
		t.Errorf("%d rates for 150 calm rows: too few are enough for .001, enough for .2", rates["pt"])
	}
}
