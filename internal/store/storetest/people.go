package storetest

import (
	"bytes"
	"encoding/json"
	"strings"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var people = []test{
	{"requesters are found by id and address", requesters},
	{"an address belongs to one, and can be handed over", addresses},
}

var records = []test{
	{"records change by version", recordVersions},
	{"a key is unique within its kind", recordKeys},
}

func who(r ticket.Requester, expect int64) *store.Write {
	return &store.Write{Requesters: []store.RequesterWrite{{Expect: expect, Requester: r}}}
}

func requesters(d *desk) {
	all := make([]ticket.Requester, 0, 5)
	for _, name := range []string{"Åsa", "李", "محمد", "O'Brien", ""} {
		all = append(all, ticket.Requester{ID: newID(), Name: name, Addresses: []string{name + "@example.org", "second." + name + "@example.org"}, TimeZone: "Europe/Berlin", Language: "de", Tier: "gold", Organisation: newID(), CreatedAt: start})
	}
	all[4].Addresses, all[4].Organisation = nil, uuid.Nil
	for i := range all {
		d.commit(who(all[i], 0))
		all[i].Version = 1
	}
	for _, r := range all {
		same(d, "by id", need(d, func() (ticket.Requester, error) { return d.store.Requester(d.ctx, r.ID) }), r)
		for _, address := range r.Addresses {
			same(d, "by address", need(d, func() (ticket.Requester, error) { return d.store.RequesterByAddress(d.ctx, address) }), r)
		}
	}
	page := func(after uuid.UUID, limit int) []ticket.Requester {
		return need(d, func() ([]ticket.Requester, error) { return d.store.Requesters(d.ctx, after, limit) })
	}
	same(d, "first page", page(uuid.Nil, 3), all[:3])
	same(d, "second page", page(all[2].ID, 3), all[3:])
	_, err := d.store.Requester(d.ctx, newID())
	d.isKind(err, ticket.NotFound)
	_, err = d.store.RequesterByAddress(d.ctx, "nobody@example.org")
	d.isKind(err, ticket.NotFound)
}

func addresses(d *desk) {
	a := ticket.Requester{ID: newID(), Addresses: []string{"a@example.org", "shared@example.org"}}
	b := ticket.Requester{ID: newID(), Addresses: []string{"b@example.org"}}
	d.commit(who(a, 0))
	d.commit(who(b, 0))
	b.Addresses = []string{"b@example.org", "shared@example.org"}
	d.refuse(who(b, 1), ticket.Conflict)
	d.refuse(who(a, 0), ticket.Conflict)
	a.Addresses = []string{"a@example.org"}
	d.refuse(who(a, 5), ticket.Conflict)
	d.commit(who(a, 1)) // a gives it away, then b may have it
	d.commit(who(b, 1))
	found := need(d, func() (ticket.Requester, error) { return d.store.RequesterByAddress(d.ctx, "shared@example.org") })
	if found.ID != b.ID || found.Version != 2 {
		d.Errorf("the address leads to %v at version %d, want %v at 2", found.ID, found.Version, b.ID)
	}
}

// bare is a record's body as its meaning counts: an engine may set it otherwise.
func bare(r store.Record) store.Record {
	var b bytes.Buffer
	if json.Compact(&b, r.Body) == nil {
		r.Body = b.Bytes()
	}
	return r
}

func recordVersions(d *desk) {
	r := store.Record{Kind: store.Agents, ID: newID(), Key: "anna@example.org", Body: []byte(`{"name":"Anna"}`)}
	write := func(expect int64, remove bool) *store.Write {
		return &store.Write{Records: []store.RecordWrite{{Expect: expect, Record: r, Remove: remove}}}
	}
	d.commit(write(0, false))
	r.Body = []byte(`{"name":"Anna B."}`)
	d.refuse(write(0, false), ticket.Conflict)
	d.commit(write(1, false))
	r.Version = 2
	same(d, "record", bare(need(d, func() (store.Record, error) { return d.store.Record(d.ctx, store.Agents, r.ID) })), r)
	_, err := d.store.Record(d.ctx, store.Teams, r.ID)
	d.isKind(err, ticket.NotFound)
	d.refuse(write(1, true), ticket.Conflict)
	d.reopen()
	d.commit(write(2, true))
	_, err = d.store.Record(d.ctx, store.Agents, r.ID)
	d.isKind(err, ticket.NotFound)
	d.refuse(write(2, true), ticket.NotFound)
	d.commit(write(0, false))
}

func recordKeys(d *desk) {
	write := func(expect int64, r store.Record) *store.Write {
		return &store.Write{Records: []store.RecordWrite{{Expect: expect, Record: r}}}
	}
	var made []store.Record
	for _, key := range []string{"b", "a", "c"} {
		r := store.Record{Kind: store.Teams, ID: newID(), Key: key, Body: []byte(`{}`)}
		d.commit(write(0, r))
		made = append(made, r)
	}
	d.refuse(write(0, store.Record{Kind: store.Teams, ID: newID(), Key: "a", Body: []byte(`{}`)}), ticket.Conflict)
	d.commit(write(0, store.Record{Kind: store.Macros, ID: newID(), Key: "a", Body: []byte(`{}`)}))
	names := func() string {
		all := []string{}
		for _, r := range need(d, func() ([]store.Record, error) { return d.store.RecordsOf(d.ctx, store.Teams) }) {
			all = append(all, r.Key)
		}
		return strings.Join(all, " ")
	}
	if names() != "a b c" {
		d.Errorf("records are %s, want a b c", names())
	}
	renamed := made[0]
	renamed.Key = "a"
	d.refuse(write(1, renamed), ticket.Conflict)
	renamed.Key = "d"
	d.commit(write(1, renamed))
	d.commit(write(0, store.Record{Kind: store.Teams, ID: newID(), Key: "b", Body: []byte(`{}`)})) // free again
	if kinds := need(d, func() ([]store.Record, error) { return d.store.RecordsOf(d.ctx, store.Policies) }); len(kinds) > 0 {
		d.Errorf("found %d policies, want none", len(kinds))
	}
	if names() != "a b c d" {
		d.Errorf("records are %s, want a b c d", names())
	}
}
