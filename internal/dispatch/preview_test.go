package dispatch_test

import (
	"slices"
	"testing"
	"time"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// A ticket that somebody has is decided on as if nobody had it: it takes none
// of its holder's room, and the ledger stays as it is.
func TestPreviewOfHeldTicketLeavesItOut(t *testing.T) {
	ada := agent(1, 1)
	d := newTimed(t, rule.Default(), ada)
	held := d.receive("ada@example.org").Ticket
	d.at(time.Second)
	for range 2 {
		p, err := d.PreviewTicket(t.Context(), &held)
		if err != nil || p.Decision.Agent != ada.ID.String() {
			t.Errorf("it would go to %q, %v: %s", p.Decision.Agent, err, p.Decision.Reason)
		}
	}
	if other := d.receive("bob@example.org").Ticket; other.Status != ticket.New {
		t.Errorf("after the preview another is %s with somebody who has no room", other.Status)
	}
	pending := lifecycle.Move{To: ticket.Pending}
	if _, err := d.desk.desk.Do(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByAgent, ID: ada.ID}, Ticket: held.ID}, pending); err != nil {
		t.Fatal(err)
	}
	d.at(2 * time.Second) // the other one takes the room, and the first none of it
	held = d.ticket(held.ID)
	if p, err := d.PreviewTicket(t.Context(), &held); err != nil || p.Decision.Agent != "" {
		t.Errorf("one that rests would go to %q, %v, who has no room", p.Decision.Agent, err)
	}
}

// The queue shows the most urgent first and of each priority the oldest, on
// pages of any size.
func TestQueueIsInTheOrderOfWaiting(t *testing.T) {
	d := newTimed(t, rule.Default())
	requester, err := d.Requester(t.Context(), "ada@example.org", "")
	if err != nil {
		t.Fatal(err)
	}
	want := make([]int64, 6)
	for i, priority := range []ticket.Priority{ticket.Low, ticket.Urgent, ticket.Normal, ticket.Low, ticket.Normal, ticket.Urgent} {
		in := lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.ByToken}, Requester: requester, Priority: priority, Words: lifecycle.Words{Text: "Please refund."}}
		got, err := d.Receive(t.Context(), in)
		if err != nil {
			t.Fatal(err)
		}
		want[[]int{4, 0, 2, 5, 3, 1}[i]] = got.Ticket.Number
	}
	for size := 1; size <= 7; size++ {
		var got []int64
		for after := (*store.Position)(nil); ; {
			page, err := d.Waiting(t.Context(), after, size)
			if err != nil || len(page) > size {
				t.Fatal(len(page), err)
			}
			for i := range page {
				got = append(got, page[i].Ticket.Number)
			}
			if len(page) < size {
				break
			}
			at := store.PositionOf(&page[size-1].Ticket, store.ByPriority)
			after = &at
		}
		if !slices.Equal(got, want) {
			t.Errorf("on pages of %d: %v, want %v", size, got, want)
		}
	}
}

// A ticket is stuck only where time changes nothing.
func TestStuckIsWhatTimeDoesNotChange(t *testing.T) {
	need := func(relax time.Duration) rule.Settings {
		s := rule.Default()
		s.Needs = []rule.Need{{Category: "billing_payment", Skill: "x", Level: 2, Relax: rule.Duration(relax)}}
		return s
	}
	speaks := func(share float64) rule.Settings {
		s := rule.Default()
		s.Policy.AnyLanguage = share
		return s
	}
	able, french, away := agent(1, 5), agent(2, 5), agent(4, 5)
	french.Languages = map[string]int{"fr": 5}
	off := agent(5, 0) // speaks English, and takes nothing of the channel
	off.Languages, away.Status = map[string]int{"en": 5}, ticket.Away
	never := rule.Default()
	never.Rules = []rule.Rule{{Name: "away", Agent: `false`, Effect: rule.Require}} // called like a state that passes
	for _, c := range []struct {
		name     string
		settings rule.Settings
		agents   []ticket.Agent
		fit      int
	}{
		{"a need that relaxes", need(time.Hour), []ticket.Agent{able}, 1},
		{"a need that does not", need(0), []ticket.Agent{able}, 0},
		{"any language in the end", speaks(1.5), []ticket.Agent{french, off}, 1},
		{"the language for ever", speaks(0), []ticket.Agent{french, off}, 0},
		{"somebody away", rule.Default(), []ticket.Agent{away, off}, 1},
		{"a rule", never, []ticket.Agent{able, away}, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newTimed(t, c.settings, c.agents...)
			if got := d.receive("ada@example.org").Ticket; got.Status != ticket.New {
				t.Fatalf("somebody has it: %+v", got)
			}
			w, err := d.Waiting(t.Context(), nil, 1)
			if err != nil || len(w) != 1 || w[0].Fit != c.fit || w[0].Lasting != (c.fit == 0) || w[0].Free != 0 {
				t.Errorf("%+v, %v; want %d fit", w, err, c.fit)
			}
		})
	}
}
