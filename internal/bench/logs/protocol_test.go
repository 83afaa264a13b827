package logs

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"testing"
	"time"

	"switchyard/training/ranker"
)

var begin = time.Date(2030, 1, 1, 0, 0, 0, 0, time.UTC)

// invented is a log in which the theme tells who has a case, mostly.
func invented(n int) *Log {
	random := rand.New(rand.NewPCG(7, 7))
	l := &Log{Name: "invented", Facets: []string{"caller", "theme"}, Caller: 0, Theme: 1}
	for i := range n {
		theme := random.IntN(6)
		who := fmt.Sprint("agent", theme)
		if random.Float64() < .2 {
			who = fmt.Sprint("agent", random.IntN(8))
		}
		opened := begin.Add(time.Duration(i) * time.Hour)
		c := Case{Case: ranker.Case{ID: fmt.Sprint("c", i), At: opened, Facets: [][]string{{fmt.Sprint("caller", random.IntN(20))}, {fmt.Sprint("theme", theme)}}}, Truth: who}
		if random.Float64() < .9 {
			c.Known = opened.Add(time.Duration(1+random.IntN(72)) * time.Hour)
		}
		if random.Float64() < .5 {
			c.Holds = []Hold{{opened.Add(20 * time.Minute), fmt.Sprint("agent", random.IntN(8))}}
		}
		l.Cases = append(l.Cases, c)
	}
	return l
}

func ask(t *testing.T, l *Log, last int) ([]Method, [][]Answer) {
	t.Helper()
	methods, err := all(l)
	if err != nil {
		t.Fatal(err)
	}
	answers, err := Run(l, methods, last)
	if err != nil {
		t.Fatal(err)
	}
	return methods, answers
}

// No method knows what came after: whatever becomes of cases from a moment on,
// what was said before it stays.
func TestPoisonedFuture(t *testing.T) {
	methods, clean := ask(t, invented(440), Blocks)
	cut := begin.Add(300*time.Hour + time.Minute)
	l := invented(440)
	for i := range l.Cases {
		c := &l.Cases[i]
		for h := range c.Holds {
			if c.Holds[h].At.After(cut) {
				c.Holds[h].Who = "agent0"
			}
		}
		if c.At.After(cut) {
			c.Facets, c.Truth = [][]string{{"poison"}, {"poison"}}, "agent0"
		}
		if c.Known.After(cut) {
			c.Known = c.Known.Add(1000 * time.Hour)
			c.Truth = "agent0"
		}
	}
	_, poisoned := ask(t, l, Blocks)
	for m, method := range methods {
		changed := 0
		for i, a := range clean[m] {
			b := poisoned[m][i]
			if a.At.After(cut) {
				if a.Top != b.Top {
					changed++
				}
			} else if a.Top != b.Top {
				t.Errorf("%s said %q at %v, and %q with another future", method.Name(), a.Top, a.At, b.Top)
			}
		}
		if changed == 0 && method.Name() != "majority" {
			t.Errorf("%s says the same of a poisoned future: the test sees nothing", method.Name())
		}
	}
}

func TestOursLearns(t *testing.T) {
	methods, answers := ask(t, invented(440), Blocks)
	names := make([]string, len(methods))
	for m := range methods {
		names[m] = methods[m].Name()
	}
	out := compare(names, answers, 7)
	if got := out[0].Scores.Top[0]; got < .7 {
		t.Errorf("ours names %.2f first, the theme alone gives .8", got)
	}
	if !reflect.DeepEqual(out, compare(names, answers, 7)) {
		t.Error("the same answers give other intervals")
	}
	_, again := ask(t, invented(440), Blocks)
	if !reflect.DeepEqual(answers, again) {
		t.Error("the same log gives other answers")
	}
	for _, c := range out {
		for k, e := range c.Estimates {
			if e.Low > e.Value || e.High < e.Value {
				t.Errorf("%s, %s: %g lies outside %v", c.Method, Measures[k], e.Value, e.Interval)
			}
		}
	}
}

// A newcomer is no candidate before the next block, and not for ever.
func TestCandidates(t *testing.T) {
	l := invented(440)
	for i := range l.Cases {
		l.Cases[i].Holds = nil
	}
	l.Cases[100].Truth, l.Cases[100].Known = "newcomer", l.Cases[100].At.Add(time.Minute)
	for _, i := range []int{110, 130, 430} {
		l.Cases[i].Truth, l.Cases[i].Known = "newcomer", time.Time{}
	}
	for i := range l.Cases[400:] {
		c := &l.Cases[400+i]
		c.At = c.At.Add(active)
		c.Known = time.Time{}
	}
	_, answers := ask(t, l, Blocks)
	for _, a := range answers[0] {
		if a.Truth != "newcomer" || a.At.Equal(l.Cases[100].At) {
			continue
		}
		want := a.At.Equal(l.Cases[130].At) // block 4, the newcomer's case being closed in block 3
		if (a.Rank > 0) != want {
			t.Errorf("at %v the newcomer ranks %d, candidate: want %v", a.At, a.Rank, want)
		}
	}
}
