package rule

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"switchyard/routing"
)

// Whatever compiles can be asked, gives the same answer twice, and never ends
// the program.
func FuzzExpression(f *testing.F) {
	for _, r := range benchRules() {
		f.Add(r.When, r.Agent)
	}
	for _, seed := range []string{`agent.fields.deep.list[1] > 0`, `ticket.tags.filter(t, t > "a").map(t, t + t)[0] == "x"`, `[1, 2][agent.load] == {1: ticket}[1].attempt`,
		`type(agent) == type(ticket)`, `dyn(ticket.fields) == agent.fields`, `string(ticket.waited).size() > 2`, `Agent{id: "x"} == agent`, `"\x00" in agent.skills`,
		`ticket.categories == dyn(agent.skills)`, `agent.skills[dyn(1)] == 1`, `-9223372036854775808 / -1 > agent.load`, `has(dyn(agent).nothing) ? true : ticket.vip`} {
		f.Add(seed, seed)
	}
	f.Fuzz(func(t *testing.T, when, agent string) {
		for _, effect := range []Effect{Require, Forbid, Prefer} {
			s := Default()
			s.Rules = []Rule{{Name: "r", When: when, Agent: agent, Effect: effect}}
			if effect == Prefer {
				s.Rules[0].Bonus = .5
			}
			b, err := s.Compile()
			if err != nil {
				if message := err.Error(); message == "" || strings.Count(message, "\n") > 2 {
					t.Fatalf("%q", message)
				}
				return
			}
			r, agents := asked(), staff()
			first, second := make([]routing.Prospect, 3), make([]routing.Prospect, 3)
			w1, err1 := apply(b, &r, agents, first)
			w2, err2 := apply(b, &r, agents, second)
			if err1 != nil || err2 != nil || !cmp.Equal(first, second) || !cmp.Equal(w1, w2) {
				t.Fatalf("%v, then %v; %v, then %v", first, second, w1, w2)
			}
			for i, p := range first {
				if p.Bonus != 0 && (effect != Prefer || p.Bonus != .5) || p.Rule != "" && effect == Prefer {
					t.Fatalf("agent %d: %+v", i, p)
				}
			}
			b.Check([]routing.Request{r, {}}, agents)
		}
	})
}
