package storetest

import (
	"context"
	"slices"
	"sync"
	"time"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

var events = []test{
	{"queries", eventQueries},
	{"a reader with a cursor misses nothing that many writers do", followWriters},
	{"changes wake readers until they leave", changesWake},
}

func eventQueries(d *desk) {
	if head := need(d, func() (int64, error) { return d.store.Head(d.ctx) }); head != 0 {
		d.Errorf("the head of nothing is %d", head)
	}
	a := d.commit(put(draft("a"), 0, "one"))
	d.commit(put(draft("b"), 0, "one", "two"))
	d.commit(put(a, 1, "two"))
	d.commit(&store.Write{Events: []ticket.Event{{ID: newID(), Type: "agent.changed", Actor: ticket.Actor{Kind: ticket.ByToken, ID: newID()}, At: start, Data: []byte(`{}`)}}})
	seqs := func(q store.EventQuery) []int64 {
		q.Limit = max(q.Limit, 2)
		found := []int64{}
		for _, e := range need(d, func() ([]ticket.Event, error) { return d.store.Events(d.ctx, q) }) {
			found = append(found, e.Seq)
		}
		return found
	}
	same(d, "limit", seqs(store.EventQuery{}), []int64{1, 2})
	same(d, "after", seqs(store.EventQuery{After: 6, Limit: 9}), []int64{7, 8})
	same(d, "ticket", seqs(store.EventQuery{Ticket: a.ID, Limit: 9}), []int64{1, 2, 6, 7})
	same(d, "ticket after", seqs(store.EventQuery{Ticket: a.ID, After: 2, Limit: 1}), []int64{6, 7})
	same(d, "types", seqs(store.EventQuery{Types: []ticket.EventType{ticket.TicketCreated, "agent.changed"}, Limit: 9}), []int64{1, 3, 8})
	same(d, "ticket and type", seqs(store.EventQuery{Ticket: a.ID, Types: []ticket.EventType{ticket.MessageAdded}, Limit: 9}), []int64{2, 7})
	same(d, "after the end", seqs(store.EventQuery{After: 8}), []int64{})
	Whole(d, d.store)
}

func followWriters(d *desk) {
	const writers, each = 8, 25
	ctx, cancel := context.WithTimeout(d.ctx, patience)
	defer cancel()
	done := make(chan struct{})
	var followed []ticket.Event
	var reading sync.WaitGroup
	reading.Go(func() {
		changes := d.store.Changes(ctx)
		for cursor, finished := int64(0), false; ; {
			page, err := d.store.Events(ctx, store.EventQuery{After: cursor, Limit: 7})
			if err != nil {
				d.Error(err)
				return
			}
			if len(page) > 0 {
				followed = append(followed, page...)
				cursor = page[len(page)-1].Seq
				continue
			}
			if finished {
				return
			}
			select {
			case <-changes:
			case <-done:
				finished = true
			}
		}
	})
	committed := make([][]int64, writers)
	var writing sync.WaitGroup
	for i := range writers {
		writing.Go(func() {
			t := draft("followed")
			for range each {
				receipt, err := d.store.Commit(ctx, put(t, t.Version, "more"))
				if err != nil {
					d.Error(err)
					return
				}
				t = receipt.Tickets[0]
				for _, e := range receipt.Events {
					committed[i] = append(committed[i], e.Seq)
				}
			}
		})
	}
	writing.Wait()
	close(done)
	reading.Wait()

	var all []int64
	for _, seqs := range committed {
		if !slices.IsSorted(seqs) {
			d.Errorf("a writer got numbers out of order: %v", seqs)
		}
		all = append(all, seqs...)
	}
	slices.Sort(all)
	seen := make([]int64, len(followed))
	for i, e := range followed {
		seen[i] = e.Seq
	}
	same(d, "followed events", seen, all)
	if len(all) != writers*each*2 {
		d.Errorf("%d events were committed, want %d", len(all), writers*each*2)
	}
	same(d, "followed and read again", followed, need(d, func() ([]ticket.Event, error) { return everyEvent(d, d.store) }))
	Whole(d, d.store)
}

func changesWake(d *desk) {
	ctx, leave := context.WithCancel(d.ctx)
	defer leave()
	slow, changes := d.store.Changes(d.ctx), d.store.Changes(ctx)
	for range 3 { // the slow reader takes nothing, and holds up nobody
		d.commit(put(draft("news"), 0))
		select {
		case <-changes:
		case <-time.After(patience):
			d.Fatal("nothing woke the reader")
		}
	}
	<-slow
	leave()
	for deadline := time.After(patience); ; {
		select {
		case _, open := <-changes:
			if !open {
				return
			}
		case <-deadline:
			d.Fatal("the channel was not closed")
		}
	}
}
