package postgres

import (
	"context"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"switchyard/internal/store"
	"switchyard/internal/ticket"
)

const (
	eraseMessages  = `update messages m set doc = n.doc from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (ticket, id, doc) where m.ticket = n.ticket and m.id = n.id`
	eraseDecisions = `update decisions d set doc = n.doc from unnest($1::uuid[], $2::uuid[], $3::text[]) as n (ticket, id, doc) where d.ticket = n.ticket and d.id = n.id`
	eraseEvents    = `update events e set data = n.data from unnest($1::bigint[], $2::uuid[], $3::text[]) as n (seq, id, data) where e.seq = n.seq and e.id = n.id`
	eraseKeys      = `delete from keys where ticket = any($1)`
	eraseUses      = `delete from blob_uses where (ticket, hash) in (select * from unnest($1::uuid[], $2::bytea[]))`
	eraseContents  = `
with gone as (
  delete from blobs b where hash = any($1) and not exists (select from blob_uses u where u.hash = b.hash) returning hash
)
delete from blob_chunks where hash in (select hash from gone)`
)

// queueErasure adds the statements that take out what a write says.
func (p *prepared) queueErasure(b *pgx.Batch) {
	e := p.Erase
	if n := len(e.Messages); n > 0 {
		tickets, ids := make([]uuid.UUID, n), make([]uuid.UUID, n)
		for i := range e.Messages {
			tickets[i], ids[i] = e.Messages[i].Ticket, e.Messages[i].ID
		}
		b.Queue(eraseMessages, tickets, ids, p.erasedMessages)
	}
	if n := len(e.Decisions); n > 0 {
		tickets, ids := make([]uuid.UUID, n), make([]uuid.UUID, n)
		for i := range e.Decisions {
			tickets[i], ids[i] = e.Decisions[i].Ticket, e.Decisions[i].ID
		}
		b.Queue(eraseDecisions, tickets, ids, p.erasedDecisions)
	}
	if len(e.Events) > 0 {
		queueEvents(b, e.Events)
	}
	if len(e.Keys) > 0 {
		b.Queue(eraseKeys, e.Keys)
	}
	if len(e.Contents) > 0 {
		queueContents(b, e.Contents)
	}
}

func queueEvents(b *pgx.Batch, events []ticket.Event) {
	seqs, ids, data := make([]int64, len(events)), make([]uuid.UUID, len(events)), make([][]byte, len(events))
	for i := range events {
		seqs[i], ids[i], data[i] = events[i].Seq, events[i].ID, events[i].Data
	}
	b.Queue(eraseEvents, seqs, ids, data)
}

func queueContents(b *pgx.Batch, uses []store.ContentUse) {
	tickets, hashes := make([]uuid.UUID, len(uses)), make([][]byte, len(uses))
	for i := range uses {
		tickets[i], hashes[i] = uses[i].Ticket, uses[i].Hash[:]
	}
	b.Queue(eraseUses, tickets, hashes)
	b.Queue(eraseContents, hashes)
}

// scrubbed are the tables that an erasure changes.
var scrubbed = []string{"tickets", "tags", "messages", "decisions", "events", "requesters", "addresses", "records", "keys", "blobs", "blob_chunks", "blob_uses", "search"}

// Scrub files what is unfiled and vacuums the tables, so that the rows that were
// replaced are gone and their space is used anew. Bytes may remain in that space,
// and in the server's log, until something else is written there.
func (s *Store) Scrub(ctx context.Context) error {
	if err := s.Settle(ctx); err != nil {
		return err
	}
	for _, table := range scrubbed {
		if _, err := s.pool.Exec(ctx, "vacuum "+table); err != nil {
			return problem(err)
		}
	}
	return nil
}
