package ranker

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// A tally equals the sum of what is left of each case.
func TestTallyAgainstSum(t *testing.T) {
	f := fading{long: 100, short: 10, step: .7}
	rapid.Check(t, func(t *rapid.T) {
		gaps := rapid.SliceOfN(rapid.Float64Range(0, 50), 1, 30).Draw(t, "gaps")
		who := rapid.SliceOfN(rapid.Int32Range(0, 3), len(gaps), len(gaps)).Draw(t, "who")
		var tally tally
		hours := make([]float64, len(gaps))
		now := 0.
		for i, gap := range gaps {
			now += gap
			hours[i] = now
			tally.add(f, who[i], now)
		}
		now += 5
		got, total := make([]counts, 4), counts{}
		tally.read(f, now, got, &total)
		want := make([]counts, 4)
		for i, h := range hours {
			want[who[i]][slow] += math.Exp2(-(now - h) / f.long)
			want[who[i]][quick] += math.Exp2(-(now - h) / f.short)
			want[who[i]][byCase] += math.Pow(f.step, float64(len(gaps)-1-i))
		}
		for w := range want {
			for k := range want[w] {
				if math.Abs(got[w][k]-want[w][k]) > 1e-9 {
					t.Fatalf("candidate %d, fading %d: %g, want %g", w, k, got[w][k], want[w][k])
				}
				total[k] -= want[w][k]
			}
		}
		for k, left := range total {
			if math.Abs(left) > 1e-9 {
				t.Fatalf("fading %d: the total is off by %g", k, left)
			}
		}
	})
}

// A centre's cosine equals that of the sum of bags.
func TestCentreAgainstSum(t *testing.T) {
	c := centres{half: 24}
	bags := []Bag{{[]int32{1, 2}, []float32{.6, .8}}, {[]int32{2, 3}, []float32{.8, .6}}, {[]int32{4}, []float32{1}}}
	for i, b := range bags {
		c.add(b, 0, float64(i)*12)
	}
	var sum [5]float64
	for i, b := range bags {
		for j, id := range b.IDs {
			sum[id] += float64(b.Weights[j]) * math.Exp2(-float64(2-i)*12/24)
		}
	}
	norm := 0.
	for _, v := range sum {
		norm += v * v
	}
	want := (.6*sum[2] + .8*sum[3]) / math.Sqrt(norm)
	if got := c.cosine(Bag{[]int32{2, 3}, []float32{.6, .8}}, 0); math.Abs(got-want) > 1e-6 {
		t.Errorf("cosine %g, want %g", got, want)
	}
	if got := c.cosine(bags[0], 7); got != 0 {
		t.Errorf("cosine %g with somebody who had no case, want 0", got)
	}
}

func TestNeighbours(t *testing.T) {
	var n Neighbours
	near := n.Add(Bag{[]int32{1, 2}, []float32{.8, .6}}, 5, 1)
	n.Add(Bag{[]int32{2}, []float32{1}}, 6, 2)
	n.Add(Bag{[]int32{9}, []float32{1}}, 7, 3)
	for range 2 { // scratch must be clean again
		found := n.Find(Bag{[]int32{1, 2}, []float32{.8, .6}}, 5)
		if len(found) != 2 || found[0].Owner != 5 || math.Abs(found[0].Cosine-1) > 1e-6 || found[1].Owner != 6 || math.Abs(found[1].Cosine-.6) > 1e-6 {
			t.Fatalf("found %+v", found)
		}
	}
	n.Move(near, 8, 4)
	if found := n.Find(Bag{[]int32{1}, []float32{1}}, 1); found[0].Owner != 8 {
		t.Errorf("after the move the owner is %d, want 8", found[0].Owner)
	}
}

// The gradients of both models against differences of the loss, by way of the
// minimum: at it no small step goes lower.
func TestFitsAreMinima(t *testing.T) {
	rows := []row{
		{who: []int32{0, 1}, x: []float32{1, .5, 0, .2}, truth: 0, weight: 1},
		{who: []int32{0, 1, 2}, x: []float32{0, 1, 2, .3, 1, .1}, truth: 2, weight: .5},
		{who: []int32{1, 2}, x: []float32{3, 0, 1, 1}, truth: 1, weight: 1},
	}
	prior := []float64{.2, -.1}
	l, err := fitLogit(rows, prior, .5, &logit{weights: prior})
	if err != nil {
		t.Fatal(err)
	}
	loss := func(w []float64) float64 {
		sum := 0.
		for k := range w {
			d := (w[k] - prior[k]) / l.scale[k]
			sum += .5 / 2 * d * d
		}
		for i := range rows {
			sum -= rows[i].weight * math.Log((&logit{weights: w}).probabilities(&rows[i])[rows[i].truth])
		}
		return sum
	}
	best := loss(l.weights)
	for k := range prior {
		for _, by := range []float64{-.01, .01} {
			w := append([]float64(nil), l.weights...)
			w[k] += by
			if loss(w) < best {
				t.Errorf("weight %d: a step of %g lowers the loss from %g to %g", k, by, best, loss(w))
			}
		}
	}
}

func TestLinear(t *testing.T) {
	a, b := Bag{[]int32{1, 3}, []float32{.6, .8}}, Bag{[]int32{2, 3}, []float32{.6, .8}}
	l, err := FitLinear([]Example{{a, 0, 1}, {b, 1, 1}, {a, 0, 1}, {a, 1, .2}, {b, 1, 1}}, 2, .01, 100)
	if err != nil {
		t.Fatal(err)
	}
	got := make([]float64, l.Classes())
	l.LogProbabilities(a, got)
	if sum := math.Exp(got[0]) + math.Exp(got[1]); math.Abs(sum-1) > 1e-9 || got[0] < got[1] {
		t.Errorf("log probabilities %v: want the first larger, adding up to 1", got)
	}
	l.LogProbabilities(b, got)
	if got[1] < got[0] {
		t.Errorf("log probabilities %v: want the second larger", got)
	}
	for name, bad := range map[string][]Example{"none": nil, "class": {{a, 2, 1}}, "weight": {{a, 0, math.NaN()}}, "no weight": {{a, 0, 0}}} {
		if _, err := FitLinear(bad, 2, .01, 10); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}
