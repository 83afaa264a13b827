package risk_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"switchyard/training/risk"
)

var (
	shape = risk.Shape{Numbers: []string{"hour", "queue"}, Words: []string{"category", "requester"}}
	start = time.Date(2026, 1, 5, 0, 0, 0, 0, time.UTC)
)

// planted rows go wrong by queue and category, and their requesters say nothing.
func planted(n int, seed uint64) ([]risk.Row, []float64) {
	r := rand.New(rand.NewPCG(seed, 1))
	rows, truth := make([]risk.Row, n), make([]float64, n)
	for i := range rows {
		category, queue := r.IntN(8), r.Float64()*10
		truth[i] = 1 / (1 + math.Exp(-(-2 + .25*queue + .35*float64(category-4))))
		rows[i] = risk.Row{
			At: start.Add(time.Duration(i) * time.Minute), Numbers: []float64{float64(r.IntN(24)), queue},
			Words: []string{fmt.Sprint("category ", category), fmt.Sprint("requester ", r.IntN(n))}, Bad: r.Float64() < truth[i],
		}
	}
	return rows, truth
}

func fit(t testing.TB, rows []risk.Row) *risk.Model {
	t.Helper()
	m, err := risk.Fit(t.Context(), shape, rows, risk.Default())
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func chances(m *risk.Model, rows []risk.Row) []float64 {
	p := make([]float64, len(rows))
	for i := range rows {
		p[i] = m.Chance(&rows[i])
	}
	return p
}

func TestFindsWhatIsThere(t *testing.T) {
	rows, truth := planted(6000, 1)
	m := fit(t, rows[:4000])
	got := risk.Measure(chances(m, rows[4000:]), rows[4000:])
	best := risk.Measure(truth[4000:], rows[4000:])
	if got.AUROC < best.AUROC-.02 || got.LogLoss > best.LogLoss+.01 || got.Debiased > .04 {
		t.Errorf("found %+v, the truth itself gives %+v", got, best)
	}
}

// Words that each row has alone say nothing, however well they fit the past.
func TestLearnsNothingFromNoise(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	rows, _ := planted(4000, 2)
	for i := range rows {
		rows[i].Bad = r.IntN(2) == 0
	}
	got := risk.Measure(chances(fit(t, rows[:3000]), rows[3000:]), rows[3000:])
	if got.AUROC < .46 || got.AUROC > .54 || got.Debiased > .05 {
		t.Errorf("from noise: %+v", got)
	}
}

func TestReasonsMakeTheChance(t *testing.T) {
	rows, _ := planted(2000, 4)
	m := fit(t, rows)
	rapid.Check(t, func(t *rapid.T) {
		row := risk.Row{
			At:      start.Add(time.Duration(rapid.IntRange(0, 4000).Draw(t, "minute")) * time.Minute),
			Numbers: []float64{rapid.Float64Range(-50, 50).Draw(t, "hour"), rapid.SampledFrom([]float64{math.NaN(), 0, 3, 9, 1e300}).Draw(t, "queue")},
			Words:   []string{rapid.SampledFrom([]string{"", "category 1", "category 7", "never seen"}).Draw(t, "category"), ""},
		}
		f := m.Forecast(&row)
		sum := f.Usual
		for i, reason := range f.Reasons {
			sum += reason.Weight
			if i > 0 && math.Abs(reason.Weight) > math.Abs(f.Reasons[i-1].Weight) {
				t.Fatalf("reasons out of order: %+v", f.Reasons)
			}
		}
		if p := 1 / (1 + math.Exp(-sum)); math.Abs(p-f.P) > 1e-9 || f.P != m.Chance(&row) || !(f.P > 0 && f.P < 1) {
			t.Fatalf("the reasons make %v, the chance is %v", p, f.P)
		}
	})
}

func TestSameTwiceAndAsJSON(t *testing.T) {
	rows, _ := planted(1500, 5)
	m, again := fit(t, rows), fit(t, rows)
	if !reflect.DeepEqual(m, again) {
		t.Error("the second fit is another model")
	}
	data, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var kept risk.Model
	if err := json.Unmarshal(data, &kept); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(chances(m, rows), chances(&kept, rows)) {
		t.Error("a model that was kept as JSON says something else")
	}
}

func TestRefused(t *testing.T) {
	rows, _ := planted(1000, 7)
	swapped := append([]risk.Row(nil), rows...)
	swapped[3], swapped[4] = swapped[4], swapped[3]
	infinite := append([]risk.Row(nil), rows...)
	infinite[5].Numbers = []float64{1, math.Inf(1)}
	good := make([]risk.Row, 1000)
	for i := range good {
		good[i] = rows[i]
		good[i].Bad = false
	}
	for name, c := range map[string][]risk.Row{
		"few": rows[:50], "none": nil, "all good": good, "out of order": swapped, "infinite": infinite,
		"of another shape": {{At: start, Numbers: []float64{1}, Words: []string{"a", "b"}}},
	} {
		if _, err := risk.Fit(t.Context(), shape, c, risk.Default()); err == nil {
			t.Errorf("%s: was fitted", name)
		}
	}
	if p := fit(t, rows).Chance(&risk.Row{}); !math.IsNaN(p) {
		t.Errorf("a row of another shape has the chance %v", p)
	}
	done, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := risk.Fit(done, shape, rows, risk.Default()); err == nil {
		t.Error("was fitted although nobody waits for it any more")
	}
}

// A row of weight 3 counts as three do, and one of weight 0 as one.
func TestWeightsCount(t *testing.T) {
	rows, _ := planted(1200, 8)
	var often, heavy []risk.Row
	for i, row := range rows {
		if i%4 == 0 {
			often = append(often, row, row)
			row.Weight = 3
			heavy = append(heavy, row)
		} else {
			heavy = append(heavy, row)
			row.Weight = 1
		}
		row.Weight = 0
		often = append(often, row)
	}
	o := risk.Default()
	o.Trees = 0
	fitted := func(rows []risk.Row) *risk.Model {
		m, err := risk.Fit(t.Context(), shape, rows, o)
		if err != nil {
			t.Fatal(err)
		}
		return m
	}
	a, b := fitted(often), fitted(heavy)
	for i := range rows[:200] {
		if p, q := a.Chance(&rows[i]), b.Chance(&rows[i]); math.Abs(p-q) > .05 {
			t.Fatalf("row %d: three times in it has the chance %.3f, with three times the weight %.3f", i, p, q)
		}
	}
	for _, weight := range []float64{-1, math.NaN(), math.Inf(1)} {
		rows[7].Weight = weight
		if _, err := risk.Fit(t.Context(), shape, rows, o); err == nil {
			t.Errorf("a row of weight %v was taken", weight)
		}
	}
}
