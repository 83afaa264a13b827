package dispatch_test

import (
	"testing"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// What is kept of a long queue from one look to the next does not grow with it,
// and those at its end get somebody all the same.
func TestMemoryOfLongQueueIsBounded(t *testing.T) {
	const queue, window = 450, 200
	never, later := agent(1, 5), agent(2, 500)
	later.Status = ticket.Away
	s := rule.Default()
	s.Rules = []rule.Rule{{Name: "not the first", Agent: `agent.id == "02000000-0000-0000-0000-000000000000"`, Effect: rule.Require}} // who has room: the queue is looked at
	d := newTimed(t, s, never, later)
	intakes := make([]lifecycle.Intake, queue)
	for i := range intakes {
		intakes[i] = lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.BySystem}, Requester: ticket.Requester{Addresses: []string{"ada@example.org"}}, Words: lifecycle.Words{Text: "Please refund."}}
	}
	for _, loaded := range d.Load(t.Context(), intakes, true) {
		if loaded.Err != nil {
			t.Fatal(loaded.Err)
		}
	}
	for i, c := range []struct{ bound, most int }{{2 * queue, 2 * queue}, {0, 2 * window}} {
		d.Remember(c.bound)
		for again := range 2 {
			d.at(time.Duration(2*i+again) * time.Second)
			if tickets, prospects := d.Remembered(); tickets != queue || prospects == 0 || prospects > c.most || i == 0 && prospects != c.most {
				t.Errorf("bound %d: %d prospects of %d tickets are kept, want %d", c.bound, prospects, tickets, c.most)
			}
		}
	}
	later.Status = ticket.Online
	d.change(1, &later)
	for i := range 5 {
		d.at(time.Duration(10+i) * time.Minute)
	}
	if tickets, _ := d.Remembered(); tickets != 0 {
		t.Errorf("%d still wait for somebody who has room", tickets)
	}
}
