package routing

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestPrecedence(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ticket := func(priority Priority, waited, clock time.Duration) *Request {
		return &Request{Priority: priority, Waited: waited, Target: 8 * time.Hour, Since: now.Add(-clock)}
	}
	learned, classic := Default(), Default()
	classic.Name = LeastLoaded
	for _, c := range []struct {
		what          string
		policy        *Policy
		first, second *Request
	}{
		{"urgency", &learned, ticket(Urgent, 0, 0), ticket(Low, 0, 0)},
		{"age", &learned, ticket(Normal, 6*time.Hour, 6*time.Hour), ticket(Normal, time.Hour, time.Hour)},
		{"age over urgency", &learned, ticket(Low, 8*time.Hour, 8*time.Hour), ticket(Urgent, 0, 0)},
		{"what can be saved over what is late", &learned, ticket(Low, time.Hour, time.Hour), ticket(Low, 9*time.Hour, 9*time.Hour)},
		{"what starves over all", &learned, ticket(Low, 40*time.Hour, 40*time.Hour), ticket(Urgent, 8*time.Hour, 8*time.Hour)},
		{"what starves by the clock", &learned, ticket(Low, 0, 169*time.Hour), ticket(Urgent, 8*time.Hour, 8*time.Hour)},
		{"priority", &classic, ticket(High, 0, 0), ticket(Normal, 90*time.Hour, 900*time.Hour)},
	} {
		if c.policy.Precedence(c.first, now).Compare(c.policy.Precedence(c.second, now)) >= 0 {
			t.Errorf("%s: the first does not come before the second", c.what)
		}
		if c.policy.Precedence(c.second, now).Compare(c.policy.Precedence(c.first, now)) <= 0 {
			t.Errorf("%s: the second comes before the first", c.what)
		}
	}
	if got := classic.Precedence(ticket(High, 0, 0), now).Compare(classic.Precedence(ticket(High, 99*time.Hour, 0), now)); got != 0 {
		t.Errorf("a classic policy tells two of one priority apart: %d", got)
	}
}

// Whatever gets somebody has somebody who may have it.
func TestTakersLeaveNobodyOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		word := func(of ...string) string { return rapid.SampledFrom(of).Draw(t, "word") }
		now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
		desk := Desk{Now: now, Policy: Default(), Seed: rapid.Uint64().Draw(t, "seed")}
		desk.Policy.Name = word(Policies()...)
		desk.Policy.AnyLanguage = rapid.SampledFrom([]float64{0, .5}).Draw(t, "any language")
		for i := range rapid.IntRange(0, 6).Draw(t, "agents") {
			a := Agent{ID: fmt.Sprint("a", i), Room: map[string]int{"email": 2, "chat": i % 2}, Load: map[string]int{"email": rapid.IntRange(0, 2).Draw(t, "load")},
				Teams: []string{word("t1", "t2")}, Away: word("", "", "", "away", Disabled)}
			if language := word("", "en", "fr"); language != "" {
				a.Languages = map[string]int{language: 3}
			}
			if minutes := rapid.IntRange(0, 4).Draw(t, "left"); minutes > 0 {
				a.Until = now.Add(time.Duration(minutes) * time.Minute)
			}
			desk.Agents = append(desk.Agents, a)
		}
		for i := range rapid.IntRange(1, 6).Draw(t, "tickets") {
			r := Request{ID: fmt.Sprint("r", i), Priority: Priority(word("low", "urgent")), Channel: word("email", "chat", "phone"), Language: word("", "en", "fr", "sw"),
				Team: word("", "t1", "t3"), Waited: time.Duration(rapid.IntRange(0, 60).Draw(t, "waited")) * time.Hour, Excluded: []string{word("a0", "a1", "")}}
			for range desk.Agents {
				r.Prospects = append(r.Prospects, Prospect{Success: .5, Hours: rapid.SampledFrom([]float64{.01, 1, 9}).Draw(t, "hours")})
			}
			desk.Requests = append(desk.Requests, r)
		}
		takers := desk.Policy.Takers(&desk)
		decisions := desk.Policy.Assign(&desk).Decisions
		for i := range decisions {
			bare := desk.Requests[i]
			bare.Prospects = nil
			if decisions[i].Agent != "" && !takers.Any(&bare) {
				t.Errorf("%s got %s, though nobody may have it", bare.ID, decisions[i].Agent)
			}
		}
		alone := desk
		for i := range desk.Requests { // and who can have nobody gets nobody
			alone.Requests = slices.Clone(desk.Requests[i : i+1])
			if got := desk.Policy.Assign(&alone).Decisions[0]; got.Agent != "" && !takers.Any(&desk.Requests[i]) {
				t.Errorf("alone, %s got %s", got.Request, got.Agent)
			}
		}
	})
}
