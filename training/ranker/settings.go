package ranker

import (
	"errors"
	"fmt"
	"time"
)

// Settings say what a Ranker counts and how fast it forgets.
type Settings struct {
	Facets []string // names, for explanations; a case gives its values in this order

	Long  time.Duration // half-life of the slow counts
	Short time.Duration // half-life of the quick counts
	// Fade is what one more case of a facet value leaves of the counts that go by
	// cases and not by time, above 0 and below 1.
	Fade float64
	// Prior is how many cases' worth the counts of a facet value are drawn towards
	// the candidate's share of all cases.
	Prior float64

	Neighbours int  // resolved cases that vote by their words and facets; 0 for no votes
	Linear     bool // fit a linear model of words and facets too: slow, and rarely worth much beside the rest

	// Unsettled is what an open case counts, as whose it is now, beside a resolved
	// one: 0 to 1.
	Unsettled float64

	Ridge   float64 // penalty on the squared weights, in cases
	Rows    int     // the latest resolved cases that weights are fitted on
	Buckets int     // hashed words and facet values, a power of two
}

// DefaultSettings suit a desk with tens to hundreds of cases a day.
func DefaultSettings(facets ...string) Settings {
	return Settings{Facets: facets, Long: 60 * 24 * time.Hour, Short: 7 * 24 * time.Hour, Fade: .7, Prior: 3,
		Neighbours: 20, Unsettled: .5, Ridge: 50, Rows: 6000, Buckets: 1 << 16}
}

// Validate says which setting cannot be honoured.
func (s Settings) Validate() error {
	switch {
	case s.Long <= 0 || s.Short <= 0:
		return fmt.Errorf("ranker: Long is %v and Short %v: half-lives must be positive", s.Long, s.Short)
	case !(s.Fade > 0 && s.Fade < 1):
		return fmt.Errorf("ranker: Fade is %g: it must lie between 0 and 1", s.Fade)
	case !(s.Prior > 0 && s.Prior < 1e6):
		return fmt.Errorf("ranker: Prior is %g: it must be positive", s.Prior)
	case s.Neighbours < 0:
		return fmt.Errorf("ranker: Neighbours is %d: it must not be negative", s.Neighbours)
	case !(s.Unsettled >= 0 && s.Unsettled <= 1):
		return fmt.Errorf("ranker: Unsettled is %g: it must lie within 0 and 1", s.Unsettled)
	case !(s.Ridge > 0 && s.Ridge < 1e9):
		return fmt.Errorf("ranker: Ridge is %g: it must be positive, or candidates that never won send weights to infinity", s.Ridge)
	case s.Rows < 1:
		return fmt.Errorf("ranker: Rows is %d: at least 1 is needed to learn from", s.Rows)
	case s.Buckets < 1<<8 || s.Buckets > 1<<22 || s.Buckets&(s.Buckets-1) != 0:
		return fmt.Errorf("ranker: Buckets is %d: it must be a power of two from 2^8 to 2^22", s.Buckets)
	case len(s.Facets) > 256:
		return errors.New("ranker: more than 256 Facets: fewer are enough")
	}
	return nil
}
