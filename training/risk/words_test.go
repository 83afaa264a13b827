package risk

import (
	"math"
	"testing"
	"time"
)

// A row is read by what was known before it, never by its own answer.
func TestReadByWhatWasKnown(t *testing.T) {
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	row := func(hour, known int, bad bool) Row {
		return Row{At: at.Add(time.Duration(hour) * time.Hour), Known: at.Add(time.Duration(known) * time.Hour), Words: []string{"vpn"}, Bad: bad}
	}
	rows := []Row{row(0, 1, true), row(1, 9, true), row(2, 3, false), row(4, 5, true)}
	table, seen := encode(&Shape{Words: []string{"category"}}, rows)
	for i, count := range []float64{0, 0, 1, 2} { // the first is known after hour 1 began, the second never
		if got := math.Expm1(table[i][1]); math.Abs(got-count) > .02 {
			t.Errorf("row %d was read with %v answers known, want %v", i, got, count)
		}
	}
	if got := seen.Words[0]["vpn"]; math.Abs(got.Rows-4) > .05 || math.Abs(got.Bad-3) > .05 {
		t.Errorf("in the end %+v is known", got)
	}
}
