package insight

import (
	"context"
	"math"
	"slices"
	"time"

	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/sim"
	"switchyard/routing/sim/policy"
)

// Gain is what routing could gain: this desk's own tickets given out anew by
// several policies in a simulation, to agents who were fitted to its outcomes.
type Gain struct {
	WhyNot   string     `json:"why_not,omitempty"` // nothing can be simulated, and what is missing
	About    string     `json:"about,omitempty"`   // what it rests on, in words
	Tickets  int        `json:"tickets"`           // that came, all of them
	Replayed int        `json:"replayed"`          // the last of them, of which the younger half is given out anew
	Seeds    int        `json:"seeds"`
	Policies []Policy   `json:"policies"` // from the least to the most that they know
	Over     []Increase `json:"over"`     // of the learned policy over the others
}

// Policy is how a policy did: G is the share of tickets whose first answer held and
// came in time, Late the share whose target passed. Intervals are 95 %, over seeds.
type Policy struct {
	Name     string  `json:"name"`
	G        float64 `json:"g"`
	GLow     float64 `json:"g_low"`
	GHigh    float64 `json:"g_high"`
	Late     float64 `json:"late"`
	LateLow  float64 `json:"late_low"`
	LateHigh float64 `json:"late_high"`
}

// Increase is how much higher G is under the learned policy, in shares, with a 95 %
// interval of the mean over seeds (Student's t): the same tickets and the same
// luck, seed by seed.
type Increase struct {
	Over string  `json:"over"`
	By   float64 `json:"by"`
	Low  float64 `json:"low"`
	High float64 `json:"high"`
}

// compared are the policies that are simulated.
var compared = []string{routing.RoundRobin, routing.StaticSkills, routing.Learned}

// gain simulates.
func (g *Gatherer) gain(ctx context.Context, past sim.Past, progress Progress) (Gain, error) {
	out := Gain{Tickets: len(past.Arrivals), Seeds: g.o.Seeds}
	slices.SortStableFunc(past.Arrivals, func(a, b sim.Arrival) int { return a.At.Compare(b.At) })
	if most := 2 * g.o.Replayed; len(past.Arrivals) > most {
		past.Arrivals = past.Arrivals[len(past.Arrivals)-most:]
	}
	out.Replayed = len(past.Arrivals)
	scenario, err := sim.Replay(ctx, past)
	switch {
	case ctx.Err() != nil:
		return out, ctx.Err()
	case err != nil: // it names all that is missing
		out.WhyNot = err.Error()
		return out, nil //nolint:nilerr // that is what the report tells
	}
	out.About = scenario.About
	results, err := sim.Simulate(ctx, []sim.Scenario{scenario}, sim.Options{
		Policies: append(slices.Clone(compared), policy.Informed), Seeds: sim.Seeds(1, g.o.Seeds), Jobs: g.o.Workers,
		Progress: func(done, total int) { progress("simulating routing", done, total) },
	})
	if err != nil {
		return out, err
	}
	var learned *sim.Result
	for i := range results {
		r := &results[i]
		if r.Policy == routing.Learned {
			learned = r
		}
		if math.IsNaN(r.Mean.G) {
			out.WhyNot = "no ticket of the replayed days could be given out"
			return out, nil
		}
		out.Policies = append(out.Policies, Policy{r.Policy, r.Mean.G, finite(r.Intervals.G.Low), finite(r.Intervals.G.High), finite(r.Mean.Breach), finite(r.Intervals.Breach.Low), finite(r.Intervals.Breach.High)})
	}
	for i := range results {
		if r := &results[i]; learned != nil && r.Policy != routing.Learned && r.Policy != policy.Informed {
			out.Over = append(out.Over, increase(r, learned))
		}
	}
	return out, nil
}

// increase pairs the runs of two policies by seed.
func increase(from, to *sim.Result) Increase {
	n := float64(len(to.Runs))
	out := Increase{Over: from.Policy, By: to.Mean.G - from.Mean.G}
	var square float64
	for i := range to.Runs {
		d := to.Runs[i].G - from.Runs[i].G - out.By
		square += d * d
	}
	out.Low, out.High = out.By, out.By
	if n > 1 {
		reach := student(n-1) * math.Sqrt(square/(n-1)/n)
		out.Low, out.High = out.By-reach, out.By+reach
	}
	return out
}

func finite(v float64) float64 {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	return v
}

// settled takes back what was known of outcomes only after an instant: those of
// another helpdesk are read before it is known when its export was made.
func settled(outcomes []learn.Outcome, asOf time.Time) []learn.Outcome {
	out := slices.Clone(outcomes)
	for i := range out {
		if out[i].Known.After(asOf) {
			out[i].Known, out[i].Success = time.Time{}, false
		}
	}
	return out
}
