package learn

import "math"

// court weighs how well one agent's rows are explained by one set of effects,
// all that is shared being given.
type court struct {
	sheet  *sheet
	like   witness
	offset []float64 // by row
	agent  float64   // variance of the agent's effect
	cell   float64   // and of those by category

	// Scratch. By place:
	cells   []cellSystem
	effects []float64
	own     float64 // the agent's effect
	touched []int
}

func newCourt(s *sheet, l witness, offset []float64, agent, cell float64) *court {
	return &court{
		sheet: s, like: l, offset: offset, agent: agent, cell: cell,
		cells: make([]cellSystem, s.categories), effects: make([]float64, s.categories),
	}
}

func (q *court) place(row int) int { return int(q.sheet.cells[q.sheet.cellOf[row]].category) }

// open readies the scratch for rows.
func (q *court) open(rows []int) {
	for _, c := range q.touched {
		q.effects[c], q.cells[c] = 0, cellSystem{}
	}
	q.touched, q.own = q.touched[:0], 0
	for _, i := range rows {
		if c := q.place(i); q.cells[c].information == 0 {
			q.cells[c].information = 1
			q.touched = append(q.touched, c)
		}
	}
}

// evidence is the logarithm of the probability of rows, whatever the agent's
// effects may be (Laplace's approximation).
func (q *court) evidence(rows []int) float64 {
	q.open(rows)
	for range 8 {
		q.gather(rows)
		if q.newton() < .02 {
			break
		}
	}
	total, information := 0., 1/q.agent
	for _, i := range rows {
		total += q.sheet.weight[i] * q.like.log(i, q.offset[i]+q.own+q.effects[q.place(i)])
	}
	total -= q.own * q.own / q.agent / 2
	for _, c := range q.touched {
		h := q.cells[c].information*q.cell + 1
		total -= q.effects[c]*q.effects[c]/q.cell/2 + math.Log(h)/2
		information += q.cells[c].information / h
	}
	return total - math.Log(information*q.agent)/2
}

// gather adds up the rows at the effects as they stand.
func (q *court) gather(rows []int) {
	for _, c := range q.touched {
		q.cells[c] = cellSystem{}
	}
	for _, i := range rows {
		c := q.place(i)
		g, w := q.like.score(i, q.offset[i]+q.own+q.effects[c])
		q.cells[c].gradient += q.sheet.weight[i] * g
		q.cells[c].information += q.sheet.weight[i] * w
	}
}

// newton moves the effects by one step and reports how far.
func (q *court) newton() float64 {
	information, gradient := 1/q.agent, -q.own/q.agent
	for _, c := range q.touched {
		s := &q.cells[c]
		g := s.gradient - q.effects[c]/q.cell
		rest := 1 / (s.information*q.cell + 1)
		information += s.information * rest
		gradient += s.gradient - s.information*g*q.cell*rest
	}
	step := min(max(gradient/information, -1.5), 1.5)
	q.own += step
	moved := math.Abs(step)
	for _, c := range q.touched {
		s := &q.cells[c]
		d := (s.gradient - q.effects[c]/q.cell - s.information*step) / (s.information + 1/q.cell)
		d = min(max(d, -1.5), 1.5)
		q.effects[c] += d
		moved = max(moved, math.Abs(d))
	}
	return moved
}

// gains estimates, for each of some places to cut the rows in two, by how much
// two sets of effects explain them better than one: the evidence of either part
// and of the whole by one and the same parabola around what explains the whole
// best. It takes one pass over the rows.
func (q *court) gains(rows []int, cuts []int) []float64 {
	q.open(rows)
	for range 8 {
		q.gather(rows)
		if q.newton() < .02 {
			break
		}
	}
	// Target is information times effect plus gradient, so that sums of parts are
	// the parts' own equations.
	whole := make([]cellSystem, len(q.cells))
	late := make([]cellSystem, len(q.cells))
	early := make([]cellSystem, len(q.cells))
	part := func(i int) (int, cellSystem) {
		c := q.place(i)
		at := q.own + q.effects[c]
		g, w := q.like.score(i, q.offset[i]+at)
		g, w = g*q.sheet.weight[i], w*q.sheet.weight[i]
		return c, cellSystem{information: w, gradient: g + w*at}
	}
	for _, i := range rows {
		c, s := part(i)
		whole[c].information += s.information
		whole[c].gradient += s.gradient
	}
	all := q.parabola(whole)
	out := make([]float64, len(cuts))
	end := len(rows)
	for n, cut := range cuts { // from the latest to the oldest
		for _, i := range rows[cut:end] {
			c, s := part(i)
			late[c].information += s.information
			late[c].gradient += s.gradient
		}
		end = cut
		for _, c := range q.touched {
			early[c] = cellSystem{
				information: max(0, whole[c].information-late[c].information),
				gradient:    whole[c].gradient - late[c].gradient,
			}
		}
		out[n] = q.parabola(late) + q.parabola(early) - all
	}
	return out
}

// parabola is the part of a Gaussian evidence that depends on how rows are
// shared out.
func (q *court) parabola(cells []cellSystem) float64 {
	information, gradient, total := 1/q.agent, 0., 0.
	for _, c := range q.touched {
		s := cells[c]
		h := s.information*q.cell + 1
		information += s.information / h
		gradient += s.gradient / h
		total += s.gradient*s.gradient*q.cell/h/2 - math.Log(h)/2
	}
	return total + gradient*gradient/information/2 - math.Log(information*q.agent)/2
}
