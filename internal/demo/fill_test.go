package demo_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/demo"
	"switchyard/internal/experience"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/internal/triage"
	"switchyard/langdetect"
	"switchyard/models"
	"switchyard/models/starter"
)

// noon is a Wednesday.
var noon = time.Date(2026, 5, 6, 12, 0, 0, 0, time.UTC)

func config(t testing.TB, s store.Store) demo.Config {
	t.Helper()
	bundles, err := starter.Bundles()
	if err != nil {
		t.Fatal(err)
	}
	set, err := models.OpenSet(bundles, models.Options{Engine: models.Native})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = set.Close() })
	detector, err := langdetect.New(langdetect.Config{Languages: []string{"de", "en", "es", "fr", "hi", "it"}})
	if err != nil {
		t.Fatal(err)
	}
	engine, err := triage.New(set, detector, .05)
	if err != nil {
		t.Fatal(err)
	}
	return demo.Config{
		Store: s, Reader: engine, Now: func() time.Time { return noon },
		NewID: func() uuid.UUID { return uuid.Must(uuid.NewV7()) }, Seed: 1,
	}
}

func TestFill(t *testing.T) {
	s := enginetest.SQLite(t)
	c := config(t, s)
	mark, err := demo.Fill(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	if mark.Company != demo.Name || !mark.Since.Equal(noon) {
		t.Errorf("marked as %+v", mark)
	}
	all := everything(t, s)
	if len(all) < 2000 || len(all) > 6000 {
		t.Errorf("%d tickets in six weeks", len(all))
	}
	count := map[ticket.Status]int{}
	languages := map[string]int{}
	outcomes, good := 0, 0
	for i := range all {
		count[all[i].Status]++
		languages[all[i].Language]++
		for _, o := range experience.Outcomes(&all[i], experience.Window, noon) {
			if !o.Known.IsZero() {
				outcomes++
				if o.Success {
					good++
				}
			}
		}
		if all[i].CreatedAt.After(noon) || all[i].UpdatedAt.After(noon) {
			t.Errorf("ticket %d comes from the future: %v, %v", all[i].Number, all[i].CreatedAt, all[i].UpdatedAt)
		}
	}
	t.Log(len(all), count, languages, outcomes, good)
	if len(languages) != 6 || count[ticket.Closed] < 1000 || count[ticket.Open] == 0 {
		t.Errorf("by status %v, by language %v", count, languages)
	}
	if share := float64(good) / float64(outcomes); share < .5 || share > .9 {
		t.Errorf("%d of %d answers held", good, outcomes)
	}
	again, err := demo.Fill(t.Context(), c)
	if err != nil || again != mark {
		t.Errorf("filled a second time: %+v, %v", again, err)
	}
	if now := everything(t, s); len(now) != len(all) {
		t.Errorf("there are %d tickets after a second time, %d before", len(now), len(all))
	}
}

func TestFillLeavesADeskAlone(t *testing.T) {
	s := enginetest.SQLite(t)
	c := config(t, s)
	agent := ticket.Agent{Name: "Zoe", Email: "zoe@example.org", Status: ticket.Online}
	if _, err := setup.New(s, c.Now, c.NewID).Agents.Create(t.Context(), ticket.Actor{Kind: ticket.BySystem}, agent); err != nil {
		t.Fatal(err)
	}
	if _, err := demo.Fill(t.Context(), c); !ticket.IsKind(err, ticket.Invalid) {
		t.Errorf("filled a database with an agent: %v", err)
	}
	if n := len(everything(t, s)); n > 0 {
		t.Errorf("%d tickets came into it", n)
	}
}

// TestFillAfterAStop has a server be stopped while it fills.
func TestFillAfterAStop(t *testing.T) {
	s := enginetest.SQLite(t)
	c := config(t, s)
	ctx, stop := context.WithCancel(t.Context())
	made := 0
	c.NewID = func() uuid.UUID {
		if made++; made == 10 {
			stop()
		}
		return uuid.Must(uuid.NewV7())
	}
	if _, err := demo.Fill(ctx, c); err == nil {
		t.Fatal("it was filled though it was stopped")
	}
	c.NewID = func() uuid.UUID { return uuid.Must(uuid.NewV7()) }
	if _, err := demo.Fill(t.Context(), c); !ticket.IsKind(err, ticket.Conflict) || !strings.Contains(err.Error(), "not complete") {
		t.Errorf("the next start says %v", err)
	}
}

func TestFillIsTheSameTwice(t *testing.T) {
	first, second := enginetest.SQLite(t), enginetest.SQLite(t)
	for _, s := range []store.Store{first, second} {
		if _, err := demo.Fill(t.Context(), config(t, s)); err != nil {
			t.Fatal(err)
		}
	}
	a, b := everything(t, first), everything(t, second)
	if len(a) != len(b) {
		t.Fatalf("%d tickets and %d", len(a), len(b))
	}
	for i := range a {
		if a[i].ID != b[i].ID || a[i].Subject != b[i].Subject || a[i].Status != b[i].Status {
			t.Fatalf("ticket %d is %s and %s", i, a[i].Subject, b[i].Subject)
		}
	}
}

func everything(t testing.TB, s store.Store) []ticket.Ticket {
	t.Helper()
	q := store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: 1000}
	var all []ticket.Ticket
	for {
		page, err := s.List(context.Background(), q)
		if err != nil {
			t.Fatal(err)
		}
		if all = append(all, page...); len(page) < q.Limit {
			return all
		}
		last := store.PositionOf(&page[len(page)-1], store.ByNumber)
		q.After = &last
	}
}
