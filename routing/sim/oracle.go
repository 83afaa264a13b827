package sim

import (
	"math"

	"switchyard/routing"
)

// oracle gives prospects that are right. One that is clairvoyant knows the
// ticket too; the other sees it as a desk does and takes the mean over what it
// may be: the category by its probabilities, the difficulty by its normal
// distribution given the signal, and given the answers that failed.
type oracle struct {
	*truth
	desk        *desk // for the time
	clairvoyant bool
}

// Version changes when the agents do.
func (o *oracle) Version() string {
	if o.desk.now >= o.drift {
		return "after the drift"
	}
	return "the truth"
}

// Nodes and weights of nine-point Gauss-Hermite quadrature for a standard
// normal variable (Abramowitz and Stegun, 1964, table 25.10, rescaled).
var (
	nodes   = [9]float64{-4.512745863399783, -3.205429002856470, -2.076847978677830, -1.023255663789133, 0, 1.023255663789133, 2.076847978677830, 3.205429002856470, 4.512745863399783}
	weights = [9]float64{2.234584400774664e-5, 2.789141321231765e-3, 4.991640676521780e-2, 2.440975028949394e-1, 4.063492063492064e-1, 2.440975028949394e-1, 4.991640676521780e-2, 2.789141321231765e-3, 2.234584400774664e-5}
)

// Predict is for routing.Predictor.
func (o *oracle) Predict(r *routing.Request, agents []routing.Agent, out []routing.Prospect) {
	s := o.scenario
	late, drifted := r.Waited > r.Target, o.desk.now >= o.drift
	luck := math.Exp(s.Handling.Noise * s.Handling.Noise / 2)
	difficulty, weight := o.hardness(r)
	chances := r.Category
	if i, ok := o.index[r.ID]; ok && o.clairvoyant {
		t := &o.tickets[i]
		chances = []routing.Chance{{Label: o.names[t.category], P: 1}}
		difficulty, weight = []float64{t.difficulty}, []float64{1}
	}
	categories := make([]int, len(chances))
	for k, c := range chances {
		categories[k] = o.category[c.Label]
	}
	weight = o.given(r, chances, categories, difficulty, weight)
	for j := range agents {
		p := &o.people[o.person[agents[j].ID]]
		var success, hours float64
		for k, c := range categories {
			for n, d := range difficulty {
				share := chances[k].P * weight[n]
				success += share * o.chance(p, c, d, r.Language, late, drifted)
				hours += share * o.handling(p, c, d, drifted)
			}
		}
		out[j] = routing.Prospect{Success: success, Hours: hours * luck, Seen: 1000}
	}
}

// hardness is the distribution of a ticket's difficulty given its priority and
// signal, as points and weights.
func (o *oracle) hardness(r *routing.Request) (points, shares []float64) {
	s := o.scenario
	if s.replay != nil { // all there is to know shows
		return []float64{o.tickets[o.index[r.ID]].difficulty}, []float64{1}
	}
	mean, spread := 0., s.Tickets.Difficulty
	for i, name := range priorities {
		if name == r.Priority {
			mean = s.Tickets.Harder.list()[i]
		}
	}
	if c := s.Triage.Correlation; len(r.Signals) > 0 {
		mean += spread * c * r.Signals[0]
		spread *= root(1 - c*c)
	}
	points = make([]float64, len(nodes))
	for i, z := range nodes {
		points[i] = mean + spread*z
	}
	return points, weights[:]
}

// given weighs the points by the chance that those failed who did.
func (o *oracle) given(r *routing.Request, chances []routing.Chance, categories []int, points, shares []float64) []float64 {
	if len(r.Failed) == 0 || len(points) == 1 {
		return shares
	}
	out := make([]float64, len(points))
	sum := 0.
	for n, d := range points {
		out[n] = shares[n]
		for _, id := range r.Failed {
			fails := 0.
			for k, c := range categories {
				fails += chances[k].P * (1 - o.chance(&o.people[o.person[id]], c, d, r.Language, false, o.desk.now >= o.drift))
			}
			out[n] *= fails
		}
		sum += out[n]
	}
	for n := range out {
		out[n] /= sum
	}
	return out
}
