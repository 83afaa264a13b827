package dispatch_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/dispatch"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/routing"
	"switchyard/routing/rule"
)

// flaky is a store that refuses, or loses, some of the writes that give a ticket
// to somebody: between the choice and its being known to be stored.
type flaky struct {
	store.Store
	failures atomic.Int64 // how many writes still fail
	lose     bool         // they are stored all the same
}

func (f *flaky) Commit(ctx context.Context, w *store.Write) (store.Receipt, error) {
	if len(w.Rooms) > 0 && f.failures.Add(-1) >= 0 {
		if f.lose {
			if _, err := f.Store.Commit(ctx, w); err != nil {
				return store.Receipt{}, err
			}
		}
		return store.Receipt{}, ticket.Wrap(ticket.Unavailable, errors.New("the connection was lost"), "try again later")
	}
	return f.Store.Commit(ctx, w)
}

// What fails between a choice and its storing takes nobody's room for good, and
// gives nobody more than they can hold.
func TestFailureBetweenChoiceAndStoring(t *testing.T) {
	for _, lose := range []bool{false, true} {
		t.Run(fmt.Sprintf("stored %v", lose), func(t *testing.T) {
			ada := agent(1, 2)
			plain := open(t, reader(readsWell), ada)
			f := &flaky{Store: plain.store, lose: lose}
			d := join(t, f, reader(readsWell), plain.now)
			requester, err := d.Requester(t.Context(), "ada@example.org", "")
			if err != nil {
				t.Fatal(err)
			}
			f.failures.Store(1)
			in := lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.BySystem}, Requester: requester, Words: lifecycle.Words{Text: "x"}}
			if _, err := d.Receive(t.Context(), in); !ticket.IsKind(err, ticket.Unavailable) {
				t.Fatalf("the failure is told as %v", err)
			}
			for range 3 {
				d.receive("ada@example.org")
			}
			f.failures.Store(1)
			_ = d.Look(t.Context(), true) // fails, or finds nothing to do
			for range 2 {
				if err := d.Look(t.Context(), true); err != nil {
					t.Fatal(err)
				}
			}
			loads, err := d.store.Loads(t.Context())
			if n := loads[store.Slot{Agent: ada.ID, Channel: ticket.API}]; err != nil || n != 2 {
				t.Errorf("she holds %d of 2, %v", n, err)
			}
		})
	}
}

// A choice whose write fails while the queue is drained is made again.
func TestFailureWhileDraining(t *testing.T) {
	away := agent(1, 3)
	away.Status = ticket.Away
	plain := open(t, reader(readsWell), away)
	f := &flaky{Store: plain.store}
	d := join(t, f, reader(readsWell), plain.now)
	for range 3 {
		d.receive("ada@example.org")
	}
	away.Status = ticket.Online
	put(t, f, 1, &away)
	f.failures.Store(2)
	failed := 0
	for d.Look(t.Context(), true) != nil {
		if failed++; failed > 2 {
			t.Fatal("it fails though the store does not")
		}
	}
	if failed == 0 {
		t.Error("the failure is not told")
	}
	loads, err := d.store.Loads(t.Context())
	if n := loads[store.Slot{Agent: away.ID, Channel: ticket.API}]; err != nil || n != 3 {
		t.Errorf("they hold %d of 3, %v", n, err)
	}
}

func TestNobodyToGiveItTo(t *testing.T) {
	offline, disabled, full, never := agent(1, 5), agent(2, 5), agent(3, 0), agent(4, 5)
	offline.Status, disabled.Disabled = ticket.Offline, true
	never.Schedule = json.RawMessage(`{"time_zone": "UTC"}`)
	for _, c := range []struct {
		name   string
		agents []ticket.Agent
		reason string
	}{
		{"no agents", nil, "there are no agents"},
		{"all offline", []ticket.Agent{offline}, "1 offline"},
		{"disabled", []ticket.Agent{disabled}, "1 disabled"},
		{"no room at all", []ticket.Agent{full}, "1 takes no api"},
		{"a schedule that never opens", []ticket.Agent{never}, "1 off shift"},
		{"all of them", []ticket.Agent{offline, disabled, full, never}, "1 disabled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := newTimed(t, rule.Default(), c.agents...)
			got := d.receive("ada@example.org")
			if got.Ticket.Assignee != uuid.Nil || got.Decision == nil || !strings.Contains(got.Decision.Assignment.Reason, c.reason) {
				t.Errorf("%+v", got.Decision.Assignment)
			}
			d.at(time.Hour)
			d.at(100 * time.Hour)
			if after := d.ticket(got.Ticket.ID); after.Assignee != uuid.Nil {
				t.Errorf("%s got it in the end", after.Assignee)
			}
			waiting, err := d.Waiting(t.Context(), nil, 10)
			if err != nil || len(waiting) != 1 || !strings.Contains(waiting[0].Reason, c.reason) {
				t.Errorf("the queue says %+v, %v", waiting, err)
			}
		})
	}
}

// Readings that are no numbers harm nothing.
func TestReadingsThatAreNoNumbers(t *testing.T) {
	for _, p := range []float64{math.NaN(), math.Inf(1), -1, 7} {
		d := open(t, reader(readsWell), agent(1, 5))
		d = joinBy(t, d.store, reader(func(item triage.Item) (triage.Decision, error) {
			found, err := readsWell(item)
			found.Category.Probability, found.Category.OutOfScope = p, p
			found.Sentiment = &triage.Sentiment{Valence: 0}
			return found, err
		}), d.now, rule.Default())
		requester, err := d.Requester(t.Context(), "ada@example.org", "")
		if err != nil {
			t.Fatal(err)
		}
		got, err := d.Receive(t.Context(), lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.BySystem}, Requester: requester, Words: lifecycle.Words{Text: "x"}})
		if err != nil {
			t.Fatal(err)
		}
		if a := got.Decision.Assignment; a == nil || a.Agent == uuid.Nil {
			t.Errorf("%v: nobody got it: %+v", p, a)
		}
	}
}

// An agent who is gone from the records holds up nothing.
func TestAgentWhoIsGone(t *testing.T) {
	ada := agent(1, 5)
	d := newTimed(t, rule.Default(), ada)
	got := d.receive("ada@example.org").Ticket
	if _, err := d.store.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Expect: 1, Remove: true, Record: store.Record{Kind: store.Agents, ID: ada.ID, Key: ada.Email}}}}); err != nil {
		t.Fatal(err)
	}
	d.at(time.Hour)
	later := d.receive("ada@example.org").Ticket
	if later.Assignee != uuid.Nil {
		t.Errorf("the later one is with %s", later.Assignee)
	}
	bob := agent(2, 5)
	d.change(0, &bob)
	d.at(2 * time.Hour)
	for _, id := range []uuid.UUID{got.ID, later.ID} {
		if after := d.ticket(id); after.Assignee != bob.ID {
			t.Errorf("one is with %s in the end", after.Assignee)
		}
	}
	if name := d.Named("{" + ada.ID.String() + "} has it"); name != "an agent who is gone has it" {
		t.Errorf("she is called %q", name)
	}
}

// Ten thousand agents are weighed, and fewer tickets are looked at together.
func TestTenThousandAgents(t *testing.T) {
	if testing.Short() {
		t.Skip("stores ten thousand agents")
	}
	d := open(t, reader(readsWell))
	const many = 10_000
	write := &store.Write{}
	for i := range many {
		a := agent(1, 1)
		a.ID, a.Email = uuid.UUID{1, byte(i >> 8), byte(i)}, fmt.Sprintf("a%d@example.org", i)
		a.Status = []ticket.Availability{ticket.Online, ticket.Away}[i%2]
		body, err := json.Marshal(&a)
		if err != nil {
			t.Fatal(err)
		}
		write.Records = append(write.Records, store.RecordWrite{Record: store.Record{Kind: store.Agents, ID: a.ID, Key: a.Email, Body: body}})
	}
	if _, err := d.store.Commit(t.Context(), write); err != nil {
		t.Fatal(err)
	}
	d = joinBy(t, d.store, reader(readsWell), d.now, rule.Default())
	got := d.receive("ada@example.org")
	if got.Ticket.Assignee == uuid.Nil || got.Decision.Assignment.Weighed != many || len(got.Decision.Assignment.Candidates) != 10 {
		t.Fatalf("%d were weighed, %d are listed", got.Decision.Assignment.Weighed, len(got.Decision.Assignment.Candidates))
	}
	replay, err := dispatch.ReplayDecision(t.Context(), d.store, got.Decision)
	if err != nil || !replay.Same() || len(replay.Case.Decision.Candidates) != many {
		t.Errorf("the replay: %v", err)
	}
	if size := len(got.Decision.Assignment.Case); size > 400_000 {
		t.Errorf("the case takes %d bytes", size)
	}
}

// A round that gives many tickets at once keeps the desk once, and each decision
// can be made again.
func TestRoundKeepsItsDeskOnce(t *testing.T) {
	agents := []ticket.Agent{agent(1, 3), agent(2, 3), agent(3, 3)}
	for i := range agents {
		agents[i].Status = ticket.Away
	}
	settings := rule.Default()
	settings.Policy.Exploration.Share = 0
	d := newTimed(t, settings, agents...)
	for range 12 {
		d.receive("ada@example.org")
	}
	for i := range agents {
		agents[i].Status = ticket.Online
		d.change(1, &agents[i])
	}
	d.at(time.Minute)
	decisions, err := d.store.DecisionsFrom(t.Context(), uuid.Nil, 100)
	if err != nil {
		t.Fatal(err)
	}
	given, shared := 0, 0
	for i := range decisions {
		a := decisions[i].Assignment
		if a == nil || a.Agent == uuid.Nil {
			continue
		}
		given++
		c, err := dispatch.ReadCase(a.Case)
		if err != nil {
			t.Fatal(err)
		}
		if c.With != uuid.Nil {
			shared++
		}
		if replay, err := dispatch.ReplayDecision(t.Context(), d.store, &decisions[i]); err != nil || !replay.Same() {
			t.Errorf("decision %s: %v", decisions[i].ID, err)
		}
	}
	if given != 9 || shared == 0 {
		t.Errorf("%d were given, %d share a desk", given, shared)
	}
	desks := len(decisions) - shared // of the twelve that came in, and of the round
	other := rule.Default()
	other.Policy.Name = routing.RoundRobin
	book, err := other.Compile()
	if err != nil {
		t.Fatal(err)
	}
	got, err := dispatch.Compare(t.Context(), d.store, book, monday.Add(-time.Hour))
	if got.Rounds != desks {
		t.Errorf("%d decisions were made again in %d rounds, want %d", got.Decisions, got.Rounds, desks)
	}
	if err != nil || got.Without > 0 || got.Was.Given != 9 || len(got.Categories) != 1 || got.Categories[0].Category != "billing_payment" {
		t.Errorf("compared: %+v, %v", got, err)
	}
}
