package risk

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
)

// Options fix a fit. Zero values are not defaults: start from Default.
type Options struct {
	Trees    int     // at most
	Depth    int     // splits from the root to a leaf, 1 to 8
	Rate     float64 // share of each step that is taken
	Penalty  float64 // L2, on the values of leaves
	Leaf     int     // rows in a leaf at least
	Columns  float64 // share of the columns that each tree sees
	Patience int     // trees without a gain on the younger rows before it stops
	// Young is the share of the rows, the youngest, that are kept back at
	// first, to choose the number of trees, the penalty of the linear part, and how
	// much each part counts.
	Young float64
	Seed  uint64
}

// Default suits some thousand rows.
func Default() Options {
	return Options{Trees: 600, Depth: 4, Rate: .05, Penalty: 10, Leaf: 30, Columns: .5, Patience: 40, Young: .2, Seed: 1}
}

// leastRows is below what nothing is learnt, and leastBad how many of either kind
// there must be.
const (
	leastRows = 200
	leastBad  = 20
)

// Fit learns from rows in order of time. The same rows and options give the same
// model.
func Fit(ctx context.Context, shape Shape, rows []Row, o Options) (*Model, error) {
	if err := shape.check(rows); err != nil {
		return nil, err
	}
	if bad := count(rows); len(rows) < leastRows || bad < leastBad || len(rows)-bad < leastBad {
		return nil, fmt.Errorf("risk: %d rows, %d of them bad: %d rows are needed, and %d of either kind", len(rows), bad, leastRows, leastBad)
	}
	if o.Depth < 1 || o.Depth > 8 || o.Trees < 0 || !(o.Rate > 0 && o.Rate <= 1) || !(o.Young > 0 && o.Young < .9) || o.Leaf < 1 || !(o.Columns > 0) || !(o.Penalty >= 0) {
		return nil, fmt.Errorf("risk: options are out of range: %+v", o)
	}
	m := &Model{Shape: shape}
	old := len(rows) - int(o.Young*float64(len(rows)))
	straight, penalty, err := chooseLinear(ctx, rows, old)
	if err != nil {
		return nil, err
	}
	w := m.grower(rows, old, &o)
	trees, err := m.boost(ctx, w, rows, old, o.Trees)
	if err != nil {
		return nil, err
	}
	said := make([]float64, len(rows)-old)
	for i := range said {
		said[i] = straight.odds(&rows[old+i])
	}
	if m.Stack = (Stack{Linear: 1}); o.Trees > 0 {
		m.Stack = stack(said, trees[old:], rows[old:])
	}
	// All rows count in the end.
	if m.Linear, err = fitLinear(ctx, rows, penalty); err != nil {
		return nil, err
	}
	enough := len(m.Trees)
	m.Trees = nil
	_, err = m.boost(ctx, w, rows, len(rows), enough)
	return m, err
}

// grower bins the rows. What a bin is follows from the old ones.
func (m *Model) grower(rows []Row, old int, o *Options) *grower {
	table, seen := encode(&m.Shape, rows)
	m.Seen = *seen
	n := m.Shape.columns()
	w := &grower{options: o, columns: make([][]uint8, n), g: make([]float64, len(rows)), h: make([]float64, len(rows)), use: make([]bool, n)}
	m.Cuts = make([]cuts, n)
	values := make([]float64, old)
	for c := range m.Cuts {
		for i := range values {
			values[i] = table[i][c]
		}
		m.Cuts[c] = newCuts(values)
		w.columns[c] = make([]uint8, len(rows))
		for i := range table {
			w.columns[c][i] = m.Cuts[c].bin(table[i][c])
		}
	}
	return w
}

// boost adds trees fitted to the old rows, until the younger ones gain no more or
// there are enough, and gives the log-odds of each row.
func (m *Model) boost(ctx context.Context, w *grower, rows []Row, old, enough int) ([]float64, error) {
	n := len(rows)
	m.Base = base(rows[:old])
	at := make([]float64, n)
	for i := range at {
		at[i] = m.Base
	}
	r := rand.New(rand.NewPCG(w.options.Seed, 7))
	least, best, stand := loss(at[old:], rows[old:]), 0, slices.Clone(at)
	order, x := make([]int, old), make([]uint8, len(w.columns))
	for k := range enough {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		for i := range old {
			q := sigmoid(at[i])
			weight := rows[i].weight()
			w.g[i], w.h[i] = weight*(q-answer(&rows[i])), weight*q*(1-q)
			order[i] = i
		}
		some := false
		for c := range w.use {
			w.use[c] = r.Float64() < w.options.Columns
			some = some || w.use[c]
		}
		if !some {
			w.use[r.IntN(len(w.use))] = true
		}
		t := w.grow(order)
		m.Trees = append(m.Trees, t)
		for i := range at {
			for c := range x {
				x[c] = w.columns[c][i]
			}
			at[i] += t[t.leaf(x)].Value
		}
		if old == len(rows) {
			best = k + 1
			continue
		}
		if now := loss(at[old:], rows[old:]); now < least {
			least, best = now, k+1
			copy(stand, at)
		} else if k+1-best >= w.options.Patience {
			break
		}
	}
	m.Trees = m.Trees[:best]
	return stand, nil
}

func answer(r *Row) float64 {
	if r.Bad {
		return 1
	}
	return 0
}

func count(rows []Row) (bad int) {
	for i := range rows {
		if rows[i].Bad {
			bad++
		}
	}
	return bad
}

// loss is the mean negative log-likelihood.
func loss(at []float64, rows []Row) float64 {
	sum, all := 0., 0.
	for i, x := range at {
		if !rows[i].Bad {
			x = -x
		}
		sum, all = sum+rows[i].weight()*math.Log1p(math.Exp(-x)), all+rows[i].weight()
	}
	if all == 0 {
		return 0
	}
	return sum / all
}

// base is the log-odds of bad over all rows, drawn a little to even.
func base(rows []Row) float64 {
	bad, all := 1., 2.
	for i := range rows {
		bad, all = bad+rows[i].weight()*answer(&rows[i]), all+rows[i].weight()
	}
	return logit(bad / all)
}
