package rollout_test

import (
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/rollout"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/models"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

var lead = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{1}}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// bundle says "refund" of every text with this probability.
func bundle(p float64) *models.Bundle {
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 8
	network := &models.Network{Rows: settings.Buckets, Hidden: 1, Outputs: 2, Table: make([]float32, settings.Buckets),
		Bias: make([]float32, 1), Out: make([]float32, 2), OutBias: []float32{float32(math.Log(p)), float32(math.Log(1 - p))}}
	graph, err := network.Graph().Encode()
	if err != nil {
		panic(err)
	}
	return &models.Bundle{Files: map[string][]byte{models.GraphFile: graph}, Manifest: models.Manifest{
		Task: models.Category, Kind: models.NGrams, Name: "category", Labels: []string{"refund", "shipping"}, Features: &settings, Temperature: 1,
		CreatedAt: time.Unix(0, 0).UTC(),
	}}
}

// node is one that serves a desk.
type node struct {
	testing.TB
	*rollout.Follower
	registry *registry.Registry
	store    store.Store
	base     string // version of the base model
}

func newNode(t testing.TB, s store.Store) *node {
	t.Helper()
	b := bundle(.6)
	if _, err := b.Seal(); err != nil {
		t.Fatal(err)
	}
	set, err := models.OpenSet([]*models.Bundle{b}, models.Options{})
	if err != nil {
		t.Fatal(err)
	}
	n := &node{TB: t, store: s, base: b.Manifest.Version()}
	n.registry = registry.New(registry.Config{Store: s, Settings: setup.New(s, time.Now, newID).Settings, Now: time.Now, NewID: newID})
	n.Follower, err = rollout.New(rollout.Config{Registry: n.registry, Store: s, Base: set, FalseAlarms: .05, Now: time.Now, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	n.Start(t.Context())
	return n
}

// background runs the node until the test ends.
func (n *node) background(loops ...func(context.Context)) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		ends := make(chan struct{}, len(loops))
		for _, loop := range loops {
			go func() { loop(ctx); ends <- struct{}{} }()
		}
		for range loops {
			<-ends
		}
	}()
	n.Cleanup(func() { cancel(); <-done })
}

func (n *node) add(p float64, stage registry.Stage) registry.Version {
	n.Helper()
	v, err := n.registry.Add(n.Context(), registry.Version{Task: models.Category, Stage: stage}, bundle(p), lead, "it was better", registry.Beside{})
	if err != nil {
		n.Fatal(err)
	}
	return v
}

func (n *node) move(v registry.Version, to registry.Stage, share float64) {
	n.Helper()
	if _, err := n.registry.Move(n.Context(), v.ID, to, share, lead, "time has come"); err != nil {
		n.Fatal(err)
	}
}

// says is what the node answers with, in short: what counts, what stands beside,
// and whether it is held.
func (n *node) says() string {
	n.Helper()
	d, err := n.Switch().Decide(triage.Item{ID: "7", Body: "hello"}, time.Now())
	if err != nil {
		n.Fatal(err)
	}
	out := d.Models["category"]
	if o, ok := d.Beside[models.Category]; ok {
		out += fmt.Sprintf(" beside %s at %v", o.Model, o.Share)
	}
	if _, held := n.Switch().Lineup().Held[models.Category]; held {
		out += " held"
	}
	return out
}

// eventually waits until something holds, long enough for any machine.
func eventually(t testing.TB, what string, holds func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !holds(); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("it never came that %s", what)
		}
	}
}

func TestNodesFollowTheRegistry(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		a, b := newNode(t, s), newNode(t, s)
		a.background(a.Follow)
		b.background(b.Follow)
		expect := func(want string) {
			t.Helper()
			for _, n := range []*node{a, b} {
				eventually(t, "both answer with "+want+", not "+n.says(), func() bool { return n.says() == want })
			}
		}
		expect(a.base)
		v := a.add(.8, registry.Shadow)
		expect(a.base + " beside " + v.Name + " at 0")
		a.move(v, registry.Canary, 1)
		expect(v.Name + " beside " + a.base + " at 1")
		a.move(v, registry.Champion, 0)
		expect(v.Name + " beside " + a.base + " at 0")
		w := b.add(.9, registry.Shadow)
		expect(v.Name + " beside " + w.Name + " at 0")
		b.move(w, registry.Champion, 0)
		expect(w.Name + " beside " + v.Name + " at 0") // the champion before stays warm
		if _, err := a.registry.Hold(t.Context(), models.Category, "labels have shifted", lead); err != nil {
			t.Fatal(err)
		}
		expect(w.Name + " beside " + v.Name + " at 0 held")
		if err := b.registry.Release(t.Context(), models.Category, "they have not", lead); err != nil {
			t.Fatal(err)
		}
		a.move(w, registry.RolledBack, 0)
		expect(v.Name + " beside " + a.base + " at 0")
		if p := a.Problems(); len(p) > 0 {
			t.Errorf("problems: %v", p)
		}
	})
}

// A champion whose bundle is gone does not answer, the starter model does, and
// everybody is told.
func TestABundleThatIsGone(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		first := newNode(t, s)
		v := first.add(.8, registry.Champion)
		w := first.add(.9, registry.Champion)
		remove := func(v registry.Version) {
			r, err := s.Record(t.Context(), store.Bundles, v.ID)
			if err != nil {
				t.Fatal(err)
			}
			if _, err := s.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Expect: r.Version, Record: r, Remove: true}}}); err != nil {
				t.Fatal(err)
			}
		}
		remove(w)
		n := newNode(t, s)
		if got := n.says(); !strings.HasPrefix(got, v.Name) {
			t.Errorf("%s answers, not the champion before, %s", got, v.Name)
		}
		if p := n.Problems(); len(p) != 1 || p[0].Version != w.Name || !strings.Contains(p[0].Detail, "not in the database") {
			t.Errorf("problems: %+v", p)
		}
		remove(v)
		n = newNode(t, s)
		if got := n.says(); got != n.base {
			t.Errorf("%s answers, not the starter model", got)
		}
	})
}

func TestCloseLeavesTheBaseModels(t *testing.T) {
	n := newNode(t, enginetest.SQLite(t))
	v := n.add(.8, registry.Champion)
	n.Start(t.Context())
	if !strings.HasPrefix(n.says(), v.Name) {
		t.Fatal(n.says())
	}
	loan := n.Switch().Borrow()
	over, cancel := context.WithCancel(t.Context())
	cancel()
	if err := n.Close(over); err == nil {
		t.Error("it closed models that somebody asks")
	}
	loan.Return()
	if err := n.Close(t.Context()); err != nil || n.says() != n.base {
		t.Errorf("%s answers after the end, %v", n.says(), err)
	}
}

// file stores a ticket that both models read, and that a person judged blindly.
func (n *node) file(truth string, said triage.Decision) {
	n.Helper()
	now := time.Now().UTC()
	analysis, err := json.Marshal(&said)
	if err != nil {
		n.Fatal(err)
	}
	decision := newID()
	t := ticket.Ticket{ID: newID(), Subject: "hello", Status: ticket.New, Priority: ticket.Normal, Language: "en", Channel: ticket.API, Requester: newID(),
		Category: truth, Human: []string{"category"}, CreatedAt: now, UpdatedAt: now, StatusAt: now,
		Triage: ticket.Triage{State: ticket.TriageDone, Decision: decision, Audit: &ticket.Audit{Propensity: .04, Fields: []string{"category"},
			Judged: []ticket.Judgement{{Field: "category", Value: truth, By: lead, At: now}}}}}
	event := t.Append(ticket.Event{ID: newID(), Type: ticket.TicketJudged, Actor: lead, At: now, Data: json.RawMessage(`{}`)})
	_, err = n.store.Commit(n.Context(), &store.Write{
		Tickets:   []store.TicketWrite{{Ticket: t}},
		Decisions: []ticket.Decision{{ID: decision, Ticket: t.ID, At: now, Analysis: analysis}},
		Events:    []ticket.Event{event},
	})
	if err != nil {
		n.Fatal(err)
	}
}

// A challenger that errs where the champion does not is rolled back by whichever
// node notices; half of what it is judged by was there before the nodes started.
func TestTheWorseChallengerIsRolledBack(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		n := newNode(t, s)
		v := n.add(.2, registry.Shadow) // says shipping
		n.Start(t.Context())
		said, err := n.Switch().Decide(triage.Item{ID: "7", Body: "hello"}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		for range 6 {
			n.file("refund", said)
		}
		other := newNode(t, s)
		n.background(n.Follow, n.Judge)
		other.background(other.Follow, other.Judge)
		for range 6 {
			n.file("refund", said)
		}
		var now registry.Version
		eventually(t, "the worse challenger is rolled back", func() bool {
			now, err = n.registry.Version(t.Context(), v.ID)
			return err == nil && now.Stage == registry.RolledBack
		})
		last := now.Steps[len(now.Steps)-1]
		if len(now.Steps) != 2 || last.By.Kind != ticket.ByMachine || !strings.Contains(last.Why, "judged blindly it alone was wrong on ") {
			t.Errorf("%+v", now.Steps)
		}
		eventually(t, "nothing is tried any more", func() bool { return n.says() == n.base && other.says() == n.base })
	})
}

// A challenger that nothing speaks against goes its way to the top, one stage
// after the other, on two nodes.
func TestAChallengerGoesItsWay(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		n, other := newNode(t, s), newNode(t, s)
		settings := registry.DefaultSettings()
		settings.ShadowHours, settings.StepHours, settings.Tickets, settings.Shares = 0, 0, 3, []float64{.2, 1}
		if _, err := setup.New(s, time.Now, newID).Settings.Put(t.Context(), lead, registry.SettingsKey, 0, settings); err != nil {
			t.Fatal(err)
		}
		v := n.add(.8, registry.Shadow)
		n.Start(t.Context())
		n.background(n.Follow, n.Judge)
		other.background(other.Follow, other.Judge)
		said, err := n.Switch().Decide(triage.Item{ID: "7", Body: "hello"}, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		var now registry.Version
		eventually(t, "it is champion", func() bool {
			n.file("refund", said)
			now, err = n.registry.Version(t.Context(), v.ID)
			return err == nil && now.Stage == registry.Champion
		})
		way := ""
		for _, step := range now.Steps {
			way += fmt.Sprintf("%s %v, ", step.To, step.Share)
		}
		if way != "shadow 0, canary 0.2, canary 1, champion 0, " {
			t.Errorf("it went %s", way)
		}
	})
}
