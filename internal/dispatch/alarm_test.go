package dispatch_test

import (
	"encoding/json"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Two nodes see that a deadline has passed; it is noted once.
func TestBreachIsNotedOnceOnTwoNodes(t *testing.T) {
	d := open(t, reader(readsWell), agent(1, 100))
	body, err := json.Marshal(sla.Policy{Name: "Standard", Targets: map[string]sla.Targets{"normal": {FirstResponse: sla.Duration(time.Hour)}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: store.Policies, ID: newID(), Key: "standard", Body: body}}}}); err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	now := monday
	clock := func() time.Time { mu.Lock(); defer mu.Unlock(); return now }
	nodes := []*desk{join(t, d.store, reader(readsWell), clock), join(t, d.store, reader(readsWell), clock)}
	for range 20 {
		nodes[0].receive("ada@example.org")
	}
	mu.Lock()
	now = monday.Add(2 * time.Hour)
	mu.Unlock()
	breaches := func() int {
		events, err := d.store.Events(d.Context(), store.EventQuery{Types: []ticket.EventType{ticket.SLABreached}, Limit: 1000})
		if err != nil {
			t.Error(err)
		}
		return len(events)
	}
	nodes[0].run("the breaches to be noted", func() bool {
		done := false
		nodes[1].run("the breaches to be noted", func() bool { done = breaches() >= 20; return done })
		return done
	})
	if n := breaches(); n != 20 {
		t.Errorf("%d breaches of 20 tickets", n)
	}
}

// An alarm that cannot be seen to is put off; it stands in nobody's way.
func TestOneBadAlarmDoesNotStopTheOthers(t *testing.T) {
	d := open(t, reader(readsWell), agent(1, 1000))
	bad := d.receive("ada@example.org").Ticket
	broken := bad
	broken.Status, broken.SnoozedUntil, broken.WakeAt = ticket.Closed, monday.Add(-time.Hour), monday.Add(-time.Hour) // no command makes such a one
	if _, err := d.store.Commit(t.Context(), &store.Write{Tickets: []store.TicketWrite{{Expect: bad.Version, Ticket: broken}}}); err != nil {
		t.Fatal(err)
	}
	good := d.receive("ada@example.org").Ticket
	person := ticket.Actor{Kind: ticket.ByToken}
	if _, err := d.desk.Do(t.Context(), lifecycle.Order{Actor: person, Ticket: good.ID}, lifecycle.Snooze{Until: monday.Add(time.Minute)}); err != nil {
		t.Fatal(err)
	}
	later := join(t, d.store, reader(readsWell), func() time.Time { return monday.Add(2 * time.Minute) })
	later.run("the good one to wake and the bad one to be put off", func() bool {
		return d.ticket(good.ID).Status == ticket.Open && d.ticket(bad.ID).WakeAt.After(monday.Add(2*time.Minute))
	})
}

// A person took the team off: nobody being free for it is no news.
func TestNothingIsWrittenForNothing(t *testing.T) {
	away := agent(1, 10)
	away.Teams = []uuid.UUID{{7}}
	away.Status = ticket.Away
	d := open(t, nil, away, agent(2, 10))
	body, err := json.Marshal(ticket.Team{ID: uuid.UUID{7}, Name: "Billing", Categories: []string{"billing_payment"}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: store.Teams, ID: uuid.UUID{7}, Key: "billing", Body: body}}}}); err != nil {
		t.Fatal(err)
	}
	d = join(t, d.store, reader(readsWell), d.now)
	got := d.receive("ada@example.org").Ticket
	if got.Team != (uuid.UUID{7}) || got.Assignee != uuid.Nil {
		t.Fatalf("%+v: want it to wait for the team", got)
	}
	if _, err := d.desk.Do(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByToken}, Ticket: got.ID}, lifecycle.Transfer{}); err != nil {
		t.Fatal(err)
	}
	d.run("somebody else to get it", func() bool { return d.ticket(got.ID).Assignee == uuid.UUID{2} })
}

// A policy that comes later reaches the tickets that were there before it.
func TestNewPolicyReachesTicketsAtRest(t *testing.T) {
	d := open(t, reader(readsWell), agent(1, 1000))
	got := d.receive("ada@example.org").Ticket
	body, err := json.Marshal(sla.Policy{Name: "Standard", Targets: map[string]sla.Targets{"normal": {Resolution: sla.Duration(4 * time.Hour)}}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: store.Policies, ID: newID(), Key: "standard", Body: body}}}}); err != nil {
		t.Fatal(err)
	}
	d.run("the ticket to have a deadline", func() bool { return d.ticket(got.ID).WakeAt.Equal(monday.Add(4 * time.Hour)) })
}

// BenchmarkSweep looks at the alarms of 100,000 open tickets, of which 100 are
// due in each round.
func BenchmarkSweep(b *testing.B) {
	const tickets, due = 100_000, 100
	d := open(b, nil)
	requester, err := d.Requester(b.Context(), "ada@example.org", "")
	if err != nil {
		b.Fatal(err)
	}
	var batch []lifecycle.Intake
	for i := range tickets {
		batch = append(batch, lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.BySystem}, Requester: requester, Reading: &lifecycle.Reading{}, Words: lifecycle.Words{Text: "x"}})
		if len(batch) < 500 {
			continue
		}
		for n, loaded := range d.desk.Load(b.Context(), batch) {
			if loaded.Err != nil {
				b.Fatal(loaded.Err)
			}
			until := monday.Add(time.Duration(1+(i+n)/due) * time.Hour)
			if _, err := d.desk.Do(b.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByToken}, Ticket: loaded.Ticket.ID}, lifecycle.Snooze{Until: until}); err != nil {
				b.Fatal(err)
			}
		}
		if batch = batch[:0]; requester.Version == 0 {
			if requester, err = d.Requester(b.Context(), "ada@example.org", ""); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ResetTimer()
	for i := range b.N {
		now := monday.Add(time.Duration(1+i) * time.Hour)
		found, err := d.store.Due(b.Context(), now, 500)
		if err != nil {
			b.Fatal(err)
		}
		for _, t := range found {
			if _, err := d.desk.Do(b.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.BySystem}, Ticket: t.ID}, lifecycle.Snooze{Until: now.AddDate(1, 0, 0)}); err != nil {
				b.Fatal(err)
			}
		}
	}
}
