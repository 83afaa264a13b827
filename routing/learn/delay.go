package learn

import (
	"cmp"
	"slices"
	"sort"
	"time"
)

// delays is how long after an assignment its result is known, for failures and
// successes apart. Failures are known sooner (a ticket comes back, or is
// handed on) than successes (it has to stay solved). Whoever learns from what is
// known by now alone learns more failures than there are. With these curves
// the tickets of which nothing is known yet say their part too: one that has
// not come back for a day probably never will.
type delays struct {
	ages   []time.Duration // ascending
	failed []float64       // share of failures known by then
	solved []float64       // share of successes known by then
}

// lifetime is the time until a result was known, or how long nothing was known.
type lifetime struct {
	age     time.Duration
	known   bool
	success bool
}

// Until a result of either kind is seen this often, what is assumed weighs as much.
const delayStrength = 10

// measureDelays estimates the curves: cumulative incidences of two competing
// ends (Aalen and Johansen 1978), each divided by where it ends, drawn to what
// is assumed of a maturity: failures evenly up to it, successes at it.
func measureDelays(lives []lifetime, maturity time.Duration) *delays {
	slices.SortFunc(lives, func(a, b lifetime) int { return cmp.Compare(a.age, b.age) })
	d := &delays{}
	alive, failed, solved := 1., 0., 0.
	var failures, successes float64
	for i := 0; i < len(lives); {
		j, f, s := i, 0., 0.
		for ; j < len(lives) && lives[j].age == lives[i].age; j++ {
			switch {
			case lives[j].known && lives[j].success:
				s++
			case lives[j].known:
				f++
			}
		}
		if f+s > 0 {
			risk := float64(len(lives) - i)
			failed += alive * f / risk
			solved += alive * s / risk
			alive *= 1 - (f+s)/risk
			failures, successes = failures+f, successes+s
			d.ages = append(d.ages, lives[i].age)
			d.failed = append(d.failed, failed)
			d.solved = append(d.solved, solved)
		}
		i = j
	}
	// A history shorter than the maturity has not seen the whole of the curve.
	horizon := 1.
	if len(lives) > 0 && lives[len(lives)-1].age < maturity {
		horizon = float64(lives[len(lives)-1].age) / float64(maturity)
	}
	if len(d.ages) == 0 || d.ages[len(d.ages)-1] < maturity {
		d.ages = append(d.ages, maturity)
		d.failed, d.solved = append(d.failed, failed), append(d.solved, solved)
	}
	finish(d.failed, d.ages, failures, horizon, func(age time.Duration) float64 {
		return min(1, float64(age)/float64(maturity))
	}, maturity)
	finish(d.solved, d.ages, successes, horizon, func(age time.Duration) float64 {
		if age >= maturity {
			return 1
		}
		return 0
	}, maturity)
	return d
}

// finish turns a cumulative incidence into a distribution.
func finish(curve []float64, ages []time.Duration, n, horizon float64, assumed func(time.Duration) float64, maturity time.Duration) {
	end := curve[len(curve)-1]
	for i, v := range curve {
		measured := 0.
		if end > 0 {
			measured = v / end * horizon
		}
		if horizon < 1 && ages[i] >= maturity {
			measured = 1
		}
		curve[i] = (n*measured + delayStrength*assumed(ages[i])) / (n + delayStrength)
	}
}

// lost is the share of results, good or bad, that nobody ever hears of.
const lost = .02

// known is the share of failures and of successes that are known at an age.
func (d *delays) known(age time.Duration) (failed, solved float64) {
	i := sort.Search(len(d.ages), func(i int) bool { return d.ages[i] > age }) - 1
	if i < 0 {
		return 0, 0
	}
	return (1 - lost) * d.failed[i], (1 - lost) * d.solved[i]
}

// mature is the age by which nine of ten results of either kind are known.
func (d *delays) mature() time.Duration {
	for i, age := range d.ages {
		if d.failed[i] >= .9 && d.solved[i] >= .9 {
			return age
		}
	}
	return d.ages[len(d.ages)-1]
}
