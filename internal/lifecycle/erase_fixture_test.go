package lifecycle_test

import (
	"bytes"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/klauspost/compress/s2"

	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/store/postgres"
	"switchyard/internal/store/postgres/pgtest"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
)

var server *pgtest.Server

func TestMain(m *testing.M) {
	if os.Getenv(erasingChild) != "" {
		os.Exit(eraseInChild())
	}
	os.Exit(pgtest.Main(m, &server))
}

// base is a database that a test may look into: bytes gives all that it keeps.
type base struct {
	name  string // as openBase takes it
	bytes func(t *testing.T) []byte
}

// bases are empty databases of each engine.
var bases = map[string]func(*testing.T) base{
	"sqlite": func(t *testing.T) base {
		path := filepath.Join(t.TempDir(), "desk.db")
		return base{"sqlite:" + path, func(t *testing.T) []byte {
			t.Helper()
			var all []byte
			for _, name := range []string{path, path + "-wal", path + "-shm"} {
				b, err := os.ReadFile(name)
				if err != nil && !os.IsNotExist(err) {
					t.Fatal(err)
				}
				all = append(all, b...)
			}
			return all
		}}
	},
	"postgres": func(t *testing.T) base {
		dsn := server.Fresh(t)
		return base{dsn, func(t *testing.T) []byte { return rowsOf(t, dsn) }}
	},
}

func openBase(ctx context.Context, name string) (store.Store, error) {
	if path, is := strings.CutPrefix(name, "sqlite:"); is {
		return sqlite.Open(ctx, path)
	}
	return postgres.Open(ctx, name, postgres.Options{})
}

// rowsOf gives every row of every table as text.
func rowsOf(t *testing.T, dsn string) []byte {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(context.WithoutCancel(t.Context()))
	rows, err := conn.Query(t.Context(), "select tablename::text from pg_tables where schemaname not in ('pg_catalog', 'information_schema')")
	if err != nil {
		t.Fatal(err)
	}
	tables, err := pgx.CollectRows(rows, pgx.RowTo[string])
	if err != nil || len(tables) < 10 {
		t.Fatalf("%d tables: %v", len(tables), err)
	}
	var all bytes.Buffer
	for _, table := range tables {
		rows, err := conn.Query(t.Context(), "select t::text from "+pgx.Identifier{table}.Sanitize()+" t")
		if err != nil {
			t.Fatal(err)
		}
		texts, err := pgx.CollectRows(rows, pgx.RowTo[string])
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range texts {
			all.WriteString(text)
			all.WriteByte('\n')
			for _, part := range strings.Split(text, "\"") { // bytes stand as hex
				if hexed, is := strings.CutPrefix(part, `\\x`); is {
					b, _ := hex.DecodeString(strings.TrimRight(hexed, ",)("))
					all.Write(b)
				}
			}
		}
	}
	return all.Bytes()
}

// planted are words that stand in one place of a desk each.
type planted struct{ words []string }

// word makes one of 24 letters that no other text holds.
func (p *planted) word() string {
	r := rand.New(rand.NewPCG(1, uint64(len(p.words))))
	w := make([]byte, 24)
	for i := range w {
		w[i] = byte('a' + r.IntN(26))
	}
	p.words = append(p.words, string(w))
	return string(w)
}

// prefix is how much of a word an index may leave out, as the word before begins so too.
const prefix = 6

// in lists those that bytes hold, in any case, whole or but for how they begin.
func (p *planted) in(b []byte) (found []string) {
	b = bytes.ToLower(b)
	for _, w := range p.words {
		if bytes.Contains(b, []byte(w[prefix:])) {
			found = append(found, w)
		}
	}
	return found
}

// eraseDesk is a desk with somebody to erase.
type eraseDesk struct {
	*desk
	*lifecycle.Eraser
	planted planted
	marked  int // how often models were marked
	rita    ticket.Requester
}

func newEraseDesk(t *testing.T, s store.Store) *eraseDesk {
	t.Helper()
	d := &eraseDesk{desk: &desk{t: t, store: s, now: monday}}
	d.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules(), ticket.Field{Key: "order", Type: ticket.TextField}), d.clock, newID)
	d.Eraser = lifecycle.NewEraser(lifecycle.EraseConfig{Store: s, Now: d.clock, NewID: newID, Stale: func(context.Context, uuid.UUID, ticket.Actor, string) (int, error) {
		d.marked++
		return 2, nil
	}})
	return d
}

func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// requester makes somebody who may be written in for.
func (d *eraseDesk) requester(r ticket.Requester) ticket.Requester {
	d.t.Helper()
	r.ID, r.Version, r.CreatedAt = newID(), 1, monday
	if _, err := d.store.Commit(d.t.Context(), &store.Write{Requesters: []store.RequesterWrite{{Requester: r}}}); err != nil {
		d.t.Fatal(err)
	}
	return r
}

func (d *eraseDesk) file(content string) ticket.Attachment {
	d.t.Helper()
	hash, size, err := d.store.PutBlob(d.t.Context(), strings.NewReader(content), 1<<20)
	if err != nil {
		d.t.Fatal(err)
	}
	return ticket.Attachment{Name: "file", Type: "text/plain", Size: size, Hash: hex.EncodeToString(hash[:])}
}

// analysisOf is what models say of a text, with the words that made them.
func analysisOf(word string) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"id":%q,"language":{"tag":"en","confidence":0.99},"category":{"label":"billing","probability":0.910000,"ranked":[],"explanation":{"passages":[{"text":%q}]}},"models":{"category":"it@1"}}`, word+"id", word))
}

// caseOf is all that a decision was made on, with tickets that wait.
func caseOf(d *eraseDesk, waiting map[uuid.UUID]string) []byte {
	d.t.Helper()
	var requests []map[string]any
	for id, word := range waiting {
		requests = append(requests, map[string]any{"id": id.String(), "priority": "normal", "tags": []string{word}, "fields": map[string]any{"order": word}, "tier": word, "waited": json.Number("123456789012345678")})
	}
	raw, err := json.Marshal(map[string]any{"desk": map[string]any{"requests": requests}, "decision": map[string]any{"seed": json.Number("18446744073709551615")}})
	if err != nil {
		d.t.Fatal(err)
	}
	return s2.Encode(nil, raw)
}

func (d *eraseDesk) choice(waiting map[uuid.UUID]string) *lifecycle.Choice {
	return &lifecycle.Choice{Assignment: ticket.Assignment{Policy: "p#1", Agent: ada.ID, Reason: "best", Propensity: 1, Case: caseOf(d, waiting)}, Capacity: 1000, Touch: ticket.Touch{Propensity: 1}}
}

func (d *eraseDesk) log(what ticket.EventType, data any) {
	d.t.Helper()
	raw, err := json.Marshal(data)
	if err != nil {
		d.t.Fatal(err)
	}
	e := ticket.Event{ID: newID(), Type: what, Actor: model, At: d.clock(), Data: raw}.Sealed()
	if _, err := d.store.Commit(d.t.Context(), &store.Write{Events: []ticket.Event{e}}); err != nil {
		d.t.Fatal(err)
	}
}

func (d *eraseDesk) record(kind store.RecordKind, body any) uuid.UUID {
	d.t.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		d.t.Fatal(err)
	}
	id := newID()
	if _, err := d.store.Commit(d.t.Context(), &store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: kind, ID: id, Key: id.String(), Body: raw}}}}); err != nil {
		d.t.Fatal(err)
	}
	return id
}

// settled gives the words of tickets time to be filed.
func (d *eraseDesk) settled() {
	d.t.Helper()
	ctx, cancel := context.WithTimeout(d.t.Context(), time.Minute)
	defer cancel()
	if err := d.store.Settle(ctx); err != nil {
		d.t.Fatal(err)
	}
}
