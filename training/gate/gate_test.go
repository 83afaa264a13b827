package gate_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"switchyard/training/gate"
)

const labels = 12

// answer is a distribution with its top at a label.
func answer(top int, p float64) []float64 {
	d := make([]float64, labels)
	for i := range d {
		d[i] = (1 - p) / (labels - 1)
	}
	d[top] = p
	return d
}

// rows of two calibrated models, the challenger right more often by gain. One
// alone is right on about one row in ten.
func rows(random *rand.Rand, n int, gain float64) []gate.Row {
	out := make([]gate.Row, n)
	for i := range out {
		truth := random.IntN(labels)
		p := .6 + .38*random.Float64()
		own := random.Float64()
		var answers [2][]float64
		for k, q := range []float64{p, min(.99, p+gain)} {
			u := own
			if random.Float64() < .16 {
				u = random.Float64()
			}
			top := truth
			if u > q {
				top = (truth + 1 + random.IntN(labels-1)) % labels
			}
			answers[k] = answer(top, q)
		}
		out[i] = gate.Row{
			Truth: truth, Champion: answers[0], Challenger: answers[1], Cluster: fmt.Sprint("requester ", random.IntN(n)),
			Slices: []string{fmt.Sprint("language ", random.IntN(4)), fmt.Sprint("category ", truth)}, Urgent: random.IntN(10) == 0,
		}
	}
	return out
}

func judge(t testing.TB, rows []gate.Row, o gate.Options) gate.Verdict {
	t.Helper()
	v, err := gate.Judge(rows, gate.Cost{}, gate.Cost{}, o)
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// A challenger that is no better passes at most one time in twenty, and one
// that is better by two points at least four times in five.
func TestFalseAndMissedPromotions(t *testing.T) {
	const n = 2000
	o := gate.Default()
	o.Bootstraps = 200
	promoted := func(gain float64, runs int) float64 {
		count := 0
		for seed := range uint64(runs) {
			if judge(t, rows(rand.New(rand.NewPCG(seed, 1)), n, gain), o).Promote {
				count++
			}
		}
		return float64(count) / float64(runs)
	}
	if share := promoted(0, 1000); share > .05 {
		t.Errorf("%.1f %% of the challengers that are no better are promoted", 100*share)
	} else {
		t.Logf("A/A: %.1f %% promoted", 100*share)
	}
	if share := promoted(.02, 300); share < .80 {
		t.Errorf("only %.1f %% of the challengers that are better by 2 points are promoted", 100*share)
	} else {
		t.Logf("+2 points: %.1f %% promoted", 100*share)
	}
}

// Each test refuses what it is for, and says by how much.
func TestRefusals(t *testing.T) {
	random := func() *rand.Rand { return rand.New(rand.NewPCG(7, 1)) }
	good := rows(random(), 3000, .08)
	if v := judge(t, good, gate.Default()); !v.Promote || v.Gain[0] <= 0 || v.Challenger <= v.Champion {
		t.Fatalf("a challenger better by eight points is refused: %+v", v.Refusals())
	}
	for name, c := range map[string]struct {
		rows        []gate.Row
		cost        gate.Cost
		test, words string
	}{
		"few rows":     {rows: good[:600], test: "rows", words: "600 rows, 1000 are needed"},
		"no rows":      {rows: nil, test: "rows", words: "0 rows"},
		"worse":        {rows: rows(random(), 3000, -.05), test: "better", words: "below 0.05 is needed"},
		"bad slice":    {rows: spoil(rows(random(), 3000, .08), "language 2"), test: "slices", words: "language 2 is worse by"},
		"too sure":     {rows: sure(rows(random(), 3000, .08)), test: "calibration", words: "the calibration error is"},
		"misses fires": {rows: miss(rows(random(), 3000, .08)), test: "urgent recall", words: "urgent rows that the champion finds"},
		"slow":         {rows: good, cost: gate.Cost{Seconds: .002}, test: "latency", words: "0.002 s, at most 0.0015 s"},
		"large":        {rows: good, cost: gate.Cost{Bytes: 2000}, test: "size", words: "2000 bytes, at most 1500"},
	} {
		t.Run(name, func(t *testing.T) {
			v, err := gate.Judge(c.rows, gate.Cost{Seconds: .001, Bytes: 1000}, c.cost, gate.Default())
			if err != nil || v.Promote {
				t.Fatalf("promoted (%v)", err)
			}
			for _, refusal := range v.Refusals() {
				if refusal.Name == c.test && strings.Contains(refusal.Words, c.words) {
					return
				}
			}
			t.Errorf("it is not refused by %q for %q: %+v", c.test, c.words, v.Refusals())
		})
	}
}

func wrong(r *gate.Row) { r.Challenger = answer((r.Truth+1)%labels, .7) }

func spoil(rows []gate.Row, slice string) []gate.Row {
	for i := range rows {
		if rows[i].Slices[0] == slice && i%3 == 0 {
			wrong(&rows[i])
		}
	}
	return rows
}

func sure(rows []gate.Row) []gate.Row {
	for i := range rows {
		for label, p := range rows[i].Challenger {
			if p > .5 {
				rows[i].Challenger = answer(label, .9999)
			}
		}
	}
	return rows
}

func miss(rows []gate.Row) []gate.Row {
	for i := range rows {
		if rows[i].Urgent && i%2 == 0 {
			wrong(&rows[i])
		}
	}
	return rows
}

// A challenger whose gain comes from one requester alone has proven nothing.
func TestRowsOfOneRequesterCountAsLittle(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 5))
	all := rows(random, 2000, 0)
	for i := range 150 {
		all[i].Cluster = "the same"
		all[i].Champion, all[i].Challenger = answer((all[i].Truth+1)%labels, .7), answer(all[i].Truth, .7)
	}
	v := judge(t, all, gate.Default())
	alone := judge(t, func() []gate.Row {
		loose := append([]gate.Row(nil), all...)
		for i := range loose {
			loose[i].Cluster = ""
		}
		return loose
	}(), gate.Default())
	if v.Gain[2]-v.Gain[0] < 2*(alone.Gain[2]-alone.Gain[0]) {
		t.Errorf("the interval with clusters %v is hardly wider than without %v", v.Gain, alone.Gain)
	}
}

func TestRowsThatFitNoModel(t *testing.T) {
	good := gate.Row{Truth: 0, Champion: []float64{.5, .5}, Challenger: []float64{.5, .5}}
	for name, change := range map[string]func(r *gate.Row){
		"no labels":     func(r *gate.Row) { r.Champion = nil },
		"other labels":  func(r *gate.Row) { r.Challenger = []float64{1} },
		"strange truth": func(r *gate.Row) { r.Truth = 2 },
		"NaN":           func(r *gate.Row) { r.Challenger = []float64{math.NaN(), 1} },
	} {
		r := good
		change(&r)
		if _, err := gate.Judge([]gate.Row{r}, gate.Cost{}, gate.Cost{}, gate.Default()); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := gate.Judge(nil, gate.Cost{}, gate.Cost{}, gate.Options{}); err == nil {
		t.Error("empty options are taken")
	}
}

// All attempts of a period together spend no more than its alpha.
func TestSpend(t *testing.T) {
	sum := 0.0
	for n := 1; n < 10_000; n++ {
		sum += gate.Spend(.05, n)
	}
	if sum > .05 || sum < .0499 {
		t.Errorf("10,000 attempts spend %v", sum)
	}
}
