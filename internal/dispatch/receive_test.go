package dispatch_test

import (
	"testing"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/ticket"
	"switchyard/routing/rule"
)

// Rules are asked of a ticket that comes in as of one that is stored: its tags,
// fields, category and language, in the form in which they are kept.
func TestRulesSeeWhatComesIn(t *testing.T) {
	only := func(when string) rule.Settings {
		s := rule.Default()
		s.Rules = []rule.Rule{{Name: "second", When: when, Agent: `agent.id == "02000000-0000-0000-0000-000000000000"`, Effect: rule.Require}}
		return s
	}
	for _, c := range []struct {
		name, when string
		in         lifecycle.Intake
	}{
		{"tags", `"security" in ticket.tags`, lifecycle.Intake{Tags: []string{" Security ", "b"}}},
		{"fields", `has(ticket.fields.amount) && ticket.fields.amount > 100.0`, lifecycle.Intake{Fields: map[string]any{"amount": 250.0, "empty": nil}}},
		{"a field of nothing", `!has(ticket.fields.empty)`, lifecycle.Intake{Fields: map[string]any{"empty": nil}}},
		{"category", `ticket.category == "refunds"`, lifecycle.Intake{Category: " refunds "}},
		{"language", `ticket.language == "pt-BR"`, lifecycle.Intake{Language: "pt_br"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			first, second := agent(1, 50), agent(2, 50)
			d := newTimed(t, only(c.when), first, second)
			plan := lifecycle.NewPlan(lifecycle.DefaultRules())
			plan.Fields["amount"], plan.Fields["empty"] = ticket.Field{Key: "amount", Type: ticket.NumberField}, ticket.Field{Key: "empty", Type: ticket.TextField}
			d.desk.desk.SetPlan(plan)
			if reached := len(unfitFor(d, &c.in)); reached != 1 {
				t.Errorf("the rule keeps %d agents from a draft, want 1", reached)
			}
			requester, err := d.Requester(t.Context(), "ada@example.org", "")
			if err != nil {
				t.Fatal(err)
			}
			c.in.Actor, c.in.Requester, c.in.Words = ticket.Actor{Kind: ticket.ByToken}, requester, lifecycle.Words{Text: "Please refund."}
			for range 3 { // whoever is chosen by load or by chance, all go to the same
				got, err := d.Receive(t.Context(), c.in)
				if err != nil || got.Ticket.Assignee != second.ID {
					t.Errorf("%s has it, %v", got.Ticket.Assignee, err)
				}
			}
		})
	}
}

// unfitFor are the agents whom a rule keeps from a draft.
func unfitFor(d *timed, in *lifecycle.Intake) (out []string) {
	draft := *in
	draft.Actor = ticket.Actor{Kind: ticket.ByToken}
	draft.Requester.ID = uuid.UUID{9}
	p, err := d.PreviewIntake(d.Context(), draft)
	if err != nil {
		d.Fatal(err)
	}
	for i := range p.Request.Prospects {
		if p.Request.Prospects[i].Rule != "" {
			out = append(out, p.Decision.Candidates[i].Agent)
		}
	}
	return out
}
