package learn

import "math"

// standing is what level 1 knows of one agent, as sums that a single outcome
// can be added to and taken from: the agent's own block of the equations, with
// everything shared held as it was fitted. By place of the category.
type standing struct {
	information []float64
	target      []float64 // information times what the pair's log-odds should be
	extra       []float64 // log-odds from pace and knack
	hours       []float64 // factor on the expected working time
	seen        float64

	// What follows from the sums.
	agent float64   // effect in log-odds
	cells []float64 // effects on top of it
	own   float64   // variance of the agent's effect
}

// variances of the random effects of success.
type variances struct{ category, agent, cell float64 }

func newStanding(places int) *standing {
	s := &standing{
		information: make([]float64, places), target: make([]float64, places),
		extra: make([]float64, places), hours: make([]float64, places), cells: make([]float64, places),
	}
	for c := range s.hours {
		s.hours[c] = 1
	}
	return s
}

// part is what a row has added to its agent's standing.
type part struct {
	information, target, seen float64
	place                     int
}

// weigh is what a row says of the agent, at their effects as they stand: one
// step of Newton on their own block (Laplace's approximation). Eta are the
// row's log-odds.
func (s *standing) weigh(t *trial, eta, weight float64, place int) (part, count) {
	p := sigmoid(eta)
	gradient, information := t.score(p)
	mass := t.mass(p)
	return part{
		information: weight * information,
		target:      weight * (information*(s.agent+s.cells[place]) + gradient),
		seen:        weight * mass.n, place: place,
	}, mass
}

// add adds a part, or takes it out again with sign -1.
func (s *standing) add(p part, sign float64) {
	s.information[p.place] = max(0, s.information[p.place]+sign*p.information)
	s.target[p.place] += sign * p.target
	s.seen = max(0, s.seen+sign*p.seen)
}

// solve gives the effects from the sums: cells eliminated, then the agent.
func (s *standing) solve(v variances) {
	information, gradient := 1/v.agent, 0.
	for c, w := range s.information {
		if w == 0 {
			continue
		}
		rest := 1 / (w*v.cell + 1)
		information += w * rest
		gradient += s.target[c] * rest
	}
	s.own = 1 / information
	s.agent = gradient / information
	for c, w := range s.information {
		s.cells[c] = 0
		if w != 0 {
			s.cells[c] = (s.target[c] - w*s.agent) / (w + 1/v.cell)
		}
	}
}

// table is the agent's block of a model. Variance by place is what the shared
// effects have of it for an agent of whom nothing is known; the more is known of
// the pair itself the less the shared effects matter.
func (s *standing) table(v variances, shared []float64) *block {
	b := &block{cells: make([]cell, len(s.cells)), seen: s.seen, agent: s.agent}
	for c := range b.cells {
		_, _, own := cellVariance(s.own, s.information[c], v.cell)
		unknown := min(1, own/(v.agent+v.cell))
		variance := own + unknown*unknown*shared[c]
		scale := smoothing(variance)
		b.cells[c] = cell{
			logit: s.agent + s.cells[c] + s.extra[c],
			scale: scale,
			sd:    math.Sqrt(variance) * scale,
			hours: s.hours[c],
			pace:  s.extra[c],
		}
	}
	return b
}

// smoothing is the factor on log-odds that are only known with a variance, so
// that the odds are those of the mean probability (MacKay 1992).
func smoothing(variance float64) float64 { return 1 / math.Sqrt(1+math.Pi*variance/8) }
