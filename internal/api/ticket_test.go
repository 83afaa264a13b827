package api

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/lifecycle"
	"switchyard/internal/triage"
)

// reads answers for the models.
type reads func(triage.Item) (triage.Decision, error)

func (r reads) Decide(item triage.Item, _ time.Time) (triage.Decision, error) { return r(item) }

// open opens a ticket; more are members of the request, as JSON.
func (d *desk) open(subject string, more ...string) answer {
	d.Helper()
	return d.must(201, "POST", "/v1/tickets", fmt.Sprintf(`{"subject":%q,"body":"Please help.",%s}`, subject, strings.Join(append(more, `"requester":{"email":"rita@example.org"}`), ",")))
}

// place is where a ticket is.
func (a answer) place() string { return "/v1/tickets/" + a.field("id") }

// ids are the ids of what a list answers, in order.
func (a answer) ids() []string {
	var list struct{ Data []struct{ ID string } }
	_ = json.Unmarshal([]byte(a.body), &list)
	var all []string
	for _, row := range list.Data {
		all = append(all, row.ID)
	}
	return all
}

func TestCreateTicket(t *testing.T) {
	d := openDesk(t, DefaultConfig(), newEngine(t, trainAll(t, tiny), newDetector(t)))
	agent := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	made := d.must(201, "POST", "/v1/tickets", `{"subject":"VPN","body":"the VPN client does not start since the update","requester":{"email":"Ada <ADA@example.org>"},
		"channel":"web","priority":"high","tags":["VPN"," vpn ","a b"],"external":"<1@example.org>"}`,
		`"number":1`, `"version":1`, `"priority":"high"`, `"tags":["a b","vpn"]`, `"set_by_people":["priority"]`, `"triage":{"state":"done"`, `"decision":{"id":"`, `"anger":{"probability":`)
	if etag := made.header.Get("ETag"); etag != `"1"` || made.header.Get("Location") != made.place() || made.header.Get(headerLookup) != "" {
		t.Errorf("ETag %q, Location %q, lookup %q", etag, made.header.Get("Location"), made.header.Get(headerLookup))
	}
	for _, path := range []string{made.place(), "/v1/tickets/1"} {
		if got := d.must(200, "GET", path, "", `"decision":{`); got.body != made.body || got.header.Get("ETag") != `"1"` {
			t.Errorf("%s shows\n%s\nwhich was made as\n%s", path, got.body, made.body)
		}
	}
	rita := made.field("requester")
	d.must(200, "GET", "/v1/requesters/"+rita, "", `"name":"Ada"`, `"addresses":["ada@example.org"]`)
	d.must(201, "POST", "/v1/tickets", `{"body":"I need it","requester":{"id":"`+rita+`"}}`, `"number":2`, `"requester":"`+rita)
	d.must(200, "PATCH", "/v1/agents/"+agent, `{"status":"online"}`)
	d.must(200, "GET", made.place()+"/messages", "", `"author":{"kind":"requester","id":"`+rita, `"channel":"web"`, `"external":"<1@example.org>"`)
	d.must(200, "GET", "/v1/tickets/1/decisions", "", `"analysis":{"language":`)
	d.must(200, "GET", "/v1/tickets/1/events", "", `"type":"ticket.created"`, `"type":"ticket.triaged"`)
}

func TestCreateTicketRefuses(t *testing.T) {
	d := newDesk(t)
	from := func(rest string) string { return `{"requester":{"email":"rita@example.org"},"body":"x"` + rest + `}` }
	list := func(n int) string { return strings.TrimSuffix(strings.Repeat(`"t",`, n), ",") }
	nobody := uuid.Must(uuid.NewV7()).String()
	for _, c := range []struct {
		name, body string
		status     int
		want       string
	}{
		{"nothing", ``, 400, "the body is empty"},
		{"no JSON", `{`, 400, "not JSON"},
		{"no object", `[1]`, 422, "not a JSON object"},
		{"no end of lists", `{"fields":{"order":` + strings.Repeat("[", 1<<20), 400, "not JSON"},
		{"no requester", `{"body":"x"}`, 422, `"pointer":"#/requester/email"`},
		{"no address", `{"body":"x","requester":{"email":"rita"}}`, 422, "not an e-mail address"},
		{"address with a line break", `{"body":"x","requester":{"email":"\"a\nb\"@example.org"}}`, 422, "not an e-mail address"},
		{"two ways to name somebody", `{"body":"x","requester":{"email":"a@example.org","id":"` + nobody + `"}}`, 422, "send one of them"},
		{"an unknown requester", `{"body":"x","requester":{"id":"` + nobody + `"}}`, 422, `"pointer":"#/requester/id"`},
		{"a name without end", `{"body":"x","requester":{"email":"a@example.org","name":"` + strings.Repeat("n", 201) + `"}}`, 422, "requester.name"},
		{"no words", `{"requester":{"email":"rita@example.org"}}`, 422, "write something"},
		{"words of nothing", `{"requester":{"email":"rita@example.org"},"body":"\u0000 \r\n"}`, 422, "write something"},
		{"an unknown field", from(`,"pirority":"high"`), 422, `\"pirority\" is not a field`},
		{"a field in capitals", from(`,"Priority":"high"`), 422, `\"Priority\" is not a field`},
		{"a wrong type", from(`,"subject":["x"]`), 422, "subject holds a list"},
		{"an unknown priority", from(`,"priority":"asap"`), 422, "low, normal, high, urgent"},
		{"an unknown channel", from(`,"channel":"fax"`), 422, "channel"},
		{"no language", from(`,"language":"klingonese!"`), 422, "BCP-47"},
		{"an unknown custom field", from(`,"fields":{"order":"7"}`), 422, "create it first"},
		{"tags without end", from(`,"tags":[` + list(10_000) + `]`), 422, "at most 100"},
		{"a tag with a comma", from(`,"tags":["a,b"]`), 422, "without commas"},
		{"a long subject", from(`,"subject":"` + strings.Repeat("s", 1001) + `"`), 422, "at most 1000"},
		{"a long body", `{"requester":{"email":"rita@example.org"},"body":"` + strings.Repeat("b", 1<<20+1) + `"}`, 413, "attachment"},
		{"a body without end", from(`,"html":"` + strings.Repeat("b", 3<<20) + `"`), 413, "larger than"},
		{"files without end", from(`,"attachments":[` + strings.TrimSuffix(strings.Repeat(`{"hash":"00","name":"x"},`, 51), ",") + `]`), 413, "at most 50"},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := *d
			d.T = t
			d.must(c.status, "POST", "/v1/tickets", c.body, c.want)
		})
	}
	if got := d.do("POST", "/v1/tickets", from(""), "Content-Type", "text/plain"); got.status != 415 {
		t.Errorf("plain text is answered with %d", got.status)
	}
	d.must(400, "POST", "/v1/tickets?dry_run=true", from(""), "is not a parameter")
	if got := d.must(200, "GET", "/v1/tickets", ""); len(got.ids()) > 0 {
		t.Errorf("what was refused is stored: %s", got.body)
	}
}

// What could run or hide something is not kept, and what is kept is answered as JSON.
func TestHostileWords(t *testing.T) {
	d := newDesk(t)
	made := d.open(`<script>alert(1)</script>\u202e'; DROP TABLE tickets; --`,
		`"html":"<p onclick=\"x()\">Hi <b>there</b></p><script>alert(2)</script><img src=\"javascript:x()\"><a href=\"https://example.org\">l</a>"`)
	if media := made.header.Get("Content-Type"); media != "application/json" || made.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("answered as %q", media)
	}
	d.check(made, 201, `"subject":"<script>alert(1)</script>`, `DROP TABLE tickets; --"`)
	messages := d.must(200, "GET", made.place()+"/messages", "", `<b>there</b>`, `nofollow`).body
	for _, evil := range []string{"onclick", "alert(2)", "javascript:", "<script"} {
		if strings.Contains(messages, evil) {
			t.Errorf("%s is kept: %s", evil, messages)
		}
	}
	d.must(200, "GET", "/v1/tickets/1", "")
}

func TestRequestsSentTwice(t *testing.T) {
	d := newDesk(t)
	const body = `{"body":"x","requester":{"email":"new@example.org"}}`
	first := d.do("POST", "/v1/tickets", body, headerKey, "k1")
	d.check(first, 201)
	again := d.do("POST", "/v1/tickets", body, headerKey, "k1")
	if first.header.Get(headerLookup) != "miss" || again.header.Get(headerLookup) != "hit" || again.body != first.body || again.header.Get("Location") != first.header.Get("Location") {
		t.Errorf("the second answer is %s %s, the first was %s", again.header.Get(headerLookup), again.body, first.body)
	}
	d.check(d.do("POST", "/v1/tickets", strings.Replace(body, "x", "y", 1), headerKey, "k1"), 422, `"kind":"reused"`, `"header":"Idempotency-Key"`)
	other := d.as(d.tokenFor(`{"name":"other","role":"agent"}`))
	d.check(other.do("POST", "/v1/tickets", body, headerKey, "k1"), 201, `"number":2`) // its keys are its own
	for _, key := range []string{"", strings.Repeat("k", 256), "caf\xe9"} {
		d.check(d.do("POST", "/v1/tickets", body, headerKey, key), 422, `"header":"Idempotency-Key"`)
	}

	// What was asked for may be impossible by now, because it was done.
	place := first.place()
	message := d.must(200, "GET", place+"/messages", "").ids()[0]
	second := d.open("other").place()
	for _, c := range []struct{ name, method, path, body string }{
		{"reply", "POST", "/messages", `{"body":"Done.","status":"resolved"}`},
		{"note", "POST", "/messages", `{"body":"n","public":false}`},
		{"change", "PATCH", "", `{"priority":"urgent"}`},
		{"nothing to change", "PATCH", "", `{"priority":"urgent"}`},
		{"split", "POST", "/split", `{"messages":["` + message + `"]}`},
		{"rating", "PUT", "/rating", `{"score":5}`},
		{"merge", "POST", "/merge", `{"into":"` + strings.TrimPrefix(second, "/v1/tickets/") + `"}`},
		{"unmerge", "POST", "/unmerge", ``},
		{"close", "PATCH", "", `{"status":"closed"}`},
		{"from the requester", "POST", "/messages", `{"body":"Again!","from_requester":true}`},
	} {
		etag := d.must(200, "GET", place, "").header.Get("ETag")
		did := d.do(c.method, place+c.path, c.body, headerKey, c.name, "If-Match", etag)
		again := d.do(c.method, place+c.path, c.body, headerKey, c.name, "If-Match", etag)
		if did.status/100 != 2 || again.status != did.status || again.body != did.body || did.header.Get(headerLookup) != "miss" || again.header.Get(headerLookup) != "hit" {
			t.Errorf("%s: answered with %d %s\nand then with %d %s", c.name, did.status, did.body, again.status, again.body)
		}
	}
	d.check(d.do("POST", place+"/messages", `{"body":"Done?","status":"resolved"}`, headerKey, "reply"), 422, `"kind":"reused"`)
	if n := len(d.must(200, "GET", place+"/messages", "").ids()); n != 3 {
		t.Errorf("the ticket has %d messages, want 3", n)
	}
}

// Eight clients with one key, and somebody new, make one ticket.
func TestOneKeyTogether(t *testing.T) {
	d := newDesk(t)
	answers := d.together(8, func(int) answer {
		return d.do("POST", "/v1/tickets", `{"body":"x","requester":{"email":"new@example.org"}}`, headerKey, "k")
	})
	hits := 0
	for _, got := range answers {
		d.check(got, 201, `"number":1`, answers[0].field("id"))
		if got.header.Get(headerLookup) == "hit" {
			hits++
		}
	}
	if hits != 7 {
		t.Errorf("%d of 8 were told that it was done before", hits)
	}
}

// together does something in n goroutines.
func (d *desk) together(n int, do func(i int) answer) []answer {
	answers := make([]answer, n)
	var all sync.WaitGroup
	for i := range answers {
		all.Go(func() { answers[i] = do(i) })
	}
	all.Wait()
	return answers
}

// Many write to one ticket, and nobody is turned away.
func TestOneTicketTogether(t *testing.T) {
	d := newDesk(t)
	place := d.open("crowded").place()
	for _, got := range d.together(24, func(i int) answer {
		return d.do("POST", place+"/messages", fmt.Sprintf(`{"body":"%d","from_requester":%v}`, i, i%2 == 0))
	}) {
		d.check(got, 201)
	}
	d.must(200, "GET", place, "", `"version":25`)
	if n := len(d.must(200, "GET", place+"/messages", "").ids()); n != 25 {
		t.Errorf("%d messages, want 25", n)
	}
}

func TestChangeTicket(t *testing.T) {
	d := newDesk(t)
	d.must(201, "POST", "/v1/fields", `{"key":"order","type":"number"}`)
	team := d.must(201, "POST", "/v1/teams", `{"name":"Billing"}`).field("id")
	agent := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	gone := d.must(201, "POST", "/v1/agents", `{"name":"B","email":"b@example.org","disabled":true}`).field("id")
	d.plan()
	place := d.open("a", `"tags":["old"]`).place()
	for _, c := range []struct {
		patch  string
		status int
		want   []string
	}{
		{`{}`, 200, []string{`"version":1`}},
		{`{"subject":" new\n subject ","category":"billing","tier":"gold","language":"PT-br","priority":"urgent"}`, 200,
			[]string{`"subject":"new subject"`, `"category":"billing"`, `"tier":"gold"`, `"language":"pt-BR"`, `"set_by_people":["category","language","priority","subject","tier"]`}},
		{`{"category":null,"tier":null,"subject":null,"language":null}`, 200, []string{`"subject":""`, `"language":"und"`}},
		{`{"tags":["b","A"],"add_tags":["c"],"remove_tags":["B"]}`, 200, []string{`"tags":["a","c"]`}},
		{`{"tags":null}`, 200, []string{`"tags":[]`}},
		{`{"fields":{"order":7}}`, 200, []string{`"fields":{"order":7}`}},
		{`{"fields":{"order":null}}`, 200, nil},
		{`{"assignee":"` + agent + `","team":"` + team + `"}`, 200, []string{`"status":"open"`, `"assignee":"` + agent, `"team":"` + team}},
		{`{"assignee":null}`, 200, []string{`"status":"new"`, `"assignee":null`, `"team":"` + team}},
		{`{"team":null,"assignee":"` + agent + `","status":"pending","reason":"waits"}`, 200, []string{`"status":"pending"`, `"team":null`}},

		{`{"status":null}`, 422, []string{`"pointer":"#/status"`, "cannot be cleared"}},
		{`{"priority":null}`, 422, []string{`"pointer":"#/priority"`}},
		{`{"fields":null}`, 422, []string{`"pointer":"#/fields"`}},
		{`{"status":"done"}`, 422, []string{"new, open, pending"}},
		{`{"status":"closed"}`, 422, []string{"a pending ticket cannot become closed; it can become"}},
		{`{"status":"merged"}`, 422, []string{"use merge"}},
		{`{"version":9}`, 422, []string{`\"version\" is not a field`}},
		{`{"subject":1}`, 422, []string{`"pointer":"#/subject"`}},
		{`{"assignee":"` + gone + `"}`, 422, []string{"B is disabled"}},
		{`{"assignee":"` + team + `"}`, 422, []string{"there is no agent"}},
		{`{"assignee":""}`, 422, []string{`"pointer":"#/assignee"`}},
		{`{"team":"` + agent + `"}`, 422, []string{"there is no team"}},
		{`{"fields":{"order":"7"}}`, 422, []string{`"pointer":"#/fields/order"`, "number"}},
		{`{"reason":"` + strings.Repeat("r", 501) + `"}`, 422, []string{`"pointer":"#/reason"`}},
		{`{"remove_tags":[` + strings.TrimSuffix(strings.Repeat(`"t",`, 10_000), ",") + `]}`, 422, []string{"at most 100"}},
		{`{"tags":[` + strings.TrimSuffix(strings.Repeat(`"t",`, 10_000), ",") + `]}`, 422, []string{"at most 100"}},
		{`null`, 422, []string{"not a JSON object"}},
		{`{"subject":"lost","status":"closed"}`, 422, nil}, // all or nothing
	} {
		before := d.must(200, "GET", place, "")
		got := d.do("PATCH", place, c.patch, "Content-Type", mergePatchType)
		d.check(got, c.status, c.want...)
		if after := d.must(200, "GET", place, ""); c.status != 200 && after.body != before.body {
			t.Errorf("%s was refused and left %s", excerpt(c.patch), after.body)
		}
	}
	d.check(d.do("PATCH", place, `{}`, "Content-Type", "application/json-patch+json"), 415)
	d.must(404, "PATCH", "/v1/tickets/77", `{}`)
	d.must(404, "PATCH", "/v1/tickets/"+uuid.NewString(), `{"subject":"x"}`)
}

// plan has the desk go by what was set up just now, as it does by itself soon.
func (d *desk) plan() {
	d.Helper()
	plan, err := lifecycle.ReadPlan(d.Context(), d.store)
	if err != nil {
		d.Fatal(err)
	}
	d.api.config.Desk.SetPlan(plan)
}

func TestTicketVersions(t *testing.T) {
	d := newDesk(t)
	place := d.open("a").place()
	other := d.open("b").field("id")
	message := d.must(200, "GET", place+"/messages", "").ids()[0]
	d.must(200, "PATCH", place, `{"priority":"high"}`)
	for _, c := range []struct{ method, path, body string }{
		{"PATCH", "", `{"priority":"low"}`},
		{"POST", "/messages", `{"body":"x"}`},
		{"POST", "/messages", `{"body":"x","from_requester":true}`},
		{"POST", "/merge", `{"into":"` + other + `"}`},
		{"POST", "/links", `{"kind":"parent","ticket":"` + other + `"}`},
		{"POST", "/split", `{"messages":["` + message + `"]}`},
		{"POST", "/snooze", `{"until":"2099-01-01T00:00:00Z"}`},
		{"PATCH", "/followers", `{"add":[]}`},
	} {
		for _, tag := range []string{`"1"`, `W/"2"`, `"x"`, `2`} {
			got := d.do(c.method, place+c.path, c.body, "If-Match", tag)
			d.check(got, 412, `"kind":"stale"`, "at version 2;", `"header":"If-Match"`)
		}
	}
	d.check(d.do("PATCH", place, `{}`, "If-Match", `"1", "2"`), 400)
	d.check(d.do("PATCH", place, `{"priority":"low"}`, "If-Match", `"2"`), 200, `"version":3`)
	d.check(d.do("PATCH", place, `{"priority":"high"}`, "If-Match", `*`), 200, `"version":4`)
}

func TestMessages(t *testing.T) {
	d := newDesk(t)
	agent := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	acting := d.as(d.tokenFor(`{"name":"A's","role":"agent","agent":"` + agent + `"}`))
	made := d.open("a")
	messages := made.place() + "/messages"
	say := func(body string, want ...string) answer { return acting.must(201, "POST", messages, body, want...) }
	say(`{"body":"What happened?","status":"pending"}`, `"status":"pending"`, `"first_response_at":`)
	say(`{"body":"Ask her boss","public":false}`, `"status":"pending"`)
	say(`{"body":"It broke.","from_requester":true}`, `"status":"open"`)
	say(`{"html":"<p>Fixed.</p>","status":"resolved"}`, `"status":"resolved"`, `"resolved_at":`)
	say(`{"body":"It broke again.","from_requester":true}`, `"status":"open"`, made.field("id"))
	say(`{"body":"Fixed.","status":"resolved"}`)
	acting.must(200, "PATCH", made.place(), `{"status":"closed"}`)
	next := say(`{"body":"And again.","from_requester":true}`, `"status":"new"`, `"links":[{"kind":"follow_up_of","ticket":"`+made.field("id"))
	if next.field("id") == made.field("id") {
		t.Error("a closed ticket was opened again")
	}
	d.must(200, "GET", made.place(), "", `"status":"closed"`, `"followed_up_by"`)

	got := d.must(200, "GET", messages, "", `"html":"<p>Fixed.</p>"`, `"text":"Fixed."`, `"author":{"kind":"agent","id":"`+agent, `"public":false`)
	if n := strings.Count(got.body, `"kind":"requester"`); n != 3 {
		t.Errorf("the requester said %d things, want 3: %s", n, got.body)
	}
	page := d.must(200, "GET", messages+"?page[size]=4", "", `"has_more":true`)
	rest := d.must(200, "GET", page.field("links.next"), "", `"has_more":false`)
	if all := append(page.ids(), rest.ids()...); !slices.Equal(all, got.ids()) {
		t.Errorf("in pages there are %v, want %v", all, got.ids())
	}
	d.must(422, "POST", messages, `{"body":"x"}`, "a closed ticket takes no replies")
	for body, want := range map[string]string{
		`{}`: "write something", `{"body":" "}`: "write something", `{"body":"x","public":false,"status":"open"}`: "not set by a note",
		`{"body":"x","from_requester":true,"public":false}`: "is public", `{"body":"x","channel":"pigeon"}`: "channel",
		`{"body":"x","status":"closed"}`: "cannot go with a message", `{"body":"x","status":"merged"}`: "cannot go with a message", `{"body":"x","from_requester":"yes"}`: "from_requester",
		`{"body":"x","external":"` + strings.Repeat("e", 999) + `"}`: "external",
	} {
		d.must(422, "POST", next.place()+"/messages", body, want)
	}
}

func TestBulk(t *testing.T) {
	d := newDesk(t)
	ids := make([]string, 1000)
	for i := range ids {
		ids[i] = `"` + uuid.NewString() + `"`
	}
	first, second := d.open("a"), d.open("b")
	ids[0], ids[999] = `"`+first.field("id")+`"`, `"`+second.field("id")+`"`
	bulk := func(status int, list []string, rest string, want ...string) answer {
		t.Helper()
		return d.must(status, "POST", "/v1/tickets/bulk", `{"tickets":[`+strings.Join(list, ",")+`]`+rest+`}`, want...)
	}
	got := bulk(200, ids, `,"change":{"status":"resolved","add_tags":["done"]},"message":{"body":"We mended it."}`, `{"ticket":`+ids[0]+`,"version":2}`)
	if n := strings.Count(got.body, `"error":"ticket: does not exist, or no longer"`); n != 998 {
		t.Errorf("%d are said not to exist, want 998", n)
	}
	d.must(200, "GET", second.place(), "", `"status":"resolved"`, `"tags":["done"]`)
	bulk(200, ids[:1], `,"change":{"status":"spam"}`, "cannot become spam")
	for range 2 {
		again := d.do("POST", "/v1/tickets/bulk", `{"tickets":[`+ids[0]+`,`+ids[999]+`],"message":{"body":"Sent once."}}`, headerKey, "k")
		d.check(again, 200, `{"data":[{"ticket":`+ids[0]+`,"version":3},{"ticket":`+ids[999]+`,"version":3}]}`)
	}
	bulk(200, []string{ids[0], ids[0]}, `,"message":{"body":"Listed twice."}`, `{"data":[{"ticket":`+ids[0]+`,"version":4}]}`)
	bulk(422, slices.Concat(ids, ids[:1]), `,"change":{}`, "1001 ids: send 1 to 1000")
	bulk(422, nil, ``, "0 ids")
	bulk(422, []string{`"1"`}, ``, `"pointer":"#/tickets"`)
	bulk(422, ids[:1], `,"change":{"status":null}`, `"pointer":"#/change/status"`)
	bulk(422, ids[:1], `,"change":{"stauts":"open"}`, "stauts")
	bulk(422, ids[:1], `,"message":{"body":"x","from_requester":true}`, "requesters differ")
	bulk(422, ids[:1], `,"change":{"assignee":"`+uuid.NewString()+`"}`, "there is no agent")
}
