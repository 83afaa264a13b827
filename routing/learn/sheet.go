package learn

import "math"

// sheet is what a fit reads: rows by agent, then category, with their columns.
// Rows of one agent in one category lie together and make a cell.
type sheet struct {
	width      int       // columns of x
	x          []float64 // rows times width
	weight     []float64
	cellOf     []int32 // by row
	cells      []cellRange
	agents     []span // cells of each agent
	categories int
}

// span is a range of indices, without its end.
type span struct{ from, to int32 }

// cellRange is a cell: whose it is, of which category, its rows.
type cellRange struct {
	agent, category int32
	rows            span
}

func (s *sheet) rows() int { return len(s.weight) }

func (s *sheet) row(i int) []float64 { return s.x[i*s.width : (i+1)*s.width] }

// add appends a row with all columns zero and gives them to be filled in. Rows
// must come by agent, then category.
func (s *sheet) add(agent, category int, weight float64) []float64 {
	i := int32(len(s.weight))
	for len(s.agents) <= agent {
		s.agents = append(s.agents, span{int32(len(s.cells)), int32(len(s.cells))})
	}
	if n := len(s.cells); n == 0 || s.cells[n-1].agent != int32(agent) || s.cells[n-1].category != int32(category) {
		s.cells = append(s.cells, cellRange{agent: int32(agent), category: int32(category), rows: span{i, i}})
		s.agents[agent].to = int32(len(s.cells))
	}
	s.cells[len(s.cells)-1].rows.to = i + 1
	s.cellOf = append(s.cellOf, int32(len(s.cells)-1))
	s.weight = append(s.weight, weight)
	for range s.width {
		s.x = append(s.x, 0)
	}
	return s.row(int(i))
}

// effects are the parameters of a fit, or a step of them.
type effects struct {
	fixed    []float64 // by column
	category []float64 // by place
	agent    []float64
	cell     []float64
}

func newEffects(s *sheet) effects {
	return effects{
		fixed: make([]float64, s.width), category: make([]float64, s.categories),
		agent: make([]float64, len(s.agents)), cell: make([]float64, len(s.cells)),
	}
}

// parts of an effects vector, for what is done to all alike.
func (e *effects) parts() [4][]float64 {
	return [4][]float64{e.fixed, e.category, e.agent, e.cell}
}

// offset is the part of the linear predictor that no agent has in it.
func (e *effects) offset(s *sheet, i int) float64 {
	return dot(s.row(i), e.fixed) + e.category[s.cells[s.cellOf[i]].category]
}

// step adds a step, shortened as a whole so that nothing moves further than
// most, and reports how far it went.
func (e *effects) step(d *effects, most float64) float64 {
	longest := 0.
	for _, p := range d.parts() {
		for _, v := range p {
			longest = max(longest, math.Abs(v))
		}
	}
	f := 1.
	if longest > most {
		f = most / longest
	}
	to := e.parts()
	for i, p := range d.parts() {
		for j, v := range p {
			to[i][j] += f * v
		}
	}
	return f * longest
}

// prior are the normal priors of a fit.
type prior struct {
	mean      []float64 // by column
	precision []float64 // by column
	category  float64   // variances of the random effects
	agent     float64
	cell      float64
}
