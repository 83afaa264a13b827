package training

import "testing"

func TestFlagKeepsItsShareOfFalseAlarms(t *testing.T) {
	few := []float64{.1, .2, .3}
	ties := []float64{.1, .2, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .3, .9}
	hundred := make([]float64, 100)
	for i := range hundred {
		hundred[i] = float64(i) / 100
	}
	for name, tc := range map[string]struct {
		quiet []float64
		want  int // flagged
	}{"few": {few, 0}, "ties": {ties, 1}, "hundred": {hundred, 5}} {
		flag, flagged := flagFrom(tc.quiet, .05), 0
		for _, p := range tc.quiet {
			if p >= flag {
				flagged++
			}
		}
		if flagged != tc.want {
			t.Errorf("%s: %d of %d calm texts flagged, want %d", name, flagged, len(tc.quiet), tc.want)
		}
	}
}
