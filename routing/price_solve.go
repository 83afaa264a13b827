package routing

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// solve walks to the best shares and prices at once, inside all limits: an
// interior point method with a predicted and a corrected step (Mehrotra 1992).
// Everything stays within its limits all the way, so what the products of
// shares and losses, and of what is free and its price, sum to is the distance
// from the best.
func (f *fluid) solve() {
	n := float64(f.rows + f.cols)
	for _, gain := range f.gain {
		if gain > 0 {
			n++
		}
	}
	for range 100 {
		gap, total := f.gap(move{}), 0.0
		for i, share := range f.share {
			total += f.gain[i] * share
		}
		if !(gap > 1e-11*total) {
			return
		}
		e, ok := f.eliminate()
		if !ok {
			return // no more digits to be had
		}
		straight := f.head(e, 0, move{})
		left := f.gap(straight) / gap
		m := f.head(e, left*left*left*gap/n, straight)
		if !(f.gap(m) < gap) { // steps of the same length cannot miss
			m.far, m.dear = min(m.far, m.dear), min(m.far, m.dear)
		}
		if !(f.gap(m) < gap) {
			return
		}
		f.take(m)
	}
}

// move is a direction: of shares and losses, and of both sides; and how far the
// shares and the prices may go along it, 0 to 1.
type move struct {
	share, loss []float64
	side        [2]side
	far, dear   float64
}

// gap is the sum of all products after a move.
func (f *fluid) gap(m move) float64 {
	sum := product(f.share, f.loss, m.share, m.loss, m.far, m.dear)
	for i, s := range f.side {
		sum += product(s.free, s.price, m.side[i].free, m.side[i].price, m.far, m.dear)
	}
	return sum
}

func product(a, b, da, db []float64, far, dear float64) (sum float64) {
	for i := range a {
		x, y := a[i], b[i]
		if da != nil {
			x, y = x+far*da[i], y+dear*db[i]
		}
		sum += x * y
	}
	return sum
}

// take makes a move.
func (f *fluid) take(m move) {
	add := func(to, d []float64, far float64) {
		for i := range to {
			to[i] += far * d[i]
		}
	}
	add(f.share, m.share, m.far)
	add(f.loss, m.loss, m.dear)
	for i, s := range f.side {
		add(s.free, m.side[i].free, m.far)
		add(s.price, m.side[i].price, m.dear)
	}
}

// eliminated is the linear system of a step with the columns taken out of it.
type eliminated struct {
	col  []float64    // the diagonal of the columns
	both []float64    // rows*cols, what ties rows to columns
	row  mat.Cholesky // the rows, after that
}

func (f *fluid) eliminate() (*eliminated, bool) {
	e := &eliminated{col: make([]float64, f.cols), both: make([]float64, len(f.share))}
	diagonal := make([]float64, f.rows)
	for r := range diagonal {
		diagonal[r] = f.side[0].free[r] / f.side[0].price[r]
	}
	for c := range e.col {
		e.col[c] = f.side[1].free[c] / f.side[1].price[c]
	}
	for i, share := range f.share {
		r, c, stiff := i/f.cols, i%f.cols, share/f.loss[i]
		diagonal[r] += f.row[i] * f.row[i] * stiff
		e.col[c] += f.col[i] * f.col[i] * stiff
		e.both[i] = f.row[i] * f.col[i] * stiff
	}
	scaled := mat.NewDense(f.rows, f.cols, nil)
	for i, v := range e.both {
		scaled.Set(i/f.cols, i%f.cols, v/math.Sqrt(e.col[i%f.cols]))
	}
	var m mat.SymDense
	m.SymOuterK(-1, scaled)
	for r, d := range diagonal {
		m.SetSym(r, r, m.At(r, r)+d*(1+1e-14))
	}
	return e, e.row.Factorize(&m)
}

// head finds the move after which all products are near target, given how the
// products bend on a move tried before.
func (f *fluid) head(e *eliminated, target float64, before move) move {
	m := move{share: make([]float64, len(f.share)), loss: make([]float64, len(f.share)), far: 1, dear: 1}
	bend := func(da, db []float64, i int) float64 {
		if da == nil {
			return 0
		}
		return da[i] * db[i]
	}
	for i, s := range f.side {
		m.side[i] = side{free: make([]float64, len(s.free)), price: make([]float64, len(s.price))}
		for j := range s.free {
			m.side[i].free[j] = target/s.price[j] - s.free[j] - bend(before.side[i].free, before.side[i].price, j)/s.price[j]
			m.side[i].price[j] = m.side[i].free[j]
		}
	}
	for i, share := range f.share {
		if f.gain[i] > 0 {
			m.share[i] = target/f.loss[i] - share - bend(before.share, before.loss, i)/f.loss[i]
			m.side[0].price[i/f.cols] += f.row[i] * m.share[i]
			m.side[1].price[i%f.cols] += f.col[i] * m.share[i]
		}
	}

	row, col := m.side[0].price, m.side[1].price
	for i, v := range e.both {
		row[i/f.cols] -= v * col[i%f.cols] / e.col[i%f.cols]
	}
	x := mat.NewVecDense(f.rows, row)
	// An ill-conditioned system still gives a direction; solve sees whether it leads anywhere.
	_ = e.row.SolveVecTo(x, x)
	for i, v := range e.both {
		col[i%f.cols] -= v * row[i/f.cols]
	}
	for c := range col {
		col[c] /= e.col[c]
	}

	for i, share := range f.share {
		if f.gain[i] > 0 {
			m.loss[i] = f.row[i]*row[i/f.cols] + f.col[i]*col[i%f.cols]
			m.share[i] -= share / f.loss[i] * m.loss[i]
			m.far, m.dear = within(m.far, share, m.share[i]), within(m.dear, f.loss[i], m.loss[i])
		}
	}
	for i, s := range f.side {
		d := m.side[i]
		for j := range s.free {
			d.free[j] -= s.free[j] / s.price[j] * d.price[j]
			m.far, m.dear = within(m.far, s.free[j], d.free[j]), within(m.dear, s.price[j], d.price[j])
		}
	}
	return m
}

// within shortens a step so that a positive value stays positive.
func within(far, value, change float64) float64 {
	if change < 0 {
		return min(far, -.995*value/change)
	}
	return far
}
