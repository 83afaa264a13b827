package postgres

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

// group is the way of some writes through one transaction.
type group struct {
	writes   []*prepared
	receipts []store.Receipt
	errs     []error

	names   *names
	state   *store.State
	numbers map[uuid.UUID]int64 // of tickets that are stored
	before  map[store.Slot]int  // loads before

	number, seq int64 // of the last ticket and event
	xid         string
	any         bool // something was admitted
	rows        rows
	doubtful    bool // the commit was sent and not answered
}

func newGroup(writes []*prepared, careful bool) *group {
	return &group{
		writes: writes, receipts: make([]store.Receipt, len(writes)), errs: make([]error, len(writes)),
		names: namesOf(writes, careful), state: store.NewState(), numbers: map[uuid.UUID]int64{}, before: map[store.Slot]int{},
	}
}

// ask queues the questions whose answers make the state. Nothing is asked
// that no write names.
func (g *group) ask(b *pgx.Batch) {
	n := g.names
	if len(n.tickets) > 0 {
		b.Queue("select id, number, version, status, channel, assignee from tickets where id = any($1)", n.tickets).Query(func(rows pgx.Rows) error {
			var id uuid.UUID
			var number int64
			var t store.Standing
			_, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&id), &number, &t.Version, (*string)(&t.Status), (*string)(&t.Channel), (*[16]byte)(&t.Assignee)}, func() error {
				g.state.Tickets[id], g.numbers[id] = t, number
				return nil
			})
			return err
		})
	}
	if len(n.requesters) > 0 {
		b.Queue("select doc from requesters where id = any($1)", n.requesters).Query(func(rows pgx.Rows) error {
			present, err := pgx.CollectRows(rows, decode[ticket.Requester])
			for _, r := range present {
				g.state.Requesters[r.ID] = r.Version
				for _, address := range r.Addresses {
					g.state.Addresses[address] = r.ID
				}
				g.rows.freed = append(g.rows.freed, r.Addresses...)
			}
			return err
		})
	}
	if len(n.addresses) > 0 {
		b.Queue("select address, requester from addresses where address = any($1)", n.addresses).Query(func(rows pgx.Rows) error {
			var address string
			var id uuid.UUID
			_, err := pgx.ForEachRow(rows, []any{&address, (*[16]byte)(&id)}, func() error {
				g.state.Addresses[address] = id
				return nil
			})
			return err
		})
	}
	g.askRest(b)
}

func (g *group) askRest(b *pgx.Batch) {
	n := g.names
	if len(n.recordKinds) > 0 {
		b.Queue("select kind, id, key, version from records where (kind, id) in (select * from unnest($1::text[], $2::uuid[])) or (kind, key) in (select * from unnest($1::text[], $3::text[]))", n.recordKinds, n.recordIDs, n.recordKeys).Query(func(rows pgx.Rows) error {
			var kind, key string
			var id uuid.UUID
			var version int64
			_, err := pgx.ForEachRow(rows, []any{&kind, (*[16]byte)(&id), &key, &version}, func() error {
				g.state.Records[store.RecordName{Kind: store.RecordKind(kind), ID: id}] = version
				g.state.RecordKeys[store.RecordKey{Kind: store.RecordKind(kind), Key: key}] = id
				return nil
			})
			return err
		})
	}
	if len(n.agents) > 0 {
		b.Queue("select agent, channel, n from loads where agent = any($1)", n.agents).Query(func(rows pgx.Rows) error {
			var slot store.Slot
			var load int
			_, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&slot.Agent), (*string)(&slot.Channel), &load}, func() error {
				g.state.Loads[slot], g.before[slot] = load, load
				return nil
			})
			return err
		})
	}
	if len(n.keyOwners) > 0 {
		b.Queue("select owner, value, fingerprint, ticket from keys where (owner, value) in (select * from unnest($1::uuid[], $2::text[]))", n.keyOwners, n.keyValues).Query(func(rows pgx.Rows) error {
			var key store.Key
			var fingerprint []byte
			_, err := pgx.ForEachRow(rows, []any{(*[16]byte)(&key.Owner), &key.Value, &fingerprint, (*[16]byte)(&key.Ticket)}, func() error {
				key.Fingerprint = ticket.Hash(fingerprint)
				g.state.Keys[store.KeyName{Owner: key.Owner, Value: key.Value}] = key
				return nil
			})
			return err
		})
	}
}

// outcome is a ticket as it will be stored.
type outcome struct {
	ticket *ticket.Ticket
	doc    []byte
	isNew  bool
}

// admit puts the writes that are admitted into rows, in their order.
func (g *group) admit() {
	latest := make(map[uuid.UUID]outcome, len(g.writes))
	order := make([]uuid.UUID, 0, len(g.writes))
	g.rows.reserve(g.writes)
	for i, w := range g.writes {
		if g.errs[i] = g.state.Admit(w.Write); g.errs[i] != nil {
			continue
		}
		g.any = true
		r := &g.receipts[i]
		if n := len(w.Tickets); n > 0 { // one that wrote nothing gets nothing
			r.Tickets = make([]ticket.Ticket, n)
		}
		if n := len(w.Events); n > 0 {
			r.Events = make([]ticket.Event, n)
		}
		for place := range w.Tickets {
			tw, t := &w.Tickets[place], &r.Tickets[place]
			*t = tw.Ticket
			number, known := g.numbers[t.ID]
			if !known {
				g.number++
				number = g.number
				g.numbers[t.ID] = number
			}
			t.Number, t.Version = number, tw.Expect+1
			before, twice := latest[t.ID]
			if !twice {
				order = append(order, t.ID)
			}
			latest[t.ID] = outcome{ticket: t, doc: w.tickets[place], isNew: !known || before.isNew}
		}
		for place := range w.Events {
			e := &r.Events[place]
			*e = w.Events[place]
			g.seq++
			e.Seq = g.seq
			g.rows.events.add(e)
		}
		g.rows.add(w)
	}
	for _, id := range order {
		g.rows.addTicket(latest[id])
	}
	for slot, load := range g.state.Loads {
		if delta := load - g.before[slot]; delta != 0 {
			g.rows.loads.add(slot, delta)
		}
	}
}
