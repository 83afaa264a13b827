package audit_test

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/audit"
	"switchyard/internal/store"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
)

// An event without its words is in order where a later one says what it holds now, and
// nowhere else.
func TestErased(t *testing.T) {
	const emptied = `{"subject":"[erased]"}`
	for name, c := range map[string]struct {
		vouch          bool
		tamper         string // SQL, once all is done
		erased, faults int
	}{
		"vouched for":               {true, "", 1, 0},
		"not vouched for":           {false, "", 0, 1},
		"changed once more":         {true, `UPDATE events SET data = '{"subject":"forged"}' WHERE seq = 1`, 0, 1},
		"another event marked":      {true, `UPDATE events SET data = '` + emptied + `' WHERE seq = 2`, 1, 1},
		"by somebody else":          {true, `UPDATE events SET actor = zeroblob(16), actor_kind = 'agent' WHERE seq = 1`, 0, 1},
		"the voucher changed":       {true, `UPDATE events SET data = replace(data, '"seq":1', '"seq": 1') WHERE seq = 3`, 0, 2},
		"the voucher taken away":    {true, `DELETE FROM events WHERE seq = 3`, 0, 3}, // a hole, the event, and the end of the chain
		"put back as it was before": {true, `UPDATE events SET data = '{"subject":"words"}' WHERE seq = 1`, 0, 0},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "desk.db")
			s, err := sqlite.Open(t.Context(), path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = s.Close() }()
			at := time.Unix(1, 0).UTC()
			one := ticket.Ticket{ID: uuid.New(), Subject: "words", Status: ticket.New, Priority: ticket.Normal, Channel: ticket.Email, CreatedAt: at, UpdatedAt: at}
			event := func(kind ticket.EventType, data string) ticket.Event {
				return one.Append(ticket.Event{ID: uuid.New(), Type: kind, Actor: ticket.Actor{Kind: ticket.BySystem}, At: at, Data: json.RawMessage(data)})
			}
			events := []ticket.Event{event(ticket.TicketCreated, `{"subject":"words"}`), event(ticket.TicketChanged, `{"subject":"other"}`)}
			if _, err := s.Commit(t.Context(), &store.Write{Tickets: []store.TicketWrite{{Ticket: one}}, Events: events}); err != nil {
				t.Fatal(err)
			}
			gone := events[0]
			gone.Seq, gone.Data = 1, json.RawMessage(emptied)
			var v ticket.Vouchers
			if c.vouch {
				v.Events = []ticket.Voucher{{Seq: 1, Sum: gone.Sum()}}
			}
			data, err := json.Marshal(v)
			if err != nil {
				t.Fatal(err)
			}
			told := event(ticket.TicketErased, string(data))
			if _, err := s.Commit(t.Context(), &store.Write{Erase: &store.Erasure{Events: []ticket.Event{gone}}, Tickets: []store.TicketWrite{{Expect: 1, Ticket: one}}, Events: []ticket.Event{told}}); err != nil {
				t.Fatal(err)
			}
			raw, err := sql.Open("sqlite", "file:"+path)
			if err != nil {
				t.Fatal(err)
			}
			defer func() { _ = raw.Close() }()
			if c.tamper != "" {
				if _, err := raw.ExecContext(t.Context(), c.tamper); err != nil {
					t.Fatal(err)
				}
			}
			report, err := audit.Verify(t.Context(), s, nil)
			if err != nil || report.Erased != int64(c.erased) || len(report.Faults) != c.faults {
				t.Errorf("%v: %+v", err, report)
			}
			if c.faults == 1 && !strings.Contains(report.Faults[0].Detail, "was altered") {
				t.Errorf("the fault is %q", report.Faults[0].Detail)
			}
		})
	}
}
