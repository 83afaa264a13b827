package sim

import (
	"math"
	"testing"

	"pgregory.net/rapid"
)

// aSite is a site with any hours.
func aSite(t *rapid.T) *Site {
	from := float64(rapid.IntRange(0, 47).Draw(t, "from")) / 2
	s := &Site{From: from, To: from + float64(rapid.IntRange(1, 48).Draw(t, "length"))/2, UTC: float64(rapid.IntRange(-12, 14).Draw(t, "utc"))}
	for _, day := range weekdays {
		if rapid.Bool().Draw(t, day) {
			s.Days = append(s.Days, day)
		}
	}
	return s
}

// past is the integral of being open, and when, until and next agree with it.
func TestHoursAgreeWithThemselves(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := aSite(t)
		h := s.shift()
		x := float64(rapid.IntRange(0, 3*7*24*4).Draw(t, "quarter")) / 4
		sum := 0.
		for q := 0.; q < x; q += .25 {
			if _, open := h.until(q); open {
				sum += .25
			}
		}
		if got := h.past(x); math.Abs(got-sum) > 1e-9 {
			t.Fatalf("past(%v) = %v, want %v", x, got, sum)
		}
		if len(s.Days) == 0 {
			if !math.IsInf(h.when(1), 1) || !math.IsInf(h.next(x), 1) {
				t.Fatal("hours that never open do")
			}
			return
		}
		p := float64(rapid.IntRange(1, 400).Draw(t, "p")) / 4
		w := h.when(p)
		if math.Abs(h.past(w)-p) > 1e-9 || h.past(w-.01) >= p {
			t.Fatalf("when(%v) = %v, at which %v have passed", p, w, h.past(w))
		}
		if end, open := h.until(x); open {
			if math.Abs(h.past(end)-h.past(x)-(end-x)) > 1e-9 {
				t.Fatalf("closed between %v and %v", x, end)
			}
		} else if n := h.next(x); h.past(n) != h.past(x) {
			t.Fatalf("open between %v and %v", x, n)
		}
	})
}

func TestShiftsCrossMidnightWeekAndZone(t *testing.T) {
	night := Site{From: 22, To: 30, Days: []string{"sun"}}
	h := night.shift()
	if _, open := h.until(2); !open || h.total != 8 { // Monday 2:00
		t.Errorf("%+v", h)
	}
	if end, _ := h.until(167); end != 168+6 {
		t.Errorf("Sunday's night ends at %v", end)
	}
	tokyo := Site{From: 9, To: 17, UTC: 9, Days: []string{"mon"}}
	if h := tokyo.shift(); h.spans[0] != [2]float64{0, 8} {
		t.Errorf("%+v", h)
	}
}
