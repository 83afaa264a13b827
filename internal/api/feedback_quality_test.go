package api

import (
	"fmt"
	"net/http"
	"strings"
	"testing"

	"switchyard/internal/feedback"
)

func (d *desk) gathering() *desk {
	c := &d.api.config
	c.Quality = feedback.New(feedback.Config{Store: d.store, Now: c.Now, Log: c.Log})
	return d
}

func TestQuality(t *testing.T) {
	d := auditing(t, .5).gathering()
	if err := d.api.config.Quality.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	judged := 0
	for judged < 32 {
		opened := d.must(201, "POST", "/v1/tickets", newTicket+`}`)
		if !strings.Contains(opened.body, `"audit":{`) {
			continue
		}
		body := `{"category":"zanzibar","priority":"low"}`
		if judged%4 == 0 {
			body = `{"category":"login","priority":"low"}`
		}
		d.must(200, "PATCH", opened.place(), body)
		judged++
	}
	d.must(200, "GET", "/v1/quality?task=category", "", `"ready":true`, `"audits_waiting":0`, `"task":"category"`, `"accuracy":0.75`, `"judged":32`, `"drawn":32`, `"propensities":[0.5]`, `"name":"en"`, `"denied":0`)
	d.must(200, "GET", "/v1/quality", "", `"task":"priority","audited":{"accuracy":0,`, `"task":"spam"`, `"task":"anger"`)
	d.must(200, "GET", "/v1/quality?task=category&until=2026-01-01T00:00:00Z&from=2025-12-01T00:00:00Z", "", `"judged":0`)
	for _, bad := range []string{"task=mood", "from=yesterday", "until=2026-01-01", "from=2027-01-01T00:00:00Z&until=2026-12-01T00:00:00Z", "form=x"} {
		d.must(http.StatusBadRequest, "GET", "/v1/quality?"+bad, "")
	}
	worker := d.as(d.tokenFor(`{"name":"w","role":"agent"}`))
	worker.must(http.StatusForbidden, "GET", "/v1/quality", "")
	worker.must(http.StatusForbidden, "GET", "/v1/labelling", "")
	d.must(200, "GET", "/metrics", "", "switchyard_audits_waiting 0")
	newDesk(t).must(http.StatusServiceUnavailable, "GET", "/v1/quality", "")
}

func TestLabellingQueue(t *testing.T) {
	d := auditing(t, .5).gathering()
	hidden, shown := "", 0
	for i := 0; shown < 12 || hidden == ""; i++ {
		got := d.must(201, "POST", "/v1/tickets", fmt.Sprintf(`{"subject":"Invoice %d","body":"I was charged twice","requester":{"email":"r@example.org"}}`, i))
		if strings.Contains(got.body, `"audit":{`) {
			hidden = got.field("id")
		} else {
			shown++
		}
	}
	if err := d.api.config.Quality.Follow(t.Context()); err != nil {
		t.Fatal(err)
	}
	got := d.must(200, "GET", "/v1/labelling?size=10", "", `"task":"category"`, `"reason":"margin"`, `"reason":"diversity"`, `"reason":"random","propensity":`, `"machine":{"value":"zanzibar"`, `"audits":[{"id":`, `"waiting":["category","priority"]`)
	data, audits, _ := strings.Cut(got.body, `"audits":`)
	if strings.Contains(data, hidden) || !strings.Contains(audits, hidden) || strings.Contains(audits, "zanzibar") {
		t.Errorf("what is judged blindly stands in the wrong list: %s", got.body)
	}
	for _, row := range strings.Split(data, `{"id":`) {
		if strings.Contains(row, `"reason":"random"`) && strings.Contains(row, "zanzibar") {
			t.Errorf("what was drawn is told with its answer: %s", row)
		}
	}
	for _, bad := range []string{"task=language", "size=0", "size=201", "size=x", "page=1"} {
		d.must(http.StatusBadRequest, "GET", "/v1/labelling?"+bad, "")
	}
	d.must(200, "GET", "/v1/labelling?task=spam", "", `"data":[]`)
}
