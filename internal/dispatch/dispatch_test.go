package dispatch_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// monday is when the tests happen: 09:00 in UTC.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

// reader answers for the models.
type reader func(triage.Item) (triage.Decision, error)

func (r reader) Decide(item triage.Item, _ time.Time) (triage.Decision, error) { return r(item) }

// readsWell finds every text to be English and about billing.
func readsWell(triage.Item) (triage.Decision, error) {
	return triage.Decision{
		Language: triage.Language{Tag: "en", Confidence: 1},
		Category: &triage.Choice{Label: "billing_payment", Action: classifier.Apply},
		Priority: &triage.Choice{Label: "high", Action: classifier.Suggest},
		Anger:    &triage.Anger{Flag: triage.Flag{Probability: .9, Flagged: true}},
	}, nil
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// desk is a dispatcher over a real database.
type desk struct {
	*dispatch.Dispatcher
	testing.TB
	store store.Store
	desk  *lifecycle.Desk
	now   func() time.Time
}

// open makes a desk of agents, each {email, what else}.
func open(t testing.TB, r dispatch.Reader, agents ...ticket.Agent) *desk {
	t.Helper()
	s := enginetest.SQLite(t)
	for i := range agents {
		put(t, s, 0, &agents[i])
	}
	return join(t, s, r, func() time.Time { return monday })
}

// join is another node on the same database, with a policy whose choices are
// plain to see.
func join(t testing.TB, s store.Store, r dispatch.Reader, now func() time.Time) *desk {
	t.Helper()
	settings := rule.Default()
	settings.Policy.Name = routing.LeastLoaded
	return joinBy(t, s, r, now, settings)
}

// joinBy is a node with settings of its own.
func joinBy(t testing.TB, s store.Store, r dispatch.Reader, now func() time.Time, settings rule.Settings) *desk {
	t.Helper()
	return joinWith(t, s, r, now, settings, nil)
}

// joinWith is a node with settings and an experience of its own, nil for none.
func joinWith(t testing.TB, s store.Store, r dispatch.Reader, now func() time.Time, settings rule.Settings, x dispatch.Experience) *desk {
	t.Helper()
	d := &desk{TB: t, store: s, now: now}
	d.desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), now, newID)
	reader, err := dispatch.Unchanging(settings)
	if err != nil {
		t.Fatal(err)
	}
	d.Dispatcher, err = dispatch.New(t.Context(), dispatch.Config{
		Store: s, Desk: d.desk, Reader: r, Settings: reader, Experience: x, Budget: 10 * time.Second, Now: now, NewID: newID, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// put stores an agent.
func put(t testing.TB, s store.Store, expect int64, a *ticket.Agent) {
	t.Helper()
	body, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	w := &store.Write{Records: []store.RecordWrite{{Expect: expect, Record: store.Record{Kind: store.Agents, ID: a.ID, Key: a.Email, Body: body}}}}
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
}

func agent(n byte, capacity int) ticket.Agent {
	return ticket.Agent{ID: uuid.UUID{n}, Email: fmt.Sprintf("agent%d@example.org", n), Name: "Agent", Status: ticket.Online, Capacity: map[ticket.Channel]int{ticket.API: capacity}}
}

// receive takes in a ticket of somebody.
func (d *desk) receive(from string) dispatch.Received {
	d.Helper()
	requester, err := d.Requester(d.Context(), from, "")
	if err != nil {
		d.Fatal(err)
	}
	got, err := d.Receive(d.Context(), lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.BySystem}, Requester: requester, Subject: "Charged twice", Words: lifecycle.Words{Text: "Please refund."}})
	if err != nil {
		d.Error(err)
	}
	return got
}

// run runs the dispatcher until something is so.
func (d *desk) run(what string, until func() bool) {
	d.Helper()
	ctx, stop := context.WithCancel(d.Context())
	var ended sync.WaitGroup
	ended.Go(func() { d.Run(ctx) })
	defer ended.Wait()
	defer stop()
	for patience := time.Now().Add(30 * time.Second); !until(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(patience) {
			d.Fatalf("waited in vain: %s", what)
		}
	}
}

func (d *desk) ticket(id uuid.UUID) ticket.Ticket {
	t, err := d.store.Ticket(context.WithoutCancel(d.Context()), id)
	if err != nil {
		d.Error(err)
	}
	return t
}

func TestReceiveReadsAndAssigns(t *testing.T) {
	busy, free := agent(1, 5), agent(2, 10)
	d := open(t, reader(readsWell), busy, free)
	got := d.receive("ada@example.org")
	if got.Ticket.Category != "billing_payment" || got.Ticket.Priority != ticket.Normal || got.Ticket.Language != "en" || got.Ticket.Status != ticket.Open {
		t.Errorf("%+v: want the category applied, the priority only suggested", got.Ticket)
	}
	if len(got.Ticket.Mood) != 1 || !got.Ticket.Mood[0].Angry {
		t.Errorf("mood %+v", got.Ticket.Mood)
	}
	if got.Decision == nil || got.Decision.Assignment == nil || len(got.Decision.Assignment.Candidates) != 2 || got.Decision.Assignment.Agent != got.Ticket.Assignee {
		t.Errorf("decision %+v", got.Decision)
	}
	// Shares of capacity stay level: 5 and 10 places fill one to two.
	for range 11 {
		d.receive("ada@example.org")
	}
	loads, err := d.store.Loads(t.Context())
	if err != nil || loads[store.Slot{Agent: busy.ID, Channel: ticket.API}] != 4 || loads[store.Slot{Agent: free.ID, Channel: ticket.API}] != 8 {
		t.Errorf("loads %v, %v", loads, err)
	}
}

// Whatever the models do, the ticket is stored, and read later.
func TestNothingIsLostWhenModelsFail(t *testing.T) {
	for name, fail := range map[string]reader{
		"error": func(triage.Item) (triage.Decision, error) { return triage.Decision{}, errors.New("no") },
		"panic": func(triage.Item) (triage.Decision, error) { panic("no") },
	} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			failing := true
			now := monday
			d := open(t, nil, agent(1, 5))
			d = join(t, d.store, reader(func(item triage.Item) (triage.Decision, error) {
				mu.Lock()
				defer mu.Unlock()
				if failing {
					return fail(item)
				}
				return readsWell(item)
			}), func() time.Time { mu.Lock(); defer mu.Unlock(); return now })
			got := d.receive("ada@example.org")
			if got.Ticket.Triage.State != ticket.TriagePending || got.Ticket.Category != "" {
				t.Fatalf("%+v", got.Ticket)
			}
			mu.Lock()
			failing, now = false, monday.Add(time.Minute)
			mu.Unlock()
			d.run("the ticket to be read", func() bool { return d.ticket(got.Ticket.ID).Triage.State == ticket.TriageDone })
			if after := d.ticket(got.Ticket.ID); after.Category != "billing_payment" {
				t.Errorf("read later: %+v", after)
			}
		})
	}
}

// What came in while nobody was there goes out when somebody comes, the most
// urgent first and then the oldest.
func TestWaitingTicketsGoOut(t *testing.T) {
	away := agent(1, 2)
	away.Status = ticket.Away
	d := open(t, reader(readsWell), away)
	var waiting []uuid.UUID
	for range 4 {
		waiting = append(waiting, d.receive("ada@example.org").Ticket.ID)
	}
	urgent := ticket.Urgent
	if _, err := d.desk.Do(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByToken}, Ticket: waiting[3]}, lifecycle.Edit{Priority: &urgent}); err != nil {
		t.Fatal(err)
	}
	away.Status = ticket.Online
	put(t, d.store, 1, &away)
	has := func(i int) bool { return d.ticket(waiting[i]).Assignee == away.ID }
	d.run("two tickets to be assigned", func() bool { return has(3) && has(0) })
	if has(1) || has(2) {
		t.Error("more was assigned than there was room for")
	}
	if _, err := d.desk.Do(t.Context(), lifecycle.Order{Actor: ticket.Actor{Kind: ticket.ByAgent, ID: away.ID}, Ticket: waiting[3]}, lifecycle.Move{To: ticket.Resolved}); err != nil {
		t.Fatal(err)
	}
	d.run("the next to be assigned", func() bool { return has(1) })
}

func TestShiftsAndLanguages(t *testing.T) {
	asleep, french := agent(1, 50), agent(2, 2)
	asleep.Schedule = json.RawMessage(`{"time_zone": "Asia/Tokyo", "weekly": [{"day": "monday", "from": "09:00", "to": "17:00"}]}`) // 18:00 there
	french.Languages = map[string]int{"fr": 5, "en": 2}
	d := open(t, reader(readsWell), asleep, french, agent(3, 1))
	for i := range 3 {
		got := d.receive("ada@example.org")
		if got.Ticket.Assignee == asleep.ID {
			t.Errorf("ticket %d went to somebody who is off shift: %+v", i, got.Decision.Assignment)
		}
	}
	if got := d.receive("ada@example.org"); got.Ticket.Assignee != uuid.Nil || got.Decision.Assignment.Reason != "nobody is free: 2 no room, 1 off shift" {
		t.Errorf("%+v", got.Decision.Assignment)
	}
}

// Two nodes, many clients, agents of capacity 3: nobody ever holds more.
func TestNodesNeverExceedCapacity(t *testing.T) {
	d := open(t, reader(readsWell), agent(1, 3), agent(2, 3), agent(3, 3))
	nodes := []*desk{d, join(t, d.store, reader(readsWell), d.now)}
	var clients sync.WaitGroup
	for i := range 20 {
		clients.Go(func() { nodes[i%2].receive(fmt.Sprintf("r%d@example.org", i%4)) })
	}
	clients.Wait()
	loads, err := d.store.Loads(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for slot, n := range loads {
		total += n
		if n > 3 {
			t.Errorf("agent %s holds %d", slot.Agent, n)
		}
	}
	if total != 9 {
		t.Errorf("%d tickets were assigned, want all 9 places taken", total)
	}
	all, err := d.store.List(t.Context(), store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: 100})
	if err != nil || len(all) != 20 {
		t.Errorf("%d tickets, %v; want 20", len(all), err)
	}
}

func TestRequesterIsRefused(t *testing.T) {
	d := open(t, nil)
	for _, address := range []string{"", "ada", "ada@", "@example.org", "a b@example.org", "ada@example.org, bob@example.org"} {
		if _, err := d.Requester(t.Context(), address, ""); !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("%q: %v", address, err)
		}
	}
}
