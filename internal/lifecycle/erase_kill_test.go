package lifecycle_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
	"github.com/klauspost/compress/s2"

	"switchyard/internal/history"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// erasingChild names the database and the requester that a process erases until it
// is killed.
const erasingChild = "SWITCHYARD_ERASING_CHILD"

func eraseInChild() int {
	name, id, _ := strings.Cut(os.Getenv(erasingChild), "\n")
	ctx := context.Background()
	s, err := openBase(ctx, name)
	if err != nil {
		fmt.Println(err)
		return 1
	}
	e := lifecycle.NewEraser(lifecycle.EraseConfig{Store: s, Now: func() time.Time { return monday.AddDate(0, 1, 0) }, NewID: newID,
		Stale: func(context.Context, uuid.UUID, ticket.Actor, string) (int, error) {
			fmt.Println("marked")
			return 0, nil
		}})
	_, err = e.Erase(ctx, uuid.MustParse(id), boss, func(int) { fmt.Println("one") })
	fmt.Println("ended", err)
	return 0
}

// Killed with signal 9 after any of its steps, an erasure is under way for whoever
// opens the database next, and is finished by them.
func TestEraseKilled(t *testing.T) {
	for name, open := range bases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := open(t)
			s, err := openBase(t.Context(), b.name)
			if err != nil {
				t.Fatal(err)
			}
			d := newEraseDesk(t, s)
			d.plant()
			before := len(d.planted.in(b.bytes(t)))
			if err := s.Close(); err != nil {
				t.Fatal(err)
			}
			for _, lines := range []int{1, 1, 2, 4} { // of the child, until it is killed
				cmd := exec.CommandContext(t.Context(), os.Args[0])
				cmd.Env = append(os.Environ(), erasingChild+"="+b.name+"\n"+d.rita.ID.String())
				out, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				scan := bufio.NewScanner(out)
				for range lines {
					if !scan.Scan() || strings.HasPrefix(scan.Text(), "ended") {
						t.Fatalf("the child says %q", scan.Text())
					}
				}
				_ = cmd.Process.Kill()
				_ = cmd.Wait()
			}
			if s, err = openBase(t.Context(), b.name); err != nil {
				t.Fatal(err)
			}
			t.Cleanup(func() { _ = s.Close() })
			d.store = s
			again := newEraseDesk(t, s)
			d.Eraser = again.Eraser
			records, err := s.RecordsOf(t.Context(), store.Erasures)
			if err != nil || len(records) != 1 || before == 0 {
				t.Fatalf("%d erasures are under way: %v", len(records), err)
			}
			if n, err := d.Resume(t.Context()); err != nil || n != 1 || again.marked != 1 {
				t.Errorf("resumed %d, models marked %d times: %v", n, again.marked, err)
			}
			d.clean(b)
			ends, err := s.Events(t.Context(), store.EventQuery{Types: []ticket.EventType{ticket.RequesterErasing, ticket.RequesterErased}, Limit: 9})
			if err != nil || len(ends) != 2 {
				t.Errorf("the log tells %d times of the erasure: %v", len(ends), err)
			}
			if n, err := d.Resume(t.Context()); err != nil || n != 0 {
				t.Errorf("resumed %d again: %v", n, err)
			}
		})
	}
}

// rival lets the requester write between the reading of a ticket and its erasure.
type rival struct {
	store.Store
	write func()
}

func (r *rival) Decisions(ctx context.Context, id uuid.UUID, limit int) ([]ticket.Decision, error) {
	if w := r.write; w != nil {
		r.write = nil
		w()
	}
	return r.Store.Decisions(ctx, id, limit)
}

func TestEraseWhileTheyWrite(t *testing.T) {
	d := newEraseDesk(t, newDesk(t).store)
	d.rita = d.requester(ticket.Requester{Name: "Rita", Addresses: []string{"rita@example.org"}})
	opened := d.open("a matter", func(in *lifecycle.Intake) { in.Requester = d.rita })
	r := &rival{Store: d.store, write: func() {
		d.must(ticket.Actor{Kind: ticket.ByRequester, ID: d.rita.ID}, opened.ID, lifecycle.Answer{Words: lifecycle.Words{Text: "one thing more"}})
	}}
	e := lifecycle.NewEraser(lifecycle.EraseConfig{Store: r, Now: d.clock, NewID: newID, Stale: func(context.Context, uuid.UUID, ticket.Actor, string) (int, error) { return 0, nil }})
	if _, err := e.Erase(t.Context(), d.rita.ID, boss, nil); err != nil || r.write != nil {
		t.Fatal(err)
	}
	messages := d.messages(d.ticket(opened.ID))
	for _, m := range messages {
		if m.Text != ticket.ErasedText {
			t.Errorf("a message says %q", m.Text)
		}
	}
	if len(messages) != 2 {
		t.Errorf("there are %d messages", len(messages))
	}
	// A reading that was under way finds a ticket that wants none.
	after := d.must(model, opened.ID, lifecycle.Reading{Message: messages[0].ID, Language: "en", Analysis: analysisOf("late")})
	if decisions, err := d.store.Decisions(t.Context(), after.ID, 9); err != nil || len(decisions) != 0 {
		t.Errorf("%d decisions came late: %v", len(decisions), err)
	}
}

// Somebody at the desk who also writes in is erased as a requester alone.
func TestEraseAnAgentWhoWrites(t *testing.T) {
	d := newEraseDesk(t, newDesk(t).store)
	agent := d.record(store.Agents, ticket.Agent{ID: ada.ID, Name: "Ada", Email: "ada@example.org"})
	self := d.requester(ticket.Requester{Name: "Ada", Addresses: []string{"ada@example.org"}})
	own := d.open("my own matter", func(in *lifecycle.Intake) { in.Requester = self })
	d.must(ada, own.ID, lifecycle.Assign{Agent: ada.ID}, lifecycle.Reply{Words: lifecycle.Words{Text: "solved by myself"}})
	theirs := d.open("of Rita", nil)
	d.must(ada, theirs.ID, lifecycle.Reply{Words: lifecycle.Words{Text: "Ada helps"}})
	if _, err := d.Erase(t.Context(), self.ID, boss, nil); err != nil {
		t.Fatal(err)
	}
	if now := d.ticket(own.ID); now.Subject != ticket.ErasedText || now.Assignee != ada.ID || len(now.Touches) != 1 {
		t.Errorf("the ticket is %+v", now)
	}
	if messages := d.messages(d.ticket(theirs.ID)); messages[1].Text != "Ada helps" {
		t.Errorf("an answer to another says %q", messages[1].Text)
	}
	if record, err := d.store.Record(t.Context(), store.Agents, agent); err != nil || !strings.Contains(string(record.Body), "ada@example.org") {
		t.Errorf("the agent is %s: %v", record.Body, err)
	}
	again := d.requester(ticket.Requester{Name: "Ada", Addresses: []string{"ada@example.org"}}) // the address is free
	if found, err := d.store.RequesterByAddress(t.Context(), "ada@example.org"); err != nil || found.ID != again.ID {
		t.Errorf("found %v: %v", found.ID, err)
	}
}

func unpacked(t *testing.T, packed []byte) []byte {
	t.Helper()
	raw, err := s2.Decode(nil, packed)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

func sourceOf(file []byte) func() (history.Source, io.Closer, error) {
	return func() (history.Source, io.Closer, error) {
		r, err := history.NewReader(strings.NewReader(string(file)))
		return r, nil, err
	}
}
