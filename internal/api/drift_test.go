package api

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/uuid"

	"switchyard/internal/registry"
	"switchyard/internal/store"
	"switchyard/internal/watch"
)

// watching is a desk that looks for drift, with two topics.
func watching(t *testing.T) (d *desk, older, younger uuid.UUID) {
	t.Helper()
	d = newDesk(t)
	c := &d.api.config
	kept := registry.New(registry.Config{Store: d.store, Now: c.Now, NewID: c.NewID})
	c.Watch = watch.New(watch.Config{Store: d.store, Registry: kept, Now: c.Now, NewID: c.NewID, Log: c.Log})
	older, younger = c.NewID(), c.NewID()
	for i, id := range []uuid.UUID{older, younger} {
		body, err := json.Marshal(watch.Proposal{ID: id, At: c.Now().Add(time.Duration(i) * time.Hour), Name: []string{"drone, parcel", "voucher"}[i], State: watch.Proposed,
			Words: []string{"word"}, Tickets: []uuid.UUID{c.NewID()}, Size: 9, Examples: []uuid.UUID{c.NewID()}})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := d.store.Commit(t.Context(), &store.Write{Records: []store.RecordWrite{{Record: store.Record{Kind: store.Topics, ID: id, Key: id.String(), Body: body}}}}); err != nil {
			t.Fatal(err)
		}
	}
	return d, older, younger
}

func TestDrift(t *testing.T) {
	bare := newDesk(t)
	bare.must(503, "GET", "/v1/drift", "", "does not look for drift")
	bare.must(503, "GET", "/v1/topics", "", "does not look for drift")

	d, _, _ := watching(t)
	d.must(200, "GET", "/v1/drift", "", `"task":"category"`, `"state":"gathering"`, `"task":"priority"`, `"what":"errors"`, "0 of the 2000 tickets")
	d.must(201, "POST", "/v1/tickets", newTicket+`}`)
	if err := d.api.config.Watch.Look(t.Context()); err != nil {
		t.Fatal(err)
	}
	d.must(200, "GET", "/v1/drift", "", `"state":"gathering"`, `"what":"topics"`)
	d.must(400, "GET", "/v1/drift?task=category", "")
	d.as(d.tokenFor(`{"name":"w","role":"agent"}`)).must(403, "GET", "/v1/drift", "", "needs the role lead")
}

func TestTopics(t *testing.T) {
	d, older, younger := watching(t)
	first := d.must(200, "GET", "/v1/topics?page[size]=1", "", younger.String(), `"has_more":true`)
	d.must(200, "GET", first.field("links.next"), "", older.String(), `"has_more":false`, `"examples":["`)

	place := "/v1/topics/" + younger.String()
	d.must(422, "POST", place+"/accept", `{"category":" "}`, "category")
	d.must(400, "POST", place+"/accept", "")
	d.must(404, "POST", "/v1/topics/"+uuid.NewString()+"/dismiss", "", "GET /v1/topics")
	d.must(404, "POST", "/v1/topics/x/dismiss", "")
	worker := d.as(d.tokenFor(`{"name":"w","role":"agent"}`))
	worker.must(403, "POST", place+"/dismiss", "")
	d.must(200, "POST", place+"/accept", `{"category":"vouchers"}`, `"state":"accepted"`, `"category":"vouchers"`, `"version":2`, `"by":`)
	d.must(200, "POST", place+"/accept", `{"category":"vouchers"}`, `"version":2`)
	d.must(409, "POST", place+"/dismiss", "", "accepted already")
	d.must(200, "POST", "/v1/topics/"+older.String()+"/dismiss", "", `"state":"dismissed"`)
}
