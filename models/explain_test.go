package models

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"switchyard/internal/text"
)

// randomModel is a random network with these labels, quantised or not.
func randomModel(t testing.TB, rng *rand.Rand, quantised bool) *Model {
	t.Helper()
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 12
	network := randomNetwork(rng, settings.Buckets, 24, 4)
	if quantised {
		network = network.Quantise()
	}
	graph, err := network.Graph().Encode()
	if err != nil {
		t.Fatal(err)
	}
	b := &Bundle{
		Manifest: Manifest{Task: Category, Kind: NGrams, Name: "random", Labels: []string{"a", "b", "c"}, OutOfScope: true,
			Features: &settings, Temperature: 1.5, CreatedAt: time.Unix(0, 0).UTC()},
		Files: map[string][]byte{GraphFile: graph},
	}
	if _, err := b.Seal(); err != nil {
		t.Fatal(err)
	}
	m, err := Open(b, Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = m.Close() })
	return m
}

// The weights of the parts and the base sum to the log-odds.
func TestPathAttributionIsComplete(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 8))
	for _, quantised := range []bool{false, true} {
		m := randomModel(t, rng, quantised)
		for _, s := range append(randomTexts(rng, 60), "", "reset my password", "\u0301 \x00") {
			for output := range 4 {
				e, err := m.Explain(s, output)
				if err != nil {
					t.Fatal(err)
				}
				sum := e.Base
				for _, p := range e.Parts {
					sum += p.Weight
				}
				if math.Abs(sum-e.LogOdds) > 1e-3*math.Max(1, math.Abs(e.LogOdds)) {
					t.Fatalf("%q: parts and base sum to %v, log-odds are %v", s, sum, e.LogOdds)
				}
				if p := predicted(t, m, s)[output]; math.Abs(1/(1+math.Exp(-e.LogOdds))-p) > 1e-6 {
					t.Fatalf("%q: log-odds %v for probability %v", s, e.LogOdds, p)
				}
				if e.Approximate() {
					t.Fatal("a path attribution is exact")
				}
			}
		}
	}
}

func predicted(t testing.TB, m *Model, s string) []float64 {
	t.Helper()
	p := make([]float64, m.Manifest().Outputs())
	if err := m.Predict(p, s); err != nil {
		t.Fatal(err)
	}
	return p
}

// An empty text has nothing but its base.
func TestBaseIsTheEmptyText(t *testing.T) {
	m := randomModel(t, rand.New(rand.NewPCG(9, 9)), true)
	empty, err := m.Explain("", 2)
	if err != nil {
		t.Fatal(err)
	}
	if empty.Base != empty.LogOdds {
		t.Errorf("empty text: base %v, log-odds %v", empty.Base, empty.LogOdds)
	}
}

// The closed form is what many small steps along the path add up to.
func TestPathAttributionIsTheIntegral(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	network := randomNetwork(rng, 1<<8, 16, 3)
	bag := text.Bag{IDs: []int32{3, 77, 200, 11}, Weights: []float32{.9, .4, 1.3, .2}}
	rivals := []float64{1, -.7, -.3}
	got := network.attribute(bag, rivals)
	const steps = 20_000
	for i, id := range bag.IDs {
		var integral float64
		for step := range steps {
			at := (float64(step) + .5) / steps
			for j := range network.Hidden {
				z := float64(network.Bias[j])
				for k, other := range bag.IDs {
					z += at * float64(bag.Weights[k]) * float64(network.Table[int(other)*network.Hidden+j])
				}
				if z <= 0 {
					continue
				}
				for k, r := range rivals {
					integral += r * float64(network.Out[j*network.Outputs+k]) * float64(bag.Weights[i]) * float64(network.Table[int(id)*network.Hidden+j]) / steps
				}
			}
		}
		if math.Abs(integral-float64(got[i])) > 1e-3 {
			t.Errorf("feature %d: %v, the integral is %v", id, got[i], integral)
		}
	}
}

func TestActiveShare(t *testing.T) {
	for _, c := range []struct{ bias, sum, want float64 }{
		{1, 1, 1}, {1, -.5, 1}, {-1, 0, 0}, {-1, .5, 0}, {0, 1, 1}, {0, 0, 0}, {0, -1, 0}, {1, -4, .25}, {-1, 4, .75}, {-1, 1, 0},
	} {
		if got := activeShare(c.bias, c.sum); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("bias %v, sum %v: %v, want %v", c.bias, c.sum, got, c.want)
		}
	}
}

func TestExplainRefusesOutputsThatAreNotThere(t *testing.T) {
	m := randomModel(t, rand.New(rand.NewPCG(1, 1)), false)
	for _, output := range []int{-1, 4} {
		if _, err := m.Explain("x", output); err == nil || !strings.Contains(err.Error(), "the model has 4") {
			t.Errorf("output %d: %v", output, err)
		}
	}
}

// A transformer is explained by leaving words out, and says so.
func TestOcclusion(t *testing.T) {
	rt := openRuntime(t)
	m, err := Open(tinyClassifier(t, rt), Options{Runtime: rt})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = m.Close() }()
	const s = "my printer is on fire"
	e, err := m.Explain(s, 1)
	if err != nil {
		t.Fatal(err)
	}
	if !e.Approximate() || e.Method != Occlusion || len(e.Parts) != 5 {
		t.Fatalf("%+v", e)
	}
	for _, p := range e.Parts {
		rest, err := m.Explain(s[:p.Start]+s[p.End:], 1)
		if err != nil {
			t.Fatal(err)
		}
		if math.Abs(e.LogOdds-rest.LogOdds-p.Weight) > 1e-4 {
			t.Errorf("%q weighs %v, but without it the log-odds go from %v to %v", s[p.Start:p.End], p.Weight, e.LogOdds, rest.LogOdds)
		}
	}
	if e, err = m.Explain(strings.Repeat("on fire ", 5000), 0); err != nil || len(e.Parts) > maxOccluded {
		t.Errorf("%d parts, %v", len(e.Parts), err)
	}
	if e, err = m.Explain("", 0); err != nil || len(e.Parts) != 0 {
		t.Errorf("an empty text: %+v, %v", e, err)
	}
}

func TestPhrases(t *testing.T) {
	const s = "please cancel my order, please. 退款没到"
	units := []text.Unit{{Start: 0, End: 6}, {Start: 7, End: 13}, {Start: 14, End: 16}, {Start: 17, End: 22}, {Start: 22, End: 23, Kind: text.SymbolUnit},
		{Start: 24, End: 30}, {Start: 30, End: 31, Kind: text.SymbolUnit}}
	weights := []float64{-.2, 2, .7, 1.5, .9, -.5, 0}
	for at := 32; at < len(s); at += 3 {
		units = append(units, text.Unit{Start: at, End: at + 3, Kind: text.CharacterUnit})
		weights = append(weights, []float64{.5, .6, .01, .4}[(at-32)/3])
	}
	e := newExplanation(PathAttribution, s, units, weights)
	words := func(parts []Part) string {
		var out []string
		for _, p := range parts {
			out = append(out, s[p.Start:p.End])
		}
		return strings.Join(out, "|")
	}
	if got, want := words(e.Top(9)), "cancel my order|退款|,|到|没"; got != want {
		t.Errorf("for: %s, want %s", got, want)
	}
	if got, want := words(e.Top(2)), "cancel my order|退款"; got != want {
		t.Errorf("the best two: %s, want %s", got, want)
	}
	if got, want := words(e.Against(9)), "please|please"; got != want {
		t.Errorf("against: %s, want %s", got, want)
	}
	if top := e.Top(1); math.Abs(top[0].Weight-4.2) > 1e-12 {
		t.Errorf("a phrase weighs %v, its words 4.2", top[0].Weight)
	}
}
