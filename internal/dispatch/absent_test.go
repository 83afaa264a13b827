package dispatch_test

import (
	"encoding/json"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// timed is a desk whose clock the test moves.
type timed struct {
	*desk
	mu  sync.Mutex
	now time.Time
}

func newTimed(t *testing.T, settings rule.Settings, agents ...ticket.Agent) *timed {
	t.Helper()
	return newTimedBy(t, settings, nil, agents...)
}

// newTimedBy is one with an experience of its own.
func newTimedBy(t *testing.T, settings rule.Settings, x dispatch.Experience, agents ...ticket.Agent) *timed {
	t.Helper()
	d := &timed{now: monday}
	d.desk = joinWith(t, open(t, nil, agents...).store, reader(readsWell), func() time.Time {
		d.mu.Lock()
		defer d.mu.Unlock()
		return d.now
	}, settings, x)
	return d
}

// at has the dispatcher look at some time after the start.
func (d *timed) at(after time.Duration) {
	d.Helper()
	d.mu.Lock()
	d.now = monday.Add(after)
	d.mu.Unlock()
	if err := d.Look(d.Context(), true); err != nil {
		d.Fatal(err)
	}
}

// change stores an agent anew.
func (d *timed) change(version int64, a *ticket.Agent) { d.Helper(); put(d.TB, d.store, version, a) }

// reply has an agent answer a ticket.
func (d *timed) reply(t *ticket.Ticket) {
	d.Helper()
	order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByAgent, ID: t.Assignee}, Ticket: t.ID}
	if _, err := d.desk.desk.Do(d.Context(), order, lifecycle.Reply{Words: lifecycle.Words{Text: "I am looking into it."}}); err != nil {
		d.Fatal(err)
	}
}

// lastTouch is how the last assignment of a ticket but one ended.
func (d *timed) ended(id uuid.UUID) (ticket.End, ticket.Cause) {
	t := d.ticket(id)
	for i := len(t.Touches) - 1; i >= 0; i-- {
		if !t.Touches[i].EndedAt.IsZero() {
			return t.Touches[i].End, t.Touches[i].Cause
		}
	}
	return "", ""
}

func TestAwayAgentsGiveBackWhatTheyHaveNotAnswered(t *testing.T) {
	ada := agent(1, 10)
	d := newTimed(t, rule.Default(), ada)
	answered, unanswered := d.receive("ada@example.org").Ticket, d.receive("ada@example.org").Ticket
	d.reply(&answered)
	given := d.receive("ada@example.org").Ticket // by a person, to keep
	if _, err := d.desk.desk.Do(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByToken}, Ticket: given.ID}, lifecycle.Unassign{}, lifecycle.Assign{Agent: ada.ID}); err != nil {
		t.Fatal(err)
	}
	ada.Status = ticket.Away
	d.change(1, &ada)
	bob := agent(2, 10)
	d.change(0, &bob)
	d.at(time.Minute)
	d.at(5 * time.Minute)
	if got := d.ticket(unanswered.ID).Assignee; got != ada.ID {
		t.Fatalf("after four minutes of grace %s has it", got)
	}
	d.at(6*time.Minute + time.Second)
	for _, c := range []struct {
		what string
		id   uuid.UUID
		want uuid.UUID
	}{{"the unanswered one", unanswered.ID, bob.ID}, {"the answered one", answered.ID, ada.ID}, {"the one a person gave", given.ID, ada.ID}} {
		if got := d.ticket(c.id).Assignee; got != c.want {
			t.Errorf("%s is with %s, not %s", c.what, got, c.want)
		}
	}
	if end, cause := d.ended(unanswered.ID); end != ticket.WentAway || cause != ticket.IsAway {
		t.Errorf("the touch ended as %q for %q", end, cause)
	}
	events, err := d.store.Events(t.Context(), store.EventQuery{Ticket: unanswered.ID, Types: []ticket.EventType{ticket.TicketAssigned}, Limit: 10})
	if err != nil || len(events) != 3 {
		t.Fatalf("%d events, %v", len(events), err)
	}
	var data struct{ Reason string }
	if err := json.Unmarshal(events[1].Data, &data); err != nil || data.Reason != "its agent is away and has not answered it" {
		t.Errorf("the event says %s, %v", events[1].Data, err)
	}
}

// Somebody who comes back within the grace keeps what they have.
func TestShortAbsenceChangesNothing(t *testing.T) {
	ada := agent(1, 10)
	d := newTimed(t, rule.Default(), ada, agent(2, 0))
	got := d.receive("ada@example.org").Ticket
	for i, status := range []ticket.Availability{ticket.Away, ticket.Online, ticket.Offline, ticket.Online} {
		ada.Status = status
		d.change(int64(i+1), &ada)
		d.at(time.Duration(4*i+1) * time.Minute)
		d.at(time.Duration(4*i+4) * time.Minute)
	}
	if after := d.ticket(got.ID); after.Assignee != ada.ID || len(after.Touches) != 1 {
		t.Errorf("%+v", after.Touches)
	}
}

func TestDisabledAgentsGiveBackAtOnce(t *testing.T) {
	ada := agent(1, 10)
	d := newTimed(t, rule.Default(), ada)
	got := d.receive("ada@example.org").Ticket
	ada.Disabled = true
	d.change(1, &ada)
	d.at(time.Second)
	if after := d.ticket(got.ID); after.Assignee != uuid.Nil || after.Status != ticket.New {
		t.Errorf("%s has it, %s", after.Assignee, after.Status)
	}
	if end, _ := d.ended(got.ID); end != ticket.Left {
		t.Errorf("the touch ended as %q", end)
	}
}

// Whoever is gone keeps nothing, not even what they have answered or what a
// person gave them.
func TestWhoIsGoneKeepsNothing(t *testing.T) {
	for _, remove := range []bool{false, true} {
		t.Run(fmt.Sprintf("removed %v", remove), func(t *testing.T) {
			ada := agent(1, 10)
			d := newTimed(t, rule.Default(), ada)
			answered, given := d.receive("ada@example.org").Ticket, d.receive("ada@example.org").Ticket
			d.reply(&answered)
			order := lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByToken}, Ticket: given.ID}
			if _, err := d.desk.desk.Do(t.Context(), order, lifecycle.Unassign{}, lifecycle.Assign{Agent: ada.ID}); err != nil {
				t.Fatal(err)
			}
			if remove {
				w := &store.Write{Records: []store.RecordWrite{{Expect: 1, Remove: true, Record: store.Record{Kind: store.Agents, ID: ada.ID, Key: ada.Email}}}}
				if _, err := d.store.Commit(t.Context(), w); err != nil {
					t.Fatal(err)
				}
			} else {
				ada.Disabled = true
				d.change(1, &ada)
			}
			bob := agent(2, 10)
			d.change(0, &bob)
			d.at(time.Second)
			d.at(2 * time.Minute)
			for what, id := range map[string]uuid.UUID{"the answered one": answered.ID, "the one a person gave": given.ID} {
				if got := d.ticket(id).Assignee; got != bob.ID {
					t.Errorf("%s is with %s", what, got)
				}
				if end, _ := d.ended(id); end != ticket.Left {
					t.Errorf("the touch of %s ended as %q", what, end)
				}
			}
		})
	}
}

// A grace below zero leaves tickets where they are, but for agents who are gone.
func TestNoGraceLeavesTickets(t *testing.T) {
	ada := agent(1, 10)
	settings := rule.Default()
	settings.Grace = rule.Duration(-time.Second)
	d := newTimed(t, settings, ada)
	got := d.receive("ada@example.org").Ticket
	ada.Status = ticket.Offline
	d.change(1, &ada)
	d.at(time.Minute)
	d.at(48 * time.Hour)
	if after := d.ticket(got.ID); after.Assignee != ada.ID {
		t.Errorf("%s has it", after.Assignee)
	}
}

// At the end of a shift what is due before the next one goes to somebody else.
func TestEndOfShift(t *testing.T) {
	day := agent(1, 10)
	day.Schedule = json.RawMessage(`{"time_zone": "UTC", "weekly": [{"day": "monday", "from": "09:00", "to": "12:00"}, {"day": "monday", "from": "13:00", "to": "17:00"}, {"day": "tuesday", "from": "09:00", "to": "17:00"}]}`)
	settings := rule.Default()
	settings.Policy.Target = 2 * 3600 * 1e9
	d := newTimed(t, settings, day)
	before := d.receive("ada@example.org").Ticket
	if before.Assignee != day.ID {
		t.Fatalf("%s has it", before.Assignee)
	}
	d.at(2*time.Hour + 30*time.Minute)
	noon := d.receive("bob@example.org").Ticket
	if noon.Assignee != day.ID {
		t.Fatalf("%s has the one at 11:30", noon.Assignee)
	}
	d.at(3*time.Hour + time.Second) // the break: back at 13:00, before the later one is due, not the first
	if got := d.ticket(noon.ID).Assignee; got != day.ID {
		t.Errorf("the one that can wait for the break is with %s", got)
	}
	if after := d.ticket(before.ID); after.Assignee != uuid.Nil {
		t.Errorf("the one that cannot is with %s", after.Assignee)
	}
	if end, cause := d.ended(before.ID); end != ticket.ShiftEnded || cause != ticket.ShiftEnds {
		t.Errorf("the touch ended as %q for %q", end, cause)
	}
	d.at(4 * time.Hour) // 13:00: nothing was committed, the shift alone has begun
	if after := d.ticket(before.ID); after.Assignee != day.ID {
		t.Errorf("after the break %s has it", after.Assignee)
	}
}
