package setup_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/store/enginetest"
	"switchyard/internal/store/sqlite"
	"switchyard/internal/ticket"
)

var start = time.Date(2026, 3, 29, 8, 0, 0, 0, time.UTC)

var lead = ticket.Actor{Kind: ticket.ByAgent, ID: uuid.UUID{1}}

// desk is a database and what is set up in it.
type desk struct {
	*testing.T
	*setup.Setup
	store *sqlite.Store
}

func newDesk(t *testing.T) *desk {
	t.Helper()
	s := enginetest.SQLite(t)
	return &desk{t, setup.New(s, func() time.Time { return start }, func() uuid.UUID { return uuid.Must(uuid.NewV7()) }), s}
}

// must gives what a call gave that may not fail.
func must[T any](value T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
}

// events are those in the log, each as its type and data without ids.
func (d *desk) events() []string {
	d.Helper()
	all := must(d.store.Events(d.Context(), store.EventQuery{Limit: 1000}))(d.T)
	var told []string
	for _, e := range all {
		if e.Actor != lead || !e.At.Equal(start) {
			d.Errorf("%s is by %v at %v", e.Type, e.Actor, e.At)
		}
		var data map[string]any
		if err := json.Unmarshal(e.Data, &data); err != nil {
			d.Fatal(err)
		}
		delete(data, "id")
		told = append(told, string(e.Type)+" "+string(must(json.Marshal(data))(d.T)))
	}
	return told
}

// Every change leaves an event that says what changed, and none of a person
// who may have to be forgotten.
func TestEvents(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	team := must(d.Teams.Create(ctx, lead, ticket.Team{Name: "Billing"}))(t)
	team.Categories = []string{"refund"}
	team = must(d.Teams.Change(ctx, lead, team))(t)
	must(d.Teams.Change(ctx, lead, team))(t) // no change
	if err := d.Teams.Remove(ctx, lead, team.ID, team.Version); err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 2000)
	must(d.Articles.Create(ctx, lead, ticket.Article{Title: "T", Body: long, Language: "en"}))(t)
	ada := must(d.Requesters.Create(ctx, lead, ticket.Requester{Name: "Ada", Addresses: []string{"ada@example.org"}}))(t)
	ada.Tier = "gold"
	must(d.Requesters.Change(ctx, lead, ada))(t)
	must(d.Settings.Put(ctx, lead, "tickets", 0, map[string]int{"close_after": 5}))(t)
	want := []string{
		`team.created {"fields":{"name":{"to":"Billing"}},"key":"billing","version":1}`,
		`team.changed {"fields":{"categories":{"to":["refund"]}},"key":"billing","version":2}`,
		`team.removed {"key":"billing","version":2}`,
		`article.created {"fields":{"body":{},"language":{"to":"en"},"title":{"to":"T"}},"key":"t (en)","version":1}`,
		`requester.created {"fields":["addresses","name"],"version":1}`,
		`requester.changed {"fields":["tier"],"version":2}`,
		`settings.changed {"fields":{"close_after":{"to":5}},"key":"tickets","version":1}`,
	}
	if got := d.events(); strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("the log says\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// Of changes to one version made at the same time one is stored, and the
// others are told.
func TestTogether(t *testing.T) {
	d := newDesk(t)
	team := must(d.Teams.Create(t.Context(), lead, ticket.Team{Name: "Billing"}))(t)
	var all sync.WaitGroup
	errs := make(chan error, 8)
	for i := range cap(errs) {
		all.Go(func() {
			mine := team
			mine.Categories = []string{string(rune('a' + i))}
			_, err := d.Teams.Change(t.Context(), lead, mine)
			errs <- err
		})
	}
	all.Wait()
	close(errs)
	stored := 0
	for err := range errs {
		if err == nil {
			stored++
		} else if !ticket.IsKind(err, ticket.Conflict) {
			t.Error(err)
		}
	}
	if now := must(d.Teams.Get(t.Context(), team.ID))(t); stored != 1 || now.Version != 2 {
		t.Errorf("%d changes were stored, and it is at version %d", stored, now.Version)
	}
}

// Who or what has open tickets is not removed.
func TestOpenTickets(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	team := must(d.Teams.Create(ctx, lead, ticket.Team{Name: "Billing"}))(t)
	agent := must(d.Agents.Create(ctx, lead, ticket.Agent{Name: "Zoë", Email: "zoe@example.org"}))(t)
	firm := must(d.Organisations.Create(ctx, lead, ticket.Organisation{Name: "Acme"}))(t)
	one := ticket.Ticket{
		ID: uuid.Must(uuid.NewV7()), Subject: "s", Status: ticket.Open, Priority: ticket.Normal, Language: "en", Channel: ticket.Email,
		Requester: uuid.UUID{2}, Assignee: agent.ID, Team: team.ID, Organisation: firm.ID, CreatedAt: start, UpdatedAt: start, StatusAt: start,
	}
	must(d.store.Commit(ctx, &store.Write{Tickets: []store.TicketWrite{{Ticket: one}}}))(t)
	remove := func() []error {
		return []error{d.Agents.Remove(ctx, lead, agent.ID, 0), d.Teams.Remove(ctx, lead, team.ID, 0), d.Organisations.Remove(ctx, lead, firm.ID, 0)}
	}
	for _, err := range remove() {
		if !ticket.IsKind(err, ticket.Conflict) || !strings.Contains(err.Error(), "number 1") {
			t.Errorf("removed: %v", err)
		}
	}
	one.Status = ticket.Resolved
	must(d.store.Commit(ctx, &store.Write{Tickets: []store.TicketWrite{{Expect: 1, Ticket: one}}}))(t)
	for _, err := range remove() {
		if err != nil {
			t.Error(err)
		}
	}
}

func TestSettings(t *testing.T) {
	d := newDesk(t)
	ctx := t.Context()
	rules := struct{ Days, Size int }{7, 20}
	if version := must(d.Settings.Read(ctx, "tickets", &rules))(t); version != 0 || rules.Days != 7 {
		t.Errorf("what was never set is %+v at version %d", rules, version)
	}
	rules.Days = 3
	version := must(d.Settings.Put(ctx, lead, "tickets", 0, rules))(t)
	if again := must(d.Settings.Put(ctx, lead, "tickets", version, rules))(t); again != version {
		t.Errorf("without a change the version goes from %d to %d", version, again)
	}
	if _, err := d.Settings.Put(ctx, lead, "tickets", 0, rules); !ticket.IsKind(err, ticket.Conflict) {
		t.Errorf("set over what is there: %v", err)
	}
	rules.Days, rules.Size = 0, 0
	if read := must(d.Settings.Read(ctx, "tickets", &rules))(t); read != version || rules.Days != 3 || rules.Size != 20 {
		t.Errorf("set and read as %+v at version %d, want 3 days at %d", rules, read, version)
	}
}

// What was checked once is in its proper form: checked again it stays.
func TestTidyOnce(t *testing.T) {
	d := newDesk(t)
	agent := must(d.Agents.Create(t.Context(), lead, ticket.Agent{
		Name: "  Zoe\u0308 ", Email: " Zoë@Example.ORG", Skills: map[string]int{" VPN ": 3}, Languages: map[string]int{"zh-hant-tw": 1, "PT": 2},
		Schedule: json.RawMessage(`{ "weekly": [], "time_zone": "Asia/Kathmandu" }`),
	}))(t)
	if again := must(d.Agents.Change(t.Context(), lead, agent))(t); again.Version != 1 {
		t.Errorf("%+v became %+v", agent, again)
	}
	if agent.Name != "Zoë" || agent.Email != "zoë@example.org" || agent.Languages["zh-Hant-TW"] != 1 || agent.Skills["VPN"] != 3 || agent.Status != ticket.Offline {
		t.Errorf("it is %+v", agent)
	}
}
