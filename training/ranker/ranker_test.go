package ranker

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

var start = time.Date(2030, 1, 1, 8, 0, 0, 0, time.UTC)

var people = []string{"ada", "bo", "cy", "dee", "eve"}

// step is one event of an invented desk.
type step struct {
	at   time.Time
	open *Case
	id   string // of a case held or closed
	who  string
	hold bool
}

// history of a desk where the theme decides who has a case, mostly.
func history(n int, seed uint64) []step {
	random := rand.New(rand.NewPCG(seed, 1))
	var out []step
	for i := range n {
		at := start.Add(time.Duration(i) * time.Hour)
		theme := random.IntN(len(people))
		who := people[theme]
		if random.Float64() < .2 {
			who = people[random.IntN(len(people))]
		}
		c := &Case{ID: fmt.Sprint("c", i), At: at, Facets: [][]string{{fmt.Sprint("theme", theme)}, {fmt.Sprint("caller", random.IntN(9))}},
			Text: fmt.Sprintf("word%d broken again", theme), Asker: people[random.IntN(len(people))]}
		out = append(out, step{at: at, open: c})
		if random.Float64() < .7 {
			out = append(out, step{at: at.Add(10 * time.Minute), id: c.ID, who: people[random.IntN(len(people))], hold: true})
		}
		if random.Float64() < .9 {
			out = append(out, step{at: at.Add(time.Duration(random.IntN(48*60)+1) * time.Minute), id: c.ID, who: who})
		}
	}
	slices.SortStableFunc(out, func(a, b step) int { return a.at.Compare(b.at) })
	return closedLast(out)
}

// closedLast leaves out holds that come after the case was closed.
func closedLast(steps []step) []step {
	closed := map[string]bool{}
	return slices.DeleteFunc(steps, func(s step) bool {
		if s.id != "" && !s.hold {
			closed[s.id] = true
		}
		return s.hold && closed[s.id]
	})
}

func settings() Settings {
	s := DefaultSettings("theme", "caller")
	s.Linear, s.Buckets, s.Ridge = true, 1<<10, 3
	return s
}

// play feeds steps and gives what was said of each case, refitting after every
// hundred cases. order gives the candidates to ask about.
func play(t testing.TB, steps []step, order func() []string) map[string][]Choice {
	t.Helper()
	r, err := New(settings())
	if err != nil {
		t.Fatal(err)
	}
	out, cases := map[string][]Choice{}, 0
	for _, s := range steps {
		switch {
		case s.open != nil:
			if cases++; cases%100 == 0 {
				err = r.Refit()
			}
			if err == nil {
				out[s.open.ID], err = r.Open(s.open, order())
			}
		case s.hold:
			err = r.Hold(s.id, s.who, s.at)
		default:
			err = r.Close(s.id, s.who, s.at)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func inOrder() []string { return people }

func TestLearnsWhoHasWhat(t *testing.T) {
	said := play(t, history(500, 1), inOrder)
	right, asked := 0, 0
	for _, s := range history(500, 1) {
		if s.open == nil || s.at.Before(start.Add(300*time.Hour)) {
			continue
		}
		asked++
		var theme int
		if _, err := fmt.Sscanf(s.open.Facets[0][0], "theme%d", &theme); err != nil {
			t.Fatal(err)
		}
		if said[s.open.ID][0].Candidate == people[theme] {
			right++
		}
	}
	if float64(right) < .95*float64(asked) {
		t.Errorf("named the person of the theme first in %d of %d cases, want 95 %%", right, asked)
	}
}

func TestProbabilitiesAddUp(t *testing.T) {
	for id, choices := range play(t, history(250, 2), inOrder) {
		sum := 0.
		for i, c := range choices {
			sum += c.Probability
			if i > 0 && c.Probability > choices[i-1].Probability || math.IsNaN(c.Probability) {
				t.Fatalf("%s: %v is out of order", id, choices)
			}
		}
		if math.Abs(sum-1) > 1e-9 {
			t.Fatalf("%s: probabilities add up to %g", id, sum)
		}
	}
}

func TestSameEventsSameAnswers(t *testing.T) {
	first, second := play(t, history(300, 3), inOrder), play(t, history(300, 3), inOrder)
	for id := range first {
		if !slices.Equal(first[id], second[id]) {
			t.Fatalf("%s: %v, then %v", id, first[id], second[id])
		}
	}
}

func TestOrderOfCandidatesDoesNotMatter(t *testing.T) {
	random := rand.New(rand.NewPCG(4, 4))
	shuffled := func() []string {
		out := slices.Clone(people)
		random.Shuffle(len(out), func(i, j int) { out[i], out[j] = out[j], out[i] })
		return out
	}
	sorted, mixed := play(t, history(300, 4), inOrder), play(t, history(300, 4), shuffled)
	for id := range sorted {
		if !slices.Equal(sorted[id], mixed[id]) {
			t.Fatalf("%s: %v, with candidates in another order %v", id, sorted[id], mixed[id])
		}
	}
}

// Whatever happens from a moment on, answers before it stay.
func TestPoisonedFuture(t *testing.T) {
	steps := history(260, 5)
	truth := play(t, steps, inOrder)
	rapid.Check(t, func(rt *rapid.T) {
		cut := steps[rapid.IntRange(1, len(steps)-1).Draw(rt, "cut")].at
		wrong := rapid.SampledFrom(append([]string{"mallory"}, people...)).Draw(rt, "who")
		drop := rapid.Bool().Draw(rt, "drop")
		poisoned := slices.Clone(steps)
		for i, s := range poisoned {
			if s.at.Before(cut) {
				continue
			}
			if s.open != nil {
				c := *s.open
				c.Facets, c.Text, c.Asker = [][]string{{"poison"}, nil}, "poison", wrong
				poisoned[i].open = &c
			} else {
				poisoned[i].who = wrong
			}
		}
		if drop {
			poisoned = slices.DeleteFunc(poisoned, func(s step) bool { return s.open == nil && !s.at.Before(cut) })
		}
		changed := false
		for id, said := range play(t, poisoned, inOrder) {
			var n int
			if _, err := fmt.Sscanf(id, "c%d", &n); err != nil {
				rt.Fatal(err)
			}
			same := slices.Equal(said, truth[id])
			if start.Add(time.Duration(n) * time.Hour).Before(cut) {
				if !same {
					rt.Fatalf("%s was asked before %v and is said to be %v, without the poison %v", id, cut, said, truth[id])
				}
			} else if !same {
				changed = true
			}
		}
		if late := cut.After(start.Add(250 * time.Hour)); !changed && !late {
			rt.Fatal("the poison changed nothing after it: the test sees nothing")
		}
	})
}

func TestRefuses(t *testing.T) {
	fresh := func() *Ranker {
		r, err := New(settings())
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Open(&Case{ID: "a", At: start, Facets: [][]string{nil, nil}}, people); err != nil {
			t.Fatal(err)
		}
		return r
	}
	open := func(c Case, candidates ...string) func(*Ranker) error {
		return func(r *Ranker) error { _, err := r.Open(&c, candidates); return err }
	}
	later := start.Add(time.Hour)
	for name, do := range map[string]func(*Ranker) error{
		"no ID":             open(Case{At: later, Facets: [][]string{nil, nil}}),
		"no time":           open(Case{ID: "b", Facets: [][]string{nil, nil}}),
		"too few facets":    open(Case{ID: "b", At: later}),
		"open twice":        open(Case{ID: "a", At: later, Facets: [][]string{nil, nil}}),
		"back in time":      open(Case{ID: "b", At: start.Add(-time.Hour), Facets: [][]string{nil, nil}}),
		"candidate twice":   open(Case{ID: "b", At: later, Facets: [][]string{nil, nil}}, "ada", "ada"),
		"nameless":          open(Case{ID: "b", At: later, Facets: [][]string{nil, nil}}, ""),
		"close unknown":     func(r *Ranker) error { return r.Close("b", "ada", later) },
		"close by nobody":   func(r *Ranker) error { return r.Close("a", "", later) },
		"held by nobody":    func(r *Ranker) error { return r.Hold("a", "", later) },
		"hold at no time":   func(r *Ranker) error { return r.Hold("a", "ada", time.Time{}) },
		"close in the past": func(r *Ranker) error { return r.Close("a", "ada", start.Add(-1)) },
	} {
		if do(fresh()) == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestSettingsAreChecked(t *testing.T) {
	for name, spoil := range map[string]func(*Settings){
		"long": func(s *Settings) { s.Long = 0 }, "short": func(s *Settings) { s.Short = -1 },
		"fade": func(s *Settings) { s.Fade = math.NaN() }, "prior": func(s *Settings) { s.Prior = 0 },
		"ridge": func(s *Settings) { s.Ridge = 0 }, "rows": func(s *Settings) { s.Rows = 0 },
		"buckets": func(s *Settings) { s.Buckets = 1000 }, "neighbours": func(s *Settings) { s.Neighbours = -1 },
		"unsettled": func(s *Settings) { s.Unsettled = 2 },
	} {
		s := settings()
		spoil(&s)
		if _, err := New(s); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

// With nobody to ask about, nothing known and strange input there is still an answer.
func TestThinInput(t *testing.T) {
	r, err := New(settings())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Refit(); err != nil {
		t.Fatalf("refit of nothing: %v", err)
	}
	got, err := r.Open(&Case{ID: "a", At: start, Facets: [][]string{nil, nil}, Text: "\xff\x00"}, nil)
	if err != nil || len(got) != 0 {
		t.Errorf("no candidates: %v, %v", got, err)
	}
	if err := r.Close("a", "zed", start); err != nil {
		t.Fatal(err)
	}
	if err := r.Refit(); err != nil {
		t.Fatalf("refit of one case whose truth was no candidate: %v", err)
	}
	got, err = r.Open(&Case{ID: "b", At: start.AddDate(1, 0, 0), Facets: [][]string{{"new"}, nil}}, []string{"zed", "new"})
	if err != nil || len(got) != 2 || got[0].Candidate != "zed" {
		t.Errorf("a year on: %v, %v; want zed before somebody never seen", got, err)
	}
}
