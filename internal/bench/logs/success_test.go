package logs

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"path/filepath"
	"strconv"
	"testing"
	"time"
)

// The measures against what they are by definition.
func TestJudge(t *testing.T) {
	said := []forecast{{p: .9, success: true}, {p: .6, success: false}, {p: .6, success: true}, {p: .2, success: false}}
	got := judge(said, []int{0, 1, 2, 3})
	loss := -(math.Log(.9) + math.Log(.4) + math.Log(.6) + math.Log(.8)) / 4
	if want := 3.5 / 4; math.Abs(got[0]-want) > 1e-12 || math.Abs(got[1]-loss) > 1e-12 {
		t.Errorf("AUC %g and log loss %g, want %g and %g", got[0], got[1], want, loss)
	}
	if got := judge(said, nil); !math.IsNaN(got[0]) {
		t.Errorf("nothing to judge gives %v", got)
	}
}

func TestTrials(t *testing.T) {
	rows, err := readRows[incident](filepath.Join("testdata", "it-incidents", "incidents.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	got := trials(rows, func(t *touch) string { return t.Group })
	if len(got) != 2 || got[0].agent != "desk" || got[0].success || got[0].category != "pc" || !got[0].known.Equal(at(t, "2030-01-01T09:00:00Z")) {
		t.Errorf("trials %+v: want A, failed when nets got it, and C, but not B, which nobody had before it was resolved", got)
	}
	if got[1].id != "C" || !got[1].success || !got[1].known.Equal(at(t, "2030-01-06T12:00:00Z")) {
		t.Errorf("%+v: a success is known when all is over", got[1])
	}
}

// No forecast knows a result that came after it.
func TestForecastsSeeNoFuture(t *testing.T) {
	made := func(poison time.Time) []trial {
		random := rand.New(rand.NewPCG(3, 3))
		var out []trial
		for i := range 400 {
			agent := random.IntN(4)
			x := trial{id: strconv.Itoa(i), agent: fmt.Sprint("agent", agent), category: fmt.Sprint("c", random.IntN(3)), priority: "normal",
				at: begin.Add(time.Duration(i) * time.Hour), success: random.IntN(5) > agent}
			x.known = x.at.Add(time.Duration(1+random.IntN(90)) * time.Hour)
			if x.known.After(poison) {
				x.success = false
			}
			out = append(out, x)
		}
		return out
	}
	ask := func(all []trial) [][]forecast {
		said, err := foretell(all, []forecaster{learner(context.Background()),
			rate("cell", func(t *trial) string { return t.category + t.agent }, func(*trial) string { return "" })})
		if err != nil {
			t.Fatal(err)
		}
		return said
	}
	cut := begin.Add(200 * time.Hour)
	clean, poisoned := ask(made(cut.Add(1e6*time.Hour))), ask(made(cut))
	for m := range clean {
		changed := false
		for i, f := range clean[m] {
			same := f.p == poisoned[m][i].p
			if !same && !f.at.After(cut) {
				t.Fatalf("forecaster %d says %g at %v, and %g with another future", m, f.p, f.at, poisoned[m][i].p)
			}
			changed = changed || !same
		}
		if !changed {
			t.Errorf("forecaster %d learns nothing of the poison: the test sees nothing", m)
		}
	}
}
