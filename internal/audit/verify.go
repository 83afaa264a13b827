// Package audit checks that the log of events is the one that was written.
package audit

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// Source is what is checked.
type Source interface {
	store.Events
	List(ctx context.Context, q store.TicketQuery) ([]ticket.Ticket, error)
}

// Report says what was checked and found.
type Report struct {
	Events  int64   `json:"events"`
	Tickets int64   `json:"tickets"`
	Missing int64   `json:"missing"` // places of the log without an event: of expired tickets, or removed by hand
	Erased  int64   `json:"erased"`  // events whose words were taken out, each vouched for
	Faults  []Fault `json:"faults"`  // at most MaxFaults
}

// Fault is one place where the log is not what was written.
type Fault struct {
	Seq    int64     `json:"seq,omitempty"`
	Ticket uuid.UUID `json:"ticket,omitzero"`
	Detail string    `json:"detail"`
}

// MaxFaults is how many faults a Report names.
const MaxFaults = 100

var errEnough = errors.New("enough faults were found")

// page is how many events or tickets are read at a time.
const page = 1000

// end is where the chain of a ticket has come to.
type end struct {
	index int64
	hash  ticket.Hash
}

// Verify reads every event in order, recomputes its hash, follows the chain
// of each ticket, and compares its end with what the ticket says of it. It holds some hundred
// bytes a ticket. progress, which may be nil, hears how many events were read.
//
// Words of people who were erased are gone from events, which keep the hash they had.
// Such an event is counted where a later one that is whole says what it holds now
// (ticket.Vouchers); without that, or holding anything else, it was altered.
//
// What was expired is gone with its chain and is no fault. The places of events
// that are not there are counted; they are faults as long as the log tells of
// no rule that removes closed tickets. With such a rule nothing tells the
// events of an expired ticket from others, which have no chain, removed by hand. Somebody who can
// write to the database and knows the program can forge a whole chain, but not
// one of which a copy of any later event exists elsewhere.
func Verify(ctx context.Context, source Source, progress func(read int64)) (Report, error) {
	v := verifier{ends: map[uuid.UUID]end{}, doubtful: map[int64]doubt{}}
	head, err := source.Head(ctx)
	if err != nil {
		return v.report, err
	}
	err = v.events(ctx, source, progress)
	if err == nil {
		v.upTo(max(head, v.last) + 1)
		err = v.judge()
	}
	if err == nil {
		err = v.unvouched()
	}
	if err == nil {
		err = v.tickets(ctx, source)
	}
	if errors.Is(err, errEnough) {
		err = nil
	}
	return v.report, err
}

type verifier struct {
	report Report
	ends   map[uuid.UUID]end

	last    int64 // place in the log that was come to
	holes   []hole
	expired bool // the log tells of a rule that removes closed tickets

	doubtful map[int64]doubt // by Seq
}

func (v *verifier) blame(seq int64, id uuid.UUID, format string, args ...any) error {
	v.report.Faults = append(v.report.Faults, Fault{Seq: seq, Ticket: id, Detail: fmt.Sprintf(format, args...)})
	if len(v.report.Faults) >= MaxFaults {
		return errEnough
	}
	return nil
}

func (v *verifier) events(ctx context.Context, source Source, progress func(int64)) error {
	for after := int64(0); ; {
		events, err := source.Events(ctx, store.EventQuery{After: after, Limit: page})
		if err != nil {
			return err
		}
		for i := range events {
			if err := v.event(&events[i]); err != nil {
				return err
			}
			after = events[i].Seq
		}
		v.report.Events += int64(len(events))
		if progress != nil {
			progress(v.report.Events)
		}
		if len(events) < page {
			return nil
		}
	}
}

// event checks one event against the end of its ticket's chain.
func (v *verifier) event(e *ticket.Event) error {
	v.upTo(e.Seq)
	v.expired = v.expired || expires(e)
	if e.Ticket != uuid.Nil {
		at := v.ends[e.Ticket]
		err := e.Follows(at.index+1, at.hash)
		v.ends[e.Ticket] = end{e.Index, e.Hash} // go on from here, to name each fault once
		if err != nil {
			return v.blame(e.Seq, e.Ticket, "%v", err)
		}
	}
	sum := e.Sum()
	if e.Hash != sum {
		v.doubtful[e.Seq] = doubt{ticket: e.Ticket, sum: sum, fault: e.Altered().Error()}
		return nil
	}
	return v.vouch(e)
}

// tickets checks that no chain was cut off at its end.
func (v *verifier) tickets(ctx context.Context, source Source) error {
	q := store.TicketQuery{Order: store.Order{By: store.ByNumber}, Limit: page}
	for {
		tickets, err := source.List(ctx, q)
		if err != nil {
			return err
		}
		for i := range tickets {
			t := &tickets[i]
			at := v.ends[t.ID]
			delete(v.ends, t.ID)
			if at.index == t.Events && at.hash == t.Chain {
				continue
			}
			if err := v.again(ctx, source, t); err != nil {
				return err
			}
		}
		v.report.Tickets += int64(len(tickets))
		if len(tickets) < page {
			return v.orphans(ctx, source)
		}
		after := store.PositionOf(&tickets[page-1], q.Order.By)
		q.After = &after
	}
}

// again looks at a ticket whose chain did not end where the ticket says: it
// may have been changed since its events were read.
func (v *verifier) again(ctx context.Context, source Source, t *ticket.Ticket) error {
	events, err := chain(ctx, source, t.ID)
	if err != nil {
		return err
	}
	if n := int64(len(events)); n >= t.Events && t.Events > 0 && events[t.Events-1].Hash == t.Chain {
		return nil
	}
	if len(events) == 0 { // expired meanwhile?
		if now, err := source.List(ctx, store.TicketQuery{Order: store.Order{By: store.ByNumber}, After: &store.Position{Number: t.Number - 1}, Limit: 1}); err != nil || len(now) == 0 || now[0].ID != t.ID {
			return err
		}
	}
	return v.blame(0, t.ID, "ticket %d says that it has %d events, the log has %d: the last were removed or altered", t.Number, t.Events, len(events))
}

// chain reads all events of a ticket.
func chain(ctx context.Context, source Source, id uuid.UUID) ([]ticket.Event, error) {
	var all []ticket.Event
	for after := int64(0); ; after = all[len(all)-1].Seq {
		events, err := source.Events(ctx, store.EventQuery{After: after, Ticket: id, Limit: page})
		all = append(all, events...)
		if err != nil || len(events) < page {
			return all, err
		}
	}
}

// orphans are chains of tickets that are not there and were not expired
// meanwhile.
func (v *verifier) orphans(ctx context.Context, source Source) error {
	for id := range v.ends {
		events, err := chain(ctx, source, id)
		if err != nil {
			return err
		}
		if len(events) == 0 {
			continue
		}
		if err := v.blame(events[0].Seq, id, "there are events of a ticket that is not there: it was removed by hand"); err != nil {
			return err
		}
	}
	return nil
}
