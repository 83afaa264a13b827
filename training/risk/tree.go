package risk

import "math"

// bins is how many values a feature is cut into; unknown ones have one of their own.
const bins = 64

// tree is a binary tree in an array: the children of node i are 2i+1 and 2i+2.
type tree []node

// node splits, or is a leaf where Column is below 0.
type node struct {
	Column int     `json:"c"`
	Bin    uint8   `json:"b,omitempty"` // rows of this bin or a lower one go left
	Value  float64 `json:"v"`           // of a leaf here, in log-odds
}

// leaf is the node where a row of bins ends.
func (t tree) leaf(x []uint8) int {
	i := 0
	for t[i].Column >= 0 {
		if x[t[i].Column] <= t[i].Bin {
			i = 2*i + 1
		} else {
			i = 2*i + 2
		}
	}
	return i
}

// sums of the first and second derivatives of the loss over some rows.
type sums struct{ g, h float64 }

func (s sums) value(penalty float64) float64 { return -s.g / (s.h + penalty) }
func (s sums) score(penalty float64) float64 { return s.g * s.g / (s.h + penalty) }

// grower grows trees on binned columns.
type grower struct {
	columns [][]uint8 // by column, then row
	g, h    []float64 // by row
	options *Options
	use     []bool // which columns this tree may split on
}

// grow makes a tree for some rows, which it reorders.
func (w *grower) grow(rows []int) tree {
	t := make(tree, 1<<(w.options.Depth+1)-1)
	w.split(t, 0, 0, rows)
	return t
}

func (w *grower) split(t tree, at, depth int, rows []int) {
	var all sums
	for _, r := range rows {
		all.g += w.g[r]
		all.h += w.h[r]
	}
	t[at] = node{Column: -1, Value: w.options.Rate * all.value(w.options.Penalty)}
	if depth == w.options.Depth || len(rows) < 2*w.options.Leaf {
		return
	}
	column, bin := w.best(rows, all)
	if column < 0 {
		return
	}
	t[at].Column, t[at].Bin = column, bin
	middle := 0
	for i, r := range rows {
		if w.columns[column][r] <= bin {
			rows[i], rows[middle] = rows[middle], r
			middle++
		}
	}
	w.split(t, 2*at+1, depth+1, rows[:middle])
	w.split(t, 2*at+2, depth+1, rows[middle:])
}

// best is the split that gains most, -1 where none gains anything.
func (w *grower) best(rows []int, all sums) (column int, bin uint8) {
	column = -1
	most := 1e-6
	for c, use := range w.use {
		if !use {
			continue
		}
		var at [bins + 1]sums
		var count [bins + 1]int
		values := w.columns[c]
		for _, r := range rows {
			b := values[r]
			at[b].g += w.g[r]
			at[b].h += w.h[r]
			count[b]++
		}
		var left sums
		n := 0
		for b := range bins {
			left.g, left.h, n = left.g+at[b].g, left.h+at[b].h, n+count[b]
			if n < w.options.Leaf || len(rows)-n < w.options.Leaf {
				continue
			}
			right := sums{all.g - left.g, all.h - left.h}
			gain := left.score(w.options.Penalty) + right.score(w.options.Penalty) - all.score(w.options.Penalty)
			if gain > most {
				most, column, bin = gain, c, uint8(b)
			}
		}
	}
	return column, bin
}

// sigmoid is the probability of log-odds.
func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }
