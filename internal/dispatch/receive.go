package dispatch

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"strings"

	"github.com/google/uuid"
	"golang.org/x/text/language"

	"switchyard/internal/lifecycle"
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
	id := d.newID() // the models are asked with it: which of two counts follows from that
	f := d.read(ctx, id, &in)
	t := d.draft(id, &in)
	if in.Past == nil {
		in.Past = &lifecycle.Past{ID: t.ID} // as the case of its decision calls it
	}
	for range choices {
		choice, claimed := d.choose(ctx, t, &f)
		in.Choice = choice
		opened, err := d.open(ctx, in)
		if claimed.slot.Agent != uuid.Nil && (err != nil || opened.Ticket.Assignee != claimed.slot.Agent) {
			d.ledger.release(claimed)
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

// read asks the models, unless the intake comes with a reading, and gives what
// routing wants to know of the text. The answer of a model that is tried counts
// for none without an id, such as those of the past.
func (d *Dispatcher) read(ctx context.Context, id uuid.UUID, in *lifecycle.Intake) facts {
	text := body(in.Words)
	f := facts{length: len(text)}
	switch {
	case in.Reading != nil:
		f.category = chancesIn(in.Reading.Analysis)
	case d.reader != nil:
		item := triage.Item{Subject: in.Subject, Body: text, Language: in.Language}
		if id != uuid.Nil {
			item.ID = id.String()
		}
		decision, reading, err := d.reading(ctx, item)
		if err != nil {
			d.log.LogAttrs(ctx, slog.LevelWarn, "a ticket is stored unread, to be read later", slog.Any("error", err))
			break
		}
		in.Reading, f.category = reading, chances(decision.Category)
	}
	return f
}

// body is what there is to read of a message.
func body(w lifecycle.Words) string {
	if strings.TrimSpace(w.Text) == "" {
		return w.HTML
	}
	return w.Text
}

// draft is what a ticket that comes in will be, as far as routing asks. What was
// said of it stands in the form in which it will be stored: rules compare with
// that. What is no good at all is left as it is, for opening refuses it.
func (d *Dispatcher) draft(id uuid.UUID, in *lifecycle.Intake) *ticket.Ticket {
	t := &ticket.Ticket{
		ID: id, Category: strings.TrimSpace(in.Category), Priority: in.Priority, Language: canonical(in.Language), Channel: in.Channel,
		Requester: in.Requester.ID, Organisation: in.Requester.Organisation, Tier: in.Requester.Tier,
		Fields: maps.Clone(in.Fields),
	}
	maps.DeleteFunc(t.Fields, func(_ string, value any) bool { return value == nil })
	for _, raw := range in.Tags {
		t.Tags = append(t.Tags, ticket.Tag(raw))
	}
	slices.Sort(t.Tags)
	t.Tags = slices.Compact(t.Tags)
	stated := in.Actor.Human() // and so kept, whatever the models read
	if t.Category != "" && stated {
		t.SetByHuman("category")
	}
	if t.Priority != "" && stated {
		t.SetByHuman("priority")
	}
	if in.Reading != nil {
		if t.Triage.Audit = in.Reading.Draw(t); t.Triage.Audit == nil { // or nothing is applied
			t.Category = settled(t.Category, in.Reading.Apply["category"], stated)
			t.Priority = settled(t.Priority, ticket.Priority(in.Reading.Apply["priority"]), stated)
		}
		t.Language = settled(t.Language, in.Reading.Language, stated)
		if in.Reading.Mood != nil {
			t.Mood = []ticket.Mood{*in.Reading.Mood}
		}
	}
	t.Priority, t.Channel = first(t.Priority, ticket.Normal), first(t.Channel, ticket.API)
	return t
}

// canonical is the one form of a language tag, or what is none as it is.
func canonical(tag string) string {
	if parsed, err := language.Parse(tag); err == nil {
		return parsed.String()
	}
	return tag
}

// settled is a field as it will be: what the models read goes before what was not
// stated by a person.
func settled[S ~string](was, read S, stated bool) S {
	if stated {
		return first(was, read)
	}
	return first(read, was)
}

func first[S ~string](a, b S) S {
	if a != "" {
		return a
	}
	return b
}

// poke has the queue looked at soon.
func (d *Dispatcher) poke() {
	select {
	case d.nudge <- struct{}{}:
	default:
	}
}
