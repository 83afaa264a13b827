package history_test

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/store/storetest"
	"switchyard/internal/ticket"
)

// desks is a file of a desk with so many tickets.
func deskFile(t testing.TB, tickets int) []byte {
	t.Helper()
	s := enginetest.SQLite(t)
	newDesk(t, s).fill(tickets)
	return exported(t, s, history.ExportOptions{Plain: true})
}

func headOf(t testing.TB, s store.Store) int64 {
	t.Helper()
	head, err := s.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return head
}

// TestBadLinesStopAll wants nothing written where a line is bad, unless it is
// asked for, and each line told of.
func TestBadLinesStopAll(t *testing.T) {
	lines := bytes.SplitAfter(deskFile(t, 12), []byte("\n"))
	lines[8] = bytes.Replace(lines[8], []byte(`"priority":"`), []byte(`"priority":"P`), 1)
	lines[10] = lines[9] // twice the same ticket
	file := bytes.Join(lines, nil)
	s := enginetest.SQLite(t)
	var notes []history.Note
	o := options(file)
	o.Tell = func(n history.Note) { notes = append(notes, n) }
	done, err := history.Import(t.Context(), s, o)
	if !errors.Is(err, history.ErrRefused) || done.Bad != 2 || headOf(t, s) != 0 {
		t.Fatalf("%+v %v, and the log is at %d", done, err, headOf(t, s))
	}
	if len(notes) != 2 || notes[0].Line != 9 || !strings.Contains(notes[0].Text, "priority") || notes[1].Line != 11 || !strings.Contains(notes[1].Text, "stands in the file before") {
		t.Errorf("told %+v", notes)
	}
	o.SkipBad = true
	if done := imported(t, s, o); done.Tickets != 10 || done.Bad != 2 {
		t.Errorf("without bad lines: %+v", done)
	}
}

// TestDryRun wants every line told of and nothing written.
func TestDryRun(t *testing.T) {
	file := deskFile(t, 12)
	s := enginetest.SQLite(t)
	var notes []history.Note
	o := options(file)
	o.DryRun, o.Tell = true, func(n history.Note) { notes = append(notes, n) }
	done := imported(t, s, o)
	if done.Tickets != 12 || headOf(t, s) != 0 || len(notes) != 12+4 {
		t.Errorf("%+v, %d notes, the log at %d", done, len(notes), headOf(t, s))
	}
	imported(t, s, options(file))
	head := headOf(t, s)
	notes = nil
	done = imported(t, s, o)
	there := slices.IndexFunc(notes, func(n history.Note) bool { return n.What == history.New })
	if done.Tickets != 0 || done.There != 12 || there >= 0 || headOf(t, s) != head {
		t.Errorf("the second time: %+v, %+v", done, notes)
	}
}

// TestPeopleAreFound wants agents, teams, organisations and requesters who are
// there under other ids to be the same people after an import.
func TestPeopleAreFound(t *testing.T) {
	file := deskFile(t, 12)
	s := enginetest.SQLite(t)
	w := &store.Write{Requesters: []store.RequesterWrite{{Requester: ticket.Requester{ID: uuid.UUID{77}, Name: "Rita", Addresses: []string{"rita1@acme.example"}}}}}
	for kind, key := range map[store.RecordKind]string{store.Agents: "ada@example.org", store.Teams: "first line", store.Organisations: "acme"} {
		body, err := json.Marshal(map[string]any{"id": uuid.UUID{99}, "name": key, "email": key})
		if err != nil {
			t.Fatal(err)
		}
		w.Records = append(w.Records, store.RecordWrite{Record: store.Record{Kind: kind, ID: uuid.UUID{99}, Key: key, Body: body}})
	}
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	if done := imported(t, s, options(file)); done.People != 1 || done.Tickets != 12 || done.Requesters != 2 {
		t.Errorf("imported %+v", done)
	}
	again := exported(t, s, history.ExportOptions{Plain: true})
	for _, id := range []uuid.UUID{ada.ID, first, {0xc, 15: 4}} {
		if i := bytes.Index(again, []byte(id.String())); i >= 0 {
			t.Errorf("%s is still named: %s", id, again[max(0, i-200):i])
		}
	}
	mine := 0
	for _, got := range ticketsIn(t, again) {
		if got.Requester.ID == (uuid.UUID{77}) {
			mine++
			if got.Messages[0].Author.ID != got.Requester.ID {
				t.Errorf("ticket %d is said by %s", got.Number, got.Messages[0].Author.ID)
			}
		}
	}
	if mine != 4 {
		t.Errorf("%d tickets are of the requester who was there, want 4", mine)
	}
	storetest.Whole(t, s)
}

// TestImportBesideWork wants an import into a desk that has tickets to give new
// numbers where they are taken.
func TestImportBesideWork(t *testing.T) {
	file := deskFile(t, 12)
	s := enginetest.SQLite(t)
	d := newDesk(t, s)
	d.open(5, nil)
	if done := imported(t, s, options(file)); done.Tickets != 12 {
		t.Errorf("imported %+v", done)
	}
	if all := storetest.Whole(t, s); len(all) != 13 {
		t.Errorf("%d tickets", len(all))
	}
}

// rival is a store in which somebody else imports the same first.
type rival struct {
	store.Store
	once bool
}

func (r *rival) Restore(ctx context.Context, what *store.Restoration) ([]int64, error) {
	if !r.once {
		r.once = true
		first := *what
		first.Tickets = slices.Clone(what.Tickets[:3])
		if _, err := r.Store.Restore(ctx, &first); err != nil {
			return nil, err
		}
	}
	return r.Store.Restore(ctx, what)
}

func TestTwoImportsAtOnce(t *testing.T) {
	file := deskFile(t, 12)
	s := enginetest.SQLite(t)
	o := options(file)
	o.SkipBad = true // which stores some at a time
	if done := imported(t, &rival{Store: s}, o); done.Tickets != 9 || done.There != 3 {
		t.Errorf("imported %+v", done)
	}
	differ(t, "after two at once", file, exported(t, s, history.ExportOptions{Plain: true}))
}

// TestCancelled wants an import that is cancelled to leave nothing, or whole
// batches where it stores some at a time, and the next one to complete them.
func TestCancelled(t *testing.T) {
	defer history.SetBatch(5)()
	file := deskFile(t, 24)
	for skip, left := range map[bool]int64{false: 0, true: 10} {
		for _, engine := range enginetest.Engines() {
			name, s := engine.Name, engine.Open(t)
			ctx, cancel := context.WithCancel(t.Context())
			o := options(file)
			o.SkipBad, o.Progress = skip, func(_, done int64) {
				if done >= 10 {
					cancel()
				}
			}
			done, err := history.Import(ctx, s, o)
			if err == nil || done.Tickets != left {
				t.Fatalf("%s: %+v %v", name, done, err)
			}
			if all := storetest.Whole(t, s); int64(len(all)) != left {
				t.Errorf("%s: %d tickets, want %d", name, len(all), left)
			}
			if done := imported(t, s, options(file)); done.Tickets != 24-left || done.There != left {
				t.Errorf("%s: the next import: %+v", name, done)
			}
			differ(t, "completed", file, exported(t, s, history.ExportOptions{Plain: true}))
		}
	}
}

// TestKilled kills the process that imports, at one batch or another, and wants
// another import to complete what it left, with nothing doubled.
func TestKilled(t *testing.T) {
	if name := os.Getenv("HISTORY_KILL_DB"); name != "" {
		importUntilKilled(t, name, os.Getenv("HISTORY_KILL_FILE"), os.Getenv("HISTORY_KILL_AT"))
		return
	}
	defer history.SetBatch(5)()
	file := deskFile(t, 24)
	folder := t.TempDir()
	written := filepath.Join(folder, "history.jsonl")
	if err := os.WriteFile(written, file, 0o600); err != nil {
		t.Fatal(err)
	}
	for at, left := range map[string]int64{"all 5": 0, "all 20": 0, "some 5": 5, "some 20": 20} {
		db := filepath.Join(folder, at+".db")
		child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilled$")
		child.Env = append(os.Environ(), "HISTORY_KILL_DB="+db, "HISTORY_KILL_FILE="+written, "HISTORY_KILL_AT="+at)
		var ended *exec.ExitError
		if err := child.Run(); !errors.As(err, &ended) || ended.Sys().(syscall.WaitStatus).Signal() != syscall.SIGKILL {
			t.Fatalf("the import at %s ended with %v", at, err)
		}
		s, err := sqlite.Open(t.Context(), db)
		if err != nil {
			t.Fatal(err)
		}
		if all := storetest.Whole(t, s); int64(len(all)) != left {
			t.Errorf("killed at %s: %d tickets are there", at, len(all))
		}
		if done := imported(t, s, options(file)); done.There != left || done.Tickets != 24-left {
			t.Errorf("killed at %s, the next import: %+v", at, done)
		}
		differ(t, "killed at "+at, file, exported(t, s, history.ExportOptions{Plain: true}))
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

func importUntilKilled(t *testing.T, db, name, at string) {
	t.Helper()
	history.SetBatch(5)
	file, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	s, err := sqlite.Open(t.Context(), db)
	if err != nil {
		t.Fatal(err)
	}
	how, at, _ := strings.Cut(at, " ")
	o := options(file)
	o.SkipBad, o.Progress = how == "some", func(_, done int64) {
		if strconv.FormatInt(done, 10) == at {
			_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
		}
	}
	imported(t, s, o)
}

// TestTwoPasses imports into a desk that has tickets: bad lines stop all there too.
func TestTwoPasses(t *testing.T) {
	file := deskFile(t, 12)
	s := enginetest.SQLite(t)
	newDesk(t, s).open(0, nil)
	head := headOf(t, s)
	o := options(bytes.Replace(file, []byte(`"priority":"high"`), []byte(`"priority":"P1"`), 1))
	if done, err := history.Import(t.Context(), s, o); !errors.Is(err, history.ErrRefused) || done.Bad != 1 || headOf(t, s) != head {
		t.Errorf("%+v %v, the log went from %d to %d", done, err, head, headOf(t, s))
	}
	cut := options(file[:len(file)/2])
	if _, err := history.Import(t.Context(), s, cut); err == nil || headOf(t, s) != head {
		t.Errorf("half a file: %v, the log went from %d to %d", err, head, headOf(t, s))
	}
	if _, err := history.Import(t.Context(), enginetest.SQLite(t), cut); err == nil {
		t.Error("half a file is taken into an empty desk")
	}
}

// TestLabelsThatDifferByCase wants a warning that holds the mapping to join them,
// and that mapping to do so.
func TestLabelsThatDifferByCase(t *testing.T) {
	lines := bytes.SplitAfter(deskFile(t, 10), []byte("\n"))
	n := 0
	for i := range lines {
		if !bytes.HasPrefix(lines[i], []byte(`{"kind":"ticket"`)) {
			continue
		}
		var row map[string]any
		if err := json.Unmarshal(lines[i], &row); err != nil {
			t.Fatal(err)
		}
		row["category"] = []string{"Billing", "billing", "BILLING", "biLLing", "Billing", "billing ", "Billing"}[n%7]
		delete(row, "labels")
		kind, err := json.Marshal(row)
		if err != nil {
			t.Fatal(err)
		}
		lines[i] = append(kind, '\n')
		n++
	}
	file := bytes.Join(lines, nil)
	var warnings []string
	o := options(file)
	o.DryRun, o.Tell = true, func(n history.Note) {
		if n.What == history.Warning {
			warnings = append(warnings, n.Text)
		}
	}
	s := enginetest.SQLite(t)
	imported(t, s, o)
	if len(warnings) != 1 || !strings.Contains(warnings[0], `"Billing" (4)`) || !strings.Contains(warnings[0], `"BILLING": "Billing"`) {
		t.Fatalf("warned %q", warnings)
	}
	_, offered, _ := strings.Cut(warnings[0], "\n")
	m, err := history.ParseMapping([]byte(offered))
	if err != nil {
		t.Fatal(err)
	}
	name := filepath.Join(t.TempDir(), "h.jsonl")
	if err := os.WriteFile(name, file, 0o600); err != nil {
		t.Fatal(err)
	}
	o, err = history.Opened(options(nil), history.Foreign{Format: "switchyard", Mapping: m}, []string{name})
	if err != nil {
		t.Fatal(err)
	}
	if done := imported(t, s, o); done.Warnings != 0 || done.Tickets != 10 {
		t.Errorf("with the mapping: %+v", done)
	}
	for _, got := range ticketsIn(t, exported(t, s, history.ExportOptions{Plain: true})) {
		if got.Category != "Billing" {
			t.Errorf("a category is %q", got.Category)
		}
	}
}
