package api

import (
	"fmt"
	"strings"
	"sync"
	"testing"
)

// what is set up, in an order in which it can be: each thing as it is sent,
// and a patch with what must come of it.
var setUp = []struct{ path, body, patch, want string }{
	{"/v1/teams", `{"name":" Billing ","categories":["refund","invoice","refund"]}`, `{"categories":["refund"]}`, `"name":"Billing","categories":["refund"]`},
	{"/v1/agents", `{"name":"Zoë","email":"Zoe@Example.org","skills":{"vpn":3},"languages":{"pt-br":5},"capacity":{"email":1000},"status":"online",
		"schedule":{"time_zone":"Europe/Lisbon","weekly":[{"day":"monday","from":"09:00","to":"17:00"}]}}`,
		`{"skills":{"vpn":null,"mail":5},"schedule":null}`, `"email":"zoe@example.org","skills":{"mail":5},"languages":{"pt-BR":5},"capacity":{"email":1000},"status":"online"}`},
	{"/v1/organisations", `{"name":"Acme","domains":["ACME.example","acme.example"],"tier":"gold"}`, `{"tier":null}`, `"name":"Acme","domains":["acme.example"]}`},
	{"/v1/macros", `{"name":"Thanks","reply":"Hello {{customer.name}},\r\nthanks!","set":{"status":"resolved","priority":"low"},"tags":["Done  Now"]}`, `{"set":{"priority":null}}`,
		`"reply":"Hello {{customer.name}},\nthanks!","set":{"status":"resolved"},"tags":["done now"]`},
	{"/v1/articles", `{"title":"How to log in","body":"# Log in","language":"EN"}`, `{"public":true}`, `"language":"en","public":true`},
	{"/v1/fields", `{"key":"product","type":"choice","choices":["a","b"]}`, `{"label":"Product","required":true}`, `"label":"Product","type":"choice","choices":["a","b"],"required":true`},
	{"/v1/calendars", `{"name":"Lisbon","time_zone":"Europe/Lisbon","weekly":[{"day":"monday","from":"09:00","to":"17:00"}]}`, `{"holidays":[{"date":"2026-12-25"}]}`, `"holidays":[{"date":"2026-12-25"}]`},
	{"/v1/requesters", `{"name":"Ada","addresses":["Ada@Example.org","ada@example.org"],"time_zone":"Asia/Kathmandu","language":"ne"}`, `{"tier":"gold"}`, `"addresses":["ada@example.org"]`},
}

func TestSetUp(t *testing.T) {
	d := newDesk(t)
	for _, c := range setUp {
		t.Run(strings.TrimPrefix(c.path, "/v1/"), func(t *testing.T) {
			d := *d
			d.T = t
			made := d.must(201, "POST", c.path, c.body, `"version":1`)
			place := made.header.Get("Location")
			if place != c.path+"/"+made.field("id") || made.header.Get("ETag") != `"1"` {
				t.Errorf("it is at %q with ETag %q", place, made.header.Get("ETag"))
			}
			if read := d.must(200, "GET", place, ""); read.body != made.body {
				t.Errorf("it was made as %s and is read as %s", made.body, read.body)
			}
			d.must(200, "GET", c.path, "", `{"data":[{"id":"`+made.field("id"), `"meta":{"has_more":false},"links":{}`)
			d.must(409, "POST", c.path, c.body, `"kind":"conflict"`)

			d.must(200, "PATCH", place, c.patch, c.want, `"version":2`)
			if again := d.must(200, "PATCH", place, c.patch); again.header.Get("ETag") != `"2"` {
				t.Errorf("a patch that changes nothing makes version %s", again.header.Get("ETag"))
			}
			d.check(d.do("PATCH", place, `{"name":"x"}`, "If-Match", `"1"`), 412, `"kind":"stale"`, "version 2")
			d.check(d.do("PATCH", place, c.patch, "If-Match", `"2"`, "Content-Type", mergePatchType), 200)
			d.must(422, "PATCH", place, `{"id":"x"}`, "given by the server", `"pointer":"#/id"`)
			d.must(200, "PATCH", place, `{"id":"`+made.field("id")+`","version":2}`)
			if c.path == "/v1/requesters" {
				d.must(200, "DELETE", place, "", `"tickets":0`) // they are erased, and stand there nameless
				d.must(200, "GET", place, "", `"erased_at"`)
				return
			}
			d.check(d.do("DELETE", place, "", "If-Match", `"1"`), 412)
			d.check(d.do("DELETE", place, "", "If-Match", `"2"`), 204)
			d.must(404, "GET", place, "", "no longer")
			d.must(404, "DELETE", place, "")
			d.must(201, "POST", c.path, c.body)
		})
	}
}

// A policy names its calendar and teams, which stay as long as it does.
func TestPolicies(t *testing.T) {
	d := newDesk(t)
	calendar := d.must(201, "POST", "/v1/calendars", `{"name":"Lisbon","time_zone":"Europe/Lisbon","weekly":[{"day":"monday","from":"09:00","to":"17:00"}]}`).field("id")
	team := d.must(201, "POST", "/v1/teams", `{"name":"Billing"}`).field("id")
	policy := fmt.Sprintf(`{"name":"Gold","calendar":%q,"match":{"tiers":["gold"],"teams":[%q]},"targets":{"high":{"first_response":"1h30m"}},"escalations":[{"at":"breach","do":"notify","to":%q}]}`, calendar, team, team)
	place := d.must(201, "POST", "/v1/sla-policies", policy, `"first_response":"1h30m0s"`).header.Get("Location")
	d.must(200, "PATCH", place, `{"targets":{"high":{"resolution":"8h"}}}`, `"first_response":"1h30m0s"`, `"resolution":"8h0m0s"`)
	d.must(200, "GET", "/v1/sla-policies", "", `"name":"Gold"`)
	d.must(409, "DELETE", "/v1/calendars/"+calendar, "", `SLA policy \"Gold\" names it`)
	d.must(409, "DELETE", "/v1/teams/"+team, "", `SLA policy \"Gold\" names it`)
	for patch, want := range map[string]string{
		`{"calendar":"Lisbon"}`: "no id of a calendar", `{"calendar":"` + team + `"}`: "there is no calendar",
		`{"targets":{"high":{"resolution":"soon"}}}`: "write hours, minutes and seconds", `{"targets":{"huge":{}}}`: `"pointer":"#/targets/huge"`,
		`{"match":{"teams":["` + calendar + `"]}}`: "there is no team", `{"match":{"teams":null,"languages":["?"]}}`: "BCP-47",
		`{"escalations":[{"at":"breach","do":"notify","to":"` + calendar + `"}]}`: "there is no team or agent",
	} {
		d.must(422, "PATCH", place, patch, want)
	}
	d.must(204, "DELETE", place, "")
	d.must(204, "DELETE", "/v1/calendars/"+calendar, "")
}

func TestSetUpRefuses(t *testing.T) {
	d := newDesk(t)
	team := d.must(201, "POST", "/v1/teams", `{"name":"Billing","categories":["refund"]}`).field("id")
	agent := func(fields string) string { return `{"name":"A","email":"a@example.org",` + fields + `}` }
	long := strings.Repeat("x", 201)
	for _, c := range []struct {
		path, body string
		status     int
		want       string
	}{
		{"agents", `{}`, 422, `"pointer":"#/name"`},
		{"agents", `{"name":"` + long + `"}`, 422, "has 201 characters: shorten it to 200"},
		{"agents", `{"name":"a\u0000b"}`, 422, "control character"},
		{"agents", `{"name":"\u202eevil"}`, 422, "direction of writing"},
		{"agents", `{"name":"A","email":"A <a@example.org>"}`, 422, `"pointer":"#/email"`},
		{"agents", agent(`"skills":{"vpn":6}`), 422, `"pointer":"#/skills/vpn"`},
		{"agents", agent(`"skills":{"vpn":"5"}`), 422, "skills holds text: send a value that is a whole number"},
		{"agents", agent(`"languages":{"klingonese!":5}`), 422, "BCP-47"},
		{"agents", agent(`"languages":{"EN":5,"en":4}`), 422, "list en once"},
		{"agents", agent(`"capacity":{"email":1001}`), 422, "0 (none) to 1000"},
		{"agents", agent(`"capacity":{"pigeon":1}`), 422, "not a channel"},
		{"agents", agent(`"teams":["0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7"]`), 422, "there is no team"},
		{"agents", agent(`"teams":["x"]`), 422, `"pointer":"#/teams"`},
		{"agents", agent(`"status":"asleep"`), 422, "online, away, offline"},
		{"agents", agent(`"schedule":{"time_zone":"Nowhere/Town"}`), 422, `"pointer":"#/schedule/time_zone"`},
		{"agents", agent(`"schedule":{"zone":"UTC"}`), 422, `unknown field`},
		{"agents", agent(`"Status":"online","skils":{}`), 422, "and 1 more, see errors"},
		{"agents", agent(`"id":"0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7"`), 422, "given by the server"},
		{"agents", `{"name":`, 400, "the body is not JSON"},
		{"agents", ``, 400, "the body is empty"},
		{"agents", agent(`"status":"away","status":"online"`), 422, "given twice"},
		{"agents", `{"name":"A"} {}`, 400, "not JSON"},
		{"agents", `[]`, 422, "not a JSON object"},
		{"agents", `null`, 422, "not a JSON object"},
		{"agents", `{"name":"` + strings.Repeat("x", 3<<20) + `"}`, 413, "larger than"},
		{"teams", `{"name":"billing"}`, 409, "taken"},
		{"teams", `{"name":"ＢＩＬＬＩＮＧ"}`, 409, "taken"},
		{"teams", `{"name":"Sales","categories":["refund"]}`, 409, "start with the team Billing already"},
		{"organisations", `{"name":"Acme","domains":["no domain"]}`, 422, `"pointer":"#/domains/0"`},
		{"macros", `{"name":"Nothing"}`, 422, "sets nothing"},
		{"macros", `{"name":"M","set":{"status":"merged"}}`, 422, "cannot set merged"},
		{"macros", `{"name":"M","set":{"mood":"good"}}`, 422, "status, priority, category, team"},
		{"macros", `{"name":"M","set":{"team":"Billing"}}`, 422, "id of a team"},
		{"macros", `{"name":"M","tags":["` + strings.Join(strings.Split(strings.Repeat("t", 10_000), ""), `","`) + `"]}`, 422, "has 10000 entries"},
		{"macros", `{"name":"M","tags":["a,b"]}`, 422, "without commas"},
		{"articles", `{"title":"T","body":"x"}`, 422, "language: is missing"},
		{"articles", `{"title":"T","body":"\u0007","language":"en"}`, 422, "control character"},
		{"fields", `{"key":"Product","type":"text"}`, 422, "not a key"},
		{"fields", `{"key":"p","type":"choice"}`, 422, "choices"},
		{"fields", `{"key":"p","type":"choice","choices":["a","a"]}`, 422, "listed twice"},
		{"fields", `{"key":"p","type":"poem"}`, 422, "no type"},
		{"calendars", `{"name":"C","time_zone":"UTC","weekly":[{"day":"someday","from":"09:00","to":"10:00"}]}`, 422, `"pointer":"#/weekly/0/day"`},
		{"calendars", `{"name":"C","time_zone":"UTC","weekly":[{"day":"monday","from":"00:00","to":"24:00"}],"holidays":[{"date":"2026-12-25","name":"\u0000"}]}`, 422, "NUL"},
		{"requesters", `{"addresses":["ada"]}`, 422, `"pointer":"#/addresses/0"`},
		{"requesters", `{"time_zone":"Local"}`, 422, "IANA"},
		{"requesters", `{"organisation":"` + team + `"}`, 422, "no organisation"},
		{"tokens", `{"name":"T","role":"king"}`, 422, "viewer, agent, lead, admin"},
		{"tokens", `{"name":"T","role":"viewer","scopes":["tickets:*"]}`, 422, "tickets:read"},
		{"tokens", `{"name":"T","role":"viewer","scopes":["setup:write"]}`, 422, "needs the role lead"},
		{"tokens", `{"name":"T","role":"viewer","expires_at":"2020-01-01T00:00:00Z"}`, 422, "is over already"},
		{"tokens", `{"name":"T","role":"viewer","expires_at":"tomorrow"}`, 422, "a time such as"},
		{"tokens", `{"name":"T","role":"viewer","agent":"` + team + `"}`, 422, "there is no agent"},
		{"tokens", `{"name":"T","role":"viewer","hash":"00"}`, 422, "is not a field"},
	} {
		got := d.do("POST", "/v1/"+c.path, c.body)
		if got.status != c.status || !strings.Contains(got.body, c.want) {
			t.Errorf("POST %s %s: %d, want %d with %s: %s", c.path, excerpt(c.body[:min(len(c.body), 80)]), got.status, c.status, c.want, excerpt(got.body))
		}
	}
	d.check(d.do("POST", "/v1/teams", `name=x`, "Content-Type", "application/x-www-form-urlencoded"), 415)
	d.must(404, "GET", "/v1/agents/42", "", "is no id of an agent")
	d.must(400, "GET", "/v1/agents?sort=name", "", "is not a parameter")
	d.check(d.do("PATCH", "/v1/teams/"+team, `{}`, "If-Match", `"1","2"`), 400, "several tags")
	d.check(d.do("PATCH", "/v1/teams/"+team, `{}`, "If-Match", `W/"1"`), 412)
	d.check(d.do("PATCH", "/v1/teams/"+team, `{}`, "If-Match", `*`), 200)
}

// Patches that touch different things at the same time are all kept.
func TestPatchesTogether(t *testing.T) {
	d := newDesk(t)
	place := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).header.Get("Location")
	var all sync.WaitGroup
	for i := range attempts { // in each round one at least is stored
		all.Go(func() {
			if got := d.do("PATCH", place, fmt.Sprintf(`{"skills":{"s%d":1}}`, i)); got.status != 200 {
				t.Errorf("status %d: %s", got.status, excerpt(got.body))
			}
		})
	}
	all.Wait()
	d.must(200, "GET", place, "", `"version":5`, `"skills":{"s0":1,"s1":1,"s2":1,"s3":1}`)
}

// What is in use stays.
func TestInUse(t *testing.T) {
	d := newDesk(t)
	team := d.must(201, "POST", "/v1/teams", `{"name":"Billing"}`).header.Get("Location")
	agent := d.must(201, "POST", "/v1/agents", fmt.Sprintf(`{"name":"A","email":"a@example.org","teams":[%q]}`, strings.TrimPrefix(team, "/v1/teams/"))).header.Get("Location")
	d.must(409, "DELETE", team, "", "agent A is in the team Billing")
	d.must(200, "PATCH", agent, `{"teams":null}`)
	d.must(204, "DELETE", team, "")
	field := d.must(201, "POST", "/v1/fields", `{"key":"k","type":"text"}`).header.Get("Location")
	d.must(422, "PATCH", field, `{"type":"number"}`, "stays text")
	d.must(422, "PATCH", field, `{"key":"l"}`, "stays k")
}

func TestPages(t *testing.T) {
	d := newDesk(t)
	for i := range 5 {
		d.must(201, "POST", "/v1/requesters", fmt.Sprintf(`{"name":"R%d","addresses":["r%d@example.org"]}`, i, i))
		d.must(201, "POST", "/v1/teams", fmt.Sprintf(`{"name":"T%d"}`, 4-i))
	}
	for path, first := range map[string]string{"/v1/requesters": "R", "/v1/teams": "T"} {
		next, names := path+"?page[size]=2", ""
		for next != "" {
			page := d.must(200, "GET", next, "")
			for _, part := range strings.Split(page.body, `"name":"`+first)[1:] {
				names += part[:1]
			}
			next = page.field("links.next")
		}
		if names != "01234" {
			t.Errorf("%s: the pages hold %s", path, names)
		}
	}
	cursor := d.must(200, "GET", "/v1/teams?page[size]=2", "", `"has_more":true`).field("meta.after_cursor")
	d.must(200, "GET", "/v1/teams?page[size]=3&page[after]="+cursor, "", `"name":"T2"`)
	d.must(400, "GET", "/v1/agents?page[after]="+cursor, "", "belongs to another query", `"parameter":"page[after]"`)
	altered := []byte(cursor)
	altered[12] ^= 1
	d.must(400, "GET", "/v1/teams?page[after]="+string(altered), "", "altered")
	d.must(400, "GET", "/v1/teams?page[after]=abc", "", "is not a cursor")
	for _, size := range []string{"0", "201", "x"} {
		d.must(400, "GET", "/v1/teams?page[size]="+size, "", "from 1 to 200")
	}
	d.must(200, "GET", "/v1/requesters?address=R3@example.org", "", `"data":[{`, `"name":"R3"`)
	d.must(200, "GET", "/v1/requesters?address=nobody@example.org", "", `"data":[]`)
}
