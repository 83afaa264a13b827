package risk

import (
	"context"
	"hash/fnv"
	"math"
	"strconv"

	"gonum.org/v1/gonum/optimize"
)

// linear is a logistic regression: numbers scaled to spread 1, and a weight for
// each word.
type linear struct {
	Mean    []float64 `json:"mean"`
	Spread  []float64 `json:"spread"`
	Weights []float64 `json:"weights"` // of 1, then two a number, then of words by hash
}

// slots is how many weights the words share.
const slots = 1 << 14

// penalties that are tried against each other.
var penalties = []float64{.3, 1, 3, 10, 30}

// chooseLinear fits the old rows with the penalty that suits the younger ones
// best.
func chooseLinear(ctx context.Context, rows []Row, old int) (*linear, float64, error) {
	var best *linear
	least, penalty := math.Inf(1), 0.
	at := make([]float64, len(rows)-old)
	for _, try := range penalties {
		m, err := fitLinear(ctx, rows[:old], try)
		if err != nil {
			return nil, 0, err
		}
		for i := range at {
			at[i] = m.odds(&rows[old+i])
		}
		if now := loss(at, rows[old:]); now < least {
			least, best, penalty = now, m, try
		}
	}
	return best, penalty, nil
}

func newLinear(rows []Row) *linear {
	n := len(rows[0].Numbers)
	m := &linear{Mean: make([]float64, n), Spread: make([]float64, n)}
	for k := range n {
		var sum, square, count float64
		for i := range rows {
			if v := rows[i].Numbers[k]; !math.IsNaN(v) {
				sum, square, count = sum+v, square+v*v, count+1
			}
		}
		if count > 0 {
			m.Mean[k] = sum / count
			m.Spread[k] = math.Sqrt(max(square/count-m.Mean[k]*m.Mean[k], 1e-9))
		}
	}
	return m
}

// active lists the inputs of a row that are not 0.
func (m *linear) active(r *Row) (at []int, value []float64) {
	at, value = append(at, 0), append(value, 1)
	for k, v := range r.Numbers {
		if math.IsNaN(v) { // a weight for not knowing it
			at, value = append(at, 2+2*k), append(value, 1)
		} else if m.Spread[k] > 0 {
			at, value = append(at, 1+2*k), append(value, max(-8, min(8, (v-m.Mean[k])/m.Spread[k])))
		}
	}
	for k, word := range r.Words {
		if word == "" {
			continue
		}
		h := fnv.New32a()
		_, _ = h.Write(strconv.AppendInt(nil, int64(k), 10)) // a hash takes all
		_, _ = h.Write([]byte(word))
		at, value = append(at, 1+2*len(r.Numbers)+int(h.Sum32()%slots)), append(value, 1)
	}
	return at, value
}

// parts is what each number and each word adds to the log-odds.
func (m *linear) parts(r *Row) []float64 {
	out := make([]float64, len(r.Numbers)+len(r.Words))
	at, value := m.active(r)
	word := len(r.Numbers)
	for k, j := range at {
		switch {
		case j == 0:
		case j <= 2*len(r.Numbers):
			out[(j-1)/2] += m.Weights[j] * value[k]
		default:
			for r.Words[word-len(r.Numbers)] == "" {
				word++
			}
			out[word] += m.Weights[j] * value[k]
			word++
		}
	}
	return out
}

// odds are the log-odds of bad.
func (m *linear) odds(r *Row) float64 {
	at, value := m.active(r)
	return dot(m.Weights, at, value)
}

func dot(w []float64, at []int, value []float64) (x float64) {
	for k, j := range at {
		x += w[j] * value[k]
	}
	return x
}

// fitLinear minimises the loss and the penalty on all weights but the first.
func fitLinear(ctx context.Context, rows []Row, penalty float64) (*linear, error) {
	m := newLinear(rows)
	at, value := make([][]int, len(rows)), make([][]float64, len(rows))
	for i := range rows {
		at[i], value[i] = m.active(&rows[i])
	}
	used := compact(at)
	problem := optimize.Problem{
		Func: func(w []float64) float64 {
			sum := 0.
			for i := range rows {
				x := dot(w, at[i], value[i])
				if !rows[i].Bad {
					x = -x
				}
				sum += rows[i].weight() * math.Log1p(math.Exp(-x))
			}
			for _, v := range w[1:] {
				sum += penalty / 2 * v * v
			}
			return sum
		},
		Grad: func(g, w []float64) {
			for j, v := range w {
				g[j] = penalty * v
			}
			g[0] = 0
			for i := range rows {
				d := rows[i].weight() * (sigmoid(dot(w, at[i], value[i])) - answer(&rows[i]))
				for k, j := range at[i] {
					g[j] += d * value[i][k]
				}
			}
		},
		Status: func() (optimize.Status, error) { return optimize.NotTerminated, ctx.Err() },
	}
	start := make([]float64, len(used))
	result, err := optimize.Minimize(problem, start, &optimize.Settings{MajorIterations: 60, GradientThreshold: 1e-3}, &optimize.LBFGS{})
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if result == nil {
		return nil, err
	}
	m.Weights = make([]float64, 1+2*len(m.Mean)+slots)
	for k, j := range used {
		m.Weights[j] = result.X[k] // the best point, also where the line search ended early
	}
	return m, nil
}

// compact numbers the inputs that rows have without gaps, the constant first, and
// gives what each was. Weights of the others stay 0.
func compact(at [][]int) []int {
	used, place := []int{0}, map[int]int{0: 0}
	for _, inputs := range at {
		for k, j := range inputs {
			if _, known := place[j]; !known {
				place[j] = len(used)
				used = append(used, j)
			}
			inputs[k] = place[j]
		}
	}
	return used
}
