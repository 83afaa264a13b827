package rule

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"
)

// refused compiles settings and gives what is wrong with them, a line each.
func refused(t *testing.T, s *Settings) string {
	t.Helper()
	b, err := s.Compile()
	if err == nil {
		return ""
	}
	var invalid *InvalidError
	if b != nil || !errors.As(err, &invalid) || len(invalid.Faults) == 0 {
		t.Fatalf("%v is no list of faults", err)
	}
	return err.Error()
}

func TestExpressionsThatDoNotCompile(t *testing.T) {
	for _, c := range []struct{ when, agent, says string }{
		{"", `agnt.load < 3`, `rules.0.agent: rule "r": column 1: undeclared reference to 'agnt' (did you mean 'agent'?): ticket and agent are known, and text stands in quotes`},
		{"", `agent.laod < 3`, `column 6: undefined field 'laod': ticket has angry, attempt, categories, category`},
		{"", `agent.load < 3 &&`, `column 18: Syntax error`},
		{"", "agent.load < 3 &&\n  agent.lod > 1", `line 2, column 8: undefined field 'lod'`},
		{"", `agent.load`, `gives int: write a condition, which is true or false`},
		{"", `agent.load < "3"`, `column 12: found no matching overload for '_<_'`},
		{"", `agent.load = 3`, `Syntax error`},
		{"", `agent.id == ada`, `undeclared reference to 'ada'`},
		{"", `agent.id.matches("(")`, `column 18: invalid matches argument`},
		{"", `ticket.waited > duration("2 hours")`, `column 26: invalid duration argument`},
		{"", strings.Repeat("(", 100) + "true" + strings.Repeat(")", 100), "recursion limit"},
		{"", strings.Repeat("true || ", 300) + "true", "has 2404 characters: shorten it to 2000"},
		{"", `ticket.tags.all(a, ticket.tags.all(b, ticket.tags.all(c, a != b)))`, "comprehension exceeds nesting limit"},
		{"", "\xff", "is not UTF-8"},
		{"", "\x00", "Syntax error"},
		{"", `now() > ticket.waited`, "undeclared reference to 'now'"},
		{`agent.load < 3`, "true", `rules.0.when: rule "r": column 1: undeclared reference to 'agent': only the ticket is known here`},
		{`ticket.category`, "true", "gives string"},
		{`ticket.vip = true`, "true", "Syntax error"},
		{"", "", `rules.0.agent: rule "r" is about no agents`},
	} {
		s := Default()
		s.Rules = []Rule{{Name: "r", When: c.when, Agent: c.agent, Effect: Forbid}}
		if got := refused(t, &s); !strings.Contains(got, c.says) || strings.Contains(got, "\n") {
			t.Errorf("%.60q %.60q: %q, want %q", c.when, c.agent, got, c.says)
		}
		s.Rules[0].Disabled = true // is checked all the same
		if refused(t, &s) == "" {
			t.Errorf("%.60q %.60q: taken when disabled", c.when, c.agent)
		}
	}
}

func TestSettingsThatCannotBeFollowed(t *testing.T) {
	sound := Rule{Name: "r", Agent: "agent.load < 3", Effect: Require}
	ada := []Agent{{ID: "ada"}}
	nobody := Expect{Removed: []string{}}
	for _, c := range []struct {
		name  string
		spoil func(*Settings)
		says  string
	}{
		{"policy", func(s *Settings) { s.Policy.Name, s.Policy.Balance = "best", math.NaN() }, "policy.name: \"best\" is no policy: take one of learned, round_robin, least_loaded, static_skills\npolicy.balance: is NaN"},
		{"name", func(s *Settings) { s.Rules[0].Name = " " }, "rules.0.name: is empty"},
		{"name with spaces", func(s *Settings) { s.Rules[0].Name = "r " }, "begins or ends with a space"},
		{"name with a line break", func(s *Settings) { s.Rules[0].Name = "a\nb" }, "control character"},
		{"long name", func(s *Settings) { s.Rules[0].Name = strings.Repeat("é", 101) }, "has 101 characters: shorten it to 100"},
		{"two of a name", func(s *Settings) { s.Rules = append(s.Rules, s.Rules[0]) }, `rules.1.name: there is a rule "r" before it`},
		{"effect", func(s *Settings) { s.Rules[0].Effect = "Require" }, `rules.0.effect: rule "r" has the effect "Require": take one of require, forbid, prefer`},
		{"no effect", func(s *Settings) { s.Rules[0].Effect = "" }, "take one of"},
		{"bonus of a constraint", func(s *Settings) { s.Rules[0].Bonus = .1 }, "removes agents and adds nothing"},
		{"no bonus", func(s *Settings) { s.Rules[0].Effect = Prefer }, "rules.0.bonus"},
		{"large bonus", func(s *Settings) { s.Rules[0].Effect, s.Rules[0].Bonus = Prefer, .51 }, "has a bonus of 0.51: give points of probability from -0.5 to 0.5"},
		{"NaN bonus", func(s *Settings) { s.Rules[0].Effect, s.Rules[0].Bonus = Prefer, math.NaN() }, "has a bonus of NaN"},
		{"too many rules", func(s *Settings) { s.Rules = make([]Rule, 101) }, "rules: has 101 entries: list at most 100"},
		{"need of nothing", func(s *Settings) { s.Needs = []Need{{Category: "a", Level: 1}} }, "needs.0.skill: is empty"},
		{"need of level 0", func(s *Settings) { s.Needs = []Need{{Category: "a", Skill: "a"}} }, "needs.0.level: is 0: give a level from 1"},
		{"need for no ticket", func(s *Settings) { s.Needs = []Need{{Skill: "a", Level: 6}} }, "needs.0.level: is 6: give a level from 1 (a little) to 5 (fully)\nneeds.0: is for no ticket"},
		{"need for two", func(s *Settings) { s.Needs = []Need{{Category: "a", When: "true", Skill: "a", Level: 1}} }, "needs.0.when: stands beside category"},
		{"need's expression", func(s *Settings) { s.Needs = []Need{{When: "ticket.gold", Skill: "a", Level: 1}} }, `needs.0.when: need of "a": column 7: undefined field 'gold'`},
		{"need that relaxes backwards", func(s *Settings) {
			s.Needs = []Need{{Category: "a", Skill: "a", Level: 1, Relax: Duration(-time.Hour)}}
		}, "needs.0.relax: is -1h0m0s: give a time from 0s"},
		{"tier", func(s *Settings) { s.VIPTiers = []string{"gold", ""} }, "vip_tiers.1: is empty"},
		{"grace", func(s *Settings) { s.Grace = Duration(-time.Hour) }, "grace: is -1h0m0s: give a time from 0s to 720h, or -1s for never"},
		{"example without a name", func(s *Settings) { s.Examples = []Example{{Agents: ada, Expect: nobody}} }, "examples.0.name: is empty"},
		{"example without agents", func(s *Settings) { s.Examples = []Example{{Name: "x", Expect: nobody}} }, "examples.0.agents: is empty"},
		{"example that expects nothing", func(s *Settings) { s.Examples = []Example{{Name: "x", Agents: ada}} }, "examples.0.expect: expects nothing"},
		{"example of a stranger", func(s *Settings) {
			s.Examples = []Example{{Name: "x", Agents: ada, Expect: Expect{Removed: []string{"ada", "bob"}}}}
		}, `examples.0.expect.removed.1: "bob" is no agent of the example`},
		{"example with an agent twice", func(s *Settings) {
			s.Examples = []Example{{Name: "x", Agents: []Agent{{ID: "ada"}, {ID: "ada"}}, Expect: nobody}}
		}, "examples.0.agents.1.id"},
		{"example twice", func(s *Settings) {
			s.Examples = []Example{{Name: "x", Agents: ada, Expect: nobody}, {Name: "x", Agents: ada, Expect: nobody}}
		}, `there is an example "x" before it`},
		{"example with odd numbers", func(s *Settings) {
			s.Examples = []Example{{Name: "x", Agents: []Agent{{ID: "ada", TenureDays: math.Inf(1)}}, Expect: nobody,
				Ticket: Ticket{Chance: math.NaN(), Categories: map[string]float64{"a": .7, "b": .6}, Priority: "top", Attempt: -1, Waited: -1}}}
		}, "examples.0.ticket.chance: is NaN: give a probability from 0 to 1\nexamples.0.ticket.categories: sum to 1.3"},
		{"example with two kinds of category", func(s *Settings) {
			s.Examples = []Example{{Name: "x", Agents: ada, Expect: nobody, Ticket: Ticket{Category: "a", Categories: map[string]float64{"a": .7}}}}
		}, "examples.0.ticket.categories: stands beside category"},
	} {
		s := Default()
		s.Rules = []Rule{sound}
		if got := refused(t, &s); got != "" {
			t.Fatal(got)
		}
		c.spoil(&s)
		if got := refused(t, &s); !strings.Contains(got, c.says) {
			t.Errorf("%s: %q, want %q", c.name, got, c.says)
		}
	}
}

// What is wrong is told together, up to a number that a person can read.
func TestFaultsAreGathered(t *testing.T) {
	s := Default()
	for range 50 {
		s.Rules = append(s.Rules, Rule{})
	}
	_, err := s.Compile()
	var invalid *InvalidError
	if !errors.As(err, &invalid) || len(invalid.Faults) != mostFaults {
		t.Errorf("%v", err)
	}
}

func TestExamplesAreTried(t *testing.T) {
	s := Default()
	s.Needs = []Need{{Category: "tax", Skill: "tax", Level: 4, Relax: Duration(time.Hour)}}
	s.Rules = []Rule{
		{Name: "cleared", When: "ticket.vip", Agent: "agent.fields.clearance >= 2", Effect: Require},
		{Name: "billing", Agent: "agent.skills.billing >= 3", Effect: Prefer, Bonus: .1},
		{Name: "masters", Agent: "agent.skills.billing == 5", Effect: Prefer, Bonus: .1},
		{Name: "busy", Agent: "agent.load > 5", Effect: Prefer, Bonus: -.2},
	}
	example := Example{
		Name: "x", Ticket: Ticket{VIP: true, Category: "tax", Waited: Duration(90 * time.Minute)},
		Agents: []Agent{
			{ID: "ada", Fields: map[string]any{"clearance": 3.}, Skills: map[string]int{"billing": 3}},
			{ID: "bob", Fields: map[string]any{"clearance": 2.}, Skills: map[string]int{"billing": 5}, Load: 2},
			{ID: "cyd", Fields: map[string]any{"clearance": 1.}, Skills: map[string]int{"billing": 5}},
			{ID: "dan", Fields: map[string]any{"clearance": 2.}, Load: 8},
			{ID: "eve"},
		},
	}
	for _, c := range []struct {
		expect Expect
		says   string // empty where it holds
	}{
		{Expect{Removed: []string{"cyd", "eve"}, Preferred: []string{"bob", "ada"}, Skills: map[string]int{"tax": 3}}, ""},
		{Expect{Removed: []string{"eve", "cyd"}}, ""},
		{Expect{Preferred: []string{"bob"}}, ""},
		{Expect{Removed: []string{}}, `examples.0.expect.removed: example "x" does not hold: removed is cyd, eve, not nobody; rule "cleared" removes 1 of 5 agents because it cannot be tested on them`},
		{Expect{Removed: []string{"cyd"}}, "removed is cyd, eve, not cyd"},
		{Expect{Preferred: []string{"ada"}}, "ada has a bonus of 0.1, no more than bob with 0.2"},
		{Expect{Preferred: []string{"ada", "bob"}}, "bob has a bonus of 0.2, more than ada with 0.1"},
		{Expect{Preferred: []string{"bob", "ada", "cyd"}}, "cyd is removed by cleared"},
		{Expect{Preferred: []string{"bob", "ada", "dan"}}, ""},
		{Expect{Skills: map[string]int{}}, "skills is tax 3, not none"},
		{Expect{Skills: map[string]int{"tax": 4}}, "skills is tax 3, not tax 4"},
	} {
		example.Expect = c.expect
		s.Examples = []Example{example}
		if got := refused(t, &s); (got == "") != (c.says == "") || !strings.Contains(got, c.says) {
			t.Errorf("%+v: %q, want %q", c.expect, got, c.says)
		}
	}
}

// What was compiled does not follow later changes of the settings.
func TestBookKeepsItsSettings(t *testing.T) {
	s := Default()
	s.Rules = []Rule{{Name: "r", Agent: "true", Effect: Forbid}}
	b, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	s.Rules[0].Effect, s.Policy.Weights["low"] = Require, 99
	if b.Settings().Rules[0].Effect != Forbid || b.Policy().Weights["low"] == 99 {
		t.Error("it changed")
	}
}
