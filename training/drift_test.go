package training

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/models"
)

// mixed summarises rows of ten labels, the last of which turns up with the
// given probability, in two languages.
func mixed(rng *rand.Rand, rows int, last, second float64) *models.Summary {
	labels := strings.Fields("a b c d e f g h i j")
	m := NewMeter(labels)
	for range rows {
		label := rng.IntN(len(labels) - 1)
		if rng.Float64() < last {
			label = len(labels) - 1
		}
		p := make([]float64, len(labels))
		p[label] = .2 + .8*rng.Float64()
		language := "en"
		if rng.Float64() < second {
			language = "fr"
		}
		m.Add(Scored{Language: language, Truth: 0, Probabilities: p})
	}
	return m.Summary()
}

func TestSummaryCountsWhatTheModelSays(t *testing.T) {
	m := NewMeter([]string{"a", "b"})
	m.Add(Scored{Language: "en", Truth: 1, Probabilities: []float64{.7, .2, .1}})
	m.Add(Scored{Language: "en", Truth: 2, Probabilities: []float64{.05, .1, .85}})
	m.Add(Scored{Truth: 0, Probabilities: []float64{.004, .995, .001}})
	want := &models.Summary{Rows: 3, Predicted: map[string]int{"a": 1, "b": 1}, OutOfScope: 1,
		Confidence: []int{0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1}, Languages: map[string]int{"en": 2, "und": 1}}
	if diff := cmp.Diff(want, m.Summary()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestDriftRarelyWarnsOfChance(t *testing.T) {
	const repetitions = 500
	rng := rand.New(rand.NewPCG(1, 9))
	for _, n := range []int{100, 400, 3000} {
		warned, psi, chance := 0, 0., 0.
		for range repetitions {
			shifts := Drift(mixed(rng, 1000, .05, .3), mixed(rng, n, .05, .3))
			psi, chance = psi+shifts[0].PSI/repetitions, chance+shifts[0].PSIByChance/repetitions
			for _, s := range shifts {
				if s.Level != Steady {
					warned++
					break
				}
			}
		}
		// One in a hundred is meant; three standard deviations above are .023.
		if share := float64(warned) / repetitions; share > .023 {
			t.Errorf("%d rows: warned of chance in %.3f of the comparisons", n, share)
		}
		if psi < .8*chance || psi > 1.2*chance {
			t.Errorf("%d rows: PSI is %.4f on average, expected by chance %.4f", n, psi, chance)
		}
	}
}

func TestDriftNoticesWhatMoved(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 9))
	before := mixed(rng, 2000, .05, .3)
	shifts := Drift(before, mixed(rng, 1000, .15, .3))
	if s := shifts[0]; s.Level != Changed || !strings.Contains(s.Warning, "the mix of labels has changed: j ") || s.PSI < .05 {
		t.Errorf("labels: %+v", s)
	}
	if s := shifts[2]; s.Level != Steady || s.Warning != "" {
		t.Errorf("languages: %+v", s)
	}
	if s := Drift(before, mixed(rng, 1000, .05, .8))[2]; s.Level != Far || !strings.Contains(s.Warning, "fr 29.4 % -> 78.6 %") {
		t.Errorf("languages: %+v", s)
	}
}

func TestDriftOfNothing(t *testing.T) {
	empty := &models.Summary{}
	some := mixed(rand.New(rand.NewPCG(3, 9)), 50, .1, .5)
	for _, pair := range [][2]*models.Summary{{empty, empty}, {some, empty}, {empty, some}, {some, some}} {
		for _, s := range Drift(pair[0], pair[1]) {
			if s.Level != Steady || s.P < .999 {
				t.Errorf("%+v", s)
			}
		}
	}
}
