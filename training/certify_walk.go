package training

import (
	"fmt"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mathext"
	"gonum.org/v1/gonum/stat/distuv"
)

// Outcome is one calibration row: the calibrated probability of its answer,
// and whether that is wrong. An answer that is never applied, whatever the
// threshold, has probability 0.
type Outcome struct {
	Probability float64
	Wrong       bool
}

// Walked is what Walk found.
type Walked struct {
	// Threshold is the smallest probability to apply; 0 where Refused says why
	// there is none.
	Threshold float64
	Refused   string
	// Of the Tested rows Applied reach the threshold, Wrong of them wrong.
	Tested, Applied, Wrong int
	// UpperBound of their error at confidence 1-delta (Clopper and Pearson 1934).
	UpperBound float64
	// RowsNeeded is about how many rows would do where these do not; 0 where
	// more rows would not help.
	RowsNeeded int
}

// placing is the part of the rows, one in so many, whose probabilities place
// the start of the walk.
const placing = 10

// startShare is the part of the texts that the strictest threshold tested
// applies to. A walk that starts among fewer ends too often at a chance error,
// one that starts among more passes good thresholds by.
const startShare = .3

// Walk finds the smallest threshold for which the error among the texts that
// reach it is at most alpha, with confidence 1-delta, for texts drawn like the
// rows: fixed-sequence Learn-then-Test (Angelopoulos, Bates, Candès, Jordan and
// Lei 2021). It holds for any distribution of probabilities, calibrated or not.
//
// The thresholds are a fixed grid, walked from the strictest down. Each is
// tested by the exact binomial tail P(Bin(applied, alpha) <= wrong), and the
// last before the first that fails is taken. Given how many rows reach a
// threshold, the wrong ones among them are binomial, so each test errs with
// probability delta at most. To break the promise the walk must pass the first
// threshold that is too low; which one that is does not depend on the tested
// rows, so this is one test. For that the start must not depend on them either:
// it is read off the probabilities of one row in ten, drawn with a fixed seed,
// which are not tested and whose labels are not looked at.
//
// Rows must be independent of those the model learnt from. alpha and delta lie
// within 0 and 1.
func Walk(rows []Outcome, alpha, delta float64) Walked {
	thresholds := grid()
	reach, wrong := make([]int, len(thresholds)), make([]int, len(thresholds))
	placed, placers := make([]int, len(thresholds)), len(rows)/placing
	// The order of a file may mean something, so the placing rows are drawn.
	for i, row := range rand.New(rand.NewPCG(1, 1)).Perm(len(rows)) {
		at := strictest(thresholds, rows[row].Probability)
		switch {
		case at < 0: // never applied
		case i < placers:
			placed[at]++
		default:
			reach[at]++
			if rows[row].Wrong {
				wrong[at]++
			}
		}
	}
	for i := len(thresholds) - 2; i >= 0; i-- {
		reach[i] += reach[i+1]
		wrong[i] += wrong[i+1]
		placed[i] += placed[i+1]
	}

	w := Walked{Tested: len(rows) - placers}
	least := leastApplied(alpha, delta)
	if w.Tested < least {
		w.RowsNeeded = rowsFor(least)
		w.Refused = fmt.Sprintf("%d rows are too few: at least %d are needed, even if no answer is wrong", len(rows), w.RowsNeeded)
		return w
	}
	from := start(placed, max(startShare, 2*float64(least)/float64(w.Tested))*float64(placers))
	last := -1
	for i := from; i >= 0 && binomialTail(wrong[i], reach[i], alpha) <= delta; i-- {
		last = i
	}
	if last < 0 {
		w.refuse(reach, wrong, len(rows), alpha, delta)
		return w
	}
	w.Threshold, w.Applied, w.Wrong = thresholds[last], reach[last], wrong[last]
	w.UpperBound = min(upperBound(w.Wrong, w.Applied, delta), alpha) // equal to the test but for rounding
	return w
}

// Steps of the grid, on the scale of the log-odds.
const (
	oddsStep  = .05
	firstStep = -80 // probability .018
	lastStep  = 240 // probability .999994
)

// grid gives the thresholds that are tested, lowest first.
func grid() []float64 {
	out := make([]float64, 0, lastStep-firstStep+1)
	for i := firstStep; i <= lastStep; i++ {
		// Rounded, so that processors whose exp differs in the last bit agree.
		out = append(out, math.Round(1e9/(1+math.Exp(-oddsStep*float64(i))))/1e9)
	}
	return out
}

// strictest is the highest threshold that p reaches, -1 for none.
func strictest(thresholds []float64, p float64) int {
	low, high := -1, len(thresholds)
	for high-low > 1 {
		if mid := (low + high) / 2; p >= thresholds[mid] {
			low = mid
		} else {
			high = mid
		}
	}
	return low
}

// start is the strictest threshold that as many placing rows reach as wanted,
// the lowest where too few reach any.
func start(placed []int, wanted float64) int {
	for i := len(placed) - 1; i > 0; i-- {
		if float64(placed[i]) >= wanted {
			return i
		}
	}
	return 0
}

// leastApplied is how many right answers in a row it takes to pass: the
// smallest n with (1-alpha)^n <= delta.
func leastApplied(alpha, delta float64) int {
	return int(math.Ceil(math.Log(delta) / math.Log1p(-alpha)))
}

// rowsFor is how many rows leave so many to test.
func rowsFor(tested int) int {
	n := tested
	for n-n/placing < tested {
		n++
	}
	return n
}

// refuse says why no threshold passed, and how many rows would do if they went
// on erring like these.
func (w *Walked) refuse(reach, wrong []int, rows int, alpha, delta float64) {
	if reach[0] == 0 {
		w.Refused = fmt.Sprintf("the model abstains from all %d rows: more rows would not help, a better model would", rows)
		return
	}
	least := leastApplied(alpha, delta)
	surest, easiest := 1., projection{rows: math.Inf(1)}
	for i, n := range reach {
		if n < least/2 {
			break // too few to tell an error rate
		}
		p := project(wrong[i], n, w.Tested, alpha)
		surest = min(surest, p.rate)
		if p.rows < easiest.rows {
			easiest = p
		}
	}
	applied := 0
	if !math.IsInf(easiest.rows, 1) {
		applied = appliedFor(easiest.rate, alpha, delta)
	}
	switch {
	case reach[0] < least:
		w.RowsNeeded = roundUp(rowsFor(least*w.Tested/reach[0]) + 1)
		w.Refused = fmt.Sprintf("the model abstains from all but %d of %d rows: at least %d rows are needed, even if no answer is wrong", reach[0], w.Tested, w.RowsNeeded)
	case applied == 0:
		w.Refused = fmt.Sprintf("the error among the surest answers is about %s, and at most %s is asked for: more rows would not help, a better model would",
			percent(surest), percent(alpha))
	default:
		w.RowsNeeded = roundUp(max(rowsFor(int(math.Ceil(float64(applied)/easiest.share))), rows+1))
		w.Refused = fmt.Sprintf("%d rows do not show an error of at most %s: about %d are needed, if answers go on erring like these",
			rows, percent(alpha), w.RowsNeeded)
	}
}

// projection is how a threshold would do with more rows.
type projection struct {
	rate  float64 // of errors among the applied, leaning towards a half
	share float64 // of the rows that it applies to
	rows  float64 // about how many would do, in units that all thresholds share; +Inf for none
}

func project(wrong, applied, tested int, alpha float64) projection {
	p := projection{float64(wrong+1) / float64(applied+2), float64(applied) / float64(tested), math.Inf(1)}
	if p.rate < alpha {
		p.rows = p.rate * (1 - p.rate) / ((alpha - p.rate) * (alpha - p.rate)) / p.share // by the normal distribution
	}
	return p
}

// mostProjected bounds how many applied answers a refusal asks for.
const mostProjected = 1 << 20

// appliedFor is how many applied answers with this error rate pass the test; 0
// where none do.
func appliedFor(rate, alpha, delta float64) int {
	for n := leastApplied(alpha, delta); n < mostProjected; n += 1 + n/20 {
		if binomialTail(int(math.Ceil(rate*float64(n))), n, alpha) <= delta {
			return n
		}
	}
	return 0
}

// roundUp keeps two digits: a projection knows no more.
func roundUp(n int) int {
	unit := 1
	for n/unit >= 100 {
		unit *= 10
	}
	return (n + unit - 1) / unit * unit
}

// binomialTail is P(Bin(n, p) <= k), exactly: the regularised incomplete beta
// function I_{1-p}(n-k, k+1).
func binomialTail(k, n int, p float64) float64 {
	if k >= n {
		return 1
	}
	return mathext.RegIncBeta(float64(n-k), float64(k+1), 1-p)
}

// upperBound is the one-sided bound of Clopper and Pearson (1934) for k of n
// at confidence 1-delta.
func upperBound(k, n int, delta float64) float64 {
	if k >= n {
		return 1
	}
	return distuv.Beta{Alpha: float64(k + 1), Beta: float64(n - k)}.Quantile(1 - delta)
}
