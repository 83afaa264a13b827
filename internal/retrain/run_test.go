package retrain

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/models"
)

var category = []models.Task{models.Category}

// A desk's own tickets make a challenger, a better history another that replaces
// it, and nothing new none.
func TestFromTheDesk(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		imported(t, s, some(1, 900))
		b := newBench(t, s, nil)
		run, err := b.Do(t.Context(), Order{Tasks: category, By: lead, Why: "first"}, nil)
		if err != nil || run.State != Done || !run.Promoted() || run.Results[0].Stage != registry.Shadow {
			t.Fatalf("%+v %v", run, err)
		}
		v, err := b.config.Registry.Version(t.Context(), run.Results[0].Version)
		if err != nil || v.Retraining != run.ID || v.Name != run.Results[0].Name || v.ParentName != "none" || v.Verdict == nil || v.Steps[0].By != lead {
			t.Errorf("the version: %+v %v", v, err)
		}
		bundle, err := b.config.Registry.Bundle(t.Context(), v.ID)
		if err != nil || bundle.Manifest.Hash != v.Hash {
			t.Errorf("its bundle: %v", err)
		}
		tickets, err := s.List(t.Context(), store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: 1})
		if err != nil {
			t.Fatal(err)
		}
		if stale, err := b.config.Registry.MarkStale(t.Context(), tickets[0].Requester, lead, "erased"); err != nil || len(stale) != 1 {
			t.Errorf("who wrote the first ticket was not seen: %v %v", stale, err)
		}
		if _, err := b.config.Registry.Promote(t.Context(), v.ID, lead, "good"); err != nil {
			t.Fatal(err)
		}
		order, due, err := b.due(t.Context(), &tally{})
		if err != nil || due {
			t.Errorf("a run so soon after the last: %+v %v", order, err)
		}
		b.pass(25 * time.Hour)
		order, due, err = b.due(t.Context(), &tally{})
		if err != nil || !due || !order.Replace || !strings.Contains(order.Why, v.Name+" must be replaced: erased") {
			t.Errorf("a stale champion is not replaced: %+v %v", order, err)
		}
		run, err = b.Do(t.Context(), Order{Tasks: category, By: lead, Why: "nothing new", Stage: registry.Champion}, nil)
		if err != nil || run.Results[0].Verdict == nil {
			t.Fatalf("%+v %v", run, err)
		}
		for _, test := range run.Results[0].Verdict.Tests {
			if test.Name == "better" && (!test.Passed || !strings.Contains(test.Words, "must be replaced")) {
				t.Errorf("one that replaces a stale champion had to be better: %+v", test)
			}
			if test.Name == "better" && !strings.Contains(test.Words, "below 0.0076 is needed") {
				t.Errorf("alpha of the second attempt: %s", test.Words)
			}
		}
	})
}

// A dry run judges and leaves nothing.
func TestTry(t *testing.T) {
	b := newBench(t, enginetest.SQLite(t), nil)
	rows := file(t, some(1, 700))
	run, err := b.Try(t.Context(), Order{Tasks: category, By: lead, History: rows}, nil)
	if err != nil || len(run.Results) != 1 || !run.Results[0].Verdict.Promote {
		t.Fatalf("%+v %v", run, err)
	}
	if head, err := b.store.Head(t.Context()); err != nil || head != 0 {
		t.Errorf("it left %d events (%v)", head, err)
	}
	if runs, err := b.List(t.Context()); err != nil || len(runs) != 0 {
		t.Errorf("it left %d runs (%v)", len(runs), err)
	}
}

// Two at once: one runs, the other is told. Cancelled from another node, it ends
// and leaves nothing but its record.
func TestOneAtATimeAndCancelled(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		b := newBench(t, s, nil)
		other := b.node("node-2", nil)
		order := Order{Tasks: category, By: lead, Why: "first", History: file(t, some(1, 700))}
		at, ended := make(chan struct{}), make(chan error)
		var run Run
		go func() {
			reached := false
			var err error
			run, err = b.Do(t.Context(), order, func(p Progress) {
				if p.Stage == Training && !reached {
					reached = true
					close(at)
				}
				time.Sleep(10 * time.Millisecond)
			})
			ended <- err
		}()
		<-at
		if _, err := other.Do(t.Context(), order, nil); !ticket.IsKind(err, ticket.Conflict) || !strings.Contains(err.Error(), "on node-1") {
			t.Errorf("a second run: %v", err)
		}
		runs, err := other.List(t.Context())
		if err != nil || len(runs) != 1 || runs[0].State != Running || runs[0].Node != "node-1" {
			t.Fatalf("seen from another node: %+v %v", runs, err)
		}
		if _, err := other.Cancel(t.Context(), runs[0].ID, lead); err != nil {
			t.Fatal(err)
		}
		if err := <-ended; err != nil || run.State != Cancelled {
			t.Errorf("the cancelled run: %+v %v", run, err)
		}
		if versions, err := b.config.Registry.Versions(t.Context()); err != nil || len(versions) != 0 {
			t.Errorf("%d versions were left (%v)", len(versions), err)
		}
		if _, err := other.Cancel(t.Context(), runs[0].ID, lead); !ticket.IsKind(err, ticket.Conflict) {
			t.Errorf("cancelled twice: %v", err)
		}
		if _, err := other.Do(t.Context(), order, nil); err != nil {
			t.Errorf("the next run: %v", err)
		}
	})
}

// A run that was declared dead while it slept may not write any more.
func TestDeclaredDead(t *testing.T) {
	b := newBench(t, enginetest.SQLite(t), nil)
	slow := New(b.config)
	slow.config.Beat = time.Hour // it is asleep
	order := Order{Tasks: category, By: lead, Why: "slow", History: file(t, some(1, 700))}
	_, err := slow.Do(t.Context(), order, func(p Progress) {
		if p.Stage != Judging {
			return
		}
		b.pass(2 * time.Minute)
		if _, err := b.Do(t.Context(), order, nil); err != nil {
			t.Error(err)
		}
	})
	if !errors.Is(err, errLost) {
		t.Errorf("it ended with %v", err)
	}
	versions, err := b.config.Registry.Versions(t.Context())
	if err != nil || len(versions) != 1 {
		t.Errorf("%d versions (%v)", len(versions), err)
	}
}

// Ctrl-C ends a run, which says so.
func TestInterruptedByContext(t *testing.T) {
	b := newBench(t, enginetest.SQLite(t), nil)
	ctx, stop := context.WithCancel(t.Context())
	run, err := b.Do(ctx, Order{Tasks: category, By: lead, Why: "x", History: file(t, some(1, 700))}, func(p Progress) {
		if p.Stage == Training {
			stop()
		}
	})
	if !errors.Is(err, context.Canceled) || run.State != Cancelled || run.Problem != "its process was stopped" {
		t.Errorf("%+v %v", run, err)
	}
	if again, err := b.Get(t.Context(), run.ID); err != nil || again.State != Cancelled {
		t.Errorf("%+v %v", again, err)
	}
}

// A failure and a panic are told, and the next run may begin.
func TestBroken(t *testing.T) {
	b := newBench(t, enginetest.SQLite(t), nil)
	run, err := b.Do(t.Context(), Order{Tasks: category, By: lead, Why: "x", History: &File{"/nowhere.jsonl"}}, nil)
	if err == nil || run.State != Failed || !strings.Contains(run.Problem, "nowhere.jsonl") {
		t.Errorf("%+v %v", run, err)
	}
	run, err = b.Do(t.Context(), Order{Tasks: category, By: lead, Why: "x"}, func(Progress) { panic("a slip") })
	if err == nil || run.State != Failed || !strings.Contains(run.Problem, "a slip") {
		t.Errorf("%+v %v", run, err)
	}
	run, err = b.Do(t.Context(), Order{Tasks: category, By: lead, Why: "x"}, nil)
	if err != nil || run.State != Done || run.Promoted() || !strings.Contains(run.Results[0].Words, "no ticket has both") {
		t.Errorf("%+v %v", run, err)
	}
	for _, order := range []Order{{Tasks: []models.Task{"anger"}}, {Tasks: []models.Task{"category", "category"}}, {Tasks: category, Stage: registry.Canary}} {
		if _, err := b.Do(t.Context(), order, nil); !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("%+v gives %v", order, err)
		}
	}
}

// A champion whose bundle is gone gives way to the one before, and that is told.
func TestLostChampion(t *testing.T) {
	b := newBench(t, enginetest.SQLite(t), nil)
	var champion registry.Version
	for seed := range uint64(2) {
		v, err := b.config.Registry.Add(t.Context(), registry.Version{Task: models.Category, Stage: registry.Champion}, learnt(t, some(seed, 150)), lead, "first", registry.Beside{})
		if err != nil {
			t.Fatal(err)
		}
		champion = v
	}
	if _, err := b.store.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Expect: 1, Record: store.Record{Kind: store.Bundles, ID: champion.ID, Key: champion.ID.String()}, Remove: true}}}); err != nil {
		t.Fatal(err)
	}
	run, err := b.Do(t.Context(), Order{Tasks: category, By: lead, Why: "x", History: file(t, some(9, 900))}, nil)
	if err != nil || !strings.Contains(strings.Join(run.Results[0].Notes, ";"), "the bundle of "+champion.Name) || !run.Promoted() {
		t.Errorf("%+v %v", run, err)
	}
}

// fixed are settings that stand in the test.
type fixed struct{ registry.Settings }

func (f fixed) Read(_ context.Context, _ string, value any) (int64, error) {
	*value.(*registry.Settings) = f.Settings
	return 1, nil
}

// By itself a run begins once enough tickets were labelled, and not before the
// pause is over.
func TestAutomatic(t *testing.T) {
	settings := registry.DefaultSettings()
	settings.Automatic, settings.NewLabels, settings.Every, settings.Tasks = true, 500, 24, category
	s := enginetest.SQLite(t)
	imported(t, s, some(1, 499))
	b := newBench(t, s, fixed{settings})
	var labels tally
	if _, due, err := b.due(t.Context(), &labels); err != nil || due {
		t.Fatalf("499 labels are enough: %v", err)
	}
	imported(t, s, some(2, 301))
	order, due, err := b.due(t.Context(), &labels)
	if err != nil || !due || order.Why != "people have labelled 800 tickets since the last run, 500 are enough" {
		t.Fatalf("%+v %v", order, err)
	}
	ctx, stop := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		b.Run(ctx)
	}()
	var runs []Run
	for len(runs) == 0 || runs[0].State == Running {
		if runs, err = b.List(t.Context()); err != nil {
			t.Fatal(err)
		}
		time.Sleep(5 * time.Millisecond)
	}
	if runs[0].State != Done || !runs[0].Promoted() || runs[0].By.Kind != ticket.ByMachine {
		t.Errorf("%+v", runs[0])
	}
	b.pass(48 * time.Hour)
	if _, due, err := b.due(t.Context(), &tally{}); err != nil || due {
		t.Errorf("due again though nobody labelled anything: %v", err)
	}
	started, err := b.Start(t.Context(), Order{Tasks: category, By: lead, Why: "by hand"})
	if err != nil || started.State != Running {
		t.Fatalf("%+v %v", started, err)
	}
	if _, err := b.Start(t.Context(), Order{Tasks: category, By: lead}); !ticket.IsKind(err, ticket.Conflict) {
		t.Errorf("a second one: %v", err)
	}
	stop()
	<-ended
	if run, err := b.Get(t.Context(), started.ID); err != nil || run.State == Running {
		t.Errorf("%+v %v", run, err)
	}
	if _, err := b.Get(t.Context(), uuid.UUID{1}); !ticket.IsKind(err, ticket.NotFound) {
		t.Errorf("an unknown run: %v", err)
	}
}
