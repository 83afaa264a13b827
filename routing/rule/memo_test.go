package rule

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"

	"switchyard/routing"
)

// What is remembered is what would be said, whatever the ticket, and whatever
// has become of the agents' loads and tenure.
func TestMemoSaysWhatTheBookSays(t *testing.T) {
	rules := append(benchRules(),
		Rule{Name: "seats", Agent: "ticket.fields.seats > 10.0 || agent.skills.tax > 1", Effect: Require},
		Rule{Name: "whole", Agent: "ticket == ticket && agent.skills.tax > 0", Effect: Prefer, Bonus: .1},
		Rule{Name: "past dyn", Agent: `dyn(ticket).attempt > 0 && agent.id != "a3"`, Effect: Prefer, Bonus: .1},
		Rule{Name: "waited", Agent: `ticket.waited > duration("1h") || agent.id == "a1"`, Effect: Prefer, Bonus: .1},
		Rule{Name: "fails on some", Agent: `agent.fields.level > 2.0`, Effect: Forbid},
		Rule{Name: "other name", Agent: `[agent.id].exists(ticket, ticket == "a2")`, Effect: Prefer, Bonus: .1},
		Rule{Name: "sure", Agent: "ticket.chance > 0.6 && agent.skills.network > 0", Effect: Prefer, Bonus: .1},
		Rule{Name: "of the ticket alone", Agent: `ticket.tier == "gold"`, Effect: Prefer, Bonus: .1},
	)
	book := settle(t, rules)
	memo := book.Memo()
	agents := bigDesk(9)
	for i := range agents {
		if i%2 == 0 {
			agents[i].Fields["level"] = float64(i)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		word := func(name string, of ...string) string { return rapid.SampledFrom(of).Draw(t, name) }
		now := slices.Clone(agents)
		for i := range now {
			now[i].Load = map[string]int{"email": rapid.IntRange(0, 9).Draw(t, "load")}
			now[i].Tenure = time.Duration(rapid.IntRange(0, 200).Draw(t, "days")) * 24 * time.Hour
		}
		r := routing.Request{
			ID: "1", Priority: routing.High, Language: word("language", "", "de", "en"), Channel: word("channel", "email", "chat"), Team: word("team", "", "t1", "t9"),
			Tier: word("tier", "", "gold"), Attempt: rapid.IntRange(0, 1).Draw(t, "attempt"), VIP: rapid.Bool().Draw(t, "vip"), Angry: rapid.Bool().Draw(t, "angry"),
			Waited: time.Duration(rapid.IntRange(0, 2).Draw(t, "waited")) * time.Hour, Fields: map[string]any{"seats": rapid.SampledFrom([]any{3., 12., "many"}).Draw(t, "seats")},
			Category: []routing.Chance{{Label: word("category", "billing", "network"), P: rapid.SampledFrom([]float64{.4, .7}).Draw(t, "chance")}},
		}
		for range rapid.IntRange(0, 2).Draw(t, "tags") {
			r.Tags = append(r.Tags, word("tag", "refund", "eu", `"`, ","))
		}
		said := func(apply func(*routing.Request, []routing.Agent, []routing.Prospect) error) string {
			asked, out := r, make([]routing.Prospect, len(now))
			err := apply(&asked, now, out)
			var warnings []Warning
			if untested := (*UntestedError)(nil); errors.As(err, &untested) {
				warnings = untested.Warnings
			} else if err != nil {
				t.Fatal(err)
			}
			raw, _ := json.Marshal([]any{asked.Skills, out, warnings})
			return string(raw)
		}
		if want, got := said(book.Apply), said(memo.Apply); got != want {
			t.Errorf("remembered:\n%s\nsaid:\n%s", got, want)
		}
	})
	remembered := map[string]bool{}
	for key := range memo.said {
		remembered[key.rule.rule.Name] = true
	}
	for i := range book.rules {
		name := book.rules[i].rule.Name
		asked := slices.Contains([]string{"skill", "vip", "full", "quiet", "seats", "whole", "past dyn", "waited", "other name", "sure"}, name)
		if remembered[name] == asked {
			t.Errorf("rule %q is remembered: %t", name, !asked)
		}
	}
}

// What is remembered is bounded.
func TestMemoIsBounded(t *testing.T) {
	book := settle(t, []Rule{{Name: "tier", Agent: `ticket.tier == agent.id`, Effect: Require}})
	memo := book.Memo()
	memo.room = 10 * 50
	agents, out := bigDesk(30), make([]routing.Prospect, 30)
	for i := range 100 {
		r := asked()
		r.Tier = fmt.Sprint("a", i)
		if err := memo.Apply(&r, agents, out); err != nil {
			t.Fatal(err)
		}
		if i < 30 && (out[i].Rule != "" || out[(i+1)%30].Rule == "") {
			t.Errorf("ticket %d: %+v", i, out[i])
		}
	}
	if n := len(memo.said); n == 0 || n > 16 || memo.room < 0 {
		t.Errorf("%d are remembered, with room for %d", n, memo.room)
	}
}
