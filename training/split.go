package training

import (
	"errors"
	"hash/fnv"
	"strings"
)

// textHash names a text but for case and spacing. Every division of a dataset
// hangs on it alone, so that equal texts stay on one side and a row added
// later moves no other.
func textHash(s string) uint64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(strings.ToLower(strings.Join(strings.Fields(s), " "))))
	return h.Sum64()
}

// split holds out about one example in nth for calibration.
func split(examples []Example, nth uint64) (fit, held []Example) {
	for _, e := range examples {
		if textHash(e.Text)%nth == 0 {
			held = append(held, e)
		} else {
			fit = append(fit, e)
		}
	}
	return fit, held
}

// holdOut divides the rows into those to fit on and those to measure on: the
// held-out set where there is one, else one row in holdOutNth.
func holdOut(set, held *Dataset) (fit, measure []Example, err error) {
	if held != nil {
		return set.Examples, held.Examples, nil
	}
	fit, measure = split(set.Examples, holdOutNth)
	if len(fit) == 0 || len(measure) == 0 {
		return nil, nil, errors.New("too few rows to hold some out: give a held-out file with --dev")
	}
	return fit, measure, nil
}
