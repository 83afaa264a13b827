package training

import (
	"context"
	"math"
	"strings"
	"testing"
	"time"
)

// Of two contradicting labels the one that weighs more is learnt, by networks
// and by linear models.
func TestRowWeights(t *testing.T) {
	for name, linear := range map[string]float64{"network": 0, "linear": 1} {
		t.Run(name, func(t *testing.T) {
			set := toySet(3, 4, 60)
			clean := len(set.Examples)
			for i := range clean { // each row twice more, with a wrong label that weighs little
				for range 2 {
					e := set.Examples[i]
					e.ID, e.Label, e.Weight = e.ID+"x", (e.Label+1)%4, .3
					set.Examples = append(set.Examples, e)
				}
			}
			o := toyOptions()
			o.Linear, o.Epochs = linear, 12
			if linear > 0 {
				o.Members = 0
			}
			accuracy := func() float64 {
				t.Helper()
				result, err := Train(context.Background(), set, toySet(5, 4, 50), o, time.Unix(0, 0), quiet)
				if err != nil {
					t.Fatal(err)
				}
				return result.HeldOut.Measure().Accuracy
			}
			weighed := accuracy()
			for i := range set.Examples {
				set.Examples[i].Weight = 0
			}
			if alike := accuracy(); weighed < .8 || alike > .4 {
				t.Errorf("accuracy is %.2f with weights and %.2f without: wrong labels that are two to one must win only without", weighed, alike)
			}
		})
	}
}

func TestWeightsThatAreNone(t *testing.T) {
	for _, w := range []float64{-1, math.NaN(), math.Inf(1)} {
		set := toySet(1, 2, 20)
		set.Examples[7].Weight = w
		if _, err := Train(context.Background(), set, nil, toyOptions(), time.Unix(0, 0), quiet); err == nil || !strings.Contains(err.Error(), "row r7 weighs") {
			t.Errorf("a weight of %v gives %v", w, err)
		}
	}
}
