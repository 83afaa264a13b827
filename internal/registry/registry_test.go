package registry_test

import (
	"bytes"
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"
	"pgregory.net/rapid"

	"switchyard/internal/registry"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/text"
	"switchyard/internal/ticket"
	"switchyard/models"
)

func TestMain(m *testing.M) {
	if err := flag.Set("rapid.checks", "20"); err != nil { // each opens a database of its own
		panic(err)
	}
	os.Exit(enginetest.Main(m))
}

var (
	lead    = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{1}}
	machine = ticket.Actor{Kind: ticket.ByMachine}
	start   = time.Date(2026, 3, 29, 8, 0, 0, 0, time.UTC)
)

// desk is a registry over a real database, with a clock that moves a second a
// look.
type desk struct {
	testing.TB
	*registry.Registry
	store store.Store

	mu    sync.Mutex
	ticks int
}

func newDesk(t testing.TB, s store.Store) *desk {
	d := &desk{TB: t, store: s}
	d.Registry = registry.New(registry.Config{Store: s, NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }, Now: func() time.Time {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.ticks++
		return start.Add(time.Duration(d.ticks) * time.Second)
	}})
	return d
}

// bundle is a small one that says the same of every text; each number gives
// another.
func bundle(n int) *models.Bundle {
	settings := text.DefaultSettings()
	settings.Buckets = 1 << 8
	network := &models.Network{Rows: settings.Buckets, Hidden: 1, Outputs: 2, Table: make([]float32, settings.Buckets),
		Bias: make([]float32, 1), Out: make([]float32, 2), OutBias: make([]float32, 2)}
	graph, err := network.Graph().Encode()
	if err != nil {
		panic(err)
	}
	return &models.Bundle{Files: map[string][]byte{models.GraphFile: graph}, Manifest: models.Manifest{
		Task: models.Category, Kind: models.NGrams, Name: "category", Labels: []string{"refund", "shipping"}, Features: &settings, Temperature: 1,
		CreatedAt: start.Add(time.Duration(n) * time.Hour),
	}}
}

func (d *desk) add(n int, stage registry.Stage, seen ...uuid.UUID) registry.Version {
	d.Helper()
	v, err := d.Add(d.Context(), registry.Version{Task: models.Category, Stage: stage}, bundle(n), lead, "it was better", registry.Beside{Seen: seen})
	if err != nil {
		d.Fatal(err)
	}
	return v
}

func (d *desk) move(v registry.Version, to registry.Stage, share float64) registry.Version {
	d.Helper()
	v, err := d.Move(d.Context(), v.ID, to, share, machine, "time has come")
	if err != nil {
		d.Fatal(err)
	}
	return v
}

// stands says who stands where, by name.
func (d *desk) stands() (champion, challenger, before string) {
	d.Helper()
	s, err := d.Standing(d.Context())
	if err != nil {
		d.Fatal(err)
	}
	return s.Champions[models.Category].Name, s.Challengers[models.Category].Name, s.Before[models.Category].Name
}

func (d *desk) expect(champion, challenger, before registry.Version) {
	d.Helper()
	a, b, c := d.stands()
	if a != champion.Name || b != challenger.Name || c != before.Name {
		d.Fatalf("champion %q, challenger %q, before %q: expected %q, %q, %q", a, b, c, champion.Name, challenger.Name, before.Name)
	}
}

func TestSuccession(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		none := registry.Version{}
		d.expect(none, none, none)

		first := d.add(1, registry.Shadow)
		d.expect(none, first, none)
		d.move(first, registry.Canary, .05)
		d.move(first, registry.Canary, .2)
		d.move(first, registry.Champion, 0)
		d.expect(first, none, none)

		overtaken := d.add(2, registry.Shadow)
		second := d.add(3, registry.Shadow)
		d.expect(first, second, none)
		if v, _ := d.Version(t.Context(), overtaken.ID); v.Stage != registry.Retired {
			t.Errorf("a challenger that was overtaken is %s", v.Stage)
		}
		d.move(second, registry.Champion, 0)
		d.expect(second, none, first)
		third := d.add(4, registry.Champion)
		d.expect(third, none, second)

		d.move(third, registry.RolledBack, 0)
		d.expect(second, none, first)
		d.move(second, registry.RolledBack, 0)
		d.expect(first, none, none)
		if _, err := d.RollBackTask(t.Context(), models.Category, lead, "worse than the starter model"); err != nil {
			t.Fatal(err)
		}
		d.expect(none, none, none)
		if _, err := d.RollBackTask(t.Context(), models.Category, lead, "again"); !ticket.IsKind(err, ticket.Conflict) {
			t.Errorf("the starter model was rolled back: %v", err)
		}
		all, err := d.Versions(t.Context())
		if err != nil || len(all) != 4 || all[0].ID != third.ID || all[3].ID != first.ID {
			t.Errorf("versions are not listed young first: %v %v", all, err)
		}
		if last := all[3].Steps[len(all[3].Steps)-1]; len(all[3].Steps) != 7 || last.By != lead || last.Why != "worse than the starter model" {
			t.Errorf("the steps of the first do not tell what became of it: %+v", all[3].Steps)
		}
	})
}

// Each change is in the log, with what it was.
func TestEvents(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	first := d.add(1, registry.Shadow)
	d.move(first, registry.Champion, 0)
	second := d.add(2, registry.Champion)
	if _, err := d.Hold(t.Context(), models.Category, "drift", machine); err != nil {
		t.Fatal(err)
	}
	if err := d.Release(t.Context(), models.Category, "looked into", lead); err != nil {
		t.Fatal(err)
	}
	events, err := d.store.Events(t.Context(), store.EventQuery{Limit: 100})
	if err != nil {
		t.Fatal(err)
	}
	var told []string
	for _, e := range events {
		var data struct{ Key, From, To, Why string }
		if err := json.Unmarshal(e.Data, &data); err != nil {
			t.Fatal(err)
		}
		told = append(told, fmt.Sprintf("%s %s %s>%s %s", e.Type, data.Key, data.From, data.To, data.Why))
	}
	want := []string{
		"model.created " + first.Name + " >shadow it was better",
		"model.changed " + first.Name + " shadow>champion time has come",
		"model.created " + second.Name + " >champion it was better",
		"model.changed " + first.Name + " champion>retired replaced by " + second.Name,
		"hold.created category > drift",
		"hold.removed category > looked into",
	}
	if strings.Join(told, "\n") != strings.Join(want, "\n") {
		t.Errorf("the log tells\n%s\nnot\n%s", strings.Join(told, "\n"), strings.Join(want, "\n"))
	}
}

func TestMovesThatCannotBe(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	refused, champion := d.add(1, registry.Refused), d.add(2, registry.Champion)
	gone := d.move(d.add(3, registry.Shadow), registry.RolledBack, 0)
	for name, c := range map[string]struct {
		id    uuid.UUID
		to    registry.Stage
		share float64
		by    ticket.Actor
		why   string
		kind  ticket.Kind
		words string
	}{
		"refused":          {refused.ID, registry.Champion, 0, lead, "please", ticket.Conflict, "it can become nothing else"},
		"champion retires": {champion.ID, registry.Retired, 0, lead, "tired", ticket.Conflict, "it can become rolled_back"},
		"machine undoes":   {gone.ID, registry.Shadow, 0, machine, "again", ticket.Conflict, "cannot become shadow"},
		"unknown":          {uuid.UUID{9}, registry.Champion, 0, lead, "x", ticket.NotFound, "there is no model"},
		"no reason":        {champion.ID, registry.RolledBack, 0, lead, "  ", ticket.Invalid, "say in words why"},
		"canary of none":   {champion.ID, registry.Canary, 0, lead, "x", ticket.Invalid, "share"},
		"share of all":     {champion.ID, registry.Champion, .5, lead, "x", ticket.Invalid, "share"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := d.Move(t.Context(), c.id, c.to, c.share, c.by, c.why)
			if !ticket.IsKind(err, c.kind) || !strings.Contains(err.Error(), c.words) {
				t.Errorf("%v: expected %s with %q", err, c.kind, c.words)
			}
		})
	}
	if v, err := d.Move(t.Context(), gone.ID, registry.Shadow, 0, lead, "look again"); err != nil || v.Stage != registry.Shadow {
		t.Errorf("a person cannot bring back what lost its place last: %v", err)
	}
	before, err := d.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	d.move(champion, registry.Champion, 0)
	if after, err := d.store.Head(t.Context()); err != nil || after != before {
		t.Errorf("a move to where a version is leaves %d events (%v)", after-before, err)
	}
}

// However many nodes promote at once, there is one champion.
func TestOneChampion(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		var all []registry.Version
		for n := range 4 {
			all = append(all, d.add(n, registry.Champion))
		}
		var group sync.WaitGroup
		for _, v := range all[1:3] {
			for range 4 {
				group.Go(func() {
					if _, err := d.Promote(t.Context(), v.ID, lead, "mine"); err != nil && !ticket.IsKind(err, ticket.Conflict) {
						t.Error(err)
					}
				})
			}
		}
		group.Wait()
		versions, err := d.Versions(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		champions := 0
		for _, v := range versions {
			if v.Stage == registry.Champion {
				champions++
			}
		}
		if champions != 1 {
			t.Errorf("there are %d champions", champions)
		}
	})
}

func TestBundles(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		var all []registry.Version
		for n := range 5 {
			all = append(all, d.add(n, registry.Champion))
		}
		for i, v := range all {
			b, err := d.Bundle(t.Context(), v.ID)
			switch kept := i >= 1; { // the champion, two before, and the one that went last
			case kept && (err != nil || b.Manifest.Hash != v.Hash || !bytes.Equal(b.Files[models.GraphFile], bundle(i).Files[models.GraphFile])):
				t.Errorf("the bundle of version %d is not as it was stored: %v", i, err)
			case !kept && (!ticket.IsKind(err, ticket.NotFound) || !strings.Contains(err.Error(), v.Name)):
				t.Errorf("the bundle of version %d is still there (%v)", i, err)
			}
		}
		champion := all[4]
		record, err := s.Record(t.Context(), store.Bundles, champion.ID)
		if err != nil {
			t.Fatal(err)
		}
		put := func(body string, remove bool) {
			t.Helper()
			w := store.RecordWrite{Expect: record.Version, Record: store.Record{Kind: record.Kind, ID: record.ID, Key: record.Key, Body: []byte(body)}, Remove: remove}
			if _, err := s.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{w}}); err != nil {
				t.Fatal(err)
			}
			record.Version++
		}
		for _, body := range []string{`{"zip":"AAAA"}`, `{"zip":1}`} {
			put(body, false)
			if _, err := d.Bundle(t.Context(), champion.ID); err == nil || !strings.Contains(err.Error(), champion.Name) || !strings.Contains(err.Error(), "broken") {
				t.Errorf("a broken bundle gives %v", err)
			}
		}
		put("", true)
		if _, err := d.Bundle(t.Context(), champion.ID); !ticket.IsKind(err, ticket.NotFound) || !strings.Contains(err.Error(), champion.Name) {
			t.Errorf("a missing bundle gives %v", err)
		}
		d.move(champion, registry.RolledBack, 0)
		d.expect(all[3], registry.Version{}, all[2])
	})
}

// Who is erased marks what learnt from them, and that does not come back.
func TestStale(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		ann, ben := uuid.Must(uuid.NewV7()), uuid.Must(uuid.NewV7())
		first, second := d.add(1, registry.Champion, ann, ben, ann), d.add(2, registry.Champion, ben)
		third := d.add(3, registry.Champion)
		stale, err := d.MarkStale(t.Context(), ann, lead, "a requester was erased")
		if err != nil || len(stale) != 1 || stale[0].ID != first.ID {
			t.Fatalf("stale: %v %v", stale, err)
		}
		if stale, err = d.MarkStale(t.Context(), ben, lead, "another too"); err != nil || len(stale) != 2 {
			t.Fatalf("stale: %v %v", stale, err)
		}
		if v, _ := d.Version(t.Context(), first.ID); v.Stale != "a requester was erased" {
			t.Errorf("the first reason was lost: %q", v.Stale)
		}
		if stale, err = d.MarkStale(t.Context(), uuid.UUID{7}, lead, "nobody"); err != nil || len(stale) != 0 {
			t.Errorf("stale: %v %v", stale, err)
		}
		d.expect(third, registry.Version{}, registry.Version{})
		d.move(third, registry.RolledBack, 0)
		d.expect(registry.Version{}, registry.Version{}, registry.Version{})
		_ = second
	})
}

func TestHolds(t *testing.T) {
	enginetest.Each(t, func(t *testing.T, s store.Store) {
		d := newDesk(t, s)
		for _, why := range []string{"drift", "drift", "more drift"} {
			if h, err := d.Hold(t.Context(), models.Priority, why, machine); err != nil || h.Why != why {
				t.Fatal(h, err)
			}
		}
		standing, err := d.Standing(t.Context())
		if err != nil || standing.Holds[models.Priority].Why != "more drift" || len(standing.Holds) != 1 {
			t.Errorf("holds: %v %v", standing.Holds, err)
		}
		if err := d.Release(t.Context(), models.Priority, "seen to", lead); err != nil {
			t.Error(err)
		}
		if err := d.Release(t.Context(), models.Priority, "seen to", lead); !ticket.IsKind(err, ticket.NotFound) {
			t.Errorf("a hold that is none was released: %v", err)
		}
		if _, err := d.Hold(t.Context(), "mood", "x", lead); !ticket.IsKind(err, ticket.Invalid) {
			t.Errorf("an unknown task is held: %v", err)
		}
	})
}

// Whatever is asked for, in any order, a task has one champion and one challenger
// at most, those can answer, and a refused version goes nowhere.
func TestAnyOrder(t *testing.T) {
	rapid.Check(t, func(r *rapid.T) {
		s, err := sqlite.Open(t.Context(), filepath.Join(t.TempDir(), "desk.db"))
		if err != nil {
			r.Fatal(err)
		}
		defer func() { _ = s.Close() }()
		d := newDesk(t, s)
		stages := []registry.Stage{registry.Refused, registry.Shadow, registry.Canary, registry.Champion, registry.Retired, registry.RolledBack}
		var all []registry.Version
		for n := range rapid.IntRange(1, 12).Draw(r, "steps") {
			if len(all) == 0 || rapid.Bool().Draw(r, "new") {
				all = append(all, d.add(n, rapid.SampledFrom([]registry.Stage{registry.Refused, registry.Shadow, registry.Champion}).Draw(r, "stage")))
				continue
			}
			to, share := rapid.SampledFrom(stages).Draw(r, "to"), 0.
			if to == registry.Canary {
				share = .2
			}
			v := rapid.SampledFrom(all).Draw(r, "version")
			if _, err := d.Move(t.Context(), v.ID, to, share, lead, "why not"); err != nil && !ticket.IsKind(err, ticket.Conflict) {
				r.Fatal(err)
			}
		}
		versions, err := d.Versions(t.Context())
		if err != nil {
			r.Fatal(err)
		}
		champions, challengers := 0, 0
		for _, v := range versions {
			switch v.Stage {
			case registry.Champion:
				champions++
			case registry.Shadow, registry.Canary:
				challengers++
			case registry.Refused:
				if len(v.Steps) != 1 {
					r.Errorf("a refused version has moved: %+v", v.Steps)
				}
				continue
			default:
				continue
			}
			if _, err := d.Bundle(t.Context(), v.ID); err != nil {
				r.Errorf("%s is %s and cannot answer: %v", v.Name, v.Stage, err)
			}
		}
		if champions > 1 || challengers > 1 {
			r.Errorf("%d champions, %d challengers", champions, challengers)
		}
	})
}

// Settings that nobody has set are the defaults, and those out of range an error.
func TestSettings(t *testing.T) {
	s := enginetest.SQLite(t)
	keep := setup.New(s, time.Now, func() uuid.UUID { return uuid.Must(uuid.NewV7()) }).Settings
	r := registry.New(registry.Config{Store: s, Settings: keep, Now: time.Now, NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }})
	if got, version, err := r.Settings(t.Context()); err != nil || version != 0 || got.NewLabels != registry.DefaultSettings().NewLabels {
		t.Errorf("%+v %d %v", got, version, err)
	}
	if _, err := keep.Put(t.Context(), lead, registry.SettingsKey, 0, map[string]any{"new_labels": 7}); err != nil {
		t.Fatal(err)
	}
	if got, version, err := r.Settings(t.Context()); err != nil || version != 1 || got.NewLabels != 7 || got.Every != registry.DefaultSettings().Every {
		t.Errorf("%+v %d %v", got, version, err)
	}
	if _, err := keep.Put(t.Context(), lead, registry.SettingsKey, 1, map[string]any{"shares": []float64{.5, .2}}); err != nil {
		t.Fatal(err)
	}
	if _, _, err := r.Settings(t.Context()); err == nil || !strings.Contains(err.Error(), "shares[1]") {
		t.Errorf("shares that shrink: %v", err)
	}
}

// tired is a store that takes one write, and then none.
type tired struct {
	store.Store
	writes int
}

func (s *tired) Commit(ctx context.Context, w *store.Write) (store.Receipt, error) {
	if s.writes++; s.writes > 1 {
		return store.Receipt{}, ticket.Errorf(ticket.Unavailable, "", "the database is away")
	}
	return s.Store.Commit(ctx, w)
}

// A change that was made is told as made, though old bundles could not be removed.
func TestAChangeStandsThoughNothingIsPruned(t *testing.T) {
	d := newDesk(t, enginetest.SQLite(t))
	var last registry.Version
	for i := range 5 {
		last = d.add(i, registry.Champion)
	}
	next := d.add(9, registry.Shadow)
	r := registry.New(registry.Config{Store: &tired{Store: d.store}, NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }, Now: func() time.Time { return start.AddDate(0, 1, 0) }})
	v, err := r.Promote(t.Context(), next.ID, lead, "it is better")
	if err != nil || v.Stage != registry.Champion {
		t.Errorf("it was made champion: %+v %v", v, err)
	}
	d.expect(next, registry.Version{}, last)
}
