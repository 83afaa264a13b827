package training

import (
	"math"
	"math/rand/v2"
	"testing"

	"switchyard/internal/text"
	"switchyard/models"
)

func TestJoinedNetworkGivesTheMeanOfItsMembers(t *testing.T) {
	const buckets, hidden, outputs = 256, 5, 3
	rng := rand.New(rand.NewPCG(1, 1))
	draw := func(n int) []float32 {
		x := make([]float32, n)
		for i := range x {
			x[i] = float32(rng.NormFloat64())
		}
		return x
	}
	var members []*models.Network
	for range 3 {
		members = append(members, &models.Network{Rows: buckets, Hidden: hidden, Outputs: outputs,
			Table: draw(buckets * hidden), Bias: draw(hidden), Out: draw(hidden * outputs), OutBias: draw(outputs)})
	}
	bags := []text.Bag{{IDs: []int32{0, 7, 255}, Weights: []float32{.5, .2, .9}}, {}}
	want, got := make([]float64, len(bags)*outputs), make([]float32, len(bags)*outputs)
	for _, m := range members {
		if err := models.NewNativeEngine(m).Score(got, bags); err != nil {
			t.Fatal(err)
		}
		for i, v := range got {
			want[i] += float64(v) / 3
		}
	}
	if err := models.NewNativeEngine(join(members)).Score(got, bags); err != nil {
		t.Fatal(err)
	}
	for i := range want {
		if math.Abs(want[i]-float64(got[i])) > 1e-5 {
			t.Errorf("logit %d: %v, mean of the members %v", i, got[i], want[i])
		}
	}
	if join(members[:1]) != members[0] {
		t.Error("a single member was copied")
	}
}
