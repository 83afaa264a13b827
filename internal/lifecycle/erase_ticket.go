package lifecycle

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"reflect"
	"slices"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// reach is how far an erasure goes in a ticket.
type reach struct {
	requester uuid.UUID
	all       bool // it is theirs; otherwise only what they wrote is taken out
}

// erasePage is how much of a ticket, or how many tickets, are read at a time.
const erasePage = 500

// eraseTicket takes the words out of a ticket, in one write, and gives the tickets
// that it was ever merged into. One without such words stays as it is.
func (e *Eraser) eraseTicket(ctx context.Context, id uuid.UUID, r reach, by ticket.Actor) (into []uuid.UUID, err error) {
	for {
		w, into, err := e.eraseWrite(ctx, id, r, by)
		if err != nil || w == nil {
			return into, err
		}
		_, err = e.config.Store.Commit(ctx, w)
		if !ticket.IsKind(err, ticket.Conflict) {
			return into, err
		}
		if err := ctx.Err(); err != nil {
			return into, err
		}
	}
}

// eraseWrite is what takes the words out of a ticket, nil where there are none.
func (e *Eraser) eraseWrite(ctx context.Context, id uuid.UUID, r reach, by ticket.Actor) (*store.Write, []uuid.UUID, error) {
	t, err := e.config.Store.Ticket(ctx, id)
	if err != nil {
		return nil, nil, err
	}
	erase := &store.Erasure{Keys: []uuid.UUID{id}}
	theirs, err := e.wordless(ctx, &t, r, erase)
	if err != nil {
		return nil, nil, err
	}
	into, readings, err := e.unspoken(ctx, &t, r, theirs, erase)
	if err != nil {
		return nil, nil, err
	}
	if err := e.unreasoned(ctx, &t, r, readings, erase); err != nil {
		return nil, nil, err
	}
	before := t
	if r.all {
		t = blanked(t)
	}
	if len(erase.Messages)+len(erase.Decisions)+len(erase.Events) == 0 && reflect.DeepEqual(t, before) {
		return nil, into, nil
	}
	now := e.now()
	if now.Before(t.UpdatedAt) {
		now = t.UpdatedAt
	}
	if r.all && t.ErasedAt.IsZero() {
		t.ErasedAt = now
	}
	data, err := json.Marshal(vouchers(r.requester, erase.Events))
	if err != nil {
		return nil, nil, err
	}
	event := t.Append(ticket.Event{ID: e.config.NewID(), Type: ticket.TicketErased, Actor: by, At: now, Data: data})
	return &store.Write{Erase: erase, Tickets: []store.TicketWrite{{Expect: t.Version, Ticket: t}}, Events: []ticket.Event{event}}, into, nil
}

func vouchers(requester uuid.UUID, events []ticket.Event) ticket.Vouchers {
	v := ticket.Vouchers{Requester: requester}
	for i := range events {
		v.Events = append(v.Events, ticket.Voucher{Seq: events[i].Seq, Sum: events[i].Sum()})
	}
	return v
}

// blanked is a ticket without words. Tags and custom fields are words of people,
// tier and organisation say who they are.
func blanked(t ticket.Ticket) ticket.Ticket {
	if t.Subject != "" {
		t.Subject = ticket.ErasedText
	}
	t.Tags, t.Fields, t.Tier, t.Organisation = nil, nil, "", uuid.Nil
	if t.Rating != nil && t.Rating.Comment != "" && t.Rating.Comment != ticket.ErasedText {
		rating := *t.Rating
		rating.Comment = ticket.ErasedText
		t.Rating = &rating
	}
	if t.Triage.State == ticket.TriagePending { // a reading under way has read the words
		t.Triage.State = ticket.TriageFailed
	}
	return t
}

// wordless adds the messages that lose their words, and the contents that go with
// them. It gives the messages that are theirs, with or without words.
func (e *Eraser) wordless(ctx context.Context, t *ticket.Ticket, r reach, erase *store.Erasure) (map[uuid.UUID]bool, error) {
	all := map[uuid.UUID]bool{}
	lost, kept := map[ticket.Hash]bool{}, map[ticket.Hash]bool{}
	var order []ticket.Hash
	for after := uuid.Nil; ; {
		messages, err := e.config.Store.Messages(ctx, []uuid.UUID{t.ID}, after, erasePage)
		if err != nil {
			return nil, err
		}
		for i := range messages {
			m := &messages[i]
			theirs := r.all || m.Author.Kind == ticket.ByRequester && m.Author.ID == r.requester
			if theirs {
				all[m.ID] = true
			}
			for _, hash := range hashesOf(m) {
				if !theirs {
					kept[hash] = true
				} else if !lost[hash] {
					lost[hash], order = true, append(order, hash)
				}
			}
			if blank := (ticket.Message{
				ID: m.ID, Ticket: m.Ticket, Author: m.Author, Public: m.Public, Text: ticket.ErasedText, Channel: m.Channel, CopyOf: m.CopyOf, At: m.At,
			}); theirs && !reflect.DeepEqual(*m, blank) {
				erase.Messages = append(erase.Messages, blank)
			}
			after = m.ID
		}
		if len(messages) < erasePage {
			break
		}
	}
	for _, hash := range order {
		if !kept[hash] {
			erase.Contents = append(erase.Contents, store.ContentUse{Ticket: t.ID, Hash: hash})
		}
	}
	return all, nil
}

func hashesOf(m *ticket.Message) (all []ticket.Hash) {
	for _, a := range m.Attachments {
		if h, err := hex.DecodeString(a.Hash); err == nil && len(h) == len(ticket.Hash{}) {
			all = append(all, ticket.Hash(h))
		}
	}
	return all
}

// unspoken adds the events that lose their words. It gives the tickets that this one
// was ever merged into, and the decisions by which the machine read some messages.
func (e *Eraser) unspoken(ctx context.Context, t *ticket.Ticket, r reach, messages map[uuid.UUID]bool, erase *store.Erasure) (into []uuid.UUID, readings map[uuid.UUID]bool, err error) {
	readings = map[uuid.UUID]bool{}
	for after := int64(0); ; {
		events, err := e.config.Store.Events(ctx, store.EventQuery{After: after, Ticket: t.ID, Limit: erasePage})
		if err != nil {
			return nil, nil, err
		}
		for i := range events {
			one := &events[i]
			after = one.Seq
			switch one.Type {
			case ticket.TicketMerged:
				var m merged
				if json.Unmarshal(one.Data, &m) == nil && m.From == t.ID && !slices.Contains(into, m.Into) {
					into = append(into, m.Into)
				}
			case ticket.TicketTriaged:
				var read triaged
				if json.Unmarshal(one.Data, &read) == nil && messages[read.Message] {
					readings[read.Decision] = true
				}
			}
			if !r.all {
				continue
			}
			if data, changed := wordlessData(one.Type, one.Data); changed {
				one.Data = data
				erase.Events = append(erase.Events, *one)
			}
		}
		if len(events) < erasePage {
			return into, readings, nil
		}
	}
}

// mostDecisions is how many decisions of a ticket are looked at: all there can be.
const mostDecisions = 1 << 30

// unreasoned adds the decisions that lose the words they were made of: all, or in a
// ticket of somebody else those by which their messages were read.
func (e *Eraser) unreasoned(ctx context.Context, t *ticket.Ticket, r reach, readings map[uuid.UUID]bool, erase *store.Erasure) error {
	if !r.all && len(readings) == 0 {
		return nil
	}
	decisions, err := e.config.Store.Decisions(ctx, t.ID, mostDecisions)
	if err != nil {
		return err
	}
	for i := range decisions {
		d := &decisions[i]
		if !r.all && !readings[d.ID] {
			continue
		}
		analysis, changed := wordlessAnalysis(d.Analysis)
		d.Analysis = analysis
		if r.all && d.Assignment != nil && d.Assignment.Case != nil {
			*d, changed = d.Shown(), true
		}
		if changed {
			erase.Decisions = append(erase.Decisions, *d)
		}
	}
	return nil
}
