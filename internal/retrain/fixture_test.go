package retrain

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/ticket"
	"switchyard/models"
	"switchyard/training"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(child())
	}
	os.Exit(enginetest.Main(m))
}

var (
	lead  = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{1}}
	start = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
)

// some makes rows of a few labels with words of their own and words in common, an
// hour apart, each from a requester of its own.
func some(seed uint64, n int) []Row {
	random := rand.New(rand.NewPCG(seed, 1))
	rows := make([]Row, n)
	for i := range rows {
		label := random.IntN(6)
		var words []string
		for range 4 {
			words = append(words, fmt.Sprintf("own%dx%d", label, random.IntN(40)), fmt.Sprintf("shared%d", random.IntN(60)))
		}
		var id uuid.UUID
		for k := range id {
			id[k] = byte(random.Uint32())
		}
		rows[i] = Row{
			ID: fmt.Sprintf("s%d-r%d", seed, i), Text: strings.Join(words, " ") + fmt.Sprintf(" n%d", random.IntN(1e6)), Language: "en", At: start.Add(time.Duration(i) * time.Hour),
			Label: fmt.Sprintf("label %d", label), State: history.Corrected, Weight: 1, Requester: id,
		}
		rows[i].fold = folded(rows[i].Text)
	}
	return rows
}

// small options learn and judge in a fraction of a second.
func small() Options {
	o := DefaultOptions(start.AddDate(1, 0, 0))
	o.Gate.Rows, o.Gate.Bootstraps, o.Least, o.Workers = 300, 200, 100, 2
	fit := training.DefaultOptions(1000)
	fit.Features.Buckets, fit.Hidden, fit.Epochs, fit.LabelNames = 1<<11, 16, 8, false
	o.Fit = &fit
	return o
}

// learnt is a bundle of these rows.
func learnt(t testing.TB, rows []Row) *models.Bundle {
	t.Helper()
	result, err := training.Train(t.Context(), datasetOf(models.Category, rows, nil, "test"), nil, *small().Fit, start, func(training.Progress) {})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := result.Bundle.Seal(); err != nil {
		t.Fatal(err)
	}
	return result.Bundle
}

func quiet(Progress) {}

// bench is a retrainer over a real database, with a clock that the test moves.
type bench struct {
	testing.TB
	*Retrainer
	store store.Store

	mu  sync.Mutex
	now time.Time
}

func (b *bench) clock() time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.now
}

func (b *bench) pass(d time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.now = b.now.Add(d)
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

func newBench(t testing.TB, s store.Store, settings registry.SettingsReader) *bench {
	t.Helper()
	b := &bench{TB: t, store: s, now: start.AddDate(1, 0, 0)}
	b.Retrainer = b.node("node-1", settings)
	return b
}

// node is one more retrainer over the same database.
func (b *bench) node(name string, settings registry.SettingsReader) *Retrainer {
	return New(Config{
		Store: b.store, Registry: registry.New(registry.Config{Store: b.store, Settings: settings, Now: b.clock, NewID: newID}),
		Options: small(), Node: name, Now: b.clock, NewID: newID, Beat: 50 * time.Millisecond, Look: 5 * time.Millisecond,
	})
}

// file writes rows as labelled JSONL.
func file(t testing.TB, rows []Row) *File {
	t.Helper()
	var out strings.Builder
	for _, r := range rows {
		e := history.Example{ID: r.ID, Body: r.Text, Language: r.Language, CreatedAt: r.At, Labels: history.Answers{Category: r.Label},
			Meta: history.Trust{States: map[string]history.State{"category": r.State}, Requester: r.Requester}}
		line, err := e.MarshalLine()
		if err != nil {
			t.Fatal(err)
		}
		out.Write(line)
	}
	name := filepath.Join(t.TempDir(), "rows.jsonl")
	if err := os.WriteFile(name, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	return &File{name}
}

// imported puts rows into a store as tickets that an agent has sorted.
func imported(t testing.TB, s store.Store, rows []Row) {
	t.Helper()
	var out strings.Builder
	put := func(v any) {
		line, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		out.Write(append(line, '\n'))
	}
	put(history.Header{Format: history.Format, Version: history.Version})
	for _, r := range rows {
		id := uuid.NewSHA1(uuid.UUID{3}, []byte(r.ID))
		put(map[string]any{
			"kind": "ticket", "id": id, "subject": "", "status": "resolved", "priority": "normal", "channel": "email", "language": "en",
			"category": r.Label, "human": []string{"category"}, "created_at": r.At, "updated_at": r.At, "status_at": r.At,
			"requester": map[string]any{"id": r.Requester, "addresses": []string{r.Requester.String() + "@example.org"}, "created_at": start},
			"messages":  []any{map[string]any{"id": uuid.Must(uuid.NewV7()), "author": map[string]any{"kind": "requester", "id": r.Requester}, "public": true, "text": r.Text, "at": r.At}},
		})
	}
	put(history.End{Kind: history.TheEnd, Lines: int64(len(rows) + 1), Tickets: int64(len(rows))})
	name := filepath.Join(t.TempDir(), "history.jsonl")
	if err := os.WriteFile(name, []byte(out.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	o, err := history.Opened(history.ImportOptions{Now: start.AddDate(0, 6, 0), NewID: newID}, history.Foreign{Format: "switchyard"}, []string{name})
	if err != nil {
		t.Fatal(err)
	}
	if done, err := history.Import(t.Context(), s, o); err != nil || done.Tickets != int64(len(rows)) {
		t.Fatalf("%d tickets imported: %v", done.Tickets, err)
	}
}
