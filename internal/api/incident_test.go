package api

import (
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"

	"switchyard/internal/alike/incident"
)

// watched is a desk that looks for incidents, and the look.
func watched(t *testing.T) (*desk, func()) {
	t.Helper()
	d := newDesk(t)
	config := d.api.config
	w, err := incident.New(incident.Config{Store: d.store, Desk: config.Desk, Now: time.Now, NewID: config.NewID, Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	d.api.config.Incidents = w
	d.api.registerSimilar()
	d.api.registerIncidents()
	return d, func() {
		t.Helper()
		if err := w.Look(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
}

func TestIncidentsOverHTTP(t *testing.T) {
	d, look := watched(t)
	look()
	var last answer
	for i := range 30 {
		last = d.must(201, "POST", "/v1/tickets", fmt.Sprintf(`{"requester":{"email":"p%d@example.org"},"channel":"email","subject":"Shop","body":"Hello,\n\nthe payment page of the shop stays empty since noon, order 4%04d cannot be paid."}`, i, 37*i))
	}
	again := d.must(201, "POST", "/v1/tickets", `{"requester":{"email":"p29@example.org"},"channel":"chat","subject":"Shop","body":"the payment page of the shop stays empty since noon, order 41073 cannot be paid."}`)
	look()

	similar := d.must(200, "GET", again.place()+"/similar?limit=3", "", `"requester":"same"`, `"same_customer_in_another_channel":true`,
		`"path":"/v1/tickets/`+again.field("id")+`/merge"`, `"into":"`+last.field("id")+`"`)
	for _, c := range []struct {
		status             int
		method, path, body string
		want               string
	}{
		{400, "GET", again.place() + "/similar?limit=0", "", "1 to 100"},
		{404, "GET", "/v1/tickets/99999/similar", "", "ticket"},
		{400, "GET", "/v1/incidents?state=none", "", "state"},
		{404, "GET", "/v1/incidents/none", "", "GET /v1/incidents"},
		{404, "POST", "/v1/incidents/00000000-0000-4000-8000-000000000000/open", "{}", "there is no incident"},
		{200, "GET", "/v1/incidents?state=open", "", `"data":[]`},
	} {
		d.must(c.status, c.method, c.path, c.body, c.want)
	}
	id := similar.field("incident")
	d.must(200, "GET", "/v1/incidents", "", `"id":"`+id+`"`, `"state":"proposed"`, `"requesters":30`, `"count":31`, `payment`)
	place := "/v1/incidents/" + id
	d.must(422, "POST", place+"/answer", `{"body":"It works again."}`, "open it first")
	d.must(422, "POST", place+"/open", `{"limit":1001}`, `"pointer":"#/limit"`)
	d.must(422, "POST", place+"/open", `{"problem":"00000000-0000-4000-8000-000000000000"}`, `"pointer":"#/problem"`)
	d.must(200, "POST", place+"/open", `{"limit":20}`, `"left":11`, `"state":"open"`)
	opened := d.must(200, "POST", place+"/open", `{}`, `"left":0`)
	d.must(200, "GET", "/v1/tickets/"+opened.field("incident.problem"), "", `"subject":"Incident: Shop"`, `"kind":"incident"`)
	d.must(422, "POST", place+"/answer", `{"body":""}`, `body`)
	for _, left := range []string{`"left":1`, `"left":0`, `"left":0`} {
		d.must(200, "POST", place+"/answer", `{"body":"It works again.","status":"resolved","limit":30}`, left)
	}
	got := d.must(200, "GET", last.place()+"/messages", "", "It works again.")
	if n := strings.Count(got.body, "It works again."); n != 1 {
		t.Errorf("it was answered %d times: %s", n, got.body)
	}
	d.must(200, "POST", place+"/dismiss", `{"why":"mended"}`, `"state":"over"`)
	d.must(200, "GET", "/v1/incidents", "", `"data":[]`)
	d.must(200, "GET", place, "", `"why":"mended"`)
}

func TestIncidentsNeedPermission(t *testing.T) {
	d, _ := watched(t)
	viewer := d.must(201, "POST", "/v1/tokens", `{"name":"v","role":"viewer"}`)
	d.token = viewer.field("secret")
	d.must(200, "GET", "/v1/incidents", "")
	d.must(403, "POST", "/v1/incidents/00000000-0000-4000-8000-000000000000/open", "{}", "role agent")
}
