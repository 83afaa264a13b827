package ope

import "math"

// Limits say what is asked of a log.
type Limits struct {
	Clip        float64 `json:"clip"`        // the largest weight of a row
	Effective   float64 `json:"effective"`   // the smallest effective sample size
	Unsupported float64 `json:"unsupported"` // the largest share without support; intervals are widened by what there is
	Risk        float64 `json:"risk"`        // of Estimate.Safe lying above the truth
}

// DefaultLimits are weights up to 50, an effective sample size of 200, nothing
// without support, and a risk of 5 %.
func DefaultLimits() Limits { return Limits{Clip: 50, Effective: 200, Risk: .05} }

// Report is what a log says about the other policy.
type Report struct {
	Rows      int     `json:"rows"`
	Logged    float64 `json:"logged"`    // mean reward in the log
	Effective float64 `json:"effective"` // effective sample size, (sum w)^2 / sum w^2 (Kish 1965)
	Weight    float64 `json:"weight"`    // mean of the weights before clipping: near 1 when propensities are true
	Clipped   float64 `json:"clipped"`   // share of rows whose weight was clipped: the estimates leave out what that took
	// Unsupported is the share of the other policy's probability that lies where
	// the log has none.
	Unsupported float64 `json:"unsupported"`

	IPS   Estimate  `json:"ips"`
	SNIPS Estimate  `json:"snips"`
	DR    *Estimate `json:"dr,omitempty"` // nil without baselines
}

// Evaluate estimates the mean reward that the other policy would have had, from
// rows of the logged one. baselines are one for each row (see CrossFit), or nil.
//
// The error names a row that cannot be, or is a *RefusalError; the Report then says
// what the log is like, and holds no estimates. Read the package documentation
// on what the estimates do not know.
func Evaluate(rows []Row, baselines []Baseline, limits Limits) (Report, error) {
	if err := limits.check(); err != nil {
		return Report{}, err
	}
	if err := check(rows); err != nil {
		return Report{}, err
	}
	if err := checkBaselines(baselines, len(rows)); err != nil {
		return Report{}, err
	}
	r := Report{Rows: len(rows)}
	n := float64(len(rows))
	weights := make([]float64, len(rows))
	var sum, squares, raw, rawSquares float64
	unlisted := false
	for i := range rows {
		w := rows[i].New / rows[i].Propensity
		raw += w
		rawSquares += w * w
		weights[i] = min(w, limits.Clip)
		sum += weights[i]
		squares += weights[i] * weights[i]
		r.Logged += rows[i].Reward / n
		r.Unsupported += rows[i].unsupported() / n
		unlisted = unlisted || len(rows[i].Choices) == 0
		if w > limits.Clip {
			r.Clipped += 1 / n
		}
	}
	if squares > 0 {
		r.Effective = sum * sum / squares
	}
	if n > 0 {
		r.Weight = raw / n
	}
	// The mean weight is 1 but for chance, which five standard errors allow for.
	// Where rows do not say whom else the policies may choose, what is missing
	// beyond that lies where the log has nothing.
	reach := 5 * math.Sqrt(max(0, rawSquares/n-r.Weight*r.Weight)/n)
	if missing := 1 - r.Weight; unlisted && missing > reach {
		r.Unsupported = max(r.Unsupported, missing-reach)
	}
	if err := r.refuse(limits, 1+reach+rounding); err != nil {
		return r, err
	}

	r.IPS = inverse(rows, weights, limits)
	r.SNIPS = selfNormalised(rows, weights)
	if baselines != nil {
		dr := doublyRobust(rows, baselines, weights, limits)
		r.DR = &dr
	}
	for _, e := range []*Estimate{&r.IPS, &r.SNIPS, r.DR} {
		if e != nil {
			e.Low, e.High, e.Safe = e.Low-r.Unsupported, e.High+r.Unsupported, max(0, e.Safe-r.Unsupported)
		}
	}
	return r, nil
}

// refuse gives the first limit that the log misses.
func (r *Report) refuse(limits Limits, heaviest float64) error {
	switch {
	case r.Unsupported > limits.Unsupported+rounding:
		return &RefusalError{"the new policy's share without support in the log", r.Unsupported, limits.Unsupported,
			"leave out rows where the log had no choice, let the live policy explore more, or evaluate a policy nearer to it"}
	case r.Effective < limits.Effective:
		return &RefusalError{"effective sample size", r.Effective, limits.Effective,
			"log more decisions, let the live policy explore more, or evaluate a policy nearer to it"}
	case r.Weight > heaviest:
		return &RefusalError{"mean weight", r.Weight, heaviest,
			"the logged propensities are too small to be true: check what is logged"}
	}
	return nil
}
