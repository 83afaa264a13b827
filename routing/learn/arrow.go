package learn

import (
	"context"
	"errors"

	"gonum.org/v1/gonum/mat"
)

// likelihood of the rows of a sheet.
type likelihood interface {
	// score is the derivative of a row's log-likelihood by its linear predictor,
	// and the information in it (not negative), both without the row's weight.
	score(row int, eta float64) (gradient, information float64)
}

// arrow is one Newton step of a fit. The matrix of second derivatives is an
// arrow within an arrow: cells touch their agent and the fixed effects, agents
// the fixed effects, and nothing else each other. So cells are eliminated one
// by one, then agents, and what is left is as wide as there are fixed effects
// (Schur complement). Time and memory are linear in rows and cells.
type arrow struct {
	sheet *sheet
	prior *prior

	cells  []cellSystem
	agents []agentSystem
	fixed  []float64 // gradient, then solution; columns, then categories
	matrix []float64 // of fixed effects, upper triangle, row by row
	chol   mat.Cholesky
	v      []float64 // cells times width: information between cell and columns
	u      []float64 // scratch: information between agent and fixed effects
	at     []int     // scratch: where u is not zero
	steps  effects
}

// cellSystem is a cell's part of the equations.
type cellSystem struct {
	information float64 // of its rows
	gradient    float64 // of its rows
}

// agentSystem is an agent's part after their cells are eliminated.
type agentSystem struct{ information, gradient float64 }

func newArrow(s *sheet, p *prior) *arrow {
	f := s.width + s.categories
	return &arrow{
		sheet: s, prior: p,
		cells: make([]cellSystem, len(s.cells)), agents: make([]agentSystem, len(s.agents)),
		fixed: make([]float64, f), matrix: make([]float64, f*f),
		v: make([]float64, len(s.cells)*s.width), u: make([]float64, f), steps: newEffects(s),
	}
}

var errSingular = errors.New("learn: the equations of the fit have no solution")

// solve fills in steps: the Newton step from e, with expected information.
func (a *arrow) solve(ctx context.Context, e *effects, l likelihood) error {
	a.gather(e, l)
	if err := ctx.Err(); err != nil {
		return err
	}
	for i := range a.sheet.agents {
		a.eliminate(i, e)
	}
	f := len(a.fixed)
	if !a.chol.Factorize(mat.NewSymDense(f, a.matrix)) {
		return errSingular
	}
	x := mat.NewVecDense(f, a.fixed)
	if err := a.chol.SolveVecTo(x, x); err != nil && !isCondition(err) {
		return err
	}
	width := a.sheet.width
	copy(a.steps.fixed, a.fixed[:width])
	copy(a.steps.category, a.fixed[width:])
	for i := range a.sheet.agents {
		a.substitute(i, e)
	}
	return nil
}

// isCondition is whether an error only warns of lost digits.
func isCondition(err error) bool {
	var c mat.Condition
	return errors.As(err, &c)
}

// gather adds up the rows, by cell and for the fixed effects.
func (a *arrow) gather(e *effects, l likelihood) {
	s := a.sheet
	width, f := s.width, len(a.fixed)
	clear(a.matrix)
	clear(a.v)
	for j := range width {
		a.fixed[j] = -a.prior.precision[j] * (e.fixed[j] - a.prior.mean[j])
		a.matrix[j*f+j] = a.prior.precision[j]
	}
	for c := range s.categories {
		a.fixed[width+c] = -e.category[c] / a.prior.category
		a.matrix[(width+c)*(f+1)] = 1 / a.prior.category
	}
	for k, c := range s.cells {
		own := e.agent[c.agent] + e.cell[k]
		v := a.v[k*width : (k+1)*width]
		var sum cellSystem
		for i := int(c.rows.from); i < int(c.rows.to); i++ {
			if s.weight[i] == 0 {
				continue
			}
			g, w := l.score(i, e.offset(s, i)+own)
			g, w = g*s.weight[i], w*s.weight[i]
			sum.gradient += g
			sum.information += w
			for j, x := range s.row(i) {
				if x == 0 {
					continue
				}
				a.fixed[j] += g * x
				v[j] += w * x
				line := a.matrix[j*f : j*f+width]
				for q, y := range s.row(i)[j:] {
					line[j+q] += w * x * y
				}
			}
		}
		a.cells[k] = sum
		category := width + int(c.category)
		a.fixed[category] += sum.gradient
		a.matrix[category*(f+1)] += sum.information
		for j, w := range v {
			a.matrix[j*f+category] += w
		}
	}
}

// eliminate takes an agent's cells, then the agent, out of the equations.
func (a *arrow) eliminate(agent int, e *effects) {
	s := a.sheet
	width, f := s.width, len(a.fixed)
	sys := agentSystem{information: 1 / a.prior.agent, gradient: -e.agent[agent] / a.prior.agent}
	a.at = a.at[:0]
	for j := range width {
		a.u[j] = 0
		a.at = append(a.at, j)
	}
	for k := s.agents[agent].from; k < s.agents[agent].to; k++ {
		c, v := a.cells[k], a.v[int(k)*width:(int(k)+1)*width]
		h := c.information + 1/a.prior.cell
		rest := (1 / a.prior.cell) / h
		g := c.gradient - e.cell[k]/a.prior.cell
		sys.information += c.information * rest
		sys.gradient += c.gradient - c.information*g/h
		category := width + int(s.cells[k].category)
		for i, w := range v {
			a.fixed[i] -= w * g / h
			a.u[i] += w * rest
			line := a.matrix[i*f : (i+1)*f]
			for j := i; j < width; j++ {
				line[j] -= w * v[j] / h
			}
			line[category] -= w * c.information / h
		}
		a.fixed[category] -= c.information * g / h
		a.matrix[category*(f+1)] -= c.information * c.information / h
		a.u[category] = c.information * rest
		a.at = append(a.at, category)
	}
	for n, i := range a.at {
		a.fixed[i] -= a.u[i] * sys.gradient / sys.information
		line := a.matrix[i*f : (i+1)*f]
		scaled := a.u[i] / sys.information
		for _, j := range a.at[n:] {
			line[j] -= scaled * a.u[j]
		}
	}
	a.agents[agent] = sys
}

// substitute gives the steps of an agent and their cells from those of the
// fixed effects.
func (a *arrow) substitute(agent int, e *effects) {
	s := a.sheet
	sys := a.agents[agent]
	own := sys.gradient
	for k := s.agents[agent].from; k < s.agents[agent].to; k++ {
		rest := (1 / a.prior.cell) / (a.cells[k].information + 1/a.prior.cell)
		own -= rest * a.pull(int(k))
	}
	a.steps.agent[agent] = own / sys.information
	for k := s.agents[agent].from; k < s.agents[agent].to; k++ {
		c := a.cells[k]
		g := c.gradient - e.cell[k]/a.prior.cell
		a.steps.cell[k] = (g - c.information*a.steps.agent[agent] - a.pull(int(k))) / (c.information + 1/a.prior.cell)
	}
}

// pull is what the step of the fixed effects asks of a cell.
func (a *arrow) pull(k int) float64 {
	width := a.sheet.width
	return dot(a.v[k*width:(k+1)*width], a.steps.fixed) +
		a.cells[k].information*a.steps.category[a.sheet.cells[k].category]
}

// variance of an agent's effect, of a cell's, and of their sum, the fixed
// effects being given.
func (a *arrow) variance(k int) (agent, cell, sum float64) {
	agent = 1 / a.agents[a.sheet.cells[k].agent].information
	return cellVariance(agent, a.cells[k].information, a.prior.cell)
}

func cellVariance(agent, information, prior float64) (_, cell, sum float64) {
	h := information + 1/prior
	lean, rest := information/h, 1/prior/h
	return agent, 1/h + lean*lean*agent, 1/h + rest*rest*agent
}
