package risk

import (
	"cmp"
	"math"
	"slices"
)

// Model foretells. It can be kept as JSON.
type Model struct {
	Shape  Shape   `json:"shape"`
	Seen   tallies `json:"seen"`
	Cuts   []cuts  `json:"cuts"`
	Base   float64 `json:"base"` // log-odds
	Trees  []tree  `json:"trees"`
	Linear *linear `json:"linear"`
	Stack  Stack   `json:"stack"`
}

// Forecast is a chance, and what it comes from.
type Forecast struct {
	P       float64  // 0 to 1, calibrated
	Reasons []Reason // strongest first; their sum and Usual make the log-odds
	Usual   float64  // log-odds where nothing is known
}

// Reason is what a feature adds to the log-odds: its weight, and the change of the
// expected value along the path through each tree (Saabas 2014).
type Reason struct {
	Feature string
	Weight  float64
}

// Chance is the probability that it goes wrong, without reasons. A row of another
// shape gives NaN.
func (m *Model) Chance(r *Row) float64 {
	x, ok := m.bins(r)
	if !ok {
		return math.NaN()
	}
	sum := m.Base
	for _, t := range m.Trees {
		sum += t[t.leaf(x)].Value
	}
	return sigmoid(m.Stack.Trees*sum + m.Stack.Linear*m.Linear.odds(r))
}

// Forecast gives the probability and its reasons.
func (m *Model) Forecast(r *Row) Forecast {
	x, ok := m.bins(r)
	if !ok {
		return Forecast{P: math.NaN()}
	}
	weight := map[string]float64{}
	for i, v := range m.Linear.parts(r) {
		if i < len(r.Numbers) {
			weight[m.Shape.Numbers[i]] += m.Stack.Linear * v
		} else {
			weight[m.Shape.Words[i-len(r.Numbers)]] += m.Stack.Linear * v
		}
	}
	usual := m.Base
	for _, t := range m.Trees {
		usual += t[0].Value
		for at := 0; t[at].Column >= 0; {
			next := 2*at + 1
			if x[t[at].Column] > t[at].Bin {
				next++
			}
			weight[m.Shape.name(t[at].Column)] += m.Stack.Trees * (t[next].Value - t[at].Value)
			at = next
		}
	}
	f := Forecast{Usual: m.Stack.Trees*usual + m.Stack.Linear*m.Linear.Weights[0]}
	for name, w := range weight {
		f.Reasons = append(f.Reasons, Reason{name, w})
	}
	slices.SortFunc(f.Reasons, func(a, b Reason) int {
		return cmp.Or(cmp.Compare(math.Abs(b.Weight), math.Abs(a.Weight)), cmp.Compare(a.Feature, b.Feature))
	})
	f.P = m.Chance(r)
	return f
}

func (m *Model) bins(r *Row) ([]uint8, bool) {
	if len(r.Numbers) != len(m.Shape.Numbers) || len(r.Words) != len(m.Shape.Words) {
		return nil, false
	}
	values := make([]float64, m.Shape.columns())
	m.Seen.read(values, r)
	x := make([]uint8, len(values))
	for c, v := range values {
		x[c] = m.Cuts[c].bin(v)
	}
	return x, true
}
