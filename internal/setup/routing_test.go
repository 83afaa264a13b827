package setup_test

import (
	"strings"
	"sync"
	"testing"

	"switchyard/internal/setup"
	"switchyard/internal/ticket"
	"switchyard/routing"
	"switchyard/routing/rule"
)

func TestReadRouting(t *testing.T) {
	d := newDesk(t)
	book, version, err := new(setup.Routing).Read(t.Context(), d.store)
	if err != nil || version != 0 || book.Policy().Name != routing.Learned || len(book.Settings().Rules) != 0 {
		t.Fatalf("%+v, %d, %v", book, version, err)
	}
	settings := rule.Default()
	settings.Policy.Name = routing.LeastLoaded
	settings.Rules = []rule.Rule{{Name: "a", Agent: `agent.id == "ada"`, Effect: rule.Require}}
	var reader setup.Routing
	before, _, err := reader.Read(t.Context(), d.store)
	if err != nil {
		t.Fatal(err)
	}
	must(d.Settings.Put(t.Context(), lead, setup.RoutingKey, 0, settings))(t)
	var group sync.WaitGroup
	for range 4 {
		group.Go(func() {
			book, version, err := reader.Read(t.Context(), d.store)
			again, _, _ := reader.Read(t.Context(), d.store)
			if err != nil || version != 1 || book == before || again != book || book.Policy().Name != routing.LeastLoaded || book.Settings().Rules[0] != settings.Rules[0] {
				t.Errorf("%+v, %d, %v", book, version, err)
			}
		})
	}
	group.Wait()
}

// What no desk can follow is an error with its place, and no book.
func TestReadRoutingThatCannotBeFollowed(t *testing.T) {
	for says, value := range map[string]any{
		"rules.0.agent":                map[string]any{"rules": []any{map[string]any{"name": "a", "agent": "agent.lod", "effect": "forbid"}}},
		"polciy: is no field":          map[string]any{"polciy": 1},
		"policy.name: \"x\" is no pol": map[string]any{"policy": map[string]any{"name": "x"}},
	} {
		d := newDesk(t)
		must(d.Settings.Put(t.Context(), lead, setup.RoutingKey, 0, value))(t)
		if book, _, err := new(setup.Routing).Read(t.Context(), d.store); book != nil || err == nil || !strings.Contains(err.Error(), says) || !strings.Contains(err.Error(), "settings routing") {
			t.Errorf("%v, want %q", err, says)
		}
	}
}

func TestStaff(t *testing.T) {
	d := newDesk(t)
	team := must(d.Teams.Create(t.Context(), lead, ticket.Team{Name: "Billing"}))(t)
	for _, a := range []ticket.Agent{
		{Name: "Ada", Email: "z@example.org", Skills: map[string]int{"tax": 3}, Languages: map[string]int{"de": 4}, Capacity: map[ticket.Channel]int{ticket.Chat: 2}},
		{Name: "Bob", Email: "a@example.org", Disabled: true},
		{Name: "Eve", Email: "b@example.org"},
	} {
		if a.Name == "Ada" {
			a.Teams = append(a.Teams, team.ID)
		}
		must(d.Agents.Create(t.Context(), lead, a))(t)
	}
	staff := must(d.Staff(t.Context(), start))(t)
	if len(staff) != 2 {
		t.Fatalf("%+v", staff)
	}
	ada := staff[0] // ids are in the order of creation
	if ada.Skills["tax"] != 3 || ada.Languages["de"] != 4 || ada.Room["chat"] != 2 || ada.Room["email"] != ticket.DefaultCapacity || ada.Load["email"] != 0 ||
		len(ada.Teams) != 1 || ada.Teams[0] != team.ID.String() || ada.Away != "" {
		t.Errorf("%+v", ada)
	}
}
