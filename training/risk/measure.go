package risk

import (
	"math"
	"slices"
)

// Measures say how good chances are against what became of the rows.
type Measures struct {
	Rows, Bad int
	AUROC     float64 // chance that a bad row is given more than a good one
	// ECE is the expected calibration error in 15 bins of equal mass; Debiased
	// takes off what chance adds to its square (Kumar et al. 2019).
	ECE, Debiased float64
	LogLoss       float64
	// Recall is the share of the bad rows among the fifth with the highest
	// chances: what is caught when four fifths need not be looked at.
	Recall float64
}

// Measure compares chances with rows, one each. NaN counts as 0.
func Measure(chances []float64, rows []Row) Measures {
	m := Measures{Rows: len(rows), Bad: count(rows)}
	if len(rows) == 0 || len(chances) != len(rows) {
		return m
	}
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	p := func(i int) float64 {
		if math.IsNaN(chances[i]) {
			return 0
		}
		return chances[i]
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case p(a) < p(b):
			return -1
		case p(a) > p(b):
			return 1
		}
		return 0
	})
	m.AUROC = auroc(order, p, rows)
	m.ECE, m.Debiased = calibration(order, p, rows)
	top := order[len(order)-len(order)/5:]
	for _, i := range top {
		m.Recall += answer(&rows[i])
	}
	m.Recall /= math.Max(1, float64(m.Bad))
	for i := range rows {
		q := min(max(p(i), 1e-9), 1-1e-9)
		if !rows[i].Bad {
			q = 1 - q
		}
		m.LogLoss -= math.Log(q) / float64(len(rows))
	}
	return m
}

// auroc is the statistic of Mann and Whitney; order is by chance.
func auroc(order []int, p func(int) float64, rows []Row) float64 {
	bad, good, sum := 0., 0., 0.
	for from := 0; from < len(order); {
		to, b := from, 0.
		for ; to < len(order) && p(order[to]) == p(order[from]); to++ {
			b += answer(&rows[order[to]])
		}
		g := float64(to-from) - b
		sum += b * (good + g/2)
		bad, good = bad+b, good+g
		from = to
	}
	if bad == 0 || good == 0 {
		return .5
	}
	return sum / (bad * good)
}

const calibrationBins = 15

func calibration(order []int, p func(int) float64, rows []Row) (ece, debiased float64) {
	n := len(order)
	square := 0.
	for b := range calibrationBins {
		part := order[b*n/calibrationBins : (b+1)*n/calibrationBins]
		if len(part) == 0 {
			continue
		}
		said, was, size := 0., 0., float64(len(part))
		for _, i := range part {
			said += p(i) / size
			was += answer(&rows[i]) / size
		}
		share := size / float64(n)
		ece += share * math.Abs(said-was)
		square += share * ((said-was)*(said-was) - was*(1-was)/math.Max(1, size-1))
	}
	return ece, math.Sqrt(math.Max(0, square))
}
