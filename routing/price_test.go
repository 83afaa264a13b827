package routing

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize/convex/lp"
)

// randomDemand is demand for agents whose hours suffice for about tight of it.
func randomDemand(r *rand.Rand, kinds, agents int, tight float64) ([]Demand, []float64) {
	demand, capacity := make([]Demand, kinds), make([]float64, agents)
	need := 0.0
	for k := range demand {
		demand[k].Count = 1 + 100*r.Float64()
		demand[k].Prospects = make([]Prospect, agents)
		for j := range agents {
			demand[k].Prospects[j] = Prospect{Success: r.Float64(), Hours: .2 + 2*r.Float64()}
			if r.IntN(6) == 0 {
				demand[k].Prospects[j].Rule = "no"
			}
		}
		need += demand[k].Count
	}
	for j := range capacity {
		capacity[j] = tight * need / float64(agents) * 2 * r.Float64()
	}
	return demand, capacity
}

// simplex is the success that the fluid problem allows, by another method.
func simplex(t *testing.T, demand []Demand, capacity []float64) float64 {
	t.Helper()
	kinds, agents := len(demand), len(capacity)
	n := kinds*agents + kinds + agents
	a := mat.NewDense(kinds+agents, n, nil)
	b, c := make([]float64, kinds+agents), make([]float64, n)
	basis := make([]int, kinds+agents)
	for k := range demand {
		for j := range agents {
			if p, ok := demand[k].possible(j); ok {
				c[k*agents+j] = -p.Success
				a.Set(k, k*agents+j, 1)
				a.Set(kinds+j, k*agents+j, p.Hours)
			}
		}
		b[k] = demand[k].Count
	}
	for j := range capacity {
		b[kinds+j] = capacity[j]
	}
	for i := range basis {
		basis[i] = kinds*agents + i
		a.Set(i, basis[i], 1)
	}
	// Columns of zeros are refused: impossible pairs are pairs without use.
	for i := range kinds * agents {
		if c[i] == 0 {
			c[i] = 1
			a.Set(i/agents, i, 1)
		}
	}
	v, _, err := lp.Simplex(c, a, b, 1e-10, basis)
	if err != nil {
		t.Fatal(err)
	}
	return -v
}

func TestPricesAreTheDual(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 400 {
		demand, capacity := randomDemand(r, 1+r.IntN(6), 1+r.IntN(6), .1+2*r.Float64())
		most := simplex(t, demand, capacity)
		prices := Prices(demand, capacity)
		if got := Bound(demand, capacity, prices); !(math.Abs(got-most) <= 1e-8*max(most, 1)) {
			t.Fatalf("bound %.10g, the fluid problem allows %.10g\n%+v\n%v", got, most, demand, capacity)
		}
		for j, price := range prices {
			if !(price >= 0) {
				t.Fatalf("agent %d has the price %g", j, price)
			}
			prices[j] = r.ExpFloat64() * r.Float64()
		}
		if got := Bound(demand, capacity, prices); !(got >= most-1e-9*max(most, 1)) {
			t.Fatalf("bound %g at the prices %v, the fluid problem allows %g", got, prices, most)
		}
	}
}

// Where another method takes too long, shares within all limits are the proof:
// they reach the bound.
func TestSharesReachTheBound(t *testing.T) {
	r := rand.New(rand.NewPCG(2, 2))
	for range 40 {
		demand, capacity := randomDemand(r, 1+r.IntN(60), 1+r.IntN(200), .05+2*r.Float64())
		wild := r.Float64() * r.Float64() * 2 // powers of ten that sizes differ by
		for k := range demand {
			demand[k].Count *= math.Pow(10, wild*r.NormFloat64())
		}
		for j := range capacity {
			capacity[j] *= math.Pow(10, wild*r.NormFloat64())
		}
		f := newFluid(demand, capacity)
		f.prices()
		rows, cols, reached := make([]float64, f.rows), make([]float64, f.cols), 0.0
		for i, share := range f.share {
			reached += f.gain[i] * share * f.unit
			rows[i/f.cols] += f.row[i] * share
			cols[i%f.cols] += f.col[i] * share
			if share < 0 {
				t.Fatalf("share %g", share)
			}
		}
		if most := max(slices.Max(rows), slices.Max(cols)); most > 1+1e-6 {
			t.Fatalf("shares sum to %.12g", most)
		}
		bound := Bound(demand, capacity, Prices(demand, capacity))
		if gap := bound/reached - 1; !(math.Abs(gap) <= 1e-6) {
			t.Errorf("%d kinds, %d agents, 10^%.1f: bound %g, reached %g, %.1e apart", len(demand), len(capacity), wild, bound, reached, gap)
		}
	}
}

func prospects(pairs ...float64) []Prospect {
	out := make([]Prospect, len(pairs)/2)
	for j := range out {
		out[j] = Prospect{Success: pairs[2*j], Hours: pairs[2*j+1]}
	}
	return out
}

func TestPricesTable(t *testing.T) {
	nan, inf := math.NaN(), math.Inf(1)
	for name, c := range map[string]struct {
		demand   []Demand
		capacity []float64
		want     []float64
		bound    float64
	}{
		"nothing":               {nil, nil, nil, 0},
		"no demand":             {nil, []float64{8, 8}, []float64{0, 0}, 0},
		"no agents":             {[]Demand{{Count: 5}}, nil, nil, 0},
		"hours to spare":        {[]Demand{{5, prospects(.8, 1, .5, 1)}}, []float64{8, 8}, []float64{0, 0}, 4},
		"one is scarce":         {[]Demand{{5, prospects(.8, 1, .5, 1)}}, []float64{2, 8}, []float64{.3, 0}, 3.1},
		"all are scarce":        {[]Demand{{50, prospects(.8, 2, .5, 1)}}, []float64{2, 8}, []float64{.4, .5}, 4.8},
		"equals in price":       {[]Demand{{50, prospects(.6, 1, .6, 1)}, {9, prospects(.9, 1, .9, 1)}}, []float64{10, 5}, []float64{.6, .6}, 11.7},
		"the better use":        {[]Demand{{1, prospects(.4, 1)}, {100, prospects(.3, 1)}}, []float64{2}, []float64{.3}, .7},
		"no hours":              {[]Demand{{5, prospects(.8, 2, .5, 1)}}, []float64{0, 20}, []float64{.15, 0}, 2.5},
		"no hours at all":       {[]Demand{{5, prospects(.8, 2, .5, 1)}}, []float64{0, 0}, []float64{.4, .5}, 0},
		"no hours, no use":      {[]Demand{{5, prospects(.3, 2, .5, 1)}}, []float64{0, 20}, []float64{0, 0}, 2.5},
		"nobody can":            {[]Demand{{5, prospects(0, 1, .5, 0, nan, 1, .5, inf, inf, 1, .5, -1)}}, []float64{1, 1, 1, 1, 1, 1}, make([]float64, 6), 0},
		"ruled out":             {[]Demand{{5, []Prospect{{Success: .8, Hours: 1, Rule: "VIP"}, {Success: .5, Hours: 1}}}}, []float64{2, 2}, []float64{0, .5}, 1},
		"prospects missing":     {[]Demand{{5, prospects(.5, 1)}}, []float64{2, 2}, []float64{.5, 0}, 1},
		"too many prospects":    {[]Demand{{5, prospects(.5, 1, .5, 1)}}, []float64{2}, []float64{.5}, 1},
		"odd counts":            {[]Demand{{nan, prospects(.9, 1)}, {inf, prospects(.9, 1)}, {-3, prospects(.9, 1)}, {4, prospects(.5, 1)}}, []float64{2}, []float64{.5}, 1},
		"odd capacities":        {[]Demand{{5, prospects(.5, 1, .5, 1, .5, 1)}}, []float64{nan, inf, -1}, []float64{.5, .5, .5}, 0},
		"next to no hours":      {[]Demand{{5, prospects(.8, 1, .5, 1)}}, []float64{1e-300, 8}, []float64{.3, 0}, 2.5},
		"hours without end":     {[]Demand{{5, prospects(.8, 1, .5, 1)}}, []float64{1e300, 8}, []float64{0, 0}, 4},
		"a slot for ages":       {[]Demand{{5, prospects(.8, 1e200, .5, 1)}}, []float64{8, 8}, []float64{0, 0}, 2.5},
		"a slot for less":       {[]Demand{{5, prospects(.8, 5e-324, .5, 1)}}, []float64{8, 8}, []float64{0, 0}, 4},
		"a slot for nothing":    {[]Demand{{5, prospects(.8, 1e-200, .5, 1)}}, []float64{8, 8}, []float64{0, 0}, 4},
		"a crowd":               {[]Demand{{1e5, prospects(.8, 1)}}, []float64{8}, []float64{.8}, 6.4},
		"a crowd beside others": {[]Demand{{1e300, prospects(.25, 1, 0, 1)}, {10, prospects(.8, 1, .5, 1)}}, []float64{8, 8}, []float64{.3, 0}, nan},
		"an endless crowd":      {[]Demand{{1e300, prospects(.8, 1)}}, []float64{8}, []float64{.8}, nan}, // rounding, 1e300 times
	} {
		t.Run(name, func(t *testing.T) {
			got := Prices(c.demand, c.capacity)
			if !slices.EqualFunc(got, c.want, func(a, b float64) bool { return math.Abs(a-b) <= 1e-7 }) {
				t.Errorf("prices %v, want %v", got, c.want)
			}
			if bound := Bound(c.demand, c.capacity, got); !math.IsNaN(c.bound) && !(math.Abs(bound-c.bound) <= 1e-7) {
				t.Errorf("bound %g, want %g", bound, c.bound)
			}
		})
	}
}

func TestBoundTakesOddPricesAsNone(t *testing.T) {
	demand, capacity := []Demand{{5, prospects(.8, 1, .5, 1)}}, []float64{2, 0}
	want := Bound(demand, capacity, []float64{0, 0})
	for _, prices := range [][]float64{nil, {0}, {math.NaN(), -1}, {math.Inf(1), math.Inf(-1), 7}} {
		if got := Bound(demand, capacity, prices); got != want {
			t.Errorf("%v: bound %g, want %g", prices, got, want)
		}
	}
}

// Who has hours to spare at every best way of sharing out costs nothing: then
// one hour less changes nothing either.
func TestSpareHoursCostNothing(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 5))
	free, scarce := 0, 0
	for range 150 {
		demand, capacity := randomDemand(r, 1+r.IntN(5), 1+r.IntN(5), .2+2*r.Float64())
		prices := Prices(demand, capacity)
		most := simplex(t, demand, capacity)
		for j := range capacity {
			some := .01 * capacity[j]
			fewer := slices.Clone(capacity)
			fewer[j] -= some
			lost := most - simplex(t, demand, fewer)
			switch {
			case lost < 1e-9 && prices[j] != 0:
				t.Errorf("agent %d has the price %g, and fewer hours cost %g", j, prices[j], lost)
			case lost < 1e-9:
				free++
			case !(prices[j]*some <= lost+1e-7):
				t.Errorf("agent %d has the price %g, fewer hours cost only %g an hour", j, prices[j], lost/some)
			default:
				scarce++
			}
		}
	}
	if free < 50 || scarce < 50 {
		t.Errorf("only %d with hours to spare and %d without", free, scarce)
	}
}

func TestPricesFollowTheirAgents(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 6))
	for range 60 {
		demand, capacity := randomDemand(r, 1+r.IntN(9), 1+r.IntN(9), .2+2*r.Float64())
		want := Prices(demand, capacity)
		if again := Prices(demand, capacity); !slices.Equal(want, again) {
			t.Fatalf("%v, then %v", want, again)
		}
		agents, kinds := r.Perm(len(capacity)), r.Perm(len(demand))
		turned, hours := make([]Demand, len(demand)), make([]float64, len(capacity))
		for k, from := range kinds {
			turned[k] = Demand{Count: demand[from].Count, Prospects: make([]Prospect, len(agents))}
			for j, from2 := range agents {
				turned[k].Prospects[j] = demand[from].Prospects[from2]
				hours[j] = capacity[from2]
			}
		}
		for j, price := range Prices(turned, hours) {
			if d := math.Abs(price - want[agents[j]]); !(d <= 1e-6) {
				t.Fatalf("in another order an agent's price is off by %g", d)
			}
		}
	}
}

func BenchmarkPrices(b *testing.B) {
	demand, capacity := randomDemand(rand.New(rand.NewPCG(1, 1)), 40, 500, .8)
	for b.Loop() {
		Prices(demand, capacity)
	}
}
