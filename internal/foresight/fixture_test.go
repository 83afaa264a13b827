package foresight

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

var (
	ada   = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xa}}
	bob   = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xb}}
	rita  = ticket.Actor{Kind: ticket.ByRequester}
	clock = ticket.Actor{Kind: ticket.BySystem}
)

// desk is a Desk over a real database, with a clock that the test moves.
type desk struct {
	*lifecycle.Desk
	t     *testing.T
	store store.Store
	now   time.Time
	n     int
}

func newDesk(t *testing.T, s store.Store) *desk {
	d := &desk{t: t, store: s, now: monday}
	d.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), d.clock, func() uuid.UUID { return uuid.Must(uuid.NewV7()) })
	return d
}

func (d *desk) clock() time.Time { return d.now }

func (d *desk) foresight() *Foresight {
	return New(Config{Store: d.store, Now: d.clock, Log: slog.New(slog.DiscardHandler)})
}

// open opens a ticket that ada gets.
func (d *desk) open(category string, anger float64) ticket.Ticket {
	d.t.Helper()
	d.n++
	opened, _, err := d.Open(d.t.Context(), lifecycle.Intake{
		Actor:     rita,
		Requester: ticket.Requester{ID: uuid.Must(uuid.NewV7()), Addresses: []string{fmt.Sprintf("r%d@example.org", d.n)}, CreatedAt: d.now},
		Subject:   "a", Words: lifecycle.Words{Text: "Please help."}, Category: category,
		Reading: &lifecycle.Reading{Language: "en", Mood: &ticket.Mood{Anger: anger, Valence: -anger}},
		Choice:  &lifecycle.Choice{Assignment: ticket.Assignment{Agent: ada.ID}},
	})
	if err != nil {
		d.t.Fatal(err)
	}
	return opened
}

func (d *desk) do(actor ticket.Actor, id uuid.UUID, commands ...lifecycle.Command) {
	d.t.Helper()
	if _, err := d.Do(d.t.Context(), lifecycle.Order{Actor: actor, Ticket: id}, commands...); err != nil {
		d.t.Fatal(err)
	}
}

// last is the number of the latest ticket, 0 for none.
func (d *desk) last() int64 {
	d.t.Helper()
	latest, err := d.store.List(d.t.Context(), store.TicketQuery{Order: store.Order{By: store.ByNumber, Descending: true}, Limit: 1})
	if err != nil {
		d.t.Fatal(err)
	}
	if len(latest) == 0 {
		return 0
	}
	return latest[0].Number
}

// lives are those of all tickets after one, as they are now.
func (d *desk) lives(after int64) []*life {
	d.t.Helper()
	var numbers []int64
	for n, last := after+1, d.last(); n <= last; n++ {
		numbers = append(numbers, n)
	}
	wholes, err := d.store.Wholes(d.t.Context(), numbers, telling)
	if err != nil {
		d.t.Fatal(err)
	}
	lives := make([]*life, len(wholes))
	for i := range wholes {
		lives[i] = lifeOf(&wholes[i])
	}
	return lives
}

// past stores tickets that are over, with their past: every second is about vpn, and
// most of those were opened again.
func (d *desk) past(n int) {
	d.t.Helper()
	var r store.Restoration
	start := d.now.AddDate(0, 0, -90)
	for i := range n {
		at := start.Add(time.Duration(i) * 3 * time.Hour)
		d.n++
		category, again := "billing", i%12 == 0
		if i%2 == 1 {
			category, again = "vpn", i%5 != 0
		}
		type step struct {
			At       time.Time    `json:"at"`
			By       ticket.Actor `json:"by"`
			Field    string       `json:"field"`
			From, To string       `json:",omitempty"`
		}
		steps := []step{{at, rita, "status", "", "new"}, {at.Add(time.Hour), ada, "status", "new", "open"}, {at.Add(2 * time.Hour), ada, "status", "open", "resolved"}}
		touches := []ticket.Touch{{Agent: ada.ID, At: at.Add(time.Hour), EndedAt: at.Add(2 * time.Hour), End: ticket.Solved}}
		if again {
			steps = append(steps, step{at.Add(8 * time.Hour), rita, "status", "resolved", "open"}, step{at.Add(9 * time.Hour), ada, "status", "open", "resolved"})
			touches[0].ReopenedAt = at.Add(8 * time.Hour)
			touches = append(touches, ticket.Touch{Agent: ada.ID, Attempt: 1, At: at.Add(8 * time.Hour), EndedAt: at.Add(9 * time.Hour), End: ticket.Solved})
		}
		steps = append(steps, step{at.AddDate(0, 0, 5), clock, "status", "resolved", "closed"})
		data, err := json.Marshal(map[string]any{"source": "elsewhere", "steps": steps})
		if err != nil {
			d.t.Fatal(err)
		}
		who := ticket.Requester{ID: uuid.Must(uuid.NewV7()), Addresses: []string{fmt.Sprintf("r%d@example.org", d.n)}, CreatedAt: at}
		t := ticket.Ticket{
			ID: uuid.Must(uuid.NewV7()), Subject: "b", Status: ticket.Closed, Priority: ticket.Normal, Category: category, Language: "en", Channel: ticket.Web,
			Requester: who.ID, CreatedAt: at, UpdatedAt: at.AddDate(0, 0, 5), StatusAt: at.AddDate(0, 0, 5), ResolvedAt: at.Add(9 * time.Hour), ClosedAt: at.AddDate(0, 0, 5),
			Touches: touches, Triage: ticket.Triage{State: ticket.TriageDone},
		}
		e := t.Append(ticket.Event{ID: uuid.Must(uuid.NewV7()), Type: ticket.TicketImported, Actor: clock, At: d.now, Data: data})
		m := ticket.Message{ID: uuid.Must(uuid.NewV7()), Ticket: t.ID, Author: ticket.Actor{Kind: ticket.ByRequester, ID: who.ID}, Public: true, Text: "help", Channel: ticket.Web, At: at}
		r.Requesters = append(r.Requesters, who)
		r.Tickets = append(r.Tickets, store.Whole{Ticket: t, Messages: []ticket.Message{m}, Events: []ticket.Event{e}})
	}
	if _, err := d.store.Restore(d.t.Context(), &r); err != nil {
		d.t.Fatal(err)
	}
}
