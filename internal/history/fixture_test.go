package history_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/history"
	"switchyard/internal/lifecycle"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
	"switchyard/training"
)

// monday is when the clock of the tests starts.
var monday = time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)

var (
	ada   = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xa, 15: 1}}
	bob   = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{0xb, 15: 2}}
	model = ticket.Actor{Kind: ticket.ByMachine}
	first = uuid.UUID{0xe, 15: 3} // the team
)

// ids gives UUIDv7s that do not repeat between tests and go up.
func newID() uuid.UUID { return uuid.Must(uuid.NewV7()) }

// desk is a desk at work over a store, with a clock of its own.
type desk struct {
	*lifecycle.Desk
	t     testing.TB
	store store.Store
	now   time.Time
}

func newDesk(t testing.TB, s store.Store) *desk {
	t.Helper()
	d := &desk{t: t, store: s, now: monday}
	d.Desk = lifecycle.New(s, lifecycle.NewPlan(lifecycle.DefaultRules(), ticket.Field{Key: "order", Type: ticket.TextField}), func() time.Time { return d.now }, newID)
	w := &store.Write{}
	for _, r := range []struct {
		kind store.RecordKind
		id   uuid.UUID
		key  string
		body any
	}{
		{store.Organisations, uuid.UUID{0xc, 15: 4}, "acme", ticket.Organisation{ID: uuid.UUID{0xc, 15: 4}, Name: "Acme", Domains: []string{"acme.example"}, Tier: "gold"}},
		{store.Teams, first, "first line", ticket.Team{ID: first, Name: "First line", Categories: []string{"billing", "login"}}},
		{store.Agents, ada.ID, "ada@example.org", ticket.Agent{ID: ada.ID, Name: "Ada Lovelace", Email: "ada@example.org", Skills: map[string]int{"billing": 5, "login": 2}, Teams: []uuid.UUID{first}, Status: ticket.Online}},
		{store.Agents, bob.ID, "bob@example.org", ticket.Agent{ID: bob.ID, Name: "Bob Hopper", Email: "bob@example.org", Capacity: map[ticket.Channel]int{ticket.Chat: 3, ticket.Email: 20}, Schedule: json.RawMessage(`{"zone":"Europe/Berlin"}`), Disabled: true}},
	} {
		body, err := json.Marshal(r.body)
		if err != nil {
			t.Fatal(err)
		}
		w.Records = append(w.Records, store.RecordWrite{Record: store.Record{Kind: r.kind, ID: r.id, Key: r.key, Body: body}})
	}
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	return d
}

// analysis is what models say of a text.
func analysis(category string, p float64) json.RawMessage {
	return json.RawMessage(fmt.Sprintf(`{"language":{"tag":"en","confidence":0.99},"category":{"label":%q,"probability":%g,"ranked":[{"label":%q,"probability":%g}],"abstained":false,"action":"apply","explanation":{"words":["Rita","invoice"]}},"priority":{"label":"high","probability":0.7,"ranked":[],"abstained":false,"action":"suggest"},"models":{"category":"it@1","priority":"it-p@2"}}`, category, p, category, p))
}

// open opens a ticket of a requester.
func (d *desk) open(n int, change func(*lifecycle.Intake)) ticket.Ticket {
	d.t.Helper()
	address := fmt.Sprintf("rita%d@acme.example", n%3)
	requester, err := d.store.RequesterByAddress(d.t.Context(), address)
	if err != nil {
		requester = ticket.Requester{ID: newID(), Name: "Rita Skeeter", Addresses: []string{address}, Organisation: uuid.UUID{0xc, 15: 4}, Tier: "gold", CreatedAt: d.now}
	}
	in := lifecycle.Intake{
		Actor: ticket.Actor{Kind: ticket.ByToken, ID: uuid.UUID{9}}, Requester: requester, Subject: "Invoice 4711 <wrong> & \"late\"", Tags: []string{"vip"},
		Words:   lifecycle.Words{Text: "Hello,\nmy invoice is wrong. Call me at +49 30 1234567 or mail rita@acme.example.\nRita Skeeter\u2028", HTML: "<p>my invoice</p>", Channel: ticket.Email, External: fmt.Sprintf("<%d@acme.example>", n)},
		Fields:  map[string]any{"order": "A-1234567"},
		Reading: &lifecycle.Reading{Language: "en", Apply: map[string]string{"category": "billing"}, Mood: &ticket.Mood{Valence: -.5, Anger: .25}, Analysis: analysis("billing", .93)},
		Choice: &lifecycle.Choice{Assignment: ticket.Assignment{Policy: "learned#1", Agent: ada.ID, Team: first, Reason: "best {" + ada.ID.String() + "}", Propensity: .8, Seed: 1<<63 + 7, Weighed: 2,
			Candidates: []ticket.Candidate{{Agent: ada.ID, Score: .5, Success: .75, Propensity: .8}, {Agent: bob.ID, Removed: "disabled"}}, Case: []byte{1, 2, 3}}, Capacity: 1000, Touch: ticket.Touch{Propensity: .8, Signals: []float64{1, .5}}},
	}
	if change != nil {
		change(&in)
	}
	opened, _, err := d.Open(d.t.Context(), in)
	if err != nil {
		d.t.Fatal(err)
	}
	return opened
}

func (d *desk) do(actor ticket.Actor, id uuid.UUID, commands ...lifecycle.Command) {
	d.t.Helper()
	if _, err := d.Do(d.t.Context(), lifecycle.Order{Actor: actor, Ticket: id}, commands...); err != nil {
		d.t.Fatal(err)
	}
}

// fill makes tickets with all that can happen to one.
func (d *desk) fill(tickets int) []ticket.Ticket {
	d.t.Helper()
	r := rand.New(rand.NewPCG(1, uint64(tickets)))
	var all []ticket.Ticket
	for n := range tickets {
		d.now = d.now.Add(time.Duration(1+r.IntN(3000)) * time.Second)
		t := d.open(n, func(in *lifecycle.Intake) {
			if n%8 == 7 { // judged blindly
				in.Reading.AuditShare, in.Reading.Said = 1, map[string]ticket.Said{"category": {Value: "billing", Probability: .93, Model: "it@1"}, "priority": {Value: "high", Probability: .7}}
			}
		})
		all = append(all, t)
		category, priority := []string{"billing", "login", "Parcel"}[r.IntN(3)], ticket.High
		switch n % 8 {
		case 0: // untouched
		case 1, 2: // corrected or confirmed, solved and rated
			d.now = d.now.Add(10 * time.Minute)
			d.do(ada, t.ID, lifecycle.Edit{Category: &category, Priority: &priority, Reason: "said Rita"}, lifecycle.Reply{Words: lifecycle.Words{Text: "Dear Rita, it is mended. Ada Lovelace"}})
			d.do(ada, t.ID, lifecycle.Move{To: ticket.Resolved})
			d.now = d.now.Add(time.Hour)
			d.do(ticket.Actor{Kind: ticket.ByRequester, ID: t.Requester}, t.ID, lifecycle.Rate{Score: 1 + r.IntN(5), Comment: "Thanks, Ada! Rita Skeeter"})
		case 3:
			d.do(ada, t.ID, lifecycle.Note{Words: lifecycle.Words{Text: "a note", Attachments: []ticket.Attachment{{Name: "Rita Skeeter.pdf", Type: "application/pdf", Size: 3, Hash: fmt.Sprintf("%064x", 5)}}}})
			d.do(ada, t.ID, lifecycle.Assign{Agent: bob.ID, Reason: "knows it", Cause: ticket.NotMySkill})
		case 4:
			d.do(ada, t.ID, lifecycle.Judge{Field: "category", Verdict: ticket.Wrong, Said: &ticket.Said{Value: "billing", Applied: true}, Decision: t.Triage.Decision})
			d.do(ada, t.ID, lifecycle.Move{To: ticket.Spam})
		case 5:
			d.do(ada, t.ID, lifecycle.Snooze{Until: d.now.Add(time.Hour)}, lifecycle.Follow{Add: []uuid.UUID{bob.ID}})
		case 6:
			d.do(ada, t.ID, lifecycle.Move{To: ticket.Resolved})
			d.now = d.now.Add(30 * time.Hour)
			d.do(ada, t.ID, lifecycle.Move{To: ticket.Open, Reason: "it came back"})
			d.do(bob, t.ID, lifecycle.Judge{Field: "category", Verdict: ticket.Right, Said: &ticket.Said{Value: "billing", Applied: true}, Decision: t.Triage.Decision})
		case 7:
			d.do(ada, t.ID, lifecycle.Edit{Category: &category})
			if n%16 == 7 {
				d.do(bob, t.ID, lifecycle.Judge{Field: "priority", Value: "high"})
			}
		}
	}
	return all
}

// exported writes a whole desk.
func exported(t testing.TB, s store.Store, o history.ExportOptions) []byte {
	t.Helper()
	var b bytes.Buffer
	if _, err := history.Export(t.Context(), s, &b, o); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// from is a source over bytes.
func from(file []byte) func() (history.Source, io.Closer, error) {
	return func() (history.Source, io.Closer, error) {
		r, err := history.NewReader(bytes.NewReader(file))
		return r, nil, err
	}
}

func options(file []byte) history.ImportOptions {
	return history.ImportOptions{Open: from(file), Now: monday.AddDate(1, 0, 0), NewID: newID}
}

func imported(t testing.TB, s store.Store, o history.ImportOptions) history.Imported {
	t.Helper()
	got, err := history.Import(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return got
}

// parsedRow is a line as training reads it.
func parsedRow(t testing.TB, line []byte) training.Row {
	t.Helper()
	row, err := training.ParseRow(line)
	if err != nil {
		t.Fatal(err)
	}
	return row
}
