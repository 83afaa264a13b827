package watch_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/lifecycle"
	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/internal/watch"
	"switchyard/models"
	"switchyard/models/modelstest"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// settled is how many tickets make a reference here; internal/bench has the real
// number.
const settled = 300

var lead = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{1}}

// desk is a desk whose tickets are read by a model that the test speaks for.
type desk struct {
	testing.TB
	*lifecycle.Desk
	store    store.Store
	registry *registry.Registry
	rng      *rand.Rand
	model    string
	starters *models.Set

	mu  sync.Mutex
	now time.Time
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func newDesk(t testing.TB, s store.Store) *desk {
	d := &desk{TB: t, store: s, rng: rand.New(rand.NewPCG(1, 2)), model: "category@one", now: time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)}
	d.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), d.clock, newID)
	d.registry = registry.New(registry.Config{Store: s, Now: d.clock, NewID: newID})
	return d
}

func (d *desk) clock() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.now = d.now.Add(time.Second)
	return d.now
}

// node is one that watches the desk.
func (d *desk) node() *watch.Watch {
	return watch.New(watch.Config{Store: d.store, Registry: d.registry, Starters: d.starters, Settled: settled, Now: d.clock, NewID: newID, Log: slog.New(slog.DiscardHandler)})
}

func (d *desk) look(nodes ...*watch.Watch) {
	d.Helper()
	for _, w := range nodes {
		if err := w.Look(d.Context()); err != nil {
			d.Fatal(err)
		}
	}
}

// category is how the tests see the task.
func (d *desk) category(w *watch.Watch) watch.Report {
	d.Helper()
	all, err := w.Reports(d.Context())
	if err != nil || len(all) != len(watch.Tasks()) {
		d.Fatalf("%d reports, %v", len(all), err)
	}
	return all[0]
}

// open takes in a ticket of which the model says this.
func (d *desk) open(label string, p float64, action classifier.Action, body string) ticket.Ticket {
	d.Helper()
	rest := (1 - p) / 3
	var ranked []classifier.Ranked
	for _, l := range []string{"billing", "login", "refund", "shipping"} {
		q := rest
		if l == label {
			q = p
		}
		ranked = append(ranked, classifier.Ranked{Label: l, Probability: q})
	}
	analysis, err := json.Marshal(triage.Decision{Language: triage.Language{Tag: "en"}, Models: map[string]string{"category": d.model},
		Category: &triage.Choice{Label: label, Probability: p, Ranked: ranked, Action: action}})
	if err != nil {
		d.Fatal(err)
	}
	apply := map[string]string{}
	if action == classifier.Apply {
		apply["category"] = label
	}
	id := newID()
	opened, _, err := d.Open(d.Context(), lifecycle.Intake{Actor: ticket.Actor{Kind: ticket.ByRequester, ID: id}, Requester: ticket.Requester{ID: id, Name: "Ada"},
		Subject: "help", Words: lifecycle.Words{Text: body}, Reading: &lifecycle.Reading{Language: "en", Apply: apply, Analysis: analysis}})
	if err != nil {
		d.Fatal(err)
	}
	return opened
}

// usual tickets, of which a share is about refunds besides.
func (d *desk) usual(n int, refunds float64) {
	d.Helper()
	for range n {
		label := []string{"billing", "billing", "login", "shipping", "refund"}[d.rng.IntN(5)]
		if d.rng.Float64() < refunds {
			label = "refund"
		}
		d.open(label, .6+.39*d.rng.Float64(), classifier.Suggest, d.words())
	}
}

func (d *desk) words() string {
	var out []string
	for range 6 {
		out = append(out, fmt.Sprintf("w%c%c", 'a'+d.rng.IntN(20), 'a'+d.rng.IntN(5)))
	}
	return strings.Join(out, " ")
}

func (d *desk) events(what ticket.EventType) int {
	d.Helper()
	found, err := d.store.Events(d.Context(), store.EventQuery{Types: []ticket.EventType{what}, Limit: 1000})
	if err != nil {
		d.Fatal(err)
	}
	return len(found)
}

func (d *desk) held() (registry.Hold, bool) {
	d.Helper()
	s, err := d.registry.Standing(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	h, held := s.Holds[models.Category]
	return h, held
}

// A shift is noticed once, by whichever node, holds the task, is known to a node
// that starts later, and ends when a person says so.
func TestAShiftHoldsTheTask(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		one, two := d.node(), d.node()
		d.usual(settled/2, 0)
		d.look(one)
		if r := d.category(one); r.State != "gathering" || r.Tickets != settled/2 {
			t.Fatalf("%+v", r)
		}
		d.usual(settled/2+200, 0)
		d.look(one, two)
		for _, w := range []*watch.Watch{one, two} {
			if r := d.category(w); r.State != "watching" || r.Tickets != settled+200 || len(r.Monitor) != 8 {
				t.Fatalf("%+v", r)
			}
		}
		for range 10 {
			d.usual(50, .35)
			var both sync.WaitGroup
			for _, w := range []*watch.Watch{one, two} {
				both.Go(func() { d.look(w) })
			}
			both.Wait()
			if _, held := d.held(); held {
				break
			}
		}
		hold, held := d.held()
		if !held || !strings.Contains(hold.Why, "refund are") || hold.By.Kind != ticket.ByMachine {
			t.Fatalf("a third of the tickets are about refunds by now: %+v", hold)
		}
		late := d.node()
		d.usual(60, .35)
		d.look(one, two, late)
		if n := d.events(watch.DriftNoticed); n != 1 {
			t.Errorf("it was told %d times, want once", n)
		}
		for _, w := range []*watch.Watch{one, two, late} {
			if r := d.category(w); r.State != "alarmed" || r.Alarm == nil || r.Alarm.Words != hold.Why || !strings.Contains(r.Words, "suggested, not applied") {
				t.Errorf("a node does not know: %+v", r)
			}
		}
		if err := d.registry.Release(t.Context(), models.Category, "we sell differently now", lead); err != nil {
			t.Fatal(err)
		}
		d.usual(10, .35)
		d.look(two, one, late)
		for _, w := range []*watch.Watch{one, two, late} {
			if r := d.category(w); r.State != "gathering" || r.Alarm != nil {
				t.Errorf("after the release: %+v", r)
			}
		}
		if _, held := d.held(); held {
			t.Error("it is held again for what a person has released")
		}
	})
}

// lagging is a store whose head is always one event behind, as it is where an event
// comes between two questions.
type lagging struct{ store.Store }

func (s lagging) Head(ctx context.Context) (int64, error) {
	head, err := s.Store.Head(ctx)
	return max(0, head-1), err
}

// What comes between asking for the head and for the events is seen once.
func TestEachTicketIsSeenOnce(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	d.store = lagging{d.store}
	w := d.node()
	for range 4 {
		d.usual(3, 0)
		d.look(w, w)
	}
	if r := d.category(w); r.Tickets != 12 {
		t.Errorf("%d tickets were seen, 12 came", r.Tickets)
	}
}

// A champion whose bundle is gone promises nothing, and keeps nothing from being
// watched.
func TestAChampionWithoutABundle(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	w := d.node()
	d.usual(3, 0)
	d.look(w)
	v, err := d.registry.Add(t.Context(), registry.Version{Task: models.Category, Stage: registry.Champion}, bundle(), lead, "a try", registry.Beside{})
	if err != nil {
		t.Fatal(err)
	}
	record, err := d.store.Record(t.Context(), store.Bundles, v.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.store.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Expect: record.Version, Record: record, Remove: true}}}); err != nil {
		t.Fatal(err)
	}
	d.look(w)
	if r := d.category(w); r.Model != v.Name || r.State != "gathering" {
		t.Errorf("%+v", r)
	}
}

// bundle says the same of every text.
func bundle() *models.Bundle {
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 8
	network := &models.Network{Rows: settings.Buckets, Hidden: 1, Outputs: 2, Table: make([]float32, settings.Buckets),
		Bias: make([]float32, 1), Out: make([]float32, 2), OutBias: make([]float32, 2)}
	graph, err := network.Graph().Encode()
	if err != nil {
		panic(err)
	}
	return &models.Bundle{Files: map[string][]byte{models.GraphFile: graph}, Manifest: models.Manifest{
		Task: models.Category, Kind: models.NGrams, Name: "category", Labels: []string{"refund", "shipping"}, Features: &settings, Temperature: 1}}
}

// A new champion begins anew, and what was held for the one before is applied again.
func TestANewChampionBeginsAnew(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	w := d.node()
	d.usual(settled, 0)
	d.look(w)
	for range 10 {
		d.usual(50, .6)
		if d.look(w); d.category(w).State == "alarmed" {
			break
		}
	}
	if _, held := d.held(); !held {
		t.Fatal("nothing was noticed")
	}
	v, err := d.registry.Add(t.Context(), registry.Version{Task: models.Category, Stage: registry.Shadow}, bundle(), lead, "a try", registry.Beside{})
	if err != nil {
		t.Fatal(err)
	}
	if v, err = d.registry.Promote(t.Context(), v.ID, lead, "it is better"); err != nil {
		t.Fatal(err)
	}
	d.usual(5, 0) // still by the model before
	d.model = v.Name
	d.usual(7, 0)
	d.look(w)
	if r := d.category(w); r.State != "gathering" || r.Model != v.Name || r.Tickets != 7 {
		t.Errorf("%+v", r)
	}
	if _, held := d.held(); held {
		t.Error("the task is held for a model that does not answer any more")
	}
}

// Applied answers that are wrong more often than a certificate allows are noticed
// from those that are judged blindly.
func TestABrokenPromiseHoldsTheTask(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	now := d.clock()
	model := modelstest.Fixed(t, models.Manifest{Task: models.Category, Name: "category", Labels: []string{"billing", "login", "refund", "shipping"}, Certificate: &models.Certificate{
		Alpha: .05, Delta: .1, By: models.Undivided, Groups: []models.CertifiedGroup{{Name: models.AllTexts, Threshold: .75}}, IssuedAt: now, ExpiresAt: now.AddDate(1, 0, 0),
		Sets: models.PredictionSets{Alpha: .05, Quantile: .6}, Reference: *models.NewSummary()}}, .4, .3, .2, .1)
	set, err := models.NewSet(model)
	if err != nil {
		t.Fatal(err)
	}
	d.starters, d.model = set, model.Manifest().Version()
	w := d.node()
	for i := range 200 {
		opened := d.open("billing", .9, classifier.Apply, d.words())
		verdict := ticket.Right
		if i%4 == 0 {
			verdict = ticket.Wrong
		}
		d.judge(opened, verdict, i%2 == 0) // of those that are not blind nothing follows
		if d.look(w); d.category(w).State == "alarmed" {
			break
		}
	}
	hold, held := d.held()
	if !held || !strings.Contains(hold.Why, "promised at most 5.0 %") {
		t.Errorf("half of what is judged blindly is wrong: %+v", d.category(w))
	}
	for _, m := range d.category(w).Monitor {
		if m.What == "errors" && (m.State != "alarmed" || m.Seen < 5 || m.Seen > 60) {
			t.Errorf("%+v", m)
		}
	}
}

// judge writes what somebody said of a ticket.
func (d *desk) judge(t ticket.Ticket, verdict ticket.Verdict, blind bool) {
	d.Helper()
	data, err := json.Marshal(ticket.Feedback{Field: "category", Verdict: verdict, Decision: t.Triage.Decision, Blind: blind, By: lead})
	if err != nil {
		d.Fatal(err)
	}
	expect := t.Version
	event := t.Append(ticket.Event{ID: newID(), Type: ticket.TicketJudged, Actor: lead, At: d.clock(), Data: data})
	if _, err := d.store.Commit(d.Context(), &store.Write{Tickets: []store.TicketWrite{{Expect: expect, Ticket: t}}, Events: []ticket.Event{event}}); err != nil {
		d.Fatal(err)
	}
}
