package feedback_test

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/feedback"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
)

func TestMain(m *testing.M) { os.Exit(enginetest.Main(m)) }

// monday is when the clock of the tests starts.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

var ada = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xa}}

// desk is a Desk over a real database, with a clock that the test moves.
type desk struct {
	*lifecycle.Desk
	*testing.T
	store store.Store
	now   time.Time
	n     int
}

func newDesk(t *testing.T, s store.Store) *desk {
	d := &desk{T: t, store: s, now: monday}
	d.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules()), func() time.Time { return d.now }, func() uuid.UUID { return uuid.Must(uuid.NewV7()) })
	return d
}

func (d *desk) quality() *feedback.Quality {
	return feedback.New(feedback.Config{Store: d.store, Now: func() time.Time { return d.now }, Log: slog.New(slog.DiscardHandler)})
}

// read opens a ticket that the models read: a category, applied, and how sure
// they are.
func (d *desk) read(text, language, category string, p, share float64) ticket.Ticket {
	d.Helper()
	d.n++
	analysis, err := json.Marshal(map[string]any{
		"language": map[string]any{"tag": language}, "models": map[string]string{"category": "c@1"},
		"category": map[string]any{"label": category, "probability": p, "ranked": []any{map[string]any{"label": category, "probability": p}, map[string]any{"label": "other", "probability": 1 - p}}},
	})
	if err != nil {
		d.Fatal(err)
	}
	opened, _, err := d.Open(d.Context(), lifecycle.Intake{
		Actor:     ticket.Actor{Kind: ticket.ByRequester},
		Requester: ticket.Requester{ID: uuid.Must(uuid.NewV7()), Addresses: []string{fmt.Sprintf("r%d@example.org", d.n)}, CreatedAt: d.now},
		Subject:   text, Words: lifecycle.Words{Text: text},
		Reading: &lifecycle.Reading{
			Language: language, Apply: map[string]string{"category": category}, Analysis: analysis, AuditShare: share,
			Said: map[string]ticket.Said{"category": {Value: category, Probability: p, Model: "c@1"}},
		},
	})
	if err != nil {
		d.Fatal(err)
	}
	return opened
}

func (d *desk) do(id uuid.UUID, commands ...lifecycle.Command) {
	d.Helper()
	if _, err := d.Do(d.Context(), lifecycle.Order{Actor: ada, Ticket: id}, commands...); err != nil {
		d.Fatal(err)
	}
}

func (d *desk) set(id uuid.UUID, category string) {
	d.Helper()
	d.do(id, lifecycle.Edit{Category: &category})
}
