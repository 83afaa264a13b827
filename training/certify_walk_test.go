package training

import (
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
	"pgregory.net/rapid"
)

// world is a distribution of texts as a certificate sees them: the log-odds
// that the model claims are folded normal, right gives the truth.
type world struct {
	name        string
	mean, sigma float64
	right       func(odds float64) float64
}

func sigmoid(x float64) float64 { return 1 / (1 + math.Exp(-x)) }

var worlds = []world{
	{"overconfident", 3.2, 2, func(o float64) float64 { return sigmoid(.9*o - .3) }},
	{"never quite sure", 3.2, 2, func(o float64) float64 { return .985 * sigmoid(1.2*o-.3) }},
	{"underconfident", 1.5, 1.5, func(o float64) float64 { return sigmoid(1.4 * o) }},
	// The surest are the worst, so that the risk crosses alpha more than once.
	{"wrong at the top", 3.2, 2, func(o float64) float64 {
		if o > 5 {
			return .93
		}
		return .975 * sigmoid(1.5*o)
	}},
}

func (w world) draw(rng *rand.Rand, n int) []Outcome {
	rows := make([]Outcome, n)
	for i := range rows {
		odds := math.Abs(w.mean + w.sigma*rng.NormFloat64())
		rows[i] = Outcome{Probability: sigmoid(odds), Wrong: rng.Float64() >= w.right(odds)}
	}
	return rows
}

// truth is the world itself, by quadrature: claimed probabilities from the
// highest down with the error among those so high.
type truth struct{ probability, risk []float64 }

func (w world) truth() truth {
	const points = 100_000
	odds := make([]float64, points)
	for i := range odds {
		odds[i] = math.Abs(w.mean + w.sigma*distuv.UnitNormal.Quantile((float64(i)+.5)/points))
	}
	slices.SortFunc(odds, func(a, b float64) int {
		if a > b {
			return -1
		}
		return 1
	})
	t := truth{make([]float64, points), make([]float64, points)}
	var wrong float64
	for i, o := range odds {
		wrong += 1 - w.right(o)
		t.probability[i], t.risk[i] = sigmoid(o), wrong/float64(i+1)
	}
	return t
}

// at gives the share of the texts that reach the threshold and their error.
func (t truth) at(threshold float64) (coverage, risk float64) {
	n, _ := slices.BinarySearchFunc(t.probability, threshold, func(p, threshold float64) int {
		if p >= threshold {
			return -1
		}
		return 1
	})
	if n == 0 {
		return 0, 0
	}
	return float64(n) / float64(len(t.risk)), t.risk[n-1]
}

// oracle is the largest coverage that keeps the promise.
func (t truth) oracle(alpha float64) float64 {
	for n := len(t.risk); n > 0; n-- {
		if t.risk[n-1] <= alpha {
			return float64(n) / float64(len(t.risk))
		}
	}
	return 0
}

// repeat walks fresh rows again and again. It gives the share of walks that
// broke the promise, and their mean coverage.
func repeat(w world, truth truth, n, repetitions int, alpha, delta float64) (violations, coverage float64) {
	rng := rand.New(rand.NewPCG(11, uint64(n)))
	for range repetitions {
		found := Walk(w.draw(rng, n), alpha, delta)
		if found.Refused != "" {
			continue
		}
		covers, risk := truth.at(found.Threshold)
		coverage += covers / float64(repetitions)
		if risk > alpha {
			violations += 1 / float64(repetitions)
		}
	}
	return violations, coverage
}

func TestWalkKeepsItsPromise(t *testing.T) {
	const alpha, delta = .05, .1
	for _, w := range worlds {
		truth := w.truth()
		for _, n := range []int{120, 300, 1000, 3000} {
			violations, coverage := repeat(w, truth, n, 300, alpha, delta)
			t.Logf("%s, %d rows: %.3f broken, coverage %.3f of %.3f", w.name, n, violations, coverage, truth.oracle(alpha))
			if violations > delta {
				t.Errorf("%s, %d rows: %.3f of the promises were broken, at most %v may be", w.name, n, violations, delta)
			}
		}
	}
}

func TestWalkCoversMostOfWhatCanBe(t *testing.T) {
	const alpha = .05
	for _, w := range []world{worlds[0], worlds[2]} {
		truth := w.truth()
		for _, tc := range []struct {
			n     int
			least float64 // of the oracle's coverage
		}{{300, .25}, {1000, .7}, {3000, .88}, {10_000, .92}} {
			_, coverage := repeat(w, truth, tc.n, 100, alpha, .1)
			if got := coverage / truth.oracle(alpha); got < tc.least {
				t.Errorf("%s, %d rows: %.3f of the best possible coverage, want %v", w.name, tc.n, got, tc.least)
			}
		}
	}
}

// Certificates that nobody could honestly issue: the error is above alpha
// whatever the threshold.
func TestWalkRarelyCertifiesWhatIsWrong(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 8))
	issued := 0
	const repetitions = 1000
	for range repetitions {
		rows := make([]Outcome, 400)
		for i := range rows {
			rows[i] = Outcome{Probability: rng.Float64(), Wrong: rng.Float64() < .0501}
		}
		if Walk(rows, .05, .1).Refused == "" {
			issued++
		}
	}
	if issued > 115 { // a tenth and a little more than one standard deviation
		t.Errorf("%d of %d certified", issued, repetitions)
	}
}

func TestWalkSaysHowManyRowsItNeeds(t *testing.T) {
	flawless := func(n int) []Outcome {
		rows := make([]Outcome, n)
		for i := range rows {
			rows[i].Probability = .9
		}
		return rows
	}
	few := Walk(flawless(40), .05, .1)
	if few.RowsNeeded != 49 || !strings.Contains(few.Refused, "at least 49") {
		t.Errorf("%+v", few)
	}
	if enough := Walk(flawless(few.RowsNeeded), .05, .1); enough.Refused != "" || enough.Applied != 45 || enough.UpperBound > .05 {
		t.Errorf("%+v", enough)
	}

	// 6 in 200 wrong is better than alpha but not yet shown to be.
	rows := flawless(200)
	for i := range 6 {
		rows[i*30].Wrong = true
	}
	w := Walk(rows, .05, .1)
	if w.Refused == "" || w.RowsNeeded <= 200 || w.RowsNeeded > 2000 {
		t.Fatalf("%+v", w)
	}
	rows = flawless(w.RowsNeeded)
	for i := range rows {
		rows[i].Wrong = i%34 == 0 // as often
	}
	if again := Walk(rows, .05, .1); again.Refused != "" {
		t.Errorf("with the rows it asked for: %+v", again)
	}

	for i := range rows {
		rows[i].Wrong = i%10 == 0
	}
	if w := Walk(rows, .05, .1); w.RowsNeeded != 0 || !strings.Contains(w.Refused, "more rows would not help") {
		t.Errorf("%+v", w)
	}
}

func TestWalkNeverAppliesWhatAbstains(t *testing.T) {
	rows := make([]Outcome, 1000)
	for i := range rows {
		rows[i] = Outcome{Probability: .9, Wrong: false}
		if i%2 == 0 {
			rows[i] = Outcome{Wrong: true}
		}
	}
	w := Walk(rows, .05, .1)
	if w.Refused != "" || w.Wrong != 0 || math.Abs(float64(w.Applied)/float64(w.Tested)-.5) > .05 {
		t.Errorf("%+v", w)
	}
}

func TestWalkTakesAnything(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		rows := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Outcome {
			return Outcome{rapid.Float64Range(0, 1).Draw(t, "p"), rapid.Bool().Draw(t, "wrong")}
		}), 0, 300).Draw(t, "rows")
		alpha, delta := rapid.Float64Range(.001, .6).Draw(t, "alpha"), rapid.Float64Range(.001, .6).Draw(t, "delta")
		w := Walk(rows, alpha, delta)
		if again := Walk(rows, alpha, delta); again != w {
			t.Fatalf("%+v, then %+v", w, again)
		}
		if w.Refused != "" {
			if w.Threshold != 0 {
				t.Fatalf("refused with a threshold: %+v", w)
			}
			return
		}
		applied, wrong := 0, 0
		for _, r := range rows {
			if r.Probability >= w.Threshold {
				applied++
				if r.Wrong {
					wrong++
				}
			}
		}
		// The placing rows are not among the tested.
		if w.Applied > applied || w.Wrong > wrong || w.Applied == 0 || w.UpperBound > alpha || binomialTail(w.Wrong, w.Applied, alpha) > delta {
			t.Fatalf("%+v of %d applied, %d wrong", w, applied, wrong)
		}
	})
}

func TestBinomialTailIsExact(t *testing.T) {
	for _, tc := range []struct {
		n int
		p float64
	}{{1, .3}, {20, .05}, {90, .05}, {400, .01}} {
		sum, term := 0., math.Pow(1-tc.p, float64(tc.n))
		for k := 0; k <= tc.n; k++ {
			sum += term
			if got := binomialTail(k, tc.n, tc.p); math.Abs(got-sum) > 1e-12 {
				t.Fatalf("P(Bin(%d, %v) <= %d) = %v, want %v", tc.n, tc.p, k, got, sum)
			}
			if bound := upperBound(k, tc.n, .1); k < tc.n && math.Abs(binomialTail(k, tc.n, bound)-.1) > 1e-6 {
				t.Fatalf("the bound %v for %d of %d has tail %v", bound, k, tc.n, binomialTail(k, tc.n, bound))
			}
			term *= float64(tc.n-k) / float64(k+1) * tc.p / (1 - tc.p)
		}
	}
}
