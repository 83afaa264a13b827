package api

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"switchyard/models"
)

// running has the dispatcher of a desk do its rounds until the test ends.
func (d *desk) running() {
	ctx, stop := context.WithCancel(d.Context())
	var ended sync.WaitGroup
	ended.Go(func() { d.api.config.Dispatcher.Run(ctx) })
	d.Cleanup(func() { stop(); ended.Wait() })
}

// eventually asks until the answer holds something.
func (d *desk) eventually(method, path, body string, want ...string) answer {
	d.Helper()
	for patience := time.Now().Add(20 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		got := d.do(method, path, body)
		holds := true
		for _, fragment := range want {
			holds = holds && strings.Contains(got.body, fragment)
		}
		if holds {
			return got
		}
		if time.Now().After(patience) {
			d.Fatalf("%s %s answers %s in the end, without %q", method, path, got.body, want)
		}
	}
}

func TestDecisionInWords(t *testing.T) {
	d := newDesk(t)
	d.running()
	d.must(201, "POST", "/v1/agents", `{"name":"Ada","email":"ada@example.org","status":"online","skills":{"billing":5}}`)
	d.must(201, "POST", "/v1/agents", `{"name":"Bob","email":"bob@example.org","status":"offline","skills":{"billing":5}}`)
	d.eventually("POST", "/v1/routing/preview", `{"body":"x"}`, `"weighed":2`)
	place := d.open("I was charged twice").place()
	shown := d.must(200, "GET", place+"/decision", "", `"name":"Ada"`, `"reason":"Ada is the best choice`, `"weighed":2`, `"removed":"offline"`, `"policy":"learned@`, `"parts":{"success":`, `"id":"`)
	if strings.Contains(shown.body, `"case"`) || strings.Contains(shown.body, "{") && strings.Contains(shown.field("reason"), "{") {
		t.Errorf("the decision shows what is for machines: %s", shown.body)
	}
	for _, path := range []string{place, place + "/decisions"} {
		if got := d.must(200, "GET", path, "", `"weighed":2`); strings.Contains(got.body, `"case"`) {
			t.Errorf("%s shows the case: %s", path, got.body)
		}
	}
	d.must(404, "GET", "/v1/tickets/99/decision", "")
	viewer := d.as(d.tokenFor(`{"name":"v","role":"viewer"}`))
	viewer.must(200, "GET", place+"/decision", "")
}

// More agents than an assignment lists are all explained.
func TestDecisionListsEverybody(t *testing.T) {
	d := newDesk(t)
	d.running()
	for i := range 25 {
		d.must(201, "POST", "/v1/agents", fmt.Sprintf(`{"name":"A%d","email":"a%d@example.org","status":"online"}`, i, i))
	}
	d.eventually("POST", "/v1/routing/preview", `{}`, `"weighed":25`)
	got := d.must(200, "GET", d.open("hello").place()+"/decision", "", `"weighed":25`)
	if n := strings.Count(got.body, `"words":`); n != 25 {
		t.Errorf("%d candidates are explained, not 25", n)
	}
}

func TestRoutingPreview(t *testing.T) {
	d := openDesk(t, DefaultConfig(), newEngine(t, []*models.Bundle{train(t, models.Category, tiny)}, nil))
	d.running()
	d.must(201, "POST", "/v1/agents", `{"name":"Ada","email":"ada@example.org","status":"online","languages":{"en":5}}`)
	d.must(201, "POST", "/v1/agents", `{"name":"Zoé","email":"zoe@example.org","status":"online","languages":{"fr":5}}`)
	d.eventually("POST", "/v1/routing/preview", `{}`, `"weighed":2`)
	d.must(200, "POST", "/v1/routing/preview", `{"subject":"Invoice","body":"I was charged twice for my invoice","language":"fr"}`, `"name":"Zoé"`, `"removed":"does not speak fr"`, `"category":[]`) // which the models never learnt
	d.must(200, "POST", "/v1/routing/preview", `{"subject":"Invoice","body":"I was charged twice for my invoice","language":"en"}`, `"name":"Ada"`, `"category":[{"label":"billing"`)
	number := d.open("I was charged twice").field("id")
	d.must(200, "POST", "/v1/routing/preview", `{"ticket":"`+number+`"}`, `"ticket":"`+number+`"`, `"name":"Ada"`)
	d.must(422, "POST", "/v1/routing/preview", `{"fields":{"seats":3,"order":1}}`, `there is no custom field \"order\": create it first`)
	d.must(201, "POST", "/v1/fields", `{"key":"seats","type":"number"}`)
	d.eventually("POST", "/v1/routing/preview", `{"fields":{"seats":3}}`, `"weighed":`)
	d.must(422, "POST", "/v1/routing/preview", `{"fields":{"seats":"three"}}`, `seats`)
	d.must(200, "POST", "/v1/routing/preview", `{"ticket":"1","requester":{"email":"x@example.org"}}`, `"ticket":"`+number+`"`)
	d.must(200, "POST", "/v1/routing/preview", `{"category":"tax","priority":"urgent","requester":{"email":"new@example.org"}}`, `"category":[{"label":"tax","p":1}]`, `"priority":"urgent"`)
	for body, pointer := range map[string]string{
		`{"ticket":"77"}`: "#/ticket", `{"ticket":"abc"}`: "#/ticket", `{"priority":"huge"}`: "#/priority", `{"channel":"fax"}`: "#/channel",
		`{"language":"???"}`: "#/language", `{"requester":{"email":"nobody"}}`: "#/requester/email", `{"nonsense":1}`: "#/nonsense",
	} {
		d.must(422, "POST", "/v1/routing/preview", body, `"pointer":"`+pointer+`"`)
	}
	if list := d.must(200, "GET", "/v1/tickets", ""); strings.Count(list.body, `"number":`) != 1 {
		t.Errorf("a preview stored something: %s", list.body)
	}
}

// A rule that removes everybody is plain to see, and so is who is merely busy.
func TestQueueSaysWhyTicketsWait(t *testing.T) {
	d := newDesk(t)
	d.running()
	d.must(201, "POST", "/v1/agents", `{"name":"Ada","email":"ada@example.org","status":"away"}`)
	d.must(201, "POST", "/v1/agents", `{"name":"Bob","email":"bob@example.org","status":"online","capacity":{"api":0}}`)
	d.eventually("POST", "/v1/routing/preview", `{}`, `"weighed":2`)
	d.open("hello")
	got := d.must(200, "GET", "/v1/queue", "", `"fit":1,"free":0`, `{"constraint":"away","agents":1}`, `{"constraint":"takes no api","agents":1}`, `"reason":"nobody is free`)
	if strings.Contains(got.body, `"stuck"`) {
		t.Errorf("stuck, though Ada will come back: %s", got.body)
	}
	d.must(200, "PATCH", routingSettings, `{"rules":[{"name":"nobody at all","agent":"true","effect":"forbid"}]}`)
	d.eventually("GET", "/v1/queue", "", `"stuck":true`, `"constraint":"rule: nobody at all"`, `"fit":0`)
	d.must(200, "GET", "/v1/queue?page[size]=1", "", `"has_more":false`)
	d.open("again")
	page := d.must(200, "GET", "/v1/queue?page[size]=1", "", `"has_more":true`)
	d.must(200, "GET", "/v1/queue?page[size]=1&page[after]="+page.field("meta.after_cursor"), "", `"has_more":false`, `"number":`)
	d.must(200, "GET", "/v1/tickets/1/decision", "", `"agent":null`, `"reason":"nobody is free`)
}
