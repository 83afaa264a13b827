package api

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"switchyard/internal/experience"
)

// learn has the desk learn in the background until the test ends.
func (d *desk) learn() {
	d.Helper()
	x := experience.New(experience.Config{Store: d.store, Now: time.Now, Log: d.api.config.Log})
	d.api.config.Experience = x
	ctx, stop := context.WithCancel(d.Context())
	var run sync.WaitGroup
	run.Go(func() { x.Run(ctx) })
	d.Cleanup(func() { stop(); run.Wait() })
}

// until asks again until the answer holds a fragment.
func (d *desk) until(path, fragment string) answer {
	d.Helper()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		got := d.must(200, "GET", path, "")
		if strings.Contains(got.body, fragment) {
			return got
		}
		if time.Now().After(deadline) {
			d.Fatalf("after a minute the answer lacks %s: %s", fragment, excerpt(got.body))
		}
	}
}

func TestPerformance(t *testing.T) {
	d := newDesk(t)
	a := d.must(201, "POST", "/v1/agents", `{"name":"A","email":"a@example.org"}`).field("id")
	b := d.must(201, "POST", "/v1/agents", `{"name":"B","email":"b@example.org"}`).field("id")
	for range 2 {
		place := d.open("a").place()
		d.must(200, "PATCH", place, `{"assignee":"`+a+`","category":"billing"}`)
		d.must(200, "POST", place+"/decline", `{"cause":"not_my_skill"}`)
		place = d.open("a").place()
		d.must(200, "PATCH", place, `{"assignee":"`+a+`","category":"login","status":"resolved"}`)
	}
	place := func(agent string) string { return "/v1/agents/" + agent + "/performance" }
	d.must(503, "GET", place(a), "", "does not learn")
	d.must(503, "GET", "/v1/performance", "", "does not learn")

	d.learn()
	got := d.until(place(a), `"results":2`)
	d.check(got, 200, `"agent":"`+a+`"`, `"categories":[{"category":"billing"`, `"low":`, `"high":`, `"tickets":2`, `"median":`)
	d.must(200, "GET", place(b), "", `"results":0`, `"hours":{"tickets":0}`, `"categories":[]`)
	d.must(404, "GET", place("nobody"), "")
	d.must(404, "GET", place("0190a1b2-c3d4-7e5f-8091-a2b3c4d5e6f7"), "")

	first := d.must(200, "GET", "/v1/performance?page[size]=1", "", a, `"has_more":true`)
	if strings.Contains(first.body, b) {
		t.Errorf("a page of one holds two: %s", first.body)
	}
	d.must(200, "GET", first.field("links.next"), "", b, `"has_more":false`)

	for _, c := range []struct {
		token  string
		status map[string]int
	}{
		{`{"name":"a lead","role":"lead"}`, map[string]int{place(a): 200, place(b): 200, "/v1/performance": 200}},
		{`{"name":"A","role":"agent","agent":"` + a + `"}`, map[string]int{place(a): 200, place(b): 403, "/v1/performance": 403}},
		{`{"name":"an agent's program","role":"agent"}`, map[string]int{place(a): 403, "/v1/performance": 403}},
		{`{"name":"a viewer","role":"viewer"}`, map[string]int{place(a): 403, "/v1/performance": 403}},
		{`{"name":"a board","role":"lead","scopes":["tickets:read","performance:read"]}`, map[string]int{place(a): 200, "/v1/performance": 200}},
		{`{"name":"A, confined","role":"agent","agent":"` + a + `","scopes":["triage:run"]}`, map[string]int{place(a): 403}},
	} {
		token := d.as(d.tokenFor(c.token))
		for path, want := range c.status {
			token.must(want, "GET", path, "")
		}
	}
}
