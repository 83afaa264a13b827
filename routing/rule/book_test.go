package rule

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/routing"
)

// settle compiles settings of rules alone.
func settle(t testing.TB, rules []Rule, needs ...Need) *Book {
	t.Helper()
	s := Default()
	s.Rules, s.Needs = rules, needs
	b, err := s.Compile()
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// apply gives the warnings of Apply as well.
func apply(b *Book, r *routing.Request, agents []routing.Agent, out []routing.Prospect) ([]Warning, error) {
	err := b.Apply(r, agents, out)
	var untested *UntestedError
	if errors.As(err, &untested) {
		return untested.Warnings, nil
	}
	return nil, err
}

// staff are three agents who differ in all that rules can ask for.
func staff() []routing.Agent {
	return []routing.Agent{
		{ID: "ada", Skills: map[string]int{"billing": 4, "tax": 2}, Languages: map[string]int{"en": 5, "de": 3}, Teams: []string{"t1"},
			Fields: map[string]any{"clearance": 3., "site": "Porto", "deep": map[string]any{"list": []any{"x", 1.}}},
			Load:   map[string]int{"email": 2, "chat": 9}, Room: map[string]int{"email": 10}, Tenure: 400 * 24 * time.Hour},
		{ID: "bob", Skills: map[string]int{"network": 5}, Languages: map[string]int{"en": 5}, Teams: []string{"t1", "t2"},
			Fields: map[string]any{"clearance": 1., "site": "Lyon"},
			Load:   map[string]int{"email": 7}, Room: map[string]int{"email": 10}, Tenure: 30 * 24 * time.Hour},
		{ID: "eve"},
	}
}

func asked() routing.Request {
	return routing.Request{
		ID: "7", Category: []routing.Chance{{Label: "billing", P: .7}, {Label: "network", P: .2}}, Priority: routing.High, Language: "de", Channel: "email",
		Team: "t1", Tier: "gold", Tags: []string{"refund", "eu"}, VIP: true, Angry: true, Attempt: 1, Waited: 90 * time.Minute,
		Fields: map[string]any{"region": "EU", "seats": 12., "open": true, "none": nil, "list": []any{"a", 2.}},
	}
}

// Who is left by a require says for whom an expression holds.
func TestExpressions(t *testing.T) {
	for expression, holds := range map[string]string{
		`agent.skills["billing"] >= 3`:                                           "ada",
		`agent.skills.billing >= 3`:                                              "ada",
		`agent.skills["billing"] == 0`:                                           "bob eve",
		`"billing" in agent.skills`:                                              "ada",
		`ticket.category in agent.skills`:                                        "ada",
		`agent.skills[ticket.category] > 0`:                                      "ada",
		`has(agent.skills.network)`:                                              "bob",
		`size(agent.skills) == 2`:                                                "ada",
		`agent.skills.exists(s, agent.skills[s] == 5)`:                           "bob",
		`agent.skills.map(s, s) == ["billing", "tax"]`:                           "ada",
		`agent.languages[ticket.language] >= 3`:                                  "ada",
		`agent.load < 5`:                                                         "ada eve",
		`agent.room - agent.load > 3`:                                            "ada",
		`agent.tenure_days > 90.0`:                                               "ada",
		`"t2" in agent.teams`:                                                    "bob",
		`ticket.team in agent.teams`:                                             "ada bob",
		`has(agent.teams)`:                                                       "ada bob",
		`agent.id == "eve"`:                                                      "eve",
		`agent.id in ["ada", "eve"]`:                                             "ada eve",
		`agent.id.startsWith("a")`:                                               "ada",
		`agent.id.matches("^[ab]")`:                                              "ada bob",
		`has(agent.fields.clearance) && agent.fields.clearance >= 2`:             "ada",
		`has(agent.fields.deep) && agent.fields.deep.list[0] == "x"`:             "ada",
		`size(agent.fields) == 0`:                                                "eve",
		`agent.fields.exists(f, f == "site")`:                                    "ada bob",
		`agent.fields == {"clearance": 1.0, "site": "Lyon"}`:                     "bob",
		`{"network": 5} == dyn({"network": agent.skills["network"]})`:            "bob",
		`dyn(agent).id == "bob"`:                                                 "bob",
		`has(dyn(agent).teams)`:                                                  "ada bob",
		`agent == agent && agent != dyn(ticket)`:                                 "ada bob eve",
		`type(agent) == type(agent)`:                                             "ada bob eve",
		`ticket.category == "billing" && ticket.chance > 0.6`:                    "ada bob eve",
		`ticket.categories["network"] > 0.1 && ticket.categories.tax == 0.0`:     "ada bob eve",
		`ticket.priority in ["high", "urgent"]`:                                  "ada bob eve",
		`ticket.tier == "gold" && ticket.vip && ticket.angry`:                    "ada bob eve",
		`ticket.reopened || ticket.attempt > 1`:                                  "",
		`ticket.waited > duration("1h")`:                                         "ada bob eve",
		`ticket.waited > duration("2h")`:                                         "",
		`"refund" in ticket.tags && ticket.tags.exists(t, t == "eu")`:            "ada bob eve",
		`ticket.fields.region == "EU" && ticket.fields.seats > 10`:               "ada bob eve",
		`ticket.fields.open`:                                                     "ada bob eve",
		`ticket.fields.none == null`:                                             "ada bob eve",
		`has(ticket.fields.nothing)`:                                             "",
		`ticket.fields.map(f, f) == ["list", "none", "open", "region", "seats"]`: "ada bob eve",
		`ticket.fields.list == ["a", 2]`:                                         "ada bob eve",
		`ticket.language == "de" && ticket.channel == "email"`:                   "ada bob eve",
		`true`: "ada bob eve",
	} {
		for _, effect := range []Effect{Require, Forbid, Prefer} {
			rule := Rule{Name: "r", Agent: expression, Effect: effect}
			if effect == Prefer {
				rule.Bonus = .1
			}
			b := settle(t, []Rule{rule})
			r, agents := asked(), staff()
			out := make([]routing.Prospect, len(agents))
			warnings, err := apply(b, &r, agents, out)
			if err != nil || len(warnings) > 0 {
				t.Errorf("%s: %v %v", expression, err, warnings)
			}
			var left []string
			for i, o := range out {
				if effect == Require && o.Rule == "" || effect == Forbid && o.Rule == "r" || effect == Prefer && o.Bonus == .1 {
					left = append(left, agents[i].ID)
				}
			}
			if got := strings.Join(left, " "); got != holds {
				t.Errorf("%s (%s): holds for %q, want %q", expression, effect, got, holds)
			}
		}
	}
}

func TestApplyPutsRulesTogether(t *testing.T) {
	b := settle(t, []Rule{
		{Name: "off", Agent: "true", Effect: Forbid, Disabled: true},
		{Name: "never", When: `ticket.channel == "chat"`, Agent: "true", Effect: Forbid},
		{Name: "site", Agent: `agent.id != "bob"`, Effect: Require},
		{Name: "site again", Agent: `agent.id == "bob"`, Effect: Forbid},
		{Name: "old hands", When: "ticket.vip", Agent: "agent.tenure_days > 365.0", Effect: Prefer, Bonus: .2},
		{Name: "billing", Agent: "agent.skills.billing > 3", Effect: Prefer, Bonus: .25},
		{Name: "new", Agent: "agent.tenure_days < 1.0", Effect: Prefer, Bonus: -.1},
	})
	r, agents := asked(), staff()
	out := []routing.Prospect{{Success: .5, Rule: "left over"}, {Success: .6, Bonus: 3}, {Success: .7, Hours: 1}}
	warnings, err := apply(b, &r, agents, out)
	if err != nil || len(warnings) > 0 {
		t.Fatal(err, warnings)
	}
	want := []routing.Prospect{{Success: .5, Bonus: .45}, {Success: .6, Rule: "site"}, {Success: .7, Hours: 1, Bonus: -.1}}
	if diff := cmp.Diff(want, out); diff != "" {
		t.Error(diff)
	}
}

func TestBonusesTogetherAreBounded(t *testing.T) {
	var rules []Rule
	for i := range 5 {
		rules = append(rules, Rule{Name: fmt.Sprint("up ", i), Agent: `agent.id == "ada"`, Effect: Prefer, Bonus: .5},
			Rule{Name: fmt.Sprint("down ", i), Agent: `agent.id == "bob"`, Effect: Prefer, Bonus: -.5})
	}
	r, out := asked(), make([]routing.Prospect, 3)
	if err := settle(t, rules).Apply(&r, staff(), out); err != nil {
		t.Fatal(err)
	}
	if out[0].Bonus != 1 || out[1].Bonus != -1 || out[2].Bonus != 0 {
		t.Errorf("bonuses are %v", out)
	}
}

func TestNeeds(t *testing.T) {
	needs := []Need{
		{Category: "billing", Skill: "tax", Level: 3, Relax: Duration(time.Hour)},
		{Category: "network", Skill: "network", Level: 3},
		{When: `ticket.tier == "gold"`, Skill: "vip", Level: 2},
		{When: `ticket.fields.missing == 1`, Skill: "never", Level: 1},
	}
	b := settle(t, nil, needs...)
	r := asked()
	r.Skills = []routing.Need{{Skill: "left over", Level: 1}}
	warnings, err := apply(b, &r, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]routing.Need{{Skill: "tax", Level: 3, Relax: time.Hour}, {Skill: "vip", Level: 2}}, r.Skills); diff != "" {
		t.Error(diff)
	}
	if len(warnings) != 1 || warnings[0].Field != "needs.3" || warnings[0].Kind != Fails || !strings.Contains(warnings[0].Message, "missing") {
		t.Errorf("warnings are %v", warnings)
	}
	r = routing.Request{Skills: r.Skills}
	if _, err := apply(b, &r, nil, nil); err != nil || r.Skills != nil {
		t.Errorf("a ticket without a category asks for %v (%v)", r.Skills, err)
	}
}

// A rule that fails lets nobody through unseen and does not stop the desk.
func TestRulesThatFail(t *testing.T) {
	for _, c := range []struct {
		name    string
		rule    Rule
		rules   []string // of ada, bob, eve
		bonuses []float64
		warns   string
	}{
		{"require fails on one", Rule{Agent: "agent.fields.clearance >= 2", Effect: Require},
			[]string{"", "r", "r (cannot be tested on them)"}, nil, `rule "r" removes 1 of 3 agents because it cannot be tested on them, such as eve: no such key: clearance`},
		{"forbid fails on one", Rule{Agent: "agent.fields.clearance < 2", Effect: Forbid},
			[]string{"", "r", "r (cannot be tested on them)"}, nil, "removes 1 of 3 agents"},
		{"prefer fails on one", Rule{Agent: "agent.fields.clearance >= 2", Effect: Prefer, Bonus: .1},
			nil, []float64{.1, 0, 0}, "adds nothing for 1 of 3 agents"},
		{"require fails on all", Rule{Agent: "agent.fields.badge == ticket.fields.badge", Effect: Require},
			nil, nil, "is not followed for the ticket, as it cannot be tested on any agent: no such key: badge"},
		{"forbid fails on all by the ticket alone", Rule{Agent: "ticket.fields.badge == 1", Effect: Forbid},
			nil, nil, "cannot be tested on any agent"},
		{"prefer fails on all", Rule{Agent: "ticket.fields.badge == 1", Effect: Prefer, Bonus: .1}, nil, nil, "cannot be tested on any agent"},
		{"when fails", Rule{When: `ticket.fields.region > 3`, Agent: "true", Effect: Forbid}, nil, nil, "its when cannot be tested: no such overload"},
		{"no condition", Rule{Agent: "agent.fields.site", Effect: Require}, nil, nil, "it gives string, which is neither true nor false"},
		{"no condition at all", Rule{Agent: "ticket.fields.seats", Effect: Require}, nil, nil, "it gives double"},
		{"divides by nothing", Rule{Agent: "agent.load / (agent.load - agent.load) > 1", Effect: Require}, nil, nil, "division by zero"},
		{"overflows", Rule{Agent: "9223372036854775807 + agent.room > 1", Effect: Forbid}, nil, nil, ""},
		{"makes a ticket", Rule{Agent: "Ticket{vip: true}.vip", Effect: Forbid}, nil, nil, "cannot be made in an expression"},
	} {
		t.Run(c.name, func(t *testing.T) {
			c.rule.Name = "r"
			r, out := asked(), make([]routing.Prospect, 3)
			warnings, err := apply(settle(t, []Rule{c.rule}), &r, staff(), out)
			if err != nil {
				t.Fatal(err)
			}
			if c.warns == "" {
				return
			}
			for i, o := range out {
				if c.rules == nil && o.Rule != "" || c.rules != nil && o.Rule != c.rules[i] || c.bonuses == nil && o.Bonus != 0 || c.bonuses != nil && o.Bonus != c.bonuses[i] {
					t.Errorf("of agent %d: %+v", i, o)
				}
			}
			if len(warnings) != 1 || warnings[0].Kind != Fails || warnings[0].Rule != "r" || warnings[0].Field != "rules.0" || !strings.Contains(warnings[0].Message, c.warns) {
				t.Errorf("warnings are %+v, want %q", warnings, c.warns)
			}
		})
	}
}

// A loop over loops ends, and says so.
func TestCostIsLimited(t *testing.T) {
	r, agents := asked(), staff()[:1]
	for i := range 2000 {
		r.Tags = append(r.Tags, strconv.Itoa(i))
	}
	b := settle(t, []Rule{{Name: "slow", Agent: "ticket.tags.all(a, ticket.tags.all(b, a + b != agent.id))", Effect: Require}})
	out := make([]routing.Prospect, 1)
	warnings, err := apply(b, &r, agents, out)
	if err != nil || len(warnings) != 1 || !strings.Contains(warnings[0].Message, "cost limit exceeded") || out[0].Rule != "" {
		t.Errorf("%v, %v, %v", warnings, err, out)
	}
}

func TestApplyRefusesOtherLengths(t *testing.T) {
	b := settle(t, []Rule{{Name: "r", Agent: "true", Effect: Forbid}})
	r := asked()
	for _, n := range []int{0, 2, 4} {
		if err := b.Apply(&r, staff(), make([]routing.Prospect, n)); err == nil || !strings.Contains(err.Error(), "give one for each") {
			t.Errorf("%d prospects: %v", n, err)
		}
	}
}

// Numbers and texts that no desk should have, but has.
func TestOddValuesDoNoHarm(t *testing.T) {
	b := settle(t, []Rule{
		{Name: "a", Agent: "agent.fields.x > 1.0 || agent.skills.y > 2", Effect: Require},
		{Name: "b", Agent: "agent.tenure_days > 1.0 && ticket.chance >= 0.0", Effect: Prefer, Bonus: .3},
		{Name: "c", Agent: "size(agent.fields) < 4", Effect: Require},
	}, Need{When: "ticket.categories.x > 0.5", Skill: "s", Level: 1})
	agents := []routing.Agent{
		{Fields: map[string]any{"x": math.NaN()}}, {Fields: map[string]any{"x": math.Inf(1)}}, {Fields: map[string]any{"x": struct{}{}}},
		{Fields: map[string]any{"x": make(chan int)}}, {Tenure: math.MinInt64, Skills: map[string]int{"y": math.MinInt}}, {Fields: map[string]any{"x": "\xff"}},
	}
	for _, r := range []routing.Request{{}, {Category: []routing.Chance{{Label: "x", P: math.NaN()}}}, {Waited: math.MinInt64, Fields: map[string]any{"x": []int{1}}}} {
		out := make([]routing.Prospect, len(agents))
		if _, err := apply(b, &r, agents, out); err != nil {
			t.Error(err)
		}
		if slices.ContainsFunc(out, func(o routing.Prospect) bool { return math.IsNaN(o.Bonus) }) {
			t.Error("NaN was handed on")
		}
	}
}

// One book for all goroutines, the same answers in each.
func TestBookIsSharedByGoroutines(t *testing.T) {
	b := settle(t, benchRules(), Need{When: `"eu" in ticket.tags`, Skill: "tax", Level: 2})
	once := func() ([]routing.Prospect, []routing.Need, []Warning) {
		r, out := asked(), make([]routing.Prospect, 3)
		warnings, err := apply(b, &r, staff(), out)
		if err != nil {
			t.Error(err)
		}
		return out, r.Skills, warnings
	}
	want, needs, warnings := once()
	var group sync.WaitGroup
	for range 8 {
		group.Go(func() {
			for range 50 {
				out, skills, again := once()
				if !cmp.Equal(want, out) || !cmp.Equal(needs, skills) || !cmp.Equal(warnings, again) {
					t.Error("another answer")
				}
			}
		})
	}
	group.Wait()
}
