package demo

import (
	"context"
	_ "embed"
	"fmt"
	"io"
	"math/rand/v2"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/registry"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/routing/sim"
)

//go:embed desk.yaml
var deskFile []byte

// Config is what a demo is made of.
type Config struct {
	Store  store.Store
	Reader Reader
	Now    func() time.Time
	NewID  func() uuid.UUID // UUIDv7
	Seed   uint64
}

// MarkKey is the key of the settings record that marks a database as a demo.
const MarkKey = "demo"

// Mark is that record.
type Mark struct {
	Company string    `json:"company"`
	Seed    uint64    `json:"seed"`
	Since   time.Time `json:"since"`
	Filling bool      `json:"filling,omitempty"` // it was begun, and is not complete
}

// errFilling is what two servers of one database, or a start after one that was
// stopped too early, come across.
var errFilling = ticket.Errorf(ticket.Conflict, "db", "a demo was begun in this database and is not complete: wait until the server that fills it is done, or give the demo an empty database (after make run: rm .data/demo.db*)")

// weeks of past.
const weeks = 6

// Fill makes a demo of an empty database. A database that is one already, as
// Find says, stays as it is; any other that is not empty is refused.
func Fill(ctx context.Context, c Config) (Mark, error) {
	shelves := setup.New(c.Store, c.Now, c.NewID)
	if mark, found, err := Find(ctx, shelves); err != nil || found {
		if mark.Filling && err == nil {
			err = errFilling
		}
		return mark, err
	}
	if err := empty(ctx, c.Store); err != nil {
		return Mark{}, err
	}
	now := c.Now().UTC()
	mark := Mark{Company: Name, Seed: c.Seed, Since: now, Filling: true}
	version, err := shelves.Settings.Put(ctx, system, MarkKey, 0, mark)
	if ticket.IsKind(err, ticket.Conflict) {
		return Mark{}, errFilling
	}
	if err != nil {
		return Mark{}, err
	}
	p, err := newPast(ctx, c, shelves, now)
	if err != nil {
		return Mark{}, err
	}
	if _, err := history.Import(ctx, c.Store, history.ImportOptions{
		Open: func() (history.Source, io.Closer, error) { return p.again(), io.NopCloser(nil), nil },
		Now:  now, NewID: c.NewID,
	}); err != nil {
		return Mark{}, fmt.Errorf("demo: %w", err)
	}
	if _, err := shelves.Settings.Put(ctx, system, registry.SettingsKey, 0, learning()); err != nil {
		return Mark{}, err
	}
	mark.Filling = false
	_, err = shelves.Settings.Put(ctx, system, MarkKey, version, mark)
	return mark, err
}

// learning goes quicker than any desk should: a challenger that the gate lets
// pass is champion some minutes later.
func learning() registry.Settings {
	s := registry.DefaultSettings()
	s.ShadowHours, s.StepHours, s.WatchHours, s.Tickets = .02, .02, 1, 3
	return s
}

// system is who sets a demo up.
var system = ticket.Actor{Kind: ticket.BySystem}

// Find says whether a database is a demo.
func Find(ctx context.Context, shelves *setup.Setup) (mark Mark, found bool, err error) {
	version, err := shelves.Settings.Read(ctx, MarkKey, &mark)
	return mark, version > 0, err
}

// empty refuses a database in which somebody works.
func empty(ctx context.Context, s store.Store) error {
	tickets, err := s.List(ctx, store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: 1})
	if err != nil {
		return err
	}
	agents, err := s.RecordsOf(ctx, store.Agents)
	if err != nil {
		return err
	}
	if len(tickets)+len(agents) > 0 {
		return ticket.Errorf(ticket.Invalid, "db", "the database has tickets or agents of its own: give the demo a database that is empty")
	}
	return nil
}

// newPast simulates and sets up the company.
func newPast(ctx context.Context, c Config, shelves *setup.Setup, now time.Time) (*past, error) {
	scenario, err := sim.Parse("desk.yaml", deskFile)
	if err != nil {
		return nil, err
	}
	chronicle, err := sim.Tell(ctx, &scenario, c.Seed)
	if err != nil {
		return nil, err
	}
	company, err := found(ctx, shelves, system, chronicle.Agents)
	if err != nil {
		return nil, err
	}
	if err := publish(ctx, shelves, system, now); err != nil {
		return nil, err
	}
	monday := now.Truncate(24 * time.Hour)
	monday = monday.AddDate(0, 0, -(int(monday.Weekday())+6)%7)
	return &past{company: company, reader: c.Reader, start: monday.AddDate(0, 0, -7*weeks), now: now, told: chronicle.Tickets, seed: c.Seed}, nil
}

// again starts anew, as a source is read more than once: the draws are the same.
func (p *past) again() history.Source {
	fresh := *p
	fresh.rand = shuffle(p.seed)
	fresh.texts, fresh.err = readTexts(fresh.rand)
	if fresh.err == nil {
		fresh.people = &people{names: fresh.texts.Names, firms: p.firms, known: map[string][]history.Requester{}}
	}
	return &fresh
}

// shuffle orders the texts. The first draws are the same for the past and for
// what comes after it, so that they share the texts out.
func shuffle(seed uint64) *rand.Rand { return rand.New(rand.NewPCG(seed, 1)) }
