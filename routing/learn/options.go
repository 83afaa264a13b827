package learn

import "time"

// Options are how a Learner learns. Zero values stand for the defaults.
type Options struct {
	// HalfLife is the age at which an outcome counts half. 60 days by default,
	// at least an hour.
	HalfLife time.Duration
	// Maturity is how long after the assignment a result is usually known, 72
	// hours by default. It stands in while too few results are known to measure it.
	Maturity time.Duration
	// Categories that are known to exist, so that they have a place in the model
	// before their first outcome. May be empty.
	Categories []string
}

func (o Options) filled() Options {
	if o.HalfLife <= 0 {
		o.HalfLife = 60 * 24 * time.Hour
	}
	o.HalfLife = max(o.HalfLife, time.Hour)
	if o.Maturity <= 0 {
		o.Maturity = 72 * time.Hour
	}
	return o
}
