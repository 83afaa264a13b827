package learn

import "math"

// witness is a likelihood whose value is needed too.
type witness interface {
	likelihood
	// log is a row's log-likelihood, up to a constant.
	log(row int, eta float64) float64
}

func (t trials) log(row int, eta float64) float64 {
	p := min(max(sigmoid(eta), 1e-9), 1-1e-9)
	switch r := &t[row]; r.state {
	case solved:
		return math.Log(p)
	case failed:
		return math.Log(1 - p)
	default:
		return math.Log(p*(1-r.solved) + (1-p)*(1-r.failed))
	}
}

func (l *works) log(row int, eta float64) float64 {
	w := &l.rows[row]
	if !w.seen {
		return 0
	}
	z := (w.log - eta) / l.sigma
	if w.done {
		if a := math.Abs(z); a > outlier { // as score has it: linear from there on
			return -outlier * (a - outlier/2.)
		}
		return -z * z / 2
	}
	return math.Log(max(.5*math.Erfc(z/math.Sqrt2), 1e-300))
}

// court weighs how well one agent's rows are explained by one set of effects,
// all that is shared being given.
type court struct {
	sheet  *sheet
	like   witness
	offset []float64 // by row
	agent  float64   // variance of the agent's effect
	cell   float64   // and of those by category

	cells   []cellSystem // scratch by place
	effects []float64
	touched []int
}

func newCourt(s *sheet, l witness, offset []float64, agent, cell float64) *court {
	return &court{
		sheet: s, like: l, offset: offset, agent: agent, cell: cell,
		cells: make([]cellSystem, s.categories), effects: make([]float64, s.categories),
	}
}

// evidence is the logarithm of the probability of rows, whatever the agent's
// effects may be (Laplace's approximation).
func (q *court) evidence(rows []int) float64 {
	for _, c := range q.touched {
		q.effects[c] = 0
	}
	q.touched = q.touched[:0]
	clear(q.cells)
	for _, i := range rows {
		c := q.place(i)
		if q.cells[c].information == 0 {
			q.cells[c].information = 1
			q.touched = append(q.touched, c)
		}
	}
	agent := 0.
	for range 8 {
		if q.newton(rows, &agent) < .01 {
			break
		}
	}
	// The information at the mode, for the determinant.
	q.gather(rows, agent)
	total, information := 0., 1/q.agent
	for _, i := range rows {
		total += q.sheet.weight[i] * q.like.log(i, q.offset[i]+agent+q.effects[q.place(i)])
	}
	total -= agent * agent / q.agent / 2
	for _, c := range q.touched {
		h := q.cells[c].information*q.cell + 1
		total -= q.effects[c]*q.effects[c]/q.cell/2 + math.Log(h)/2
		information += q.cells[c].information / h
	}
	return total - math.Log(information*q.agent)/2
}

func (q *court) place(row int) int { return int(q.sheet.cells[q.sheet.cellOf[row]].category) }

func (q *court) gather(rows []int, agent float64) {
	for _, c := range q.touched {
		q.cells[c] = cellSystem{}
	}
	for _, i := range rows {
		c := q.place(i)
		g, w := q.like.score(i, q.offset[i]+agent+q.effects[c])
		q.cells[c].gradient += q.sheet.weight[i] * g
		q.cells[c].information += q.sheet.weight[i] * w
	}
}

// newton moves the effects by one step and reports how far.
func (q *court) newton(rows []int, agent *float64) float64 {
	q.gather(rows, *agent)
	information, gradient := 1/q.agent, -*agent/q.agent
	for _, c := range q.touched {
		s := &q.cells[c]
		s.gradient -= q.effects[c] / q.cell
		rest := 1 / (s.information*q.cell + 1)
		information += s.information * rest
		gradient += s.gradient + q.effects[c]/q.cell - s.information*s.gradient*q.cell*rest
	}
	step := min(max(gradient/information, -1.5), 1.5)
	*agent += step
	moved := math.Abs(step)
	for _, c := range q.touched {
		s := &q.cells[c]
		d := (s.gradient - s.information*step) / (s.information + 1/q.cell)
		d = min(max(d, -1.5), 1.5)
		q.effects[c] += d
		moved = max(moved, math.Abs(d))
	}
	return moved
}
