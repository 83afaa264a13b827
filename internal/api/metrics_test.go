package api

import (
	"fmt"
	"strings"
	"testing"
)

func TestMetricsCount(t *testing.T) {
	a := newAPI(t)
	angry := 0
	post := func(body string) {
		w := send(a, scenario{method: "POST", path: "/v1/triage", body: body})
		angry += strings.Count(w.Body.String(), `"flagged":true`)
	}
	post(`{"body":"please reset my password","language":"en"}`)
	post(`{"texts":[{"body":""},{"body":"","language":"en"},{"body":"please reset my password","language":"fi"}]}`)
	post(`{"body":"this is unacceptable, fix it NOW, I am furious about your useless support","language":"fi"}`)
	post(`{"nonsense":1}`)
	send(a, scenario{method: "GET", path: "/made/up/1"})
	send(a, scenario{method: "GET", path: "/made/up/2"})
	send(a, scenario{method: "GET", path: "/v1/triage"})
	got := send(a, scenario{method: "GET", path: "/metrics"}).Body.String()
	if angry == 0 {
		t.Error("no text was flagged as angry")
	}
	for _, line := range []string{
		`switchyard_http_requests_total{code="200",route="/v1/triage"} 3`,
		`switchyard_http_requests_total{code="422",route="/v1/triage"} 1`,
		`switchyard_http_requests_total{code="404",route="other"} 2`,
		`switchyard_http_requests_total{code="405",route="other"} 1`,
		`switchyard_http_request_seconds_count{route="/v1/triage"} 4`,
		`switchyard_texts_total 5`,
		`switchyard_abstentions_total{reason="no_text",task="category"} 2`,
		`switchyard_abstentions_total{reason="language_not_covered",task="category"} 2`,
		fmt.Sprintf(`switchyard_angry_texts_total %d`, angry),
		`switchyard_language_unsure_total 1`,
		`switchyard_language_ready 0`,
		`switchyard_http_requests_in_flight 1`,
	} {
		if !strings.Contains(got, line+"\n") {
			t.Errorf("the metrics lack %s", line)
		}
	}
	if strings.Contains(got, "made/up") {
		t.Error("a path that nobody serves has counters of its own")
	}
}
