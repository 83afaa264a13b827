package history

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/experience"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// ticketOf is a stored ticket as a line. It shares what it holds with w.
func ticketOf(w *store.Whole, asOf time.Time) (*Ticket, error) {
	s := &w.Ticket
	steps, from, err := past(w.Events)
	if err != nil {
		return nil, err
	}
	t := &Ticket{
		Kind: ATicket, ID: s.ID, Number: s.Number, Source: from.Source, External: from.External,
		Subject: s.Subject, Status: s.Status, Priority: s.Priority, Category: s.Category, Language: s.Language, Channel: s.Channel,
		Requester: requesterOf(&w.Requester), Organisation: s.Organisation, Tier: s.Tier, Assignee: s.Assignee, Team: s.Team,
		Tags: s.Tags, Fields: s.Fields, Followers: s.Followers, Links: s.Links,
		MergedInto: s.MergedInto, Absorbed: s.Absorbed, Before: s.Before,
		CreatedAt: s.CreatedAt, UpdatedAt: s.UpdatedAt, StatusAt: s.StatusAt, FirstResponseAt: s.FirstResponseAt,
		ResolvedAt: s.ResolvedAt, ClosedAt: s.ClosedAt, SnoozedUntil: s.SnoozedUntil, WakeAt: s.WakeAt, ErasedAt: s.ErasedAt,
		SLA: s.SLA, Rating: s.Rating, Triage: s.Triage, Mood: s.Mood, Human: s.Human,
		Steps: steps, Decisions: w.Decisions,
	}
	t.Requester.ID = s.Requester // also where there is none any more
	if len(w.Messages) > 0 {
		t.Messages = make([]Message, len(w.Messages))
		for i := range w.Messages {
			t.Messages[i].Message = w.Messages[i]
		}
	}
	t.Touches = touchesOf(s, asOf)
	t.Labels = labelsOf(t)
	return t, nil
}

// touchesOf joins touches with their outcomes as of an instant.
func touchesOf(t *ticket.Ticket, asOf time.Time) []Touch {
	if len(t.Touches) == 0 {
		return nil
	}
	outcomes := experience.Outcomes(t, experience.Window, asOf)
	touches := make([]Touch, len(t.Touches))
	for i := range t.Touches {
		touches[i].Touch = t.Touches[i]
		for j := range outcomes {
			if o := &outcomes[j]; o.Attempt == t.Touches[i].Attempt {
				touches[i].Outcome = &Outcome{Known: o.Known, Success: o.Success, Hours: o.Hours, Done: o.Done}
			}
		}
	}
	return touches
}

// restored is the ticket as the store takes it, with the event that tells of it.
func (t *Ticket) restored(source string, now time.Time, id uuid.UUID) (store.Whole, error) {
	w := store.Whole{Ticket: t.stored(), Decisions: t.Decisions}
	said := make([]uuid.UUID, len(t.Messages))
	if len(t.Messages) > 0 {
		w.Messages = make([]ticket.Message, len(t.Messages))
		for i := range t.Messages {
			w.Messages[i], said[i] = t.Messages[i].Message, t.Messages[i].ID
		}
	}
	data, err := encodeLine(imported{Source: source, External: t.External, Number: t.Number, Messages: said, Steps: t.Steps})
	if err != nil {
		return w, err
	}
	e := ticket.Event{ID: id, Type: ticket.TicketImported, Actor: ticket.Actor{Kind: ticket.BySystem}, At: now, Data: data}
	w.Events = []ticket.Event{w.Ticket.Append(e)}
	return w, nil
}

// stored is the ticket alone, as the store holds it.
func (t *Ticket) stored() ticket.Ticket {
	s := ticket.Ticket{
		ID: t.ID, Number: t.Number,
		Subject: t.Subject, Status: t.Status, Priority: t.Priority, Category: t.Category, Language: t.Language, Channel: t.Channel,
		Requester: t.Requester.ID, Organisation: t.Organisation, Tier: t.Tier, Assignee: t.Assignee, Team: t.Team,
		Tags: t.Tags, Fields: t.Fields, Followers: t.Followers, Links: t.Links,
		MergedInto: t.MergedInto, Absorbed: t.Absorbed, Before: t.Before,
		CreatedAt: t.CreatedAt, UpdatedAt: t.UpdatedAt, StatusAt: t.StatusAt, FirstResponseAt: t.FirstResponseAt,
		ResolvedAt: t.ResolvedAt, ClosedAt: t.ClosedAt, SnoozedUntil: t.SnoozedUntil, WakeAt: t.WakeAt, ErasedAt: t.ErasedAt,
		SLA: t.SLA, Rating: t.Rating, Triage: t.Triage, Mood: t.Mood, Human: t.Human,
	}
	if len(t.Touches) > 0 {
		s.Touches = make([]ticket.Touch, len(t.Touches))
		for i := range t.Touches {
			s.Touches[i] = t.Touches[i].Touch
		}
	}
	return s
}
