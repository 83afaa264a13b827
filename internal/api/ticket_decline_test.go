package api

import (
	"strings"
	"testing"
)

func TestDecline(t *testing.T) {
	d := newDesk(t)
	var ids []string
	for _, name := range []string{"a", "b"} {
		ids = append(ids, d.must(201, "POST", "/v1/agents", `{"name":"`+name+`","email":"`+name+`@example.org","status":"online"}`).field("id"))
	}
	a, b := d.as(d.tokenFor(`{"name":"a","role":"agent","agent":"`+ids[0]+`"}`)), d.as(d.tokenFor(`{"name":"b","role":"agent","agent":"`+ids[1]+`"}`))
	place := d.open("a").place()
	a.must(422, "POST", place+"/decline", `{"cause":"no_time"}`, "nobody has the ticket")
	b.must(200, "PATCH", place, `{"assignee":"`+ids[0]+`"}`)
	for _, c := range []struct {
		body   string
		status int
		want   string
	}{
		{`{}`, 422, `"pointer":"#/cause"`},
		{`{"cause":"bored"}`, 422, "take one of not_my_skill, no_time, conflict_of_interest, other"},
		{`{"cause":"shift_end"}`, 422, `"pointer":"#/cause"`},
		{`{"cause":"other"}`, 422, `"pointer":"#/reason"`},
		{`{"cause":"other","reason":"` + strings.Repeat("x", 501) + `"}`, 422, "at most 500"},
		{`{"cause":"other","why":"x"}`, 422, `"pointer":"#/why"`},
	} {
		a.must(c.status, "POST", place+"/decline", c.body, c.want)
	}
	b.must(403, "POST", place+"/decline", `{"cause":"no_time"}`, "only the agent who has the ticket")
	a.must(200, "POST", place+"/decline", `{"cause":"not_my_skill"}`, `"status":"new"`, `"assignee":null`, `"end":"declined","cause":"not_my_skill","against":true`)

	// Programs act for whoever has it; touches are in no list.
	d.must(200, "PATCH", place, `{"assignee":"`+ids[1]+`"}`)
	d.must(200, "POST", place+"/decline", `{"cause":"other","reason":"my cousin"}`, `"cause":"other"`)
	if list := d.must(200, "GET", "/v1/tickets", ""); strings.Contains(list.body, "touches") {
		t.Errorf("the list holds touches: %s", list.body)
	}
	d.must(404, "POST", "/v1/tickets/99/decline", `{"cause":"no_time"}`)
}

// Why a ticket is handed on is kept with it, and decides whether that counts
// against whoever had it.
func TestHandingOnForACause(t *testing.T) {
	d := newDesk(t)
	agent := d.must(201, "POST", "/v1/agents", `{"name":"a","email":"a@example.org"}`).field("id")
	team := d.must(201, "POST", "/v1/teams", `{"name":"second line"}`).field("id")
	mine := d.as(d.tokenFor(`{"name":"a","role":"agent","agent":"` + agent + `"}`))
	for _, c := range []struct{ change, want string }{
		{`{"team":"` + team + `","cause":"shift_end"}`, `"end":"transferred","cause":"shift_end","gave_back":true}]`},
		{`{"team":"` + team + `","cause":"not_my_skill"}`, `"end":"transferred","cause":"not_my_skill","against":true,"gave_back":true}]`},
		{`{"team":"` + team + `"}`, `"end":"transferred","against":true,"gave_back":true}]`},
		{`{"assignee":null,"cause":"away"}`, `"end":"unassigned","cause":"away","gave_back":true}]`},
		{`{"assignee":null}`, `"end":"unassigned","gave_back":true}]`},
	} {
		place := d.open("a").place()
		mine.must(200, "PATCH", place, `{"assignee":"`+agent+`"}`)
		mine.must(422, "PATCH", place, `{"team":"`+team+`","cause":"tired"}`, `"pointer":"#/cause"`)
		mine.must(200, "PATCH", place, c.change, c.want)
	}
}
