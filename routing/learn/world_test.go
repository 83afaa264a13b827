package learn_test

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
)

// world is a desk whose truth is known. Agents differ in general (theta) and by
// category (phi), tickets are hard or easy, and what a ticket shows of that
// (the signal) is correlated with it. Failed answers come back after some hours
// seven times in ten; the rest of the failures look like successes. A result is
// known 72 hours after the answer, or when the ticket comes back.
type world struct {
	rng        *rand.Rand
	agents     []string
	categories []string
	theta      []float64
	phi        [][]float64 // with theta in it
	speed      []float64
	category   []float64
	base       []float64 // logarithm of hours
	declared   [][]int
	visible    float64 // correlation of signal and difficulty
	hardness   float64 // standard deviation of difficulty
	flips      float64 // share of results written down wrong
	picky      bool    // hard tickets go to the best generalists
	n          int     // tickets so far
}

func newWorld(seed uint64, agents, categories int) *world {
	w := &world{rng: rand.New(rand.NewPCG(seed, 7)), visible: .6, hardness: .8}
	for c := range categories {
		w.categories = append(w.categories, fmt.Sprintf("c%02d", c))
		w.category = append(w.category, .4*w.rng.NormFloat64())
		w.base = append(w.base, -.8+.3*w.rng.NormFloat64())
	}
	for a := range agents {
		w.agents = append(w.agents, fmt.Sprintf("a%03d", a))
		w.theta = append(w.theta, 0)
		w.phi = append(w.phi, nil)
		w.declared = append(w.declared, make([]int, categories))
		w.speed = append(w.speed, .2*w.rng.NormFloat64())
		w.train(a)
	}
	return w
}

// train gives an agent a new profile of skills.
func (w *world) train(a int) {
	w.theta[a] = .5 * w.rng.NormFloat64()
	w.phi[a] = make([]float64, len(w.categories))
	noisy := make([]float64, len(w.categories))
	for c := range w.phi[a] {
		w.phi[a][c] = w.theta[a] + .9*w.rng.NormFloat64()
		noisy[c] = w.phi[a][c] + .7*w.rng.NormFloat64()
	}
	order := make([]int, len(noisy))
	for c := range order {
		order[c] = c
		w.declared[a][c] = 0
	}
	slices.SortFunc(order, func(x, y int) int { return cmp.Compare(noisy[y], noisy[x]) })
	for _, c := range order[:min(3, len(order))] {
		w.declared[a][c] = 4
	}
}

// touch is an outcome with what is true of it.
type touch struct {
	learn.Outcome
	end   time.Time // of the work
	known time.Time
	hours float64
	truth float64 // probability of success that will be seen, were everything written down right
}

func (w *world) draw(weights func(i int) float64, n int) int {
	total := 0.
	for i := range n {
		total += weights(i)
	}
	at := w.rng.Float64() * total
	for i := range n {
		if at -= weights(i); at < 0 {
			return i
		}
	}
	return n - 1
}

// days plays some days from an instant with so many tickets a day for each agent.
func (w *world) days(from time.Time, days, each int) []touch {
	var out []touch
	for d := range days {
		for range each * len(w.agents) {
			at := from.Add(time.Duration((float64(d) + .3 + .4*w.rng.Float64()) * 24 * float64(time.Hour)))
			out = append(out, w.ticket(at)...)
		}
	}
	return out
}

func (w *world) ticket(at time.Time) []touch {
	w.n++
	c := w.draw(func(i int) float64 { return math.Pow(float64(i+1), -.6) }, len(w.categories))
	p := w.draw(func(i int) float64 { return []float64{.25, .5, .18, .07}[i] }, 4)
	hard := w.hardness * w.rng.NormFloat64()
	signal := w.visible*hard/w.hardness + math.Sqrt(1-w.visible*w.visible)*w.rng.NormFloat64()
	hard += []float64{-.2, 0, .2, .4}[p]
	var out []touch
	for attempt := range 4 {
		a := w.rng.IntN(len(w.agents))
		if w.picky {
			// The harder it is, the further up the ranking of generalists.
			a = w.draw(func(i int) float64 { return math.Exp(2.5 * hard * w.theta[i]) }, len(w.agents))
		}
		late := w.rng.Float64() < .1
		eta := .9 + w.category[c] + w.phi[a][c] - hard
		if late {
			eta -= .8
		}
		truth := 1 / (1 + math.Exp(-eta))
		hours := math.Exp(w.base[c] - w.speed[a] - .2*w.phi[a][c] + .2*hard + .4*w.rng.NormFloat64())
		t := touch{
			Outcome: learn.Outcome{
				Ticket: fmt.Sprintf("t%06d", w.n), Attempt: attempt, Agent: w.agents[a], Category: w.categories[c],
				Priority: []string{"low", "normal", "high", "urgent"}[p], Late: late, Signals: []float64{signal},
				Declared: float64(w.declared[a][c]) / 5, At: at, Success: true,
			},
			hours: hours, truth: 1 - .7*(1-truth),
		}
		t.end = at.Add(time.Duration(hours * float64(time.Hour)))
		t.known = t.end.Add(72 * time.Hour)
		back := w.rng.Float64() > truth && w.rng.Float64() < .7
		if back {
			t.Success = false
			t.known = t.end.Add(time.Duration(5 * math.Exp(.6*w.rng.NormFloat64()) * float64(time.Hour)))
		}
		at = t.known
		if w.rng.Float64() < w.flips {
			t.Success = !t.Success
		}
		out = append(out, t)
		if !back {
			break
		}
	}
	return out
}

// asOf is what a desk can know of the touches at an instant.
func asOf(touches []touch, now time.Time) []learn.Outcome {
	var out []learn.Outcome
	for _, t := range touches {
		if t.At.After(now) {
			continue
		}
		o := t.Outcome
		if t.known.After(now) {
			o.Success = false
		} else {
			o.Known = t.known
		}
		if t.end.After(now) {
			o.Hours = now.Sub(t.At).Hours()
		} else {
			o.Hours, o.Done = t.hours, true
		}
		out = append(out, o)
	}
	return out
}

// staff are the world's agents.
func (w *world) staff() []routing.Agent {
	out := make([]routing.Agent, len(w.agents))
	for a, id := range w.agents {
		skills := map[string]int{}
		for c, level := range w.declared[a] {
			if level > 0 {
				skills[w.categories[c]] = level
			}
		}
		out[a] = routing.Agent{ID: id, Skills: skills}
	}
	return out
}

// agreement is the correlation, over agents within categories, of the
// predicted log-odds for the same ticket with the truth. Only is nil for all.
func (w *world) agreement(m routing.Predictor, only []int) float64 {
	staff := w.staff()
	out := make([]routing.Prospect, len(staff))
	var x, y []float64
	for c, name := range w.categories {
		m.Predict(&routing.Request{Category: []routing.Chance{{Label: name, P: 1}}, Priority: routing.Normal, Signals: []float64{0}}, staff, out)
		var px, py []float64
		for a, p := range out {
			if only == nil || slices.Contains(only, a) {
				px = append(px, math.Log(p.Success/(1-p.Success)))
				py = append(py, w.phi[a][c])
			}
		}
		x, y = append(x, centred(px)...), append(y, centred(py)...)
	}
	return correlation(x, y)
}

func centred(x []float64) []float64 {
	mean := 0.
	for _, v := range x {
		mean += v / float64(len(x))
	}
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = v - mean
	}
	return out
}

func correlation(x, y []float64) float64 {
	x, y = centred(x), centred(y)
	var xx, yy, xy float64
	for i := range x {
		xx += x[i] * x[i]
		yy += y[i] * y[i]
		xy += x[i] * y[i]
	}
	return xy / math.Sqrt(xx*yy+1e-300)
}

// forecast is the prediction for a touch as it was before it began, its
// category being known for sure.
func forecast(m routing.Predictor, t *touch) routing.Prospect {
	r := routing.Request{
		Category: []routing.Chance{{Label: t.Category, P: 1}}, Priority: routing.Priority(t.Priority),
		Signals: t.Signals, Attempt: t.Attempt,
	}
	if t.Late {
		r.Target, r.Waited = time.Hour, 2*time.Hour
	}
	a := []routing.Agent{{ID: t.Agent, Skills: map[string]int{t.Category: int(math.Round(t.Declared * 5))}}}
	out := make([]routing.Prospect, 1)
	m.Predict(&r, a, out)
	return out[0]
}

// judged are measures of predictions against what happened.
type judged struct {
	loss, ece, base, bias float64
	off                   float64 // root mean square of prediction less true probability
}

func judge(m routing.Predictor, touches []touch) judged {
	var j judged
	type bin struct{ n, p, y float64 }
	type scored struct{ p, y float64 }
	var all []scored
	mean := 0.
	for i := range touches {
		p := forecast(m, &touches[i]).Success
		y := 0.
		if touches[i].Success {
			y = 1
		}
		j.loss -= y*math.Log(p) + (1-y)*math.Log(1-p)
		mean += y
		j.bias += p - y
		j.off += (p - touches[i].truth) * (p - touches[i].truth)
		all = append(all, scored{p, y})
	}
	n := float64(len(touches))
	mean /= n
	j.loss /= n
	j.bias /= n
	j.off = math.Sqrt(j.off / n)
	j.base = -mean*math.Log(mean) - (1-mean)*math.Log(1-mean)
	slices.SortFunc(all, func(a, b scored) int { return cmp.Compare(a.p, b.p) })
	for b := range 15 {
		var k bin
		for _, s := range all[b*len(all)/15 : (b+1)*len(all)/15] {
			k.n, k.p, k.y = k.n+1, k.p+s.p, k.y+s.y
		}
		j.ece += math.Abs(k.p-k.y) / n
	}
	return j
}

func learner(outcomes []learn.Outcome, now time.Time) *learn.Learner {
	l := learn.New(learn.Options{})
	l.Observe(outcomes...)
	if err := l.Refit(context.Background(), now); err != nil {
		panic(err)
	}
	return l
}
