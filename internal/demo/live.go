package demo

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/dispatch"
	"switchyard/internal/history"
	"switchyard/internal/lifecycle"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/routing/sim"
	"switchyard/training/corpus"
)

// Live goes on where the past ends: tickets come in, and the agents of the demo
// answer them. An hour of work takes a minute, so that there is something to see.
type Live struct {
	Config
	Desk       *lifecycle.Desk
	Dispatcher *dispatch.Dispatcher
	Every      time.Duration // between two tickets, on average
	Log        *slog.Logger

	rand     *rand.Rand
	texts    *texts
	people   *people
	mix      []draw
	agents   map[uuid.UUID]ticket.Agent
	arrives  time.Time
	promises []promised
}

// draw is a kind of ticket with its share.
type draw struct {
	kind
	share float64
}

// promised is what a requester will do.
type promised struct {
	at     time.Time
	ticket uuid.UUID
	asker  ticket.Actor
	score  int // a rating; 0 for writing again
	words  string
}

// beat is how often the demo looks around.
const beat = time.Second

// Run works until ctx ends. What goes wrong is logged: a demo must not stop the
// server that it shows.
func (l *Live) Run(ctx context.Context) {
	if err := l.start(ctx); err != nil {
		l.Log.LogAttrs(ctx, slog.LevelError, "the demo stands still", slog.Any("error", err))
		return
	}
	tick := time.NewTicker(beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		if err := l.Step(ctx); err != nil && ctx.Err() == nil {
			l.Log.LogAttrs(ctx, slog.LevelWarn, "the demo missed a step", slog.Any("error", err))
		}
	}
}

// start reads the company.
func (l *Live) start(ctx context.Context) error {
	scenario, err := sim.Parse("desk.yaml", deskFile)
	if err != nil {
		return err
	}
	shelves := setup.New(l.Store, l.Now, l.NewID)
	firms, err := shelves.Organisations.List(ctx)
	if err != nil {
		return err
	}
	agents, err := shelves.Agents.List(ctx)
	if err != nil {
		return err
	}
	l.agents = map[uuid.UUID]ticket.Agent{}
	for _, a := range agents {
		l.agents[a.ID] = a
	}
	now := l.Now()
	l.rand = rand.New(rand.NewPCG(l.Seed, uint64(now.UnixNano())))
	if l.texts, err = readTexts(shuffle(l.Seed)); err != nil {
		return err
	}
	for _, rows := range l.texts.pool { // the past took the first ones
		slices.Reverse(rows)
	}
	l.people = &people{names: l.texts.Names, firms: firms, known: map[string][]history.Requester{}, number: int(now.Unix() % 1e7)}
	for _, language := range slices.Sorted(maps.Keys(scenario.Tickets.Languages)) {
		for _, category := range slices.Sorted(maps.Keys(scenario.Tickets.Mix)) {
			share := scenario.Tickets.Languages[language] * scenario.Tickets.Mix[category]
			l.mix = append(l.mix, draw{kind{language, category}, share})
		}
	}
	l.arrives = now
	return nil
}

// Step does what is due now.
func (l *Live) Step(ctx context.Context) error {
	if l.rand == nil {
		if err := l.start(ctx); err != nil {
			return err
		}
	}
	now := l.Now()
	var errs []error
	if !now.Before(l.arrives) {
		l.arrives = now.Add(time.Duration(l.rand.ExpFloat64() * float64(l.Every)))
		errs = append(errs, l.write(ctx, now))
	}
	errs = append(errs, l.keep(ctx, now))
	open, err := l.Store.List(ctx, store.TicketQuery{
		Statuses: []ticket.Status{ticket.Open}, Order: store.Order{By: store.ByUpdated}, Limit: 300,
	})
	for i := range open {
		t := &open[i]
		if touch := t.Current(); touch != nil && now.Sub(touch.At) > l.takes(t) {
			errs = append(errs, l.answer(ctx, t, touch, now))
		}
	}
	return errors.Join(append(errs, err)...)
}

// write has somebody write in.
func (l *Live) write(ctx context.Context, now time.Time) error {
	total := 0.
	for _, d := range l.mix {
		total += d.share
	}
	at, chosen := l.rand.Float64()*total, l.mix[0].kind
	for _, d := range l.mix {
		if at -= d.share; at < 0 {
			chosen = d.kind
			break
		}
	}
	row, err := l.texts.take(chosen.language, chosen.category)
	if err != nil {
		return err
	}
	who := l.people.next(chosen.language, now, l.rand)
	requester, err := l.Dispatcher.Requester(ctx, who.Addresses[0], who.Name)
	if err != nil {
		return err
	}
	_, err = l.Dispatcher.Receive(ctx, lifecycle.Intake{
		Actor: ticket.Actor{Kind: ticket.ByRequester, ID: requester.ID}, Requester: requester,
		Subject: subject(&row), Words: lifecycle.Words{Text: row.Body, Channel: channelOf(&row)}, Tags: []string{"demo"},
	})
	return err
}

// takes is how long an agent works on a ticket: the same whenever it is asked.
func (l *Live) takes(t *ticket.Ticket) time.Duration {
	r := rand.New(rand.NewPCG(uint64(t.Number), uint64(t.Attempts())))
	return time.Duration(20+r.IntN(60)) * time.Second
}

// answer has the agent put right what the models got wrong, answer, and resolve.
func (l *Live) answer(ctx context.Context, t *ticket.Ticket, touch *ticket.Touch, now time.Time) error {
	agent, known := l.agents[touch.Agent]
	if !known { // somebody else's, or hired since: a visitor plays
		return nil
	}
	row, found, err := l.about(ctx, t)
	if err != nil || !found {
		return err
	}
	requester, err := l.Store.Requester(ctx, t.Requester)
	if err != nil {
		return err
	}
	words := lifecycle.Words{Text: l.texts.answer(row.Language, row.Labels.Category, requester.Name, agent.Name, l.rand)}
	by := ticket.Actor{Kind: ticket.ByAgent, ID: agent.ID}
	var commands []lifecycle.Command
	category := row.Labels.Category
	if priority := priorities[row.Labels.Category]; category != t.Category || priority != t.Priority {
		commands = append(commands, lifecycle.Edit{Category: &category, Priority: &priority})
	}
	commands = append(commands, lifecycle.Reply{Words: words}, lifecycle.Move{To: ticket.Resolved})
	if _, err = l.Desk.Do(ctx, lifecycle.Order{Actor: by, Ticket: t.ID, Version: t.Version}, commands...); err != nil {
		if ticket.IsKind(err, ticket.Conflict) { // a visitor was faster
			return nil
		}
		return fmt.Errorf("ticket %d: %w", t.Number, err)
	}
	l.promise(t, &agent, &row, now)
	return nil
}

// about finds out what a ticket is about, as an agent does by reading it. None is
// found for what a visitor wrote: that is left to the visitor.
func (l *Live) about(ctx context.Context, t *ticket.Ticket) (row corpus.Row, found bool, err error) {
	messages, err := l.Store.Messages(ctx, []uuid.UUID{t.ID}, uuid.Nil, 1)
	if err != nil || len(messages) == 0 {
		return row, false, err
	}
	for _, head := range []string{t.Subject, ""} { // a row without a subject got one
		if row, found = l.texts.told[models.Text(head, messages[0].Text)]; found {
			break
		}
	}
	return row, found, nil
}
