package logs

import (
	"math"
	"strings"
	"testing"
	"time"
)

func TestScores(t *testing.T) {
	var answers []Answer
	for i := range 20 { // 10 of a: first; 9 of b: second; 1 of c: no candidate
		a := Answer{At: begin.Add(time.Duration(i) * time.Hour), Block: 7, Truth: "a", Rank: 1}
		if i >= 10 {
			a.Truth, a.Rank = "b", 2
		}
		if i == 19 {
			a.Truth, a.Rank = "c", 0
		}
		answers = append(answers, a)
	}
	at := make([]int, len(answers))
	for i := range at {
		at[i] = i
	}
	s := score(answers, at, frequent(answers, at))
	for _, x := range []struct {
		what      string
		got, want float64
	}{
		{"top-1", s.Top[0], .5}, {"top-3", s.Top[1], .95}, {"MRR", s.MRR, (10 + 4.5) / 20}, {"coverage", s.Coverage, .95},
		{"top-1 where a candidate", s.Known, 10. / 19}, {"macro-recall of the one with 10 cases", s.Macro, 1},
	} {
		if math.Abs(x.got-x.want) > 1e-12 {
			t.Errorf("%s is %g, want %g", x.what, x.got, x.want)
		}
	}
}

func TestAnswerRanksEqualsByName(t *testing.T) {
	candidates := []string{"a", "b", "c"}
	c := &Case{Truth: "b"}
	for want, scores := range map[int][]float64{1: {0, 2, 1}, 2: {1, 1, 1}, 3: {2, 0, 1}} {
		if got := answer(c, 2, candidates, scores).Rank; got != want {
			t.Errorf("scores %v rank b %d, want %d", scores, got, want)
		}
	}
	c.Truth = "z"
	if got := answer(c, 2, candidates, []float64{1, 2, 3}); got.Rank != 0 || got.Top != "c" {
		t.Errorf("a truth that is no candidate: %+v", got)
	}
}

// A method that is right where another is wrong, always by as much, is ahead
// with certainty; one beside itself is ahead by nothing.
func TestPairedIntervals(t *testing.T) {
	var ours, theirs []Answer
	for i := range 300 {
		a := Answer{At: begin.Add(time.Duration(i) * 4 * time.Hour), Block: 7, Truth: "a", Rank: 1 + i/6%2}
		ours = append(ours, a)
		if i%6 == 0 { // once a day
			a.Rank = 9
		}
		theirs = append(theirs, a)
	}
	out := compare([]string{"ours", "theirs", "ours again"}, [][]Answer{ours, theirs, ours}, 7)
	if gap := out[1].Behind[0]; gap.Low <= 0 || gap.High > .2 || gap.Low > gap.Value || gap.High < gap.Value {
		t.Errorf("ours is better by %+v", gap)
	}
	if gap := out[2].Behind[0]; gap.Low != 0 || gap.High != 0 {
		t.Errorf("ours is better than itself by %+v", gap)
	}
	var b strings.Builder
	if err := Write(&b, []Result{{"x", 7, 11, out}}); err != nil || strings.Count(b.String(), "| theirs |") != 1 {
		t.Errorf("table %v:\n%s", err, b.String())
	}
}

func TestAliases(t *testing.T) {
	a := aliases{}
	c := &Case{Truth: "R1", Known: begin.Add(time.Hour), Holds: []Hold{{begin, "x"}, {begin.Add(time.Minute), "y"}, {begin.Add(2 * time.Hour), "z"}}}
	a.learn(c)
	if a.of("y") != "R1" || a.of("x") != "" || a.of("z") != "" {
		t.Errorf("aliases %v: only the last to hold it when it was closed is the one", a)
	}
}
