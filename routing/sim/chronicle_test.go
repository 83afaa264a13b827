package sim

import (
	"reflect"
	"testing"
	"time"
)

func TestTell(t *testing.T) {
	s := small(t, "")
	c, err := Tell(t.Context(), s, 3)
	if err != nil {
		t.Fatal(err)
	}
	agents := map[string]bool{}
	for _, a := range c.Agents {
		agents[a.ID] = true
		if a.Site == "" || a.Slots == 0 || len(a.Languages) == 0 {
			t.Errorf("agent %+v", a)
		}
	}
	solved, back := 0, 0
	var last time.Duration
	for i := range c.Tickets {
		told := &c.Tickets[i]
		if told.At < last {
			t.Fatalf("ticket %s stands after one that came later", told.ID)
		}
		last = told.At
		at := told.At
		for k, a := range told.Answers {
			if !agents[a.Agent] || a.From < at || a.Until < a.From {
				t.Errorf("ticket %s, answer %d by %s from %v to %v, after %v", told.ID, k, a.Agent, a.From, a.Until, at)
			}
			if at = a.Until; a.Back > 0 {
				back++
				if at = a.Back; a.Held || a.Back < a.Until {
					t.Errorf("ticket %s came back at %v from an answer that ended at %v, held %v", told.ID, a.Back, a.Until, a.Held)
				}
			}
			if k < len(told.Answers)-1 && a.Back == 0 {
				t.Errorf("ticket %s was answered again, but never came back", told.ID)
			}
		}
		if n := len(told.Answers); n > 0 && told.Answers[n-1].Held && told.Over == told.Answers[n-1].Until {
			solved++
		}
	}
	if n := len(c.Tickets); n < 50 || solved < n/2 || back == 0 {
		t.Errorf("%d tickets, %d solved, %d came back", n, solved, back)
	}
	again, err := Tell(t.Context(), s, 3)
	if err != nil || !reflect.DeepEqual(c, again) {
		t.Errorf("told otherwise the second time: %v", err)
	}
}
