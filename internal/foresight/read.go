package foresight

import (
	"encoding/json"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/sla"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// telling are the events that lives are made of.
var telling = []ticket.EventType{
	ticket.TicketCreated, ticket.TicketImported, ticket.TicketTriaged, ticket.TicketChanged, ticket.TicketMoved, ticket.TicketAssigned,
	ticket.SLAWarned, ticket.SLABreached, ticket.SLAEscalated, ticket.RatingAnswered,
}

// stirring are those after which a life is read anew.
var stirring = append(slices.Clone(telling), ticket.MessageAdded, ticket.TicketMerged, ticket.TicketUnmerged)

// reader makes a life of a ticket.
type reader struct {
	whole    *store.Whole
	marks    []mark
	moved    map[what]bool           // fields of which it is known when they changed
	first    map[what]string         // what they were before
	felt     map[uuid.UUID]time.Time // when the mood of a message was read
	imported bool                    // it came with its past
}

// lifeOf is the life of a ticket. What cannot be read of its events is left out:
// the log is checked elsewhere.
func lifeOf(w *store.Whole) *life {
	t := &w.Ticket
	r := reader{whole: w, moved: map[what]bool{}, first: map[what]string{}, felt: map[uuid.UUID]time.Time{}}
	for i := range w.Events {
		r.event(&w.Events[i])
	}
	r.messages()
	r.touches()
	if r.imported {
		r.restored()
	}
	r.begin()
	for i := range r.marks { // nothing happens to a ticket before there is one
		if r.marks[i].at.Before(t.CreatedAt) {
			r.marks[i].at = t.CreatedAt
		}
	}
	return &life{
		id: t.ID, number: t.Number, created: t.CreatedAt, requester: idOf(t.Requester), company: idOf(t.Organisation), channel: string(t.Channel),
		promised: t.SLA != nil && t.SLA.First.Target+t.SLA.Solve.Target > 0, marks: ordered(r.marks),
	}
}

// idOf is an id as text, empty for none.
func idOf(id uuid.UUID) string {
	if id == uuid.Nil {
		return ""
	}
	return id.String()
}

func (r *reader) add(m mark) { r.marks = append(r.marks, m) }

// change notes that a field got another value.
func (r *reader) change(field what, at time.Time, from, to string) {
	if !r.moved[field] {
		r.moved[field], r.first[field] = true, from
	}
	r.add(mark{at: at, what: field, value: to})
}

// fields are those that events and steps name.
var fields = map[string]what{
	"status": toStatus, "category": toCategory, "priority": toPriority, "language": toLanguage, "tier": toTier, "team": toTeam, "assignee": toAgent,
}

// said is what the events of a ticket have in their data.
type said struct {
	From, To json.RawMessage
	Team     uuid.UUID
	End      ticket.End
	Cause    ticket.Cause
	Reason   string

	Status, Priority, Category, Language, Tier string

	Message uuid.UUID
	Applied map[string]string
	Changes map[string]struct{ From, To any }
	Steps   []struct {
		At       time.Time
		Field    string
		From, To string
		Reason   string
	}
	Clock string
	Step  *sla.Step
	Score int
}

func (r *reader) event(e *ticket.Event) {
	var d said
	if json.Unmarshal(e.Data, &d) != nil {
		return
	}
	text := func(raw json.RawMessage) (s string) {
		_ = json.Unmarshal(raw, &s) // what is no text is none
		return s
	}
	switch e.Type {
	case ticket.TicketCreated:
		for field, value := range map[what]string{toStatus: d.Status, toCategory: d.Category, toPriority: d.Priority, toLanguage: d.Language, toTier: d.Tier} {
			r.moved[field], r.first[field] = true, value
		}
		r.moved[toTeam], r.moved[toAgent] = true, true
		if status := ticket.Status(d.Status); status == ticket.Resolved || status == ticket.Closed { // it was over elsewhere
			r.first[toStatus] = string(ticket.New)
			at := r.whole.Ticket.ResolvedAt
			if at.IsZero() || at.After(e.At) {
				at = e.At
			}
			r.add(mark{at: at, what: toStatus, value: d.Status})
		}
	case ticket.TicketImported:
		r.imported = true
		for _, step := range d.Steps {
			if field, known := fields[step.Field]; known {
				r.change(field, step.At, step.From, step.To)
			}
			r.raised(step.Field, step.Reason, step.At)
		}
	case ticket.TicketTriaged:
		r.felt[d.Message] = e.At
		r.change(toLanguage, e.At, r.first[toLanguage], d.Language)
		for _, name := range []string{"category", "priority"} {
			if value := d.Applied[name]; value != "" {
				r.change(fields[name], e.At, r.first[fields[name]], value)
			}
		}
	case ticket.TicketChanged:
		for _, name := range []string{"category", "language", "priority", "tier"} {
			if c, ok := d.Changes[name]; ok {
				from, _ := c.From.(string)
				to, _ := c.To.(string)
				r.change(fields[name], e.At, from, to)
				r.raised(name, d.Reason, e.At)
			}
		}
	case ticket.TicketMoved:
		r.change(toStatus, e.At, text(d.From), text(d.To))
	case ticket.TicketAssigned:
		r.change(toAgent, e.At, text(d.From), text(d.To))
		r.change(toTeam, e.At, "", idOf(d.Team))
		r.raised("assignee", d.Reason, e.At)
	case ticket.SLAWarned:
		r.add(mark{at: e.At, what: warned, value: d.Clock})
	case ticket.SLABreached:
		if d.Clock != string(sla.NextResponse) {
			r.add(mark{at: e.At, what: breached, value: d.Clock})
		}
	case ticket.SLAEscalated:
		if d.Step != nil && d.Step.Do != sla.Notify {
			r.add(mark{at: e.At, what: escalated})
		}
	case ticket.RatingAnswered:
		r.add(mark{at: e.At, what: rated, x: float64(d.Score)})
	}
}

// raised notes what a policy did to a ticket, which it gives as its reason.
func (r *reader) raised(field, reason string, at time.Time) {
	if reason == "escalated" && field != "status" {
		r.add(mark{at: at, what: escalated})
	}
}
