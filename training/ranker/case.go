package ranker

import (
	"errors"
	"fmt"
	"time"
)

// Case is what was known of a case when it was opened.
type Case struct {
	ID string
	At time.Time // when it was opened
	// Facets are the values of each facet in the order of Settings.Facets; no
	// value for one that is unknown, several where there are several.
	Facets [][]string
	Text   string // its words, empty for a case without any
	Asker  string // the candidate who opened it, if a candidate can; else empty
}

// check says what cannot be understood in a case.
func (c *Case) check(facets int) error {
	switch {
	case c.ID == "":
		return errors.New("ranker: a case has no ID: every case needs one of its own")
	case c.At.IsZero():
		return fmt.Errorf("ranker: case %q has no At: say when it was opened", c.ID)
	case len(c.Facets) != facets:
		return fmt.Errorf("ranker: case %q has %d Facets, the settings name %d: give one list for each, empty for an unknown one", c.ID, len(c.Facets), facets)
	}
	return nil
}

// Choice is a candidate with the model's probability that the case is theirs.
type Choice struct {
	Candidate   string
	Probability float64 // 0 to 1; those of one ranking add up to 1
}
