package learn

import (
	"context"
	"math"
	"math/rand/v2"
	"testing"
	"time"

	"gonum.org/v1/gonum/mat"
)

// randomSheet has rows of every shape: agents without rows in some category,
// cells of one row, rows without weight.
func randomSheet(rng *rand.Rand, agents, categories, rows int) (*sheet, trials) {
	s := &sheet{width: 3, categories: categories}
	var t trials
	for a := range agents {
		for c := range categories {
			for range rng.IntN(rows) {
				x := s.add(a, c, float64(rng.IntN(4))/2)
				x[0], x[1], x[2] = 1, rng.NormFloat64(), float64(rng.IntN(2))
				t = append(t, trial{state: state(rng.IntN(3)), failed: rng.Float64(), solved: rng.Float64(), wrong: .1 * rng.Float64()})
			}
		}
	}
	return s, t
}

// dense is the same Newton step by the whole matrix.
func dense(t *testing.T, s *sheet, p *prior, e *effects, l likelihood) []float64 {
	t.Helper()
	w, cs, as := s.width, s.categories, len(s.agents)
	n := w + cs + as + len(s.cells)
	h, g := mat.NewSymDense(n, nil), mat.NewVecDense(n, nil)
	set := func(i int, precision, distance float64) {
		h.SetSym(i, i, precision)
		g.SetVec(i, -precision*distance)
	}
	for j := range w {
		set(j, p.precision[j], e.fixed[j]-p.mean[j])
	}
	for c := range cs {
		set(w+c, 1/p.category, e.category[c])
	}
	for a := range as {
		set(w+cs+a, 1/p.agent, e.agent[a])
	}
	for k := range s.cells {
		set(w+cs+as+k, 1/p.cell, e.cell[k])
	}
	x := make([]float64, n)
	for i := range s.rows() {
		clear(x)
		copy(x, s.row(i))
		k := s.cellOf[i]
		x[w+int(s.cells[k].category)], x[w+cs+int(s.cells[k].agent)], x[w+cs+as+int(k)] = 1, 1, 1
		gradient, information := l.score(i, e.offset(s, i)+e.agent[s.cells[k].agent]+e.cell[k])
		v := mat.NewVecDense(n, x)
		h.SymRankOne(h, s.weight[i]*information, v)
		g.AddScaledVec(g, s.weight[i]*gradient, v)
	}
	var chol mat.Cholesky
	if !chol.Factorize(h) {
		t.Fatal("not positive definite")
	}
	out := mat.NewVecDense(n, nil)
	if err := chol.SolveVecTo(out, g); err != nil {
		t.Fatal(err)
	}
	return out.RawVector().Data
}

func TestArrowStepIsTheDenseStep(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		s, l := randomSheet(rng, 1+rng.IntN(6), 1+rng.IntN(5), 1+rng.IntN(9))
		p := defaultPrior(max(s.width, fixedColumns), .5, .3, .25, .5)
		p.mean, p.precision = p.mean[:s.width], p.precision[:s.width]
		a, e := newArrow(s, &p), newEffects(s)
		for _, part := range e.parts() {
			for i := range part {
				part[i] = rng.NormFloat64()
			}
		}
		if err := a.solve(context.Background(), &e, l); err != nil {
			t.Fatal(err)
		}
		want := dense(t, s, &p, &e, l)
		i := 0
		for _, part := range a.steps.parts() {
			for _, got := range part {
				if math.Abs(got-want[i]) > 1e-8 {
					t.Fatalf("seed %d: step %d is %v, dense %v", seed, i, got, want[i])
				}
				i++
			}
		}
	}
}

// A score must be the slope of the logarithm it belongs to.
func TestScoresAreSlopes(t *testing.T) {
	l := trials{
		{solved, .9, .2, 0}, {failed, .9, .2, 0}, {open, .9, .2, 0}, {open, .1, .7, 0}, {open, 0, 0, 0}, {open, .98, .98, 0},
		{solved, .9, .2, .1}, {failed, .9, .2, .1}, {open, .9, .2, .1},
	}
	w := &works{sigma: .4, rows: []work{
		{}, {log: .3, seen: true, done: true}, {log: .3, seen: true}, {log: 5, seen: true, done: true}, {log: -5, seen: true},
	}}
	for _, q := range []struct {
		witness
		n int
	}{{l, len(l)}, {w, len(w.rows)}} {
		for i := range q.n {
			for eta := -3.; eta <= 3; eta += .37 {
				const d = 1e-5
				slope := (q.log(i, eta+d) - q.log(i, eta-d)) / (2 * d)
				got, information := q.score(i, eta)
				if math.Abs(got-slope) > 1e-4*(1+math.Abs(slope)) {
					t.Errorf("row %d at %.2f: score %v, slope %v", i, eta, got, slope)
				}
				if !(information >= 0) || math.IsInf(information, 0) {
					t.Errorf("row %d at %.2f: information %v", i, eta, information)
				}
			}
		}
	}
}

// Summed over what may have become of it, an assignment's score must be zero on
// average, at every age: or young ones would pull the model down or up.
func TestDelayedResultsPullNowhere(t *testing.T) {
	for _, d := range [][2]float64{{0, 0}, {.5, 0}, {.9, .1}, {.3, .8}, {.98, .98}} {
		for p := .05; p < 1; p += .1 {
			mean := 0.
			for _, r := range []struct {
				state state
				p     float64
			}{{solved, p * d[1]}, {failed, (1 - p) * d[0]}, {open, p*(1-d[1]) + (1-p)*(1-d[0])}} {
				g, _ := (&trial{state: r.state, failed: d[0], solved: d[1]}).score(p)
				mean += r.p * g
			}
			if math.Abs(mean) > 1e-12 {
				t.Errorf("known %v, p %.2f: mean score %v", d, p, mean)
			}
		}
	}
}

func TestDelaysAreMeasured(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 3))
	var lives []lifetime
	for range 20000 {
		seen := time.Duration(rng.Float64() * 200 * float64(time.Hour)) // so long ago
		l := lifetime{age: 72 * time.Hour, known: true, success: true}
		if rng.Float64() < .3 {
			l = lifetime{age: time.Duration(rng.ExpFloat64() * 10 * float64(time.Hour)), known: true}
		}
		if l.age > seen {
			l = lifetime{age: seen}
		}
		lives = append(lives, l)
	}
	d := measureDelays(lives, 48*time.Hour)
	for _, h := range []float64{1, 5, 10, 20, 40, 71, 73} {
		failed, solved := d.known(time.Duration(h * float64(time.Hour)))
		want := 0.
		if h >= 72 {
			want = 1
		}
		if math.Abs(failed-(1-math.Exp(-h/10))) > .04 || math.Abs(solved-want) > .04 {
			t.Errorf("after %v hours: %.3f of failures and %.3f of successes", h, failed, solved)
		}
	}
	if m := d.mature(); m != 72*time.Hour {
		t.Errorf("mature after %v", m)
	}
}
