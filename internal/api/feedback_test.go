package api

import (
	"encoding/json"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/classifier"
	"switchyard/internal/dispatch"
	"switchyard/internal/registry"
	"switchyard/internal/setup"
	"switchyard/internal/store"
	"switchyard/internal/triage"
)

// telltales are what only the models could have said: a category, a priority
// and their probabilities.
var telltales = []string{"zanzibar", `"urgent"`, "0.8713", "0.6417", "zz_category@1", "zz_priority@1"}

// oracle says the same of every text.
type oracle struct{}

func (oracle) Decide(triage.Item, time.Time) (triage.Decision, error) {
	return triage.Decision{
		Language: triage.Language{Tag: "en", Confidence: 1},
		Category: &triage.Choice{Label: "zanzibar", Probability: .8713, Ranked: []classifier.Ranked{{Label: "zanzibar", Probability: .8713}, {Label: "login", Probability: .1287}}, Action: classifier.Apply, Likely: []string{"zanzibar"}},
		Priority: &triage.Choice{Label: "urgent", Probability: .6417, Action: classifier.Apply, Ranked: []classifier.Ranked{{Label: "urgent", Probability: .6417}}},
		Anger:    &triage.Anger{Flag: triage.Flag{Probability: .75, Flagged: true}},
		Models:   map[string]string{"anger": "a@1"},
	}, nil
}

// auditing is a desk that draws half of its tickets, with rules that name the
// category.
func auditing(t *testing.T, share float64) *desk {
	t.Helper()
	d := openDesk(t, DefaultConfig(), oracle{})
	settings := registry.DefaultSettings()
	settings.AuditShare = share
	body, err := json.Marshal(settings)
	if err != nil {
		t.Fatal(err)
	}
	w := &store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: store.Settings, ID: uuid.Must(uuid.NewV7()), Key: registry.SettingsKey, Body: body}}}}
	if _, err := d.store.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	c := &d.api.config
	c.Dispatcher, err = dispatch.New(t.Context(), dispatch.Config{
		Store: d.store, Desk: c.Desk, Reader: oracle{}, Settings: new(setup.Routing), Audits: true, Budget: c.Request, Now: c.Now, NewID: c.NewID, Log: c.Log,
	})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

const newTicket = `{"subject":"Invoice","body":"I was charged twice","requester":{"email":"r@example.org"}`

// drawn opens tickets until one is judged blindly, and sweeps the answers.
func (d *desk) drawn() (answer, string) {
	d.Helper()
	for n := range 200 {
		key := uuid.NewString()
		body := newTicket + `,"external":"` + strconv.Itoa(n) + `"}`
		got := d.do("POST", "/v1/tickets", body, headerKey, key)
		d.check(got, 201)
		if strings.Contains(got.body, `"audit":{`) {
			d.sweep("create", got)
			d.sweep("create, sent again", d.do("POST", "/v1/tickets", body, headerKey, key))
			return got, got.place()
		}
	}
	d.Fatal("nothing is drawn")
	return answer{}, ""
}

// sweep fails where an answer gives away what the models said.
func (d *desk) sweep(what string, got answer) {
	d.Helper()
	if got.status >= 300 {
		d.Errorf("%s: status %d: %s", what, got.status, excerpt(got.body))
	}
	for _, word := range telltales {
		if at := strings.Index(got.body, word); at >= 0 {
			d.Errorf("%s tells %s: ...%s", what, word, excerpt(got.body[max(0, at-120):]))
		}
	}
}

// TestBlindTicketsTellNothing asks every place that shows tickets, decisions and
// events for what a person has not judged yet.
func TestBlindTicketsTellNothing(t *testing.T) {
	d := auditing(t, .5)
	d.running()
	ada := d.must(201, "POST", "/v1/agents", `{"name":"Ada","email":"ada@example.org","status":"online","skills":{"zanzibar":5},"capacity":{"api":100,"email":100}}`).field("id")
	d.eventually("POST", "/v1/routing/preview", `{}`, `"weighed":1`)
	given, place := d.drawn()
	if given.field("assignee") != ada || given.field("priority") != "normal" || given.field("category") != "" {
		t.Fatalf("it is not routed as ever: %s", excerpt(given.body))
	}
	d.must(200, "PATCH", routingSettings, `{"rules":[{"name":"zanzibar only","when":"ticket.category == \"zanzibar\"","agent":"agent.skills.none >= 3","effect":"require"}],"needs":[{"category":"zanzibar","skill":"zanzibar","level":3}]}`)
	d.eventually("POST", "/v1/routing/preview", newTicket+`}`, "zanzibar only")
	_, waits := d.drawn() // nobody may have it, by a rule that names the category
	id := given.field("id")

	asked := map[string]answer{}
	ask := func(what, method, path, body string) {
		t.Helper()
		got := d.do(method, path, body)
		d.sweep(what, got)
		asked[what] = got
	}
	for name, at := range map[string]string{"assigned": place, "waiting": waits} {
		ask(name+" ticket", "GET", at, "")
		ask(name+" decisions", "GET", at+"/decisions", "")
		ask(name+" events", "GET", at+"/events", "")
		ask(name+" routing preview", "POST", "/v1/routing/preview", `{"ticket":"`+strings.TrimPrefix(at, "/v1/tickets/")+`"}`)
		ask(name+" note", "POST", at+"/messages", `{"body":"hm","public":false}`)
		ask(name+" answer of the requester", "POST", at+"/messages", `{"body":"and again","from_requester":true}`)
		ask(name+" decisions after it", "GET", at+"/decisions", "")
		ask(name+" change", "PATCH", at, `{"subject":"Invoice 2","add_tags":["x"]}`)
		ask(name+" feedback on another field", "POST", at+"/feedback", `{"field":"anger","verdict":"wrong"}`)
		ask(name+" reply", "POST", at+"/messages", `{"body":"we look into it"}`)
	}
	ask("why this agent", "GET", place+"/decision", "")
	ask("why nobody", "GET", waits+"/decision", "")
	ask("log", "GET", "/v1/events?limit=10000&ticket="+id, "")
	// Others that were not drawn may stand there, with all that they are.
	if found := d.must(200, "GET", "/v1/tickets?assignee="+ada+"&category=zanzibar&priority=urgent", ""); strings.Contains(found.body, id) {
		t.Error("a filter by category finds it")
	}
	ask("decline", "POST", place+"/decline", `{"cause":"no_time"}`)
	for what, body := range map[string]string{"list": d.do("GET", "/v1/tickets", "").body, "queue": d.do("GET", "/v1/queue", "").body} {
		var page struct{ Data []json.RawMessage }
		if err := json.Unmarshal([]byte(body), &page); err != nil {
			t.Fatal(err)
		}
		seen := 0
		for _, one := range page.Data {
			if hidden := strings.TrimPrefix(waits, "/v1/tickets/"); strings.Contains(string(one), `"id":"`+hidden+`"`) || strings.Contains(string(one), `"id":"`+id+`"`) {
				d.sweep(what, answer{status: 200, body: string(one)})
				seen++
			}
		}
		if seen == 0 {
			t.Errorf("the %s lacks the tickets: %s", what, excerpt(body))
		}
	}
	ask("bulk", "POST", "/v1/tickets/bulk", `{"tickets":["`+id+`"],"change":{"add_tags":["y"]}}`)
	if err := d.store.Settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, one := range strings.Split(d.do("GET", "/v1/search?q=Invoice+2", "").body, `{"id":`) {
		if strings.Contains(one, id) {
			d.sweep("search", answer{status: 200, body: one})
		}
	}
	d.sweep("stream", d.streamed("/v1/events/stream?after=0&ticket="+id))

	// A part of the judgement opens nothing, whichever way it is given, and
	// nothing says whether it is what the models had said.
	half := d.do("PATCH", place, `{"category":"login"}`)
	d.sweep("first judgement", half)
	d.sweep("ticket after it", d.do("GET", place, ""))
	d.sweep("decisions after it", d.do("GET", place+"/decisions", ""))
	d.sweep("events after it", d.do("GET", place+"/events", ""))
	d.check(half, 200, `"judged":[{"field":"category","value":"login"`)
	d.check(d.do("POST", place+"/feedback", `{"field":"priority","verdict":"right"}`), 422, "judged blindly")

	whole := d.do("POST", place+"/feedback", `{"field":"priority","value":"low"}`)
	d.check(whole, 200, `"opened_at":`, `"zanzibar"`, `"urgent"`)
	for _, path := range []string{place, place + "/decisions", place + "/events", "/v1/events?type=ticket.judged"} {
		d.must(200, "GET", path, "", "zanzibar") // the sweeps above could have failed
	}
	d.must(200, "GET", place+"/decision", "", "Ada is the best choice", `"success":0.`)
	d.must(200, "GET", "/v1/events?type=ticket.judged", "", `"field":"category","verdict":"wrong","value":"login","machine":{"value":"zanzibar"`, `"blind":true,"propensity":0.5`)
}

// streamed reads the event stream until it pauses.
func (d *desk) streamed(path string) answer {
	d.Helper()
	r, err := http.NewRequestWithContext(d.Context(), http.MethodGet, d.url+path, nil)
	if err != nil {
		d.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+d.token)
	response, err := http.DefaultClient.Do(r)
	if err != nil {
		d.Fatal(err)
	}
	defer response.Body.Close()
	var text strings.Builder
	buffer := make([]byte, 1<<20)
	for !strings.Contains(text.String(), "event: ticket.status\n") || !strings.HasSuffix(text.String(), "\n\n") {
		n, err := response.Body.Read(buffer)
		text.Write(buffer[:n])
		if err != nil {
			d.Fatalf("the stream ended: %v", err)
		}
	}
	return answer{status: response.StatusCode, body: text.String()}
}

func TestAuditsTurnedOff(t *testing.T) {
	d := auditing(t, 0)
	for range 30 {
		d.check(d.do("POST", "/v1/tickets", newTicket+`}`), 201, `"category":"zanzibar"`)
	}
	d.must(422, "POST", "/v1/tickets/1/feedback", `{"field":"mood","verdict":"right"}`)
}

func TestFeedback(t *testing.T) {
	d := auditing(t, 0)
	opened := d.must(201, "POST", "/v1/tickets", newTicket+`}`, `"category":"zanzibar"`)
	place := opened.place()
	body := `{"field":"category","verdict":"wrong","value":"parcel"}`
	d.check(d.do("POST", place+"/feedback", body, "If-Match", `"99"`), http.StatusPreconditionFailed)
	d.check(d.do("POST", place+"/feedback", body, "If-Match", opened.header.Get("ETag"), headerKey, "k1"), 200,
		`"category":"parcel"`, `"set_by_people":["category"]`, `"feedback":[{"field":"category","verdict":"wrong","value":"parcel","machine":{"value":"zanzibar","probability":0.8713`)
	again := d.do("POST", place+"/feedback", body, "If-Match", opened.header.Get("ETag"), headerKey, "k1")
	d.check(again, 200, `"version":2`)
	if again.header.Get(headerLookup) != "hit" {
		t.Error("the request was carried out again")
	}
	d.check(d.do("POST", place+"/feedback", `{"field":"category","verdict":"right"}`, headerKey, "k1"), http.StatusUnprocessableEntity)
	d.must(200, "GET", "/v1/events?type=ticket.judged", "", `"decision":"`+opened.field("triage.decision")+`"`, `"applied":true`)
	d.must(200, "POST", place+"/feedback", `{"field":"priority","verdict":"right"}`, `"priority":"urgent"`)
	for _, c := range []struct{ body, names string }{
		{`{"field":"category","verdict":"wrong","value":"zanzibar"}`, "value"},
		{`{"field":"category"}`, "verdict"},
		{`{"field":"spam","verdict":"right"}`, "the machine said nothing of spam"},
		{`{"verdict":"right"}`, "field"},
		{`{"field":"category","verdict":"right","extra":1}`, "extra"},
	} {
		d.must(422, "POST", place+"/feedback", c.body, c.names)
	}
	viewer := d.as(d.tokenFor(`{"name":"v","role":"viewer"}`))
	viewer.must(403, "POST", place+"/feedback", body)
	d.must(404, "POST", "/v1/tickets/4711/feedback", body)
	d.must(200, "PATCH", place, `{"status":"resolved"}`)
	d.must(200, "PATCH", place, `{"status":"closed"}`)
	d.must(422, "POST", place+"/feedback", body, "closed")
}
