package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/history"
	"switchyard/internal/sla"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/routing/sim"
	"switchyard/training/corpus"
)

// Reader is what the models are asked through.
type Reader interface {
	Decide(item triage.Item, now time.Time) (triage.Decision, error)
}

// past writes the chronicle as a history.
type past struct {
	*company
	texts  *texts
	people *people
	reader Reader
	rand   *rand.Rand
	start  time.Time // the Monday of the chronicle
	now    time.Time
	told   []sim.Told
	seed   uint64
	err    error // that it cannot be told
}

// Lines gives the tickets that came before now, with what had happened by then.
func (p *past) Lines(ctx context.Context) iter.Seq2[history.Line, error] {
	return func(yield func(history.Line, error) bool) {
		if p.err != nil {
			yield(history.Line{}, p.err)
			return
		}
		for i := range p.told {
			if p.start.Add(p.told[i].At).After(p.now) {
				return
			}
			t, err := p.ticket(&p.told[i])
			if err == nil {
				err = ctx.Err()
			}
			if !yield(history.Line{Number: int64(i + 1), Ticket: t}, err) || err != nil {
				return
			}
		}
	}
}

// closedAfter is how long a solution may be doubted.
const closedAfter = 7 * 24 * time.Hour

func (p *past) ticket(told *sim.Told) (*history.Ticket, error) {
	row, err := p.texts.take(told.Language, told.Category)
	if err != nil {
		return nil, err
	}
	at := p.start.Add(told.At)
	who := p.people.next(told.Language, at, p.rand)
	t := &history.Ticket{
		Kind: history.ATicket, ID: p.id(at), Subject: subject(&row), Status: ticket.New, Priority: priorities[row.Labels.Category], Category: told.Category,
		Language: told.Language, Channel: channelOf(&row), Requester: who, Organisation: who.Organisation, Tier: who.Tier,
		Team: p.teams[told.Category], Tags: []string{"demo"}, CreatedAt: at, UpdatedAt: at, StatusAt: at,
	}
	asker := ticket.Actor{Kind: ticket.ByRequester, ID: who.ID}
	t.Messages = append(t.Messages, p.message(t, asker, row.Body, at))
	if err := p.read(t, &row); err != nil {
		return nil, err
	}
	for i := range told.Answers {
		if p.start.Add(told.Answers[i].From).After(p.now) {
			break
		}
		p.answered(t, &told.Answers[i], asker)
	}
	if told.Left && told.Over > 0 && !p.start.Add(told.Over).After(p.now) {
		p.move(t, ticket.Closed, p.start.Add(told.Over), ticket.Actor{Kind: ticket.BySystem})
		t.ClosedAt = t.StatusAt
	}
	if t.Status == ticket.Resolved && t.ResolvedAt.Add(closedAfter).Before(p.now) {
		p.move(t, ticket.Closed, t.ResolvedAt.Add(closedAfter), ticket.Actor{Kind: ticket.BySystem})
		t.ClosedAt = t.StatusAt
	}
	return t, nil
}

// answered adds one agent's work on the ticket.
func (p *past) answered(t *history.Ticket, a *sim.Answered, asker ticket.Actor) {
	agent := p.agents[a.Agent]
	by := ticket.Actor{Kind: ticket.ByAgent, ID: agent.ID}
	from, until := p.start.Add(a.From), p.start.Add(a.Until)
	touch := history.Touch{Touch: ticket.Touch{
		Agent: agent.ID, Attempt: len(t.Touches), At: from, Late: a.Late,
		Declared: float64(agent.Skills[t.Category]) / 5, Foreign: float64(5-agent.Languages[t.Language]) / 4,
	}}
	t.Assignee = agent.ID
	p.move(t, ticket.Open, from, ticket.Actor{Kind: ticket.ByMachine})
	p.label(t, by, from)
	if until.After(p.now) { // at work
		t.Touches = append(t.Touches, touch)
		return
	}
	t.Messages = append(t.Messages, p.message(t, by, p.texts.answer(t.Language, t.Category, t.Requester.Name, agent.Name, p.rand), until))
	if t.FirstResponseAt.IsZero() {
		t.FirstResponseAt = until
	}
	touch.RepliedAt, touch.EndedAt, touch.End, touch.Worked = until, until, ticket.Solved, sla.Duration(until.Sub(from))
	p.move(t, ticket.Resolved, until, by)
	t.ResolvedAt = until
	p.rate(t, &touch, a, until)
	if back := p.start.Add(a.Back); a.Back > 0 && back.Before(p.now) {
		touch.ReopenedAt = back
		t.Messages = append(t.Messages, p.message(t, asker, p.texts.complaint(t.Language, p.rand), back))
		p.move(t, ticket.Open, back, asker)
		t.ResolvedAt, t.Assignee, t.Rating = time.Time{}, uuid.Nil, nil
		touch.Rating, touch.RatedAt = 0, time.Time{}
	}
	t.Touches = append(t.Touches, touch)
}

// rate has one requester in four say what they think.
func (p *past) rate(t *history.Ticket, touch *history.Touch, a *sim.Answered, until time.Time) {
	at := until.Add(time.Duration(1+p.rand.IntN(20)) * time.Hour)
	if p.rand.Float64() > .25 || at.After(p.now) {
		return
	}
	score := 1 + p.rand.IntN(3)
	if a.Held {
		score = 4 + p.rand.IntN(2)
	}
	t.Rating = &ticket.Rating{Score: score, RequestedAt: until, AnsweredAt: at}
	touch.Rating, touch.RatedAt = score, at
	t.UpdatedAt = at
}

// read lets the models read the ticket as they would have then.
func (p *past) read(t *history.Ticket, row *corpus.Row) error {
	at := t.CreatedAt.Add(time.Millisecond)
	said, err := p.reader.Decide(triage.Item{Subject: t.Subject, Body: row.Body, Language: t.Language}, p.now)
	if err != nil {
		return fmt.Errorf("demo: %w", err)
	}
	analysis, err := json.Marshal(said)
	if err != nil {
		return err
	}
	d := ticket.Decision{ID: p.id(at), Ticket: t.ID, At: at, Analysis: analysis, Applied: map[string]string{}}
	for field, choice := range map[string]*triage.Choice{"category": said.Category, "priority": said.Priority} {
		if choice != nil && choice.Action == classifier.Apply {
			d.Applied[field] = choice.Label
		}
	}
	t.Decisions = append(t.Decisions, d)
	t.Triage = ticket.Triage{State: ticket.TriageDone, Decision: d.ID}
	if said.Anger != nil && said.Sentiment != nil {
		t.Mood = append(t.Mood, ticket.Mood{Message: t.Messages[0].ID, Valence: said.Sentiment.Valence, Anger: said.Anger.Probability, Angry: said.Anger.Flagged})
	}
	return nil
}

// label has the first agent set what the models did not, or got wrong.
func (p *past) label(t *history.Ticket, by ticket.Actor, at time.Time) {
	if len(t.Touches) > 0 {
		return
	}
	applied := t.Decisions[0].Applied
	for _, l := range []struct{ field, value string }{{"category", t.Category}, {"priority", string(t.Priority)}} {
		if applied[l.field] == l.value {
			continue
		}
		t.Human = append(t.Human, l.field)
		t.Steps = append(t.Steps, history.Step{At: at, By: by, Field: l.field, From: applied[l.field], To: l.value})
	}
	slices.Sort(t.Human)
}

func (p *past) move(t *history.Ticket, to ticket.Status, at time.Time, by ticket.Actor) {
	if t.Status != to {
		t.Steps = append(t.Steps, history.Step{At: at, By: by, Field: "status", From: string(t.Status), To: string(to)})
		t.Status, t.StatusAt = to, at
	}
	if at.After(t.UpdatedAt) {
		t.UpdatedAt = at
	}
}

func (p *past) message(t *history.Ticket, by ticket.Actor, text string, at time.Time) history.Message {
	return history.Message{Message: ticket.Message{
		ID: p.id(at), Ticket: t.ID, Author: by, Public: true, Text: text, Channel: t.Channel, At: at,
	}}
}

// id is a UUIDv7 of an instant.
func (p *past) id(at time.Time) uuid.UUID { return idAt(at, p.rand) }

func channelOf(row *corpus.Row) ticket.Channel {
	if c, err := ticket.ParseChannel(row.Meta.Channel); err == nil {
		return c
	}
	return ticket.Email
}
