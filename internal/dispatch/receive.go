package dispatch

import (
	"context"
	"log/slog"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
)

// choices is how often another agent is chosen when the first was taken
// meanwhile.
const choices = 4

// Received is a ticket that came in, with what was decided of it.
type Received struct {
	Ticket   ticket.Ticket
	Decision *ticket.Decision // nil when the models will read it later
}

// Receive opens a ticket: read, assigned and stored in one write. What the
// models or the choice cannot do now is done later; only storing can fail.
func (d *Dispatcher) Receive(ctx context.Context, in lifecycle.Intake) (Received, error) {
	d.read(ctx, &in)
	for range choices {
		choice, slot := d.choose(d.request(&in))
		in.Choice = choice
		opened, err := d.open(ctx, in)
		if slot.Agent != uuid.Nil && (err != nil || opened.Ticket.Assignee != slot.Agent) {
			d.ledger.release(slot)
		}
		switch {
		case ticket.IsKind(err, ticket.Full): // another node was faster
			err = d.ledger.refresh(ctx, d.store)
		case ticket.IsKind(err, ticket.Conflict) && in.Requester.Version == 0: // the requester's other message was faster
			in.Requester, err = d.Requester(ctx, in.Requester.Addresses[0], in.Requester.Name)
		default:
			return opened, err
		}
		if err != nil {
			return opened, err
		}
	}
	in.Choice = nil // it joins those who wait
	defer d.poke()
	return d.open(ctx, in)
}

func (d *Dispatcher) open(ctx context.Context, in lifecycle.Intake) (Received, error) {
	opened, decision, err := d.desk.Open(ctx, in)
	return Received{opened, decision}, err
}

// read asks the models, unless the intake comes with a reading.
func (d *Dispatcher) read(ctx context.Context, in *lifecycle.Intake) {
	if d.reader == nil || in.Reading != nil {
		return
	}
	reading, err := d.reading(ctx, triage.Item{Subject: in.Subject, Body: body(in.Words), Language: in.Language})
	if err != nil {
		d.log.LogAttrs(ctx, slog.LevelWarn, "a ticket is stored unread, to be read later", slog.Any("error", err))
		return
	}
	in.Reading = reading
}

// body is what there is to read of a message.
func body(w lifecycle.Words) string {
	if strings.TrimSpace(w.Text) == "" {
		return w.HTML
	}
	return w.Text
}

// request is what routing asks for a ticket that comes in.
func (d *Dispatcher) request(in *lifecycle.Intake) Request {
	r := Request{Category: in.Category, Priority: in.Priority, Language: in.Language, Channel: in.Channel}
	if in.Reading != nil {
		r.Category = first(r.Category, in.Reading.Apply["category"])
		r.Priority = first(r.Priority, ticket.Priority(in.Reading.Apply["priority"]))
		r.Language = first(r.Language, in.Reading.Language)
	}
	r.Team = d.roster.Load().team(r.Category)
	r.Priority, r.Channel = first(r.Priority, ticket.Normal), first(r.Channel, ticket.API)
	return r
}

func first[S ~string](a, b S) S {
	if a != "" {
		return a
	}
	return b
}

// choose picks an agent and reserves their room.
func (d *Dispatcher) choose(r Request) (*lifecycle.Choice, store.Slot) {
	roster := d.roster.Load()
	var choice lifecycle.Choice
	var slot store.Slot
	now := d.now()
	d.ledger.reserve(func(loads map[store.Slot]int) (store.Slot, bool) {
		members := roster.members(r.Channel, loads, now)
		choice.Assignment = d.assigner.Assign(r, members)
		if choice.Agent == uuid.Nil {
			return slot, false
		}
		for i := range members {
			if members[i].ID == choice.Agent {
				choice.Capacity = members[i].Room(r.Channel)
			}
		}
		slot = store.Slot{Agent: choice.Agent, Channel: r.Channel}
		return slot, true
	})
	return &choice, slot
}

// poke has the queue looked at soon.
func (d *Dispatcher) poke() {
	select {
	case d.nudge <- struct{}{}:
	default:
	}
}
