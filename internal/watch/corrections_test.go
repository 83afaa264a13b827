package watch_test

import (
	"strings"
	"testing"

	"switchyard/classifier"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/internal/watch"
)

// solve a ticket whose answer was applied, after somebody set its category to this;
// empty leaves it.
func (d *desk) solve(category string) {
	d.Helper()
	opened := d.open("billing", .9, classifier.Apply, d.words())
	var commands []lifecycle.Command
	if category != "" {
		commands = append(commands, lifecycle.Edit{Category: &category, Reason: "it is about something else"})
	}
	commands = append(commands, lifecycle.Move{To: ticket.Resolved, Reason: "done"})
	if _, err := d.Do(d.Context(), lifecycle.Order{Actor: lead, Ticket: opened.ID}, commands...); err != nil {
		d.Fatal(err)
	}
}

// Applied answers that people change more often than they used to hold the task,
// and nobody had to judge one blindly. Fewer changes do not.
func TestMoreCorrectionsHoldTheTask(t *testing.T) {
	for name, tc := range map[string]struct {
		changed, then int // one in so many
		alarm         bool
	}{"more": {10, 2, true}, "fewer": {3, 1000, false}} {
		t.Run(name, func(t *testing.T) {
			d := newDesk(t, enginetest.SQLite(t))
			w := d.node()
			solve := func(tickets, changed int) {
				for i := range tickets {
					if i%changed == changed-1 {
						d.solve("login")
					} else {
						d.solve("")
					}
				}
				d.look(w)
			}
			solve(settled/2, tc.changed)
			if m := d.monitor(w, "corrections"); m.State != "watching" || m.Seen != 0 {
				t.Fatalf("%d solved tickets make no reference: %+v", settled/2, m)
			}
			solve(150, tc.then)
			m, hold := d.monitor(w, "corrections"), ""
			if h, held := d.held(); held {
				hold = h.Why
			}
			if tc.alarm && (m.State != "alarmed" || !strings.Contains(hold, "corrected more often") || !strings.Contains(hold, "50.0 % of the last 150")) {
				t.Errorf("half of the answers are changed now, one in ten was: %+v %q", m, hold)
			}
			if !tc.alarm && (m.State != "watching" || m.Seen != 150 || hold != "") {
				t.Errorf("nothing is changed any more: %+v %q", m, hold)
			}
		})
	}
}

// monitor is how one of the category's stands.
func (d *desk) monitor(w *watch.Watch, what string) watch.MonitorReport {
	d.Helper()
	for _, m := range d.category(w).Monitor {
		if m.What == what {
			return m
		}
	}
	d.Fatalf("there is no monitor %s", what)
	return watch.MonitorReport{}
}
