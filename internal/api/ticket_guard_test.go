package api

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/triage"
)

func TestPresence(t *testing.T) {
	d := newDesk(t)
	agent := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	other := d.must(201, "POST", "/v1/agents", `{"name":"B","email":"b@example.org"}`).field("id")
	acting := d.as(d.tokenFor(`{"name":"A's","role":"agent","agent":"` + agent + `"}`))
	place := d.open("a").place() + "/presence"
	d.must(200, "GET", place, "", `"data":[]`)
	acting.must(200, "PUT", place, `{"doing":"typing"}`, `"agent":"`+agent+`","doing":"typing"`)
	d.must(200, "PUT", place, `{"doing":"viewing","agent":"`+other+`"}`, agent, other)
	acting.must(403, "PUT", place, `{"doing":"typing","agent":"`+other+`"}`, "another than the one the token acts for")
	d.must(422, "PUT", place, `{"doing":"typing"}`, "acts for no agent")
	d.must(422, "PUT", place, `{"doing":"sleeping","agent":"`+other+`"}`, "viewing or typing")
	d.must(422, "PUT", place, `{"doing":"typing","agent":"`+uuid.NewString()+`"}`, "there is no agent")
	for _, path := range []string{"/presence", "/events", "/decisions", "/messages", ""} {
		d.must(404, "GET", "/v1/tickets/"+uuid.NewString()+path, "")
		d.must(404, "GET", "/v1/tickets/bulk"+path, "")
		d.must(404, "GET", "/v1/tickets/99999999999999999999"+path, "")
	}
	if there, err := d.store.Attending(t.Context(), uuid.MustParse(strings.Split(place, "/")[3]), time.Now().Add(attendance)); err != nil || len(there) > 0 {
		t.Errorf("after a while there are still %v: %v", there, err)
	}
}

func TestRolesOfTickets(t *testing.T) {
	d := newDesk(t)
	place := d.open("a").place()
	viewer := d.as(d.tokenFor(`{"name":"v","role":"viewer"}`))
	worker := d.as(d.tokenFor(`{"name":"w","role":"agent"}`))
	narrow := d.as(d.tokenFor(`{"name":"n","role":"admin","scopes":["events:read"]}`))
	for _, c := range []struct {
		method, path           string
		viewer, worker, narrow int
	}{
		{"GET", place, 200, 200, 403}, {"GET", "/v1/tickets", 200, 200, 403}, {"GET", "/v1/search?q=x", 200, 200, 403},
		{"GET", place + "/messages", 200, 200, 403}, {"GET", place + "/events", 200, 200, 403},
		{"GET", "/v1/events", 403, 200, 200}, {"HEAD", "/v1/events/stream", 403, 200, 200},
		{"POST", "/v1/tickets", 403, 400, 403}, {"PATCH", place, 403, 400, 403}, {"POST", place + "/messages", 403, 400, 403},
		{"POST", "/v1/tickets/bulk", 403, 400, 403}, {"POST", "/v1/attachments", 403, 201, 403}, {"PUT", place + "/presence", 403, 400, 403},
		{"POST", "/v1/tickets/import", 403, 403, 403},
	} {
		for as, want := range map[*desk]int{viewer: c.viewer, worker: c.worker, narrow: c.narrow, d.as(""): 401} {
			if got := as.do(c.method, c.path, ""); got.status != want {
				t.Errorf("%s %s is answered with %d, want %d: %s", c.method, c.path, got.status, want, got.body)
			}
		}
	}
}

// Whatever becomes of the models, the ticket is stored, and read later.
func TestModelsThatFail(t *testing.T) {
	for name, reader := range map[string]reads{
		"panic": func(triage.Item) (triage.Decision, error) { panic("secret weights") },
		"error": func(triage.Item) (triage.Decision, error) { return triage.Decision{}, fmt.Errorf("secret weights") },
	} {
		t.Run(name, func(t *testing.T) {
			d := openDesk(t, DefaultConfig(), reader)
			made := d.open("a")
			d.check(made, 201, `"triage":{"state":"pending"}`)
			got := d.must(201, "POST", made.place()+"/messages", `{"body":"x","from_requester":true}`)
			if strings.Contains(made.body+got.body, "secret") {
				t.Error("the answer tells what is for the log")
			}
		})
	}
}

// A store that is closed answers nothing, and says no more than that.
func TestClosedStore(t *testing.T) {
	d := newDesk(t)
	place := d.open("a").place()
	hash := d.must(201, "POST", "/v1/attachments", "x").field("hash")
	if err := d.store.Close(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ method, path, body string }{
		{"GET", place, ""}, {"GET", "/v1/tickets", ""}, {"GET", "/v1/search?q=x", ""}, {"GET", "/v1/events", ""}, {"GET", "/v1/events/stream", ""},
		{"GET", "/v1/attachments/" + hash, ""}, {"GET", place + "/messages", ""},
		{"POST", "/v1/tickets", `{"body":"x","requester":{"email":"new@example.org"}}`}, {"PATCH", place, `{"priority":"low"}`},
		{"POST", place + "/messages", `{"body":"x"}`}, {"POST", "/v1/attachments", "y"}, {"PUT", place + "/rating", `{"score":1}`},
	} {
		got := d.do(c.method, c.path, c.body)
		d.check(got, 503, `"kind":"unavailable"`)
		if got.header.Get("Retry-After") == "" || strings.Contains(got.body, "sql") || strings.Contains(got.body, ".db") {
			t.Errorf("%s %s: Retry-After %q, %s", c.method, c.path, got.header.Get("Retry-After"), got.body)
		}
	}
}

// A database that fails below the store is for the log; the answer is to try
// again, also where it stands among others.
func TestBrokenStore(t *testing.T) {
	d := newDesk(t)
	made := d.open("a")
	other, err := sql.Open("sqlite", d.path)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	if _, err := other.ExecContext(t.Context(), "DROP TABLE messages"); err != nil {
		t.Fatal(err)
	}
	reply := `{"body":"x"}`
	for path, got := range map[string]answer{
		"reply":  d.do("POST", made.place()+"/messages", reply),
		"read":   d.do("GET", made.place()+"/messages", ""),
		"create": d.do("POST", "/v1/tickets", `{"body":"x","requester":{"email":"new@example.org"}}`),
	} {
		d.check(got, 503, `"kind":"unavailable"`)
		if got.header.Get("Retry-After") == "" || strings.Contains(got.body, "no such table") {
			t.Errorf("%s: %s", path, got.body)
		}
	}
	got := d.must(200, "POST", "/v1/tickets/bulk", `{"tickets":["`+made.field("id")+`"],"message":`+reply+`}`, `"error":"`)
	if strings.Contains(got.body, "no such table") {
		t.Errorf("a part of the answer tells what is for the log: %s", got.body)
	}
	d.must(200, "GET", made.place(), "", `"version":1`)
}
