package api

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/foresight"
	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// foretelling has what foretells, with nothing read.
func (d *desk) foretelling() *foresight.Foresight {
	c := &d.api.config
	c.Foresight = foresight.New(foresight.Config{Store: d.store, Now: c.Now, Log: c.Log})
	return c.Foresight
}

// past stores tickets that an agent solved: what is about vpn came back.
func (d *desk) past(n int, agent uuid.UUID) {
	d.Helper()
	var r store.Restoration
	for i := range n {
		at := d.api.config.Now().UTC().Truncate(time.Second).AddDate(0, 0, -100).Add(time.Duration(i) * 5 * time.Hour)
		category, status := []string{"vpn", "billing"}[i%2], []string{"new", "open", "resolved"}
		if i%2 == 0 && i%10 != 0 {
			status = append(status, "open", "resolved")
		}
		var steps []map[string]any
		for k, to := range status {
			steps = append(steps, map[string]any{"at": at.Add(time.Duration(k) * time.Hour), "by": map[string]string{"kind": "system"}, "field": "status", "to": to})
		}
		data, err := json.Marshal(map[string]any{"steps": steps})
		if err != nil {
			d.Fatal(err)
		}
		who := ticket.Requester{ID: uuid.New(), Addresses: []string{fmt.Sprintf("p%d@example.org", i)}, CreatedAt: at}
		t := ticket.Ticket{
			ID: uuid.New(), Subject: "a", Status: ticket.Resolved, Priority: ticket.Normal, Category: category, Language: "en", Channel: ticket.API, Requester: who.ID,
			CreatedAt: at, UpdatedAt: at.Add(4 * time.Hour), StatusAt: at.Add(4 * time.Hour), ResolvedAt: at.Add(4 * time.Hour), Triage: ticket.Triage{State: ticket.TriageDone},
			Assignee: agent, Touches: []ticket.Touch{{Agent: agent, At: at, EndedAt: at.Add(4 * time.Hour), End: ticket.Solved}},
		}
		e := t.Append(ticket.Event{ID: uuid.New(), Type: ticket.TicketImported, Actor: ticket.Actor{Kind: ticket.BySystem}, At: at, Data: data})
		r.Requesters = append(r.Requesters, who)
		r.Tickets = append(r.Tickets, store.Whole{Ticket: t, Events: []ticket.Event{e}})
	}
	if _, err := d.store.Restore(d.Context(), &r); err != nil {
		d.Fatal(err)
	}
}

func TestForecasts(t *testing.T) {
	d := newDesk(t)
	d.must(http.StatusServiceUnavailable, "GET", "/v1/forecasts?question=reopening", "")
	agent := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	d.past(400, uuid.MustParse(agent))
	f := d.foretelling()
	vpn := d.open("vpn", `"category":"vpn"`)
	place := "/v1/tickets/" + vpn.field("id")
	d.must(200, "PATCH", place, `{"assignee":"`+agent+`"}`)
	d.open("bill", `"category":"billing"`)
	d.must(http.StatusServiceUnavailable, "GET", place+"/forecast", "", "still read")
	if err := f.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.must(200, "GET", place+"/forecast", "", "nothing was learnt yet")
	if err := f.Learn(t.Context()); err != nil {
		t.Fatal(err)
	}

	d.must(200, "GET", place+"/forecast", "", `"question":"reopening","opened":{"chance":0.`, `"usual":0.4`, `"feature":"category","text":"its category is vpn","direction":"raises","strength":"strong","weight":`,
		`"model":{"tickets":400,"measured":{"rows":`, `"auroc":0.`, `"calibration_error":0.`, `"recall_in_top_fifth":`,
		`"question":"missed_sla","opened":{"unknown":"nothing is promised for this ticket"`, "are over and rated, and with 0 of them it went wrong: 200 are needed")
	listed := d.must(200, "GET", "/v1/forecasts?question=reopening&size=1", "", `"subject":"vpn"`, `"assignee":"`+agent+`"`, `"now":{"chance":0.`)
	if strings.Contains(listed.body, `"subject":"bill"`) {
		t.Errorf("one was asked for: %s", listed.body)
	}
	d.must(http.StatusServiceUnavailable, "GET", "/v1/forecasts?question=escalation", "", "20 of either kind")
	for _, bad := range []string{"", "?question=doom", "?question=reopening&size=0", "?question=reopening&size=101", "?question=reopening&size=x", "?question=reopening&page=1"} {
		d.must(http.StatusBadRequest, "GET", "/v1/forecasts"+bad, "")
	}
	d.must(http.StatusNotFound, "GET", "/v1/tickets/"+uuid.NewString()+"/forecast", "")

	// Who is about agents, and the numbers, are for leads.
	worker := d.as(d.tokenFor(`{"name":"w","role":"agent"}`))
	worker.must(http.StatusForbidden, "GET", "/v1/forecasts?question=reopening", "")
	plain := worker.must(200, "GET", place+"/forecast", "", "its category is vpn")
	if strings.Contains(plain.body, `"feature":"agent"`) || strings.Contains(plain.body, `"weight":`) || strings.Contains(plain.body, agent) {
		t.Errorf("a worker is told of an agent: %s", plain.body)
	}
}

// A reason about an agent is for whom it is about, and for leads.
func TestReasonsAboutAgents(t *testing.T) {
	own, other := uuid.New(), uuid.New()
	in := foresight.Answer{Chance: .4, Reasons: []foresight.Reason{
		{Feature: "agent", Text: "a", Weight: .8, Agent: own.String()}, {Feature: "category", Text: "b", Weight: -.3}, {Feature: "queue", Text: "c", Weight: .1},
	}}
	for name, c := range map[string]struct {
		to      confidant
		reasons int
		numbers bool
	}{
		"a lead": {confidant{all: true}, 3, true}, "the agent": {confidant{own: own}, 3, false}, "another": {confidant{own: other}, 2, false}, "nobody": {confidant{}, 2, false},
	} {
		got := c.to.chance(&in)
		if len(got.Reasons) != c.reasons || (got.Reasons[0].Weight != nil) != c.numbers || *got.Chance != .4 {
			t.Errorf("%s is told %+v", name, got)
		}
		last := got.Reasons[len(got.Reasons)-2:]
		if last[0].Direction != "lowers" || last[0].Strength != "moderate" || last[1].Direction != "raises" || last[1].Strength != "slight" {
			t.Errorf("%s is told %+v", name, last)
		}
	}
}
