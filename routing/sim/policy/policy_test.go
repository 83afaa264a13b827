package policy_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"switchyard/routing"
	"switchyard/routing/learn"
	"switchyard/routing/sim/policy"
)

var noon = time.Date(2024, time.January, 1, 12, 0, 0, 0, time.UTC)

// agents makes some with two slots, of which one is taken, who speak English.
func agents(ids ...string) []routing.Agent {
	list := make([]routing.Agent, len(ids))
	for i, id := range ids {
		list[i] = routing.Agent{ID: id, Languages: map[string]int{"en": 5}, Room: map[string]int{"email": 2}, Load: map[string]int{"email": 1}, Until: noon.Add(4 * time.Hour)}
	}
	return list
}

func request(id, category string) routing.Request {
	return routing.Request{ID: id, Category: []routing.Chance{{Label: category, P: 1}}, Priority: routing.Normal, Language: "en",
		Channel: "email", Since: noon, Target: 4 * time.Hour, Due: noon.Add(4 * time.Hour)}
}

func made(t *testing.T, name string, o policy.Options) policy.Policy {
	t.Helper()
	p, err := policy.New(name, o)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// who lists who gets what.
func who(decisions []routing.Decision) map[string]string {
	given := map[string]string{}
	for _, d := range decisions {
		if d.Agent != "" {
			given[d.Request] = d.Agent
		}
	}
	return given
}

func outcome(n int, agent, category string, success bool) learn.Outcome {
	return learn.Outcome{Ticket: strconv.Itoa(n), Agent: agent, Category: category, Priority: "normal", Language: "en",
		At: noon.Add(-100 * time.Hour), Known: noon.Add(-time.Hour), Success: success, Hours: 1, Done: true}
}

func TestFindPolicies(t *testing.T) {
	got, err := policy.Find("learned, random,LEARNED")
	if diff := cmp.Diff([]string{"random", "learned"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if all, err := policy.Find("all"); err != nil || len(all) != 8 {
		t.Errorf("%v %v", all, err)
	}
	for _, list := range []string{"", "best", "learned,"} {
		if _, err := policy.Find(list); err == nil || !strings.Contains(err.Error(), "static_skills") {
			t.Errorf("%q: %v", list, err)
		}
	}
	if _, err := policy.New("informed", policy.Options{}); err == nil {
		t.Error("a policy that knows was made without the truth")
	}
}

func TestGreedyGoesByRawRates(t *testing.T) {
	p := made(t, policy.HistoricalGreedy, policy.Options{})
	p.Observe([]learn.Outcome{
		outcome(1, "a", "billing", true), outcome(2, "a", "billing", false), outcome(3, "a", "login", true), outcome(4, "a", "login", true),
		outcome(5, "b", "billing", true), outcome(6, "b", "login", false), outcome(7, "b", "login", false),
		{Ticket: "8", Agent: "c", Category: "billing", At: noon}, // nobody knows yet
	})
	for category, want := range map[string]string{
		"billing":  "b", // 1 of 1 beats 1 of 2, and .57 of the team for c
		"login":    "a",
		"shipping": "a", // 3 of 4 over all
	} {
		if got := who(p.Assign(&routing.Desk{Now: noon, Agents: agents("a", "b", "c"), Requests: []routing.Request{request("t", category)}})); got["t"] != want {
			t.Errorf("%s: %v, want %s", category, got, want)
		}
	}
}

// Urgent ones first, then the oldest; nobody beyond their room, off shift or
// without the language.
func TestAtOnceKeepsOrderAndRoom(t *testing.T) {
	for _, name := range []string{policy.Random, policy.HistoricalGreedy, routing.RoundRobin, routing.LeastLoaded, routing.StaticSkills} {
		p := made(t, name, policy.Options{Seed: 1})
		team := agents("a", "b", "c", "d")
		team[1].Away = "off shift"
		team[2].Languages = map[string]int{"de": 5}
		team[3].Load["email"] = 2
		first, second, urgent := request("first", "x"), request("second", "x"), request("urgent", "x")
		urgent.Priority = routing.Urgent
		if diff := cmp.Diff(map[string]string{"urgent": "a"}, who(p.Assign(&routing.Desk{Now: noon, Agents: team, Requests: []routing.Request{first, second, urgent}}))); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

// Going through a long queue in parts gives what going through it at once gives.
func TestClassicInPartsIsClassicAtOnce(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		desk := func() *routing.Desk {
			d := &routing.Desk{Now: noon, Agents: agents("a", "b", "c", "d", "e")}
			return d
		}
		one, two := desk(), desk()
		for j := range one.Agents {
			load, last, speaks := r.IntN(3), noon.Add(-time.Duration(r.IntN(100))*time.Minute), r.IntN(3) > 0
			for _, d := range []*routing.Desk{one, two} {
				d.Agents[j].Load["email"], d.Agents[j].Last = load, last
				d.Agents[j].Skills = map[string]int{"x": j % 2}
				if speaks {
					d.Agents[j].Languages["de"] = 4
				}
			}
		}
		for i := range r.IntN(40) {
			q := request(fmt.Sprintf("t%02d", i), "x")
			q.Priority = []routing.Priority{routing.Low, routing.Normal, routing.High, routing.Urgent}[r.IntN(4)]
			q.Language = []string{"en", "de"}[r.IntN(2)]
			one.Requests, two.Requests = append(one.Requests, q), append(two.Requests, q)
		}
		for _, name := range []string{routing.LeastLoaded, routing.StaticSkills, routing.RoundRobin} {
			rule := routing.Default()
			rule.Name = name
			a, b := *one, *two
			a.Agents, b.Agents = copied(one.Agents), copied(two.Agents)
			want := who(rule.Assign(&a).Decisions)
			if diff := cmp.Diff(want, who(made(t, name, policy.Options{}).Assign(&b))); diff != "" {
				t.Fatalf("%s: %s", name, diff)
			}
		}
	}
}

func copied(list []routing.Agent) []routing.Agent {
	out := append([]routing.Agent(nil), list...)
	for i := range out {
		out[i].Load = map[string]int{"email": list[i].Load["email"]}
	}
	return out
}

func TestLearnedLearnsAndPrices(t *testing.T) {
	p := made(t, routing.Learned, policy.Options{})
	for n := range 200 {
		p.Observe([]learn.Outcome{outcome(2*n, "a", "billing", n%10 > 0), outcome(2*n+1, "b", "billing", n%10 == 0)})
	}
	day := policy.Day{Now: noon, Agents: agents("a", "b"), Capacity: []float64{80, 80}}
	if err := p.Tick(t.Context(), day); err != nil {
		t.Fatal(err)
	}
	d := &routing.Desk{Now: noon, Agents: agents("b", "a"), Requests: []routing.Request{request("t", "billing")}}
	if got := who(p.Assign(d)); got["t"] != "a" {
		t.Errorf("%v", got)
	}
	if d.Requests[0].Prospects[1].Success < d.Requests[0].Prospects[0].Success+.3 || d.Predictor == "" {
		t.Errorf("%+v from %q", d.Requests[0].Prospects, d.Predictor)
	}
	// Five times the work there is room for: hours are worth something.
	for n := range 1000 {
		o := outcome(1000+n, "a", "billing", true)
		o.Known = time.Time{}
		p.Observe([]learn.Outcome{o})
	}
	if err := p.Tick(t.Context(), day); err != nil {
		t.Fatal(err)
	}
	d = &routing.Desk{Now: noon, Agents: agents("a", "b"), Requests: []routing.Request{request("t", "billing")}}
	p.Assign(d)
	if d.Agents[0].Price <= d.Agents[1].Price {
		t.Errorf("an hour of a is worth %v, of b %v", d.Agents[0].Price, d.Agents[1].Price)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := p.Tick(ctx, day); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}
