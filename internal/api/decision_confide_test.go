package api

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/ticket"
)

// confided is what is looked at of a decision, wherever it stands.
type confided struct {
	Agent      uuid.UUID `json:"agent"`
	Reason     string    `json:"reason"`
	Candidates []struct {
		ticket.Candidate
		Words string `json:"words"`
	} `json:"candidates"`
}

// inside finds the decision in an answer.
func inside(t *testing.T, body, path string) (out confided) {
	t.Helper()
	raw := json.RawMessage(body)
	for _, name := range strings.Fields(path) {
		if name == "first" {
			var list []json.RawMessage
			if err := json.Unmarshal(raw, &list); err != nil || len(list) == 0 {
				t.Fatalf("no list at %s: %s", path, body)
			}
			raw = list[0]
			continue
		}
		var members map[string]json.RawMessage
		if err := json.Unmarshal(raw, &members); err != nil || members[name] == nil {
			t.Fatalf("nothing at %s: %s", path, body)
		}
		raw = members[name]
	}
	if err := json.Unmarshal(raw, &out); err != nil {
		t.Fatal(err)
	}
	return out
}

// What is expected of an agent is for leads and for the agent.
func TestChancesAreConfided(t *testing.T) {
	d := newDesk(t)
	d.running()
	ada := d.must(201, "POST", "/v1/agents", `{"name":"Ada","email":"ada@example.org","status":"online","skills":{"billing":5}}`).field("id")
	bob := d.must(201, "POST", "/v1/agents", `{"name":"Bob","email":"bob@example.org","status":"online","skills":{"billing":1}}`).field("id")
	cyd := d.must(201, "POST", "/v1/agents", `{"name":"Cyd","email":"cyd@example.org","status":"offline"}`).field("id")
	d.eventually("POST", "/v1/routing/preview", `{}`, `"weighed":3`)
	const opened = `{"subject":"Invoice","body":"twice","category":"billing","requester":{"email":"r@example.org"}}`
	place := d.must(201, "POST", "/v1/tickets", opened).place()
	asks := []struct{ method, path, body, at string }{
		{"GET", place + "/decision", "", ""},
		{"GET", place + "/decisions", "", "data first assignment"},
		{"GET", place, "", "decision assignment"},
		{"POST", "/v1/routing/preview", `{"category":"billing"}`, "decision"},
		{"POST", "/v1/tickets", opened, "decision assignment"},
	}
	for _, c := range []struct {
		token  string
		sees   string // the agents whose numbers are told
		writes bool
	}{
		{`{"name":"a lead","role":"lead"}`, ada + bob + cyd, true},
		{`{"name":"Ada","role":"agent","agent":"` + ada + `"}`, ada, true},
		{`{"name":"Bob","role":"agent","agent":"` + bob + `"}`, bob, true},
		{`{"name":"an agent's program","role":"agent"}`, "", true},
		{`{"name":"a viewer","role":"viewer"}`, "", false},
		{`{"name":"a confined lead","role":"lead","scopes":["tickets:read"]}`, "", false},
		{`{"name":"a board","role":"lead","scopes":["tickets:read","performance:read"]}`, ada + bob + cyd, false},
	} {
		token := d.as(d.tokenFor(c.token))
		for _, ask := range asks {
			status := 200
			if ask.path == "/v1/tickets" {
				if status = 201; !c.writes {
					continue
				}
			}
			got := token.must(status, ask.method, ask.path, ask.body)
			decision := inside(t, got.body, ask.at)
			if len(decision.Candidates) != 3 || decision.Agent == uuid.Nil {
				t.Fatalf("%s: %s %s says too little: %s", c.token, ask.method, ask.path, got.body)
			}
			everything := c.sees == ada+bob+cyd
			if strings.Contains(decision.Reason, "%") {
				t.Errorf("%s: %s %s gives as reason %q", c.token, ask.method, ask.path, decision.Reason)
			}
			if !strings.Contains(decision.Reason, "best") {
				t.Errorf("%s: %s %s does not say why: %q", c.token, ask.method, ask.path, decision.Reason)
			}
			if !everything && (strings.Contains(got.body, "behind by") || strings.Contains(got.body, `"gain"`)) {
				t.Errorf("%s: %s %s compares the agents: %s", c.token, ask.method, ask.path, got.body)
			}
			for i, candidate := range decision.Candidates {
				numbers := candidate.Success != 0 || candidate.Sd != 0 || candidate.Hours != 0 || candidate.Seen != 0 || candidate.Score != 0 ||
					candidate.Parts != ticket.Parts{} || strings.Contains(candidate.Words, "%")
				if numbers != strings.Contains(c.sees, candidate.Agent.String()) {
					t.Errorf("%s: %s %s on %s: %+v", c.token, ask.method, ask.path, candidate.Agent, candidate)
				}
				if offline := candidate.Agent.String() == cyd; offline != (candidate.Removed == "offline") || offline != (i == 2) {
					t.Errorf("%s: %s %s does not say what removed whom, last: %+v", c.token, ask.method, ask.path, candidate)
				}
				if free := candidate.Removed == ""; free != (candidate.Propensity > 0) { // some are tried now and then
					t.Errorf("%s: %s %s on %s: propensity %v", c.token, ask.method, ask.path, candidate.Agent, candidate.Propensity)
				}
			}
		}
	}
}

// A decision that is told in part is kept in full.
func TestConfidingChangesNothing(t *testing.T) {
	a, b := uuid.UUID{1}, uuid.UUID{2}
	d := ticket.Decision{Assignment: &ticket.Assignment{
		Agent: a, Reason: "{" + a.String() + "} is the best choice of 2 who are free",
		Otherwise:  &ticket.Otherwise{Agent: b, Gain: .1, If: "had a free slot"},
		Candidates: []ticket.Candidate{{Agent: a, Success: .62, Score: .7}, {Agent: b, Success: .5, Sd: .1}},
	}}
	before, _ := json.Marshal(d)
	told := confidant{own: b}.decision(&d).Assignment
	if told.Candidates[0].Success != 0 || told.Candidates[1].Success != .5 || told.Otherwise.Gain != 0 || told.Otherwise.If == "" {
		t.Errorf("Bob is told %+v", told)
	}
	if after, _ := json.Marshal(d); string(after) != string(before) {
		t.Errorf("%s became %s", before, after)
	}
	nobody := ticket.Assignment{Candidates: []ticket.Candidate{{Success: .5}}}
	if told := (confidant{}).assignment(&nobody); told.Candidates[0].Success != 0 {
		t.Error("a token of nobody is told of an agent who has no id")
	}
}

// What touches tell of how well an agent did is for leads and for the agent.
func TestOutcomesOfTouchesAreConfided(t *testing.T) {
	d := newDesk(t)
	ada := d.must(201, "POST", "/v1/agents", `{"name":"Ada","email":"ada@example.org"}`).field("id")
	bob := d.must(201, "POST", "/v1/agents", `{"name":"Bob","email":"bob@example.org"}`).field("id")
	place := d.must(201, "POST", "/v1/tickets", `{"subject":"Invoice","body":"twice","requester":{"email":"r@example.org"}}`).place()
	mine := d.as(d.tokenFor(`{"name":"Ada","role":"agent","agent":"` + ada + `"}`))
	d.must(200, "PATCH", place, `{"assignee":"`+ada+`"}`)
	mine.must(200, "POST", place+"/decline", `{"cause":"not_my_skill"}`, `"against":true`)
	d.must(200, "PATCH", place, `{"assignee":"`+bob+`"}`)
	for _, c := range []struct {
		token, change string // change is allowed to whoever works
		told          bool
	}{
		{`{"name":"a lead","role":"lead"}`, `{"tags":["a"]}`, true},
		{`{"name":"Ada too","role":"agent","agent":"` + ada + `"}`, `{"tags":["b"]}`, true},
		{`{"name":"Bob","role":"agent","agent":"` + bob + `"}`, `{"tags":["c"]}`, false},
		{`{"name":"a viewer","role":"viewer"}`, "", false},
		{`{"name":"a confined lead","role":"lead","scopes":["tickets:read"]}`, "", false},
	} {
		token := d.as(d.tokenFor(c.token))
		answers := []answer{token.must(200, "GET", place, "")}
		if c.change != "" {
			answers = append(answers, token.must(200, "PATCH", place, c.change))
		}
		for _, got := range answers {
			if !strings.Contains(got.body, `"end":"declined","cause":"not_my_skill"`) || strings.Count(got.body, `"attempt"`) != 1 {
				t.Errorf("%s: is not told who had it and why not: %s", c.token, got.body)
			}
			if strings.Contains(got.body, `"against"`) != c.told {
				t.Errorf("%s: that it speaks against her is told: %t", c.token, !c.told)
			}
		}
	}
	all := ticket.Touch{Agent: uuid.UUID{1}, End: ticket.Solved, Declared: .6, Foreign: .2, Worked: 1, Against: true, ReopenedAt: time.Unix(1, 0), Rating: 2, RatedAt: time.Unix(2, 0)}
	kept := []ticket.Touch{all}
	want, _ := json.Marshal([]ticket.Touch{{Agent: all.Agent, End: ticket.Solved}})
	if told, _ := json.Marshal((confidant{own: uuid.UUID{2}}).touches(kept)); string(told) != string(want) {
		t.Errorf("somebody else is told %s", told)
	}
	before, _ := json.Marshal([]ticket.Touch{all})
	if after, _ := json.Marshal(kept); string(after) != string(before) {
		t.Errorf("telling in part changes what is kept: %s", after)
	}
}
