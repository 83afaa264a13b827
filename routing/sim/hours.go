package sim

import (
	"cmp"
	"math"
	"slices"
	"time"
)

// week is the length of a week in hours. Time 0 is a Monday 00:00 UTC.
const week = 168.

// epoch is time 0.
var epoch = time.Date(2024, time.January, 1, 0, 0, 0, 0, time.UTC)

// at is the instant of a time in hours, to the microsecond.
func at(hours float64) time.Time {
	return epoch.Add(time.Duration(hours*3600e6) * time.Microsecond)
}

// span gives a duration of so many hours.
func span(hours float64) time.Duration { return time.Duration(hours * float64(time.Hour)) }

// hours is a weekly pattern of open time. The zero value is never open.
type hours struct {
	spans [][2]float64 // disjoint, in order, within [0, week]
	total float64      // open hours a week
}

// newHours joins spans, which may overlap and leave the week on either side.
func newHours(spans [][2]float64) hours {
	var cut [][2]float64
	for _, s := range spans {
		shift := math.Floor(s[0]/week) * week
		from, to := s[0]-shift, s[1]-shift
		cut = append(cut, [2]float64{from, min(to, week)})
		if to > week {
			cut = append(cut, [2]float64{0, to - week})
		}
	}
	slices.SortFunc(cut, func(a, b [2]float64) int { return cmp.Compare(a[0], b[0]) })
	var h hours
	for _, s := range cut {
		if n := len(h.spans); n > 0 && s[0] <= h.spans[n-1][1] {
			h.spans[n-1][1] = max(h.spans[n-1][1], s[1])
			continue
		}
		h.spans = append(h.spans, s)
	}
	for _, s := range h.spans {
		h.total += s[1] - s[0]
	}
	return h
}

// shift gives the hours of a site.
func (s *Site) shift() hours {
	var spans [][2]float64
	for _, day := range s.Days {
		midnight := 24*float64(slices.Index(weekdays, day)) - s.UTC
		spans = append(spans, [2]float64{midnight + s.From, midnight + s.To})
	}
	return newHours(spans)
}

// past is how many open hours there are from 0 to t.
func (h *hours) past(t float64) float64 {
	weeks := math.Floor(t / week)
	rest, sum := t-weeks*week, weeks*h.total
	for _, s := range h.spans {
		if rest <= s[0] {
			break
		}
		sum += min(rest, s[1]) - s[0]
	}
	return sum
}

// when is the first instant by which p open hours have passed, infinite for
// hours that never open.
func (h *hours) when(p float64) float64 {
	if h.total <= 0 {
		return math.Inf(1)
	}
	weeks := math.Floor(p / h.total)
	rest := p - weeks*h.total
	if rest <= 0 && weeks > 0 { // exactly whole weeks: the end of the last span
		weeks, rest = weeks-1, h.total
	}
	for _, s := range h.spans {
		if open := s[1] - s[0]; rest > open {
			rest -= open
			continue
		}
		return weeks*week + s[0] + max(rest, 0)
	}
	return weeks*week + h.spans[len(h.spans)-1][1]
}

// until is when the span that holds t ends, and whether t is open at all.
func (h *hours) until(t float64) (float64, bool) {
	base := math.Floor(t/week) * week
	for i, s := range h.spans {
		if t-base < s[0] || t-base >= s[1] {
			continue
		}
		if s[1] == week && i == len(h.spans)-1 && h.spans[0][0] == 0 && len(h.spans) > 1 {
			return base + week + h.spans[0][1], true
		}
		return base + s[1], true
	}
	return 0, false
}

// next is when the first span after t begins, infinite for never.
func (h *hours) next(t float64) float64 {
	base := math.Floor(t/week) * week
	for ; len(h.spans) > 0; base += week {
		for _, s := range h.spans {
			if begin := base + s[0]; begin > t {
				return begin
			}
		}
	}
	return math.Inf(1)
}
