package lifecycle

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// draft is a ticket while commands change it, with what is to be written.
type draft struct {
	plan   *Plan
	actor  ticket.Actor
	now    time.Time
	newID  func() uuid.UUID
	before ticket.Ticket
	ticket ticket.Ticket
	write  store.Write
	key    *store.Key

	postponed       time.Duration
	heard, answered bool // a public message of the requester, of the desk, was added
}

// draft starts from a ticket as it stands. Times have microseconds, as the
// stores keep no more.
func (d *Desk) draft(before ticket.Ticket, actor ticket.Actor) *draft {
	return &draft{plan: d.Plan(), actor: actor, now: d.clock(before.UpdatedAt), newID: d.newID, before: before, ticket: before.Clone()}
}

// clock is now, but never before what has happened already: a clock that is
// set back must not make a ticket's history run backwards.
func (d *Desk) clock(last time.Time) time.Time {
	now := d.now().UTC().Truncate(time.Microsecond)
	if now.Before(last) {
		return last
	}
	return now
}

// event records what the actor did. Data must marshal; all of ours does.
func (d *draft) event(kind ticket.EventType, data any) { d.eventBy(d.actor, kind, data) }

func (d *draft) eventBy(actor ticket.Actor, kind ticket.EventType, data any) {
	raw, err := json.Marshal(data)
	if err != nil {
		panic(err) // our own types, and custom fields that were JSON before
	}
	d.write.Events = append(d.write.Events, d.ticket.Append(ticket.Event{ID: d.newID(), Type: kind, Actor: actor, At: d.now, Data: raw}))
}

// change is one field in an event.
type change struct {
	From any `json:"from,omitempty"`
	To   any `json:"to,omitempty"`
}

// changes is the data of ticket.changed.
type changes struct {
	Changes map[string]change `json:"changes"`
	Reason  string            `json:"reason,omitempty"`
}

// may says whether the actor may set a field: a person always, the machine
// only where no person has.
func (d *draft) may(field string) bool { return d.actor.Human() || !d.ticket.HumanSet(field) }

// set remembers who set a field.
func (d *draft) set(field string) {
	if d.actor.Human() {
		d.ticket.SetByHuman(field)
	}
}

// move takes the ticket to another status by the transition table.
func (d *draft) move(to ticket.Status, by ticket.ActorKind, reason string) error {
	from := d.ticket.Status
	if from == to {
		return nil
	}
	if err := ticket.Move(from, to, by); err != nil {
		return err
	}
	d.passes(to)
	d.ticket.Status, d.ticket.StatusAt = to, d.now
	switch to {
	case ticket.Resolved:
		if by != ticket.BySystem { // the clock must not be held up by what somebody did not fill in
			if err := d.plan.complete(&d.ticket); err != nil {
				return err
			}
		}
		d.ticket.ResolvedAt = d.now
	case ticket.Closed:
		d.ticket.ClosedAt = d.now
	default:
		d.ticket.ResolvedAt, d.ticket.ClosedAt = time.Time{}, time.Time{}
	}
	if to != ticket.Pending && to != ticket.OnHold && to != ticket.Merged {
		d.ticket.SnoozedUntil = time.Time{}
	}
	d.event(ticket.TicketMoved, struct {
		From   ticket.Status `json:"from"`
		To     ticket.Status `json:"to"`
		Reason string        `json:"reason,omitempty"`
	}{from, to, reason})
	return nil
}

// empty says that the commands left everything as it was, the alarm too.
func (d *draft) empty() bool {
	return len(d.write.Events) == 0 && d.ticket.WakeAt.Equal(d.before.WakeAt)
}

// settle brings the deadlines in line with what the commands did, and sets
// the one alarm of the ticket.
func (d *draft) settle() error {
	d.unveil()
	if err := d.relieve(); err != nil {
		return err
	}
	d.relearn()
	if err := d.clocks(); err != nil {
		return err
	}
	if len(d.write.Events) > 0 {
		d.ticket.UpdatedAt = d.now
	}
	d.ticket.WakeAt = d.alarm()
	return nil
}

// finish is the write. The ticket comes first, before any other it touches.
func (d *draft) finish() *store.Write {
	d.write.Tickets = slices.Insert(d.write.Tickets, 0, store.TicketWrite{Expect: d.before.Version, Ticket: d.ticket})
	d.write.Key = d.stamped()
	return &d.write
}

// stamped is the key of the request with what it made or changed, nil for none.
func (d *draft) stamped() *store.Key {
	if d.key == nil {
		return nil
	}
	key := *d.key
	key.Ticket, key.At = d.ticket.ID, d.now
	return &key
}
