package learn

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"math"
)

// fitted is level 1 as it lives on in a Learner: what was fitted once, and the
// agents' standings, which every outcome moves.
type fitted struct {
	fit       *fit
	place     map[string]int
	hash      string
	success   head
	hours     head
	variances variances
	shared    []float64 // variance of the shared effects, by place
	standings map[string]*standing
	parts     []part  // by row of the fit: what it added to its agent's standing
	masses    []count // and what it counts, if it is open
	nobody    *block
}

// settle turns a fit into what predictions need.
func (f *fit) settle() *fitted {
	q := f.success
	g := &fitted{
		fit: f, place: map[string]int{},
		success:   head{fixed: q.effects.fixed, category: q.effects.category},
		hours:     head{fixed: f.hours.effects.fixed, category: f.hours.effects.category},
		variances: variances{q.prior.category, q.prior.agent, q.prior.cell},
		standings: make(map[string]*standing, len(f.agents)),
	}
	for p, c := range f.categories {
		g.place[c] = p
	}
	g.shared = f.sharedVariance()
	g.hours.category = append([]float64(nil), g.hours.category...)
	for c := range g.hours.category {
		g.hours.category[c] += f.works.sigma * f.works.sigma / 2
	}
	for a, name := range f.agents {
		g.standings[name] = f.standing(a)
	}
	g.parts, g.masses = make([]part, len(f.rows)), make([]count, len(f.rows))
	for i, r := range f.rows {
		k := f.sheet.cellOf[i]
		c := int(f.sheet.cells[k].category)
		s := g.standings[r.Agent]
		g.parts[i], g.masses[i] = s.weigh(&f.trials[i], q.eta(i), f.trialWeight[i], c)
		s.add(g.parts[i], 1)
	}
	for _, s := range g.standings {
		s.solve(g.variances)
	}
	g.hash = g.fingerprint()
	nobody := newStanding(len(f.categories))
	nobody.solve(g.variances)
	g.nobody = nobody.table(g.variances, g.shared)
	return g
}

// sharedVariance is the variance of what all agents share, for the typical
// ticket of each category.
func (f *fit) sharedVariance() []float64 {
	q := f.success
	x := f.typical
	base := 0.
	for i, v := range x {
		for j, w := range x {
			base += v * w * q.inverse.At(i, j)
		}
	}
	out := make([]float64, len(f.categories))
	for c := range out {
		k := f.sheet.width + c
		out[c] = base + q.inverse.At(k, k)
		for i, v := range x {
			out[c] += 2 * v * q.inverse.At(i, k)
		}
		out[c] = max(0, out[c])
	}
	return out
}

// standing of an agent: the sums of their rows at what was fitted.
func (f *fit) standing(a int) *standing {
	s := newStanding(len(f.categories))
	pace := f.success.effects.fixed[columnPace] * f.paceOf(a)
	work := math.Exp(f.hours.effects.agent[a])
	s.agent = f.success.effects.agent[a]
	for c := range s.extra {
		s.extra[c], s.hours[c] = pace, work
	}
	for k := f.sheet.agents[a].from; k < f.sheet.agents[a].to; k++ {
		c := f.sheet.cells[k].category
		s.extra[c] += f.success.effects.fixed[columnKnack] * f.knackOf(int(k))
		s.cells[c] = f.success.effects.cell[k]
		s.hours[c] *= math.Exp(f.hours.effects.cell[k])
	}
	return s
}

// fingerprint hashes everything that predictions follow from.
func (g *fitted) fingerprint() string {
	h := sha256.New()
	put := func(values ...float64) {
		for _, v := range values {
			_ = binary.Write(h, binary.LittleEndian, v) // a hash never fails
		}
	}
	for _, c := range g.fit.categories {
		h.Write([]byte(c + "\x00"))
	}
	for _, q := range []*problem{g.fit.success, g.fit.hours} {
		for _, part := range q.effects.parts() {
			put(part...)
		}
		put(q.prior.category, q.prior.agent, q.prior.cell)
	}
	put(g.fit.frame.center...)
	put(g.fit.frame.scale...)
	put(g.shared...)
	for _, a := range g.fit.agents {
		h.Write([]byte(a + "\x00"))
	}
	return hex.EncodeToString(h.Sum(nil)[:6])
}
