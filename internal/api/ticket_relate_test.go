package api

import (
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"
)

func TestMergeAndSplit(t *testing.T) {
	d := newDesk(t)
	a, b, c := d.open("a"), d.open("b"), d.open("c")
	into := func(other answer) string { return `{"into":"` + other.field("id") + `"}` }
	d.must(422, "POST", a.place()+"/merge", into(a), "the same on both sides")
	d.must(422, "POST", a.place()+"/merge", `{}`, `"pointer":"#/into"`)
	d.must(422, "POST", a.place()+"/merge", `{"into":2}`, `"pointer":"#/into"`)
	d.must(422, "POST", a.place()+"/merge", `{"into":"`+uuid.NewString()+`"}`, "there is no ticket")
	d.must(404, "POST", "/v1/tickets/9/merge", into(a))
	d.must(422, "POST", a.place()+"/unmerge", "", "was not merged")

	d.must(200, "POST", a.place()+"/merge", into(b), b.field("id"), `"absorbed":["`+a.field("id"))
	d.must(200, "POST", a.place()+"/merge", into(b), `"absorbed":["`+a.field("id")+`"]`) // twice is once
	d.must(422, "POST", a.place()+"/merge", into(c), "unmerge it first")
	d.must(422, "POST", b.place()+"/merge", into(a), "was merged itself")
	d.must(422, "POST", c.place()+"/merge", into(a), "was merged itself")
	d.must(200, "POST", b.place()+"/merge", into(c), `"absorbed":["`+b.field("id")+`","`+a.field("id"))
	d.must(200, "GET", a.place(), "", `"status":"merged"`, `"merged_into":"`+b.field("id"))
	d.must(201, "POST", a.place()+"/messages", `{"body":"more","from_requester":true}`, c.field("id")) // through both
	if n := len(d.must(200, "GET", c.place()+"/messages", "").ids()); n != 4 {
		t.Errorf("%d messages, want 4", n)
	}
	d.must(200, "POST", b.place()+"/unmerge", "", `"status":"new"`, `"absorbed":["`+a.field("id"))
	if n := len(d.must(200, "GET", c.place()+"/messages", "").ids()); n != 2 {
		t.Errorf("after the merge was undone there are %d messages, want 2", n)
	}

	messages := d.must(200, "GET", c.place()+"/messages", "").ids()
	split := func(status int, list, want string) answer {
		return d.must(status, "POST", c.place()+"/split", `{"subject":"part","messages":[`+list+`]}`, want)
	}
	part := split(200, `"`+messages[1]+`","`+messages[1]+`"`, `"subject":"part"`)
	d.check(part, 200, `"links":[{"kind":"split_from","ticket":"`+c.field("id"))
	d.must(200, "GET", part.place()+"/messages", "", `"text":"more"`, `"copy_of":"`+messages[1])
	split(422, ``, "name 1 to 100")
	split(422, `"x"`, `"pointer":"#/messages"`)
	split(404, `"`+uuid.NewString()+`"`, "is no message of ticket")
}

func TestLinks(t *testing.T) {
	d := newDesk(t)
	a, b, c := d.open("a"), d.open("b"), d.open("c")
	link := func(status int, from, to answer, kind, want string) {
		t.Helper()
		d.must(status, "POST", from.place()+"/links", `{"kind":"`+kind+`","ticket":"`+to.field("id")+`"}`, want)
	}
	link(422, a, a, "parent", "itself")
	link(422, a, a, "follow_up_of", "the same on both sides")
	link(422, a, b, "friend", "no kind of link")
	link(200, a, b, "parent", `"links":[{"kind":"parent","ticket":"`+b.field("id"))
	link(200, a, b, "parent", `"version":2`) // twice is once
	link(200, b, c, "parent", "")
	link(422, c, a, "parent", "itself through others")
	link(422, a, c, "child", "itself through others")
	d.must(200, "GET", b.place(), "", `{"kind":"child","ticket":"`+a.field("id"))
	d.must(422, "POST", a.place()+"/links", `{"kind":"parent","ticket":"`+uuid.NewString()+`"}`, `"pointer":"#/ticket"`)
	d.must(200, "DELETE", a.place()+"/links/parent/"+b.field("id"), "")
	d.must(404, "DELETE", a.place()+"/links/parent/"+b.field("id"), "")
	d.must(404, "DELETE", a.place()+"/links/parent/x", "")
	d.must(404, "DELETE", a.place()+"/links/friend/"+b.field("id"), "")
	if got := d.must(200, "GET", b.place(), ""); strings.Contains(got.body, `"child"`) {
		t.Errorf("the other side keeps the link: %s", got.body)
	}
}

func TestSnoozeFollowRate(t *testing.T) {
	d := newDesk(t)
	agent := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	place := d.open("a").place()
	for _, c := range []struct {
		method, path, body string
		status             int
		want               string
	}{
		{"POST", "/snooze", `{"until":"2020-01-01T00:00:00Z"}`, 422, "future"},
		{"POST", "/snooze", `{"until":"9999-01-01T00:00:00Z"}`, 422, "five years"},
		{"POST", "/snooze", `{"until":"tomorrow"}`, 422, `"pointer":"#/until"`},
		{"POST", "/snooze", `{}`, 422, "future"},
		{"POST", "/snooze", `{"until":"` + time.Now().Add(time.Hour).Format(time.RFC3339) + `"}`, 200, `"status":"on_hold"`},
		{"PATCH", "/followers", `{"add":["` + uuid.NewString() + `"]}`, 422, "there is no agent"},
		{"PATCH", "/followers", `{"add":["` + agent + `","` + agent + `"]}`, 200, `"followers":["` + agent + `"]`},
		{"PATCH", "/followers", `{"add":[` + strings.TrimSuffix(strings.Repeat(`"`+agent+`",`, 101), ",") + `]}`, 422, "at most 100"},
		{"PATCH", "/followers", `{"remove":["` + agent + `","` + uuid.NewString() + `"]}`, 200, `"version":4`},
		{"PUT", "/rating", `{"score":5}`, 422, "once it is resolved"},
		{"POST", "/rating/request", ``, 422, "once the ticket is resolved"},
		{"PATCH", "", `{"status":"resolved"}`, 200, `"status":"resolved"`},
		{"POST", "/rating/request", ``, 200, `"rating":{"requested_at":`},
		{"PUT", "/rating", `{"score":0}`, 422, "1 (bad) to 5 (good)"},
		{"PUT", "/rating", `{"score":6}`, 422, "1 (bad) to 5 (good)"},
		{"PUT", "/rating", `{"score":4.5}`, 422, `"pointer":"#/score"`},
		{"PUT", "/rating", `{"score":5,"comment":"` + strings.Repeat("c", 10_001) + `"}`, 413, "comment"},
		{"PUT", "/rating", `{"score":5,"comment":"great\u0000!"}`, 200, `"rating":{"score":5,"comment":"great!"`},
	} {
		d.must(c.status, c.method, place+c.path, c.body, c.want)
	}
}
