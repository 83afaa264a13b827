package rule

import (
	"fmt"
	"strconv"
	"testing"
	"time"

	"switchyard/routing"
)

// benchRules are ten as an admin would write them.
func benchRules() []Rule {
	return []Rule{
		{Name: "skill", When: `ticket.chance > 0.5`, Agent: `agent.skills[ticket.category] >= 2 || agent.tenure_days > 90.0`, Effect: Require},
		{Name: "language", Agent: `size(agent.languages) == 0 || agent.languages[ticket.language] >= 2`, Effect: Require},
		{Name: "vip", When: "ticket.vip", Agent: "agent.tenure_days >= 180.0", Effect: Require},
		{Name: "full", Agent: "agent.load >= agent.room && agent.room > 0", Effect: Forbid},
		{Name: "team", Agent: `ticket.team == "" || ticket.team in agent.teams`, Effect: Require},
		{Name: "tax", Agent: `"refund" in ticket.tags && agent.skills.tax >= 3`, Effect: Prefer, Bonus: .1},
		{Name: "site", Agent: `has(agent.fields.site) && agent.fields.site == "Porto"`, Effect: Prefer, Bonus: .05},
		{Name: "names", Agent: `agent.id in ["a1", "a2", "a3"]`, Effect: Prefer, Bonus: -.1},
		{Name: "quiet", Agent: "agent.load < 3 && !ticket.angry", Effect: Prefer, Bonus: .02},
		{Name: "masters", Agent: "agent.skills.exists(s, agent.skills[s] == 5)", Effect: Prefer, Bonus: .01},
	}
}

func bigDesk(n int) []routing.Agent {
	agents := make([]routing.Agent, n)
	for i := range agents {
		agents[i] = routing.Agent{
			ID: fmt.Sprint("a", i), Skills: map[string]int{"billing": i % 6, "tax": i % 4, "network": i % 5}, Languages: map[string]int{"en": 5, "de": i % 5},
			Teams: []string{"t1", "t2"}, Fields: map[string]any{"site": []string{"Porto", "Lyon"}[i%2]},
			Load: map[string]int{"email": i % 9}, Room: map[string]int{"email": 8}, Tenure: time.Duration(i) * 24 * time.Hour,
		}
	}
	return agents
}

// BenchmarkApply follows ten rules for one ticket, asking each of them, and for
// one that is like others before it.
func BenchmarkApply(b *testing.B) {
	book := settle(b, benchRules(), Need{Category: "billing", Skill: "billing", Level: 2})
	for _, n := range []int{50, 500} {
		agents := bigDesk(n)
		out := make([]routing.Prospect, n)
		memo := book.Memo()
		for name, apply := range map[string]func(*routing.Request, []routing.Agent, []routing.Prospect) error{"asked": book.Apply, "remembered": memo.Apply} {
			b.Run(strconv.Itoa(n)+"/"+name, func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					r := asked()
					if err := apply(&r, agents, out); err != nil {
						b.Fatal(err)
					}
				}
			})
		}
	}
}

// BenchmarkCompile reads and checks the same rules, as a save does.
func BenchmarkCompile(b *testing.B) {
	s := Default()
	s.Rules = benchRules()
	for b.Loop() {
		if _, err := s.Compile(); err != nil {
			b.Fatal(err)
		}
	}
}
