package storetest

import (
	"time"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var keys = []test{
	{"a request sent twice happens once", keyReplayed},
	{"a key sent by many at once works once", keyRaced},
	{"old keys are forgotten", keysPruned},
}

func keyed(owner uuid.UUID, value string, fingerprint byte) *store.Write {
	w := put(draft("keyed"), 0, "hello")
	w.Key = &store.Key{Owner: owner, Value: value, Fingerprint: ticket.Hash{fingerprint}, Ticket: w.Tickets[0].Ticket.ID, At: start}
	return w
}

func keyReplayed(d *desk) {
	owner := newID()
	first := d.commit(keyed(owner, "k", 1))
	_, err := d.store.Commit(d.ctx, keyed(owner, "k", 1))
	d.replays(err, first.ID)
	d.refuse(keyed(owner, "k", 2), ticket.Reused)
	d.commit(keyed(owner, "other", 1))
	d.commit(keyed(newID(), "k", 2)) // somebody else's
	d.reopen()
	_, err = d.store.Commit(d.ctx, keyed(owner, "k", 1))
	d.replays(err, first.ID)
	Whole(d, d.store)
}

func keyRaced(d *desk) {
	writes := make([]*store.Write, 16)
	owner := newID()
	for i := range writes {
		writes[i] = keyed(owner, "k", 1)
	}
	errs := d.together(writes...)
	all := need(d, func() ([]ticket.Ticket, error) { return d.store.List(d.ctx, store.TicketQuery{Limit: 100}) })
	if len(all) != 1 {
		d.Fatalf("one key made %d tickets", len(all))
	}
	for i, err := range errs {
		if writes[i].Tickets[0].Ticket.ID != all[0].ID {
			d.replays(err, all[0].ID)
		} else if err != nil {
			d.Errorf("the write that was stored got the error %v", err)
		}
	}
}

func keysPruned(d *desk) {
	owner := newID()
	d.commit(keyed(owner, "k", 1))
	if err := d.store.Prune(d.ctx, start); err != nil {
		d.Fatal(err)
	}
	if _, err := d.store.Commit(d.ctx, keyed(owner, "k", 1)); err == nil {
		d.Error("a key was forgotten before its time")
	}
	if err := d.store.Prune(d.ctx, start.Add(time.Second)); err != nil {
		d.Fatal(err)
	}
	d.commit(keyed(owner, "k", 2))
}
