package api

import (
	"net/http"
	"strings"
	"testing"

	"switchyard/internal/audit"
	"switchyard/internal/store"
)

// Who is erased is gone from every answer, and only an admin may do it.
func TestEraseRequester(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.must(http.StatusCreated, http.MethodPost, "/v1/tickets", `{"subject":"the zebra matter","body":"zebra words","requester":{"email":"zebra@example.org","name":"Zebra"},"tags":["zebra"]}`)
	all, err := d.store.List(t.Context(), store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: 9})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d tickets: %v", len(all), err)
	}
	path := "/v1/requesters/" + all[0].Requester.String()
	for _, body := range []string{`{"name":"lead","role":"lead"}`, `{"name":"writer","role":"admin","scopes":["requesters:read","requesters:write"]}`} {
		d.as(d.tokenFor(body)).must(http.StatusForbidden, http.MethodDelete, path, "")
	}
	d.must(http.StatusNotFound, http.MethodDelete, "/v1/requesters/0199aaaa-0000-7000-8000-000000000009", "")
	d.must(http.StatusNotFound, http.MethodDelete, "/v1/requesters/zebra", "")
	d.must(http.StatusOK, http.MethodGet, path, "", "Zebra")

	eraser := d.as(d.tokenFor(`{"name":"eraser","role":"admin","scopes":["requesters:erase"]}`))
	eraser.must(http.StatusOK, http.MethodDelete, path, "", `"tickets":1`)
	head, err := d.store.Head(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	eraser.must(http.StatusOK, http.MethodDelete, path, "", `"tickets":0`)
	if again, err := d.store.Head(t.Context()); err != nil || again != head {
		t.Errorf("erasing again wrote %d events: %v", again-head, err)
	}
	for _, where := range []string{path, "/v1/tickets", "/v1/tickets/1", "/v1/tickets/1/messages", "/v1/tickets/1/events", "/v1/events?limit=100", "/v1/requesters", "/v1/export"} {
		if got := d.do(http.MethodGet, where, ""); strings.Contains(strings.ToLower(got.body), "zebra") {
			t.Errorf("GET %s still tells of them: %s", where, got.body)
		}
	}
	d.must(http.StatusOK, http.MethodGet, path, "", `"erased_at":"`, `"addresses":[]`)
	d.must(http.StatusOK, http.MethodGet, "/v1/tickets/1", "", `"subject":"[erased]"`)
	d.must(http.StatusOK, http.MethodGet, "/v1/events?type=requester.erased", "", `"tickets":1`)
	d.must(http.StatusUnprocessableEntity, http.MethodPatch, path, `{"name":"Zebra again"}`)
	d.must(http.StatusCreated, http.MethodPost, "/v1/requesters", `{"name":"Z","addresses":["zebra@example.org"]}`)
	if report, err := audit.Verify(t.Context(), d.store, nil); err != nil || len(report.Faults) > 0 || report.Erased == 0 {
		t.Errorf("%v %+v", err, report)
	}
}
