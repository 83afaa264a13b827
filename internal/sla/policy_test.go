package sla

import (
	"encoding/json"
	"maps"
	"strings"
	"testing"
	"time"
)

func gold() Policy {
	return Policy{
		Name: "gold", Calendar: "desk", WarnFraction: 0.75,
		Targets:     map[string]Targets{"high": {FirstResponse: hours(1)}},
		Escalations: []Step{{At: Warning, Do: Notify, To: "leads"}},
	}
}

func TestPick(t *testing.T) {
	policies := []Policy{
		{Name: "rest", Position: 9},
		{Name: "gold", Position: 2, Match: Match{Tiers: []string{"gold"}}},
		{Name: "urgent in German", Position: 1, Match: Match{Priorities: []string{"urgent", "high"}, Languages: []string{"de"}}},
		{Name: "gold too", Position: 2, Match: Match{Tiers: []string{"gold"}}},
	}
	for want, s := range map[string]Subject{
		"rest":             {Priority: "urgent", Language: "fr"},
		"gold":             {Tier: "Gold", Language: "de"},
		"urgent in German": {Tier: "gold", Priority: "high", Language: "de"},
	} {
		if got, ok := Pick(policies, s); !ok || got.Name != want {
			t.Errorf("%+v falls under %+v, want %s", s, got, want)
		}
	}
	if got, ok := Pick(policies[1:], Subject{}); ok {
		t.Errorf("nothing matches, but %s", got.Name)
	}
	var none *Policy
	if none.Terms("high").Policy != "" {
		t.Error("no policy promises something")
	}
}

func TestPolicyValidate(t *testing.T) {
	if err := gold().Validate(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field  string
		change func(*Policy)
	}{
		{"name:", func(p *Policy) { p.Name = "" }},
		{"calendar:", func(p *Policy) { p.Calendar = "" }},
		{"match.priorities[0]:", func(p *Policy) { p.Match.Priorities = []string{"P1"} }},
		{"targets:", func(p *Policy) { p.Targets = nil }},
		{"targets.P1:", func(p *Policy) { p.Targets["P1"] = Targets{} }},
		{"targets.low.resolution:", func(p *Policy) { p.Targets["low"] = Targets{Resolution: -1} }},
		{"warn_fraction:", func(p *Policy) { p.WarnFraction = 1 }},
		{"warn_before:", func(p *Policy) { p.WarnBefore = hours(1) }},
		{"escalations[0].at:", func(p *Policy) { p.WarnFraction = 0 }},
		{"escalations[0].at:", func(p *Policy) { p.Escalations = []Step{{At: "never"}} }},
		{"escalations[0].clock:", func(p *Policy) { p.Escalations = []Step{{Clock: "x", At: Breach}} }},
		{"escalations[0].after:", func(p *Policy) { p.Escalations = []Step{{At: Breach, After: -1}} }},
		{"escalations[0].do:", func(p *Policy) { p.Escalations = []Step{{At: Breach}} }},
		{"escalations[0].to:", func(p *Policy) { p.Escalations = []Step{{At: Breach, Do: Reassign}} }},
	} {
		p := gold()
		p.Targets = maps.Clone(p.Targets)
		c.change(&p)
		if err := p.Validate(); err == nil || !strings.HasPrefix(err.Error(), c.field) {
			t.Errorf("want an error about %s, got %v", c.field, err)
		}
	}
}

func TestDurationInJSON(t *testing.T) {
	var got Targets
	if err := json.Unmarshal([]byte(`{"first_response": "1h30m"}`), &got); err != nil || time.Duration(got.FirstResponse) != 90*time.Minute {
		t.Errorf("%s, %v", got.FirstResponse, err)
	}
	if err := json.Unmarshal([]byte(`{"first_response": "soon"}`), &got); err == nil || !strings.Contains(err.Error(), "1h30m") {
		t.Errorf("no remedy in %v", err)
	}
}
