package audit_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/audit"
	"switchyard/internal/store"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
)

// note writes an event that belongs to no ticket, and so to no chain.
func note(t *testing.T, s *sqlite.Store, kind ticket.EventType, data string) {
	t.Helper()
	e := ticket.Event{ID: uuid.New(), Type: kind, Actor: ticket.Actor{Kind: ticket.BySystem}, At: time.Unix(1, 0).UTC(), Data: json.RawMessage(data)}.Sealed()
	if _, err := s.Commit(context.Background(), &store.Write{Events: []ticket.Event{e}}); err != nil {
		t.Fatal(err)
	}
}

// An event that nothing hangs on leaves a hole, which is a fault unless a rule
// that removes closed tickets may have made it.
func TestHoles(t *testing.T) {
	for name, c := range map[string]struct {
		rule            string
		remove          string
		missing, faults int
	}{
		"nothing removed":            {`{}`, "0", 0, 0},
		"from within":                {`{}`, "seq IN (2, 3)", 2, 1},
		"the first and the last":     {`{}`, "seq IN (1, 6)", 2, 2},
		"where nothing expires":      {`{"fields":{"max_attachment":{"to":1},"remove_closed_after":{"to":"0s"}}}`, "seq = 2", 1, 1},
		"where tickets may expire":   {`{"fields":{"max_attachment":{"to":1},"remove_closed_after":{"to":"720h0m0s"}}}`, "seq IN (2, 6)", 2, 0},
		"with the rule that removes": {`{"fields":{"remove_closed_after":{"to":"720h0m0s"}}}`, "seq = 5", 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			s, err := sqlite.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			for range 4 {
				note(t, s, "team.created", `{}`)
			}
			note(t, s, "settings.changed", c.rule)
			note(t, s, "team.removed", `{}`)
			raw, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = raw.Close() }()
			if _, err := raw.ExecContext(t.Context(), "DELETE FROM events WHERE "+c.remove); err != nil {
				t.Fatal(err)
			}
			report, err := audit.Verify(t.Context(), s, nil)
			if err != nil || report.Missing != int64(c.missing) || len(report.Faults) != c.faults {
				t.Errorf("%v: %+v", err, report)
			}
		})
	}
}
