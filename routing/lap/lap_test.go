package lap

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

var forbidden = math.Inf(-1)

// best is the largest sum there is, by trying everything.
func best(reward []float64, rows, cols int) float64 {
	taken := make([]bool, cols)
	var from func(row int) float64
	from = func(row int) float64 {
		if row == rows {
			return 0
		}
		most := from(row + 1)
		for j := range cols {
			if r := reward[row*cols+j]; !taken[j] && r > 0 && !math.IsInf(r, 1) {
				taken[j] = true
				most = max(most, r+from(row+1))
				taken[j] = false
			}
		}
		return most
	}
	return from(0)
}

// check fails unless a solution is an assignment and its prices prove that
// none has a larger sum.
func check(t interface {
	Helper()
	Fatalf(string, ...any)
}, reward []float64, rows, cols int, got Solution) {
	t.Helper()
	if len(got.Assigned) != rows || len(got.Row) != rows || len(got.Column) != cols {
		t.Fatalf("%d assigned, %d row and %d column prices for %d rows and %d columns", len(got.Assigned), len(got.Row), len(got.Column), rows, cols)
	}
	at := func(row, col int) float64 {
		if k := row*cols + col; k < len(reward) {
			return worth(reward[k])
		}
		return 0
	}
	largest := 1.0
	for _, r := range reward {
		largest = max(largest, worth(r))
	}
	near := 1e-9 * largest
	sum, prices := 0.0, 0.0
	free := slices.Repeat([]bool{true}, cols)
	for row, col := range got.Assigned {
		prices += got.Row[row]
		switch {
		case col == None:
			if got.Row[row] != 0 {
				t.Fatalf("row %d is alone and has the price %g", row, got.Row[row])
			}
		case col < 0 || col >= cols || !free[col]:
			t.Fatalf("row %d has column %d, which is not there or not free", row, col)
		default:
			free[col] = false
			r := at(row, col)
			if r <= 0 {
				t.Fatalf("row %d has column %d, a forbidden pair", row, col)
			}
			sum += r
			if d := got.Row[row] + got.Column[col] - r; math.Abs(d) > near {
				t.Fatalf("row %d and column %d are a pair whose prices miss the reward by %g", row, col, d)
			}
		}
	}
	for col, price := range got.Column {
		prices += price
		if !(price >= 0) || free[col] && price != 0 {
			t.Fatalf("column %d has the price %g, free %t", col, price, free[col])
		}
		for row := range rows {
			if !(got.Row[row] >= 0) || got.Row[row]+price < at(row, col)-near {
				t.Fatalf("row %d at %g and column %d at %g are too cheap for a reward of %g", row, got.Row[row], col, price, at(row, col))
			}
		}
	}
	tolerance := near * float64(1+rows+cols)
	if math.Abs(sum-got.Sum) > tolerance || math.Abs(prices-got.Sum) > tolerance {
		t.Fatalf("Sum %g, rewards %g, prices %g", got.Sum, sum, prices)
	}
}

// random rewards: smooth, or whole numbers so that there are ties, of which a
// share is forbidden or negative, and columns repeat.
func random(r *rand.Rand, rows, cols int) []float64 {
	reward := make([]float64, rows*cols)
	levels, bad, repeat := r.IntN(5), r.Float64()*r.Float64(), r.Float64()*r.Float64()
	for row := range rows {
		for col := range cols {
			v := r.Float64() - .1
			if levels > 0 {
				v = float64(r.IntN(levels+2) - 1)
			}
			switch draw := r.Float64(); {
			case draw < bad/2:
				v = forbidden
			case draw < bad*3/4:
				v = math.NaN()
			}
			reward[row*cols+col] = v
		}
	}
	for col := 1; col < cols; col++ {
		if r.Float64() < repeat {
			for row := range rows {
				reward[row*cols+col] = reward[row*cols+col-1]
			}
		}
	}
	return reward
}

func TestSolveFindsTheLargestSum(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	s := &Scratch{}
	for range 20_000 {
		rows, cols := r.IntN(6), r.IntN(6)
		switch r.IntN(4) {
		case 0:
			rows, cols = r.IntN(3), r.IntN(10)
		case 1:
			rows, cols = r.IntN(10), r.IntN(3)
		}
		reward := random(r, rows, cols)
		got := Solve(reward, rows, cols, s)
		check(t, reward, rows, cols, got)
		if want := best(reward, rows, cols); math.Abs(got.Sum-want) > 1e-9 {
			t.Fatalf("%dx%d %v: sum %g, want %g", rows, cols, reward, got.Sum, want)
		}
	}
}

// Where trying everything takes too long the prices are the proof.
func TestPricesProveLargeSolutions(t *testing.T) {
	s := &Scratch{}
	rapid.Check(t, func(t *rapid.T) {
		rows, cols := rapid.IntRange(0, 70).Draw(t, "rows"), rapid.IntRange(0, 70).Draw(t, "cols")
		r := rand.New(rand.NewPCG(rapid.Uint64().Draw(t, "seed"), 3))
		reward := random(r, rows, cols)
		check(t, reward, rows, cols, Solve(reward, rows, cols, s))
	})
}

func TestSolveTable(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		rows, cols int
		reward     []float64
		want       []int
		sum        float64
	}{
		"nothing":                       {0, 0, nil, []int{}, 0},
		"no columns":                    {2, 0, nil, []int{-1, -1}, 0},
		"no rows":                       {0, 3, nil, []int{}, 0},
		"all forbidden":                 {2, 2, []float64{forbidden, nan, 0, -1}, []int{-1, -1}, 0},
		"infinite is forbidden":         {1, 2, []float64{inf, 1}, []int{1}, 1},
		"the lowest of equal columns":   {1, 3, []float64{1, 2, 2}, []int{1}, 2},
		"the earlier of equal rows":     {3, 1, []float64{2, 2, 2}, []int{0, -1, -1}, 2},
		"slots in the order of rows":    {3, 4, []float64{1, 1, 1, 1, 3, 3, 3, 3, 2, 2, 2, 2}, []int{0, 1, 2}, 6},
		"one moves on":                  {2, 2, []float64{5, 4, 5, 1}, []int{1, 0}, 9},
		"the less gainful stays alone":  {2, 1, []float64{1, 2}, []int{-1, 0}, 2},
		"none is taken for nothing":     {2, 2, []float64{3, 0, 4, 0}, []int{-1, 0}, 4},
		"missing rewards are forbidden": {2, 2, []float64{1, 2, 3}, []int{1, 0}, 5},
		"counts below 0":                {-1, -4, []float64{1}, []int{}, 0},
		"rewards without bound":         {2, 1, []float64{math.MaxFloat64, 1e150}, []int{0, -1}, 1e150},
		"the later of equals moves out": {3, 2, []float64{1, 0, 0, 1, 2, 2}, []int{0, -1, 1}, 3},
		"the lowest of equal paths":     {2, 3, []float64{2, 1, 1, 2, 0, .5}, []int{1, 0}, 3},
		"equal columns apart":           {3, 3, []float64{2, 1, 2, 2, 1, 2, 2, 1, 2}, []int{0, 2, 1}, 5},
	} {
		t.Run(name, func(t *testing.T) {
			got := Solve(c.reward, c.rows, c.cols, nil)
			check(t, c.reward, max(0, c.rows), max(0, c.cols), got)
			if diff := cmp.Diff(c.want, got.Assigned); diff != "" || got.Sum != c.sum {
				t.Errorf("sum %g, want %g; assigned (-want +got):\n%s", got.Sum, c.sum, diff)
			}
		})
	}
}

// What was solved before in the same memory makes no difference.
func TestScratchLeavesNoTrace(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	used := &Scratch{}
	for range 2000 {
		rows, cols := r.IntN(12), r.IntN(12)
		reward := random(r, rows, cols)
		before := slices.Clone(reward)
		got, fresh := Solve(reward, rows, cols, used), Solve(reward, rows, cols, nil)
		if diff := cmp.Diff(fresh, got); diff != "" {
			t.Fatalf("%dx%d %v: a used scratch gives something else:\n%s", rows, cols, reward, diff)
		}
		if !slices.EqualFunc(before, reward, func(a, b float64) bool { return math.Float64bits(a) == math.Float64bits(b) }) {
			t.Fatal("the rewards were changed")
		}
	}
}

func TestSolvingAgainAllocatesNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 3))
	reward := random(r, 40, 60)
	s := &Scratch{}
	Solve(reward, 40, 60, s)
	if n := testing.AllocsPerRun(20, func() { Solve(reward, 40, 60, s) }); n != 0 {
		t.Errorf("%g allocations", n)
	}
}

// Equal columns side by side are one group, whatever else makes a pair
// worthless.
func TestEqualColumnsAreOneGroup(t *testing.T) {
	reward := []float64{
		1, 1, 2, 2, 2, 0,
		3, 3, 0, forbidden, math.NaN(), 0,
	}
	s := &Scratch{}
	s.read(reward, 2, 6)
	if diff := cmp.Diff([]int32{0, 2, 5}, s.first); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff([]int32{2, 5, 6}, s.after); diff != "" {
		t.Error(diff)
	}
}

func FuzzSolve(f *testing.F) {
	f.Add(uint8(2), uint8(3), []byte{1, 2, 3, 4, 5, 6})
	f.Add(uint8(3), uint8(1), []byte{0, 255, 254})
	f.Add(uint8(4), uint8(4), []byte{9, 9, 9, 9, 8, 8, 9, 9, 253, 1})
	f.Fuzz(func(t *testing.T, rows, cols uint8, bytes []byte) {
		odd := map[byte]float64{255: forbidden, 254: math.NaN(), 253: math.Inf(1), 252: 1e308, 251: -3, 250: 5e-324}
		reward := make([]float64, len(bytes))
		for k, b := range bytes {
			v, ok := odd[b]
			if !ok {
				v = float64(b) / 7
			}
			reward[k] = v
		}
		n, m := int(rows%40), int(cols%40)
		check(t, reward, n, m, Solve(reward, n, m, nil))
	})
}
