package sim

import (
	"math"
	"testing"

	"switchyard/routing"
	"switchyard/routing/sim/policy"
)

// The queue by hour of the week and by day is one queue, and the promises are
// to all tickets.
func TestSeriesAddUp(t *testing.T) {
	s, err := Parse("busy.yaml", []byte("load: 1.3\ndays: 9\nhistory: {days: 10}\n"))
	if err != nil {
		t.Fatal(err)
	}
	results, err := Simulate(t.Context(), []Scenario{s}, Options{Policies: []string{policy.Random, routing.StaticSkills}, Seeds: []uint64{3}})
	if err != nil {
		t.Fatal(err)
	}
	for _, result := range results {
		r := &result.Runs[0]
		var days [7]float64
		byDay := 0.
		for i, day := range r.Days {
			days[(10+i)%7]++
			byDay += day.Queue
		}
		byHour := 0.
		for h, mean := range r.Queue {
			byHour += mean * days[h/24] / 24
		}
		if byDay == 0 || math.Abs(byDay-byHour) > 1e-6*byDay {
			t.Errorf("%s: the queue is %v by day and %v by hour", result.Policy, byDay, byHour)
		}
		tickets, late := 0, 0
		for i, p := range r.Promises {
			tickets, late = tickets+p.Tickets, late+p.Late
			if p.Priority != priorities[i] || p.Target != s.Tickets.Targets.list()[i] || !(p.Median <= p.P90) {
				t.Errorf("%s: %+v", result.Policy, p)
			}
		}
		if tickets != r.Tickets || late == 0 || ratio(late, tickets) != r.Breach {
			t.Errorf("%s: %d tickets, %d late, of %d and %v", result.Policy, tickets, late, r.Tickets, r.Breach)
		}
		if w := r.Weeks(); len(w) != 2 || len(w[0]) != 7 || len(w[1]) != 2 {
			t.Errorf("weeks %v", w)
		}
	}
}

func TestQueueOfAPartOfAWeek(t *testing.T) {
	var q queueing
	q.pass(2, 5*24+.5, 5*24+2) // Saturday
	w := q.mean(5*24, 6*24)
	if w[5*24] != 1 || w[5*24+1] != 2 || w[5*24+2] != 0 || !math.IsNaN(w[0]) || !math.IsNaN(w[167]) {
		t.Errorf("%v", w)
	}
}
