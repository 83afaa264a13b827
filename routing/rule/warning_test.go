package rule

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"switchyard/routing"
)

func TestCheck(t *testing.T) {
	tickets := []routing.Request{{ID: "t1", VIP: true, Channel: "email"}, {ID: "t2", Channel: "chat", Category: []routing.Chance{{Label: "tax", P: .9}}}}
	for i := range 8 {
		tickets = append(tickets, routing.Request{ID: fmt.Sprint("plain ", i), Channel: "email", Waited: 5 * time.Hour})
	}
	for _, c := range []struct {
		name  string
		rules []Rule
		needs []Need
		want  []string // field kind count first ticket, then a part of the message
	}{
		{"nothing to say", []Rule{{Name: "a", Agent: `agent.id == "ada"`, Effect: Require}}, nil, nil},
		{"removes everyone from some", []Rule{{Name: "ok", Agent: "true", Effect: Require}, {Name: "a", When: "ticket.vip", Agent: "agent.tenure_days > 9000.0", Effect: Require}}, nil,
			[]string{`rules.1 removes_everyone 1 t1|rule "a" removes every one of 3 agents`}},
		{"removes everyone from all", []Rule{{Name: "a", Agent: "true", Effect: Forbid}}, nil, []string{`rules.0 removes_everyone 10 t1|rule "a"`}},
		{"disabled", []Rule{{Name: "a", Agent: "true", Effect: Forbid, Disabled: true}}, nil, nil},
		{"prefers everyone", []Rule{{Name: "a", Agent: "true", Effect: Prefer, Bonus: -.5}}, nil, nil},
		{"together they leave nobody", []Rule{{Name: "a", Agent: `agent.id == "ada"`, Effect: Require}, {Name: "b", When: "ticket.vip", Agent: `agent.id == "ada"`, Effect: Forbid}}, nil,
			[]string{` leaves_nobody 1 t1|the rules together remove every one of 3 agents`}},
		{"fails", []Rule{{Name: "a", Agent: `agent.fields.clearance > ticket.fields.seats`, Effect: Require}}, nil, []string{`rules.0 fails 10 t1|cannot be tested on any agent`}},
		{"nobody left because of failures", []Rule{{Name: "a", Agent: `agent.fields.clearance > 5`, Effect: Require}}, nil,
			[]string{`rules.0 fails 10 t1|removes 1 of 3 agents`, `rules.0 removes_everyone 10 t1|rule "a" removes every one`}},
		{"nobody has the skill", nil, []Need{{Category: "tax", Skill: "tax", Level: 4}}, []string{`needs.0 nobody_has_skill 1 t2|no agent has "tax" at level 4, the highest is 2: the ticket would wait for ever`}},
		{"nobody has it yet", nil, []Need{{When: "true", Skill: "tax", Level: 4, Relax: Duration(time.Hour)}}, []string{`needs.0 nobody_has_skill 2 t1|until 2h0m0s have passed`}},
		{"somebody has it", nil, []Need{{Category: "tax", Skill: "tax", Level: 2}}, nil},
		{"in the order of the settings", []Rule{{Name: "a", When: `ticket.channel == "chat"`, Agent: "true", Effect: Forbid}, {Name: "b", When: "ticket.vip", Agent: "true", Effect: Forbid}},
			[]Need{{Category: "tax", Skill: "law", Level: 1}},
			[]string{`needs.0 nobody_has_skill 1 t2|`, `rules.0 removes_everyone 1 t2|`, `rules.1 removes_everyone 1 t1|`}},
	} {
		t.Run(c.name, func(t *testing.T) {
			all := settle(t, c.rules, c.needs...).Check(tickets, staff())
			if len(all) != len(c.want) {
				t.Fatalf("%+v", all)
			}
			for i, w := range all {
				head, message, _ := strings.Cut(c.want[i], "|")
				if got := fmt.Sprintf("%s %s %d %s", w.Field, w.Kind, w.Count, w.Tickets[0]); got != head || !strings.Contains(w.Message, message) || len(w.Tickets) > mostNamed {
					t.Errorf("%s: %+v, want %s", got, w, c.want[i])
				}
			}
		})
	}
}

// A desk without agents has nobody to remove.
func TestCheckWithoutAgents(t *testing.T) {
	b := settle(t, []Rule{{Name: "a", Agent: "true", Effect: Forbid}}, Need{When: "true", Skill: "a", Level: 5})
	if all := b.Check([]routing.Request{asked()}, nil); len(all) != 0 {
		t.Error(all)
	}
	if all := b.Check(nil, staff()); len(all) != 0 {
		t.Error(all)
	}
}

// Check tries tickets and leaves them as they were.
func TestCheckChangesNothing(t *testing.T) {
	b := settle(t, []Rule{{Name: "a", Agent: "true", Effect: Forbid}}, Need{When: "true", Skill: "a", Level: 5})
	tickets := []routing.Request{asked()}
	b.Check(tickets, staff())
	if tickets[0].Skills != nil {
		t.Error(tickets[0].Skills)
	}
}
