package postgres

import (
	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
)

const insertTickets = `
insert into tickets (number, id, version, status, priority, category, language, channel, assignee, team, requester, organisation, created, updated, wake, closed, doc)
select unnest($1::bigint[]), unnest($2::uuid[]), unnest($3::bigint[]), unnest($4::text[]), unnest($5::smallint[]), unnest($6::text[]), unnest($7::text[]), unnest($8::text[]), unnest($9::uuid[]), unnest($10::uuid[]), unnest($11::uuid[]), unnest($12::uuid[]), unnest($13::bigint[]), unnest($14::bigint[]), unnest($15::bigint[]), unnest($16::bigint[]), unnest($17::text[])`

const updateTickets = `
update tickets t set version = n.version, status = n.status, priority = n.priority, category = n.category, language = n.language, channel = n.channel,
  assignee = n.assignee, team = n.team, requester = n.requester, organisation = n.organisation, created = n.created, updated = n.updated, wake = n.wake, closed = n.closed, doc = n.doc
from unnest($1::bigint[], $2::uuid[], $3::bigint[], $4::text[], $5::smallint[], $6::text[], $7::text[], $8::text[], $9::uuid[], $10::uuid[], $11::uuid[], $12::uuid[], $13::bigint[], $14::bigint[], $15::bigint[], $16::bigint[], $17::text[])
  as n (number, id, version, status, priority, category, language, channel, assignee, team, requester, organisation, created, updated, wake, closed, doc)
where t.number = n.number`

const (
	dropTags = `delete from tags where number = any($1) and (tag, number) not in (select * from unnest($2::text[], $3::bigint[]))`
	putTags  = `
insert into tags (tag, number, priority, updated) select distinct unnest($1::text[]), unnest($2::bigint[]), unnest($3::smallint[]), unnest($4::bigint[])
on conflict (number, tag) do update set priority = excluded.priority, updated = excluded.updated`

	insertMessages  = `insert into messages (ticket, id, doc) select unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::text[])`
	insertDecisions = `insert into decisions (ticket, id, at, doc) select unnest($1::uuid[]), unnest($2::uuid[]), unnest($3::bigint[]), unnest($4::text[])`
	putUses         = `insert into blob_uses (ticket, hash) select unnest($1::uuid[]), unnest($2::bytea[]) on conflict do nothing`
	insertEvents    = `
insert into events (seq, id, type, ticket, place, actor_kind, actor, at, data, before, hash)
select unnest($1::bigint[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::uuid[]), unnest($5::bigint[]), unnest($6::text[]), unnest($7::uuid[]), unnest($8::bigint[]), unnest($9::text[]), unnest($10::bytea[]), unnest($11::bytea[])`

	insertRequesters = `insert into requesters (id, version, doc) select unnest($1::uuid[]), unnest($2::bigint[]), unnest($3::text[])`
	updateRequesters = `
update requesters r set version = n.version, doc = n.doc
from unnest($1::uuid[], $2::bigint[], $3::text[]) as n (id, version, doc) where r.id = n.id`
	dropAddresses   = `delete from addresses where address = any($1)`
	insertAddresses = `insert into addresses (requester, address) select distinct unnest($1::uuid[]), unnest($2::text[])`

	dropRecords = `delete from records where (kind, id) in (select * from unnest($1::text[], $2::uuid[]))`
	putRecords  = `
insert into records (kind, id, key, version, body)
select unnest($1::text[]), unnest($2::uuid[]), unnest($3::text[]), unnest($4::bigint[]), unnest($5::text[])
on conflict (kind, id) do update set key = excluded.key, version = excluded.version, body = excluded.body`

	addLoads = `
insert into loads (agent, channel, n) select unnest($1::uuid[]), unnest($2::text[]), unnest($3::bigint[])
on conflict (agent, channel) do update set n = loads.n + excluded.n`

	insertKeys = `insert into keys (owner, value, fingerprint, ticket, at) select unnest($1::uuid[]), unnest($2::text[]), unnest($3::bytea[]), unnest($4::uuid[]), unnest($5::bigint[])`
)

// queue adds the statements that store rows to a batch.
func (r *rows) queue(b *pgx.Batch) {
	if len(r.made.number) > 0 {
		b.Queue(insertTickets, r.made.arguments()...)
	}
	if len(r.changed.number) > 0 {
		b.Queue(updateTickets, r.changed.arguments()...)
		b.Queue(dropTags, r.changed.number, r.tags.names, r.tags.numbers)
	}
	if len(r.tags.names) > 0 {
		b.Queue(putTags, r.tags.names, r.tags.numbers, r.tags.priorities, r.tags.updated)
	}
	if m := &r.messages; len(m.id) > 0 {
		b.Queue(insertMessages, m.ticket, m.id, m.doc)
	}
	if len(r.uses.tickets) > 0 {
		b.Queue(putUses, r.uses.tickets, r.uses.hashes)
	}
	if d := &r.decisions; len(d.id) > 0 {
		b.Queue(insertDecisions, d.ticket, d.id, d.at, d.doc)
	}
	if e := &r.events; len(e.seq) > 0 {
		b.Queue(insertEvents, e.seq, e.id, e.kind, e.ticket, e.place, e.actorKind, e.actor, e.at, e.data, e.before, e.hash)
	}
	for _, w := range r.erased {
		w.queueErasure(b)
	}
	r.queuePeople(b)
	r.queueRecords(b)
	if l := &r.loads; len(l.agent) > 0 {
		b.Queue(addLoads, l.agent, l.channel, l.delta)
	}
	if k := &r.keys; len(k.owner) > 0 {
		b.Queue(insertKeys, k.owner, k.value, k.fingerprint, k.ticket, k.at)
	}
}

func (c *ticketRows) arguments() []any {
	return []any{
		c.number, c.id, c.version, c.status, c.priority, c.category, c.language, c.channel, c.assignee, c.team,
		c.requester, c.organisation, c.created, c.updated, c.wake, c.closed, c.doc,
	}
}

func (r *rows) queuePeople(b *pgx.Batch) {
	var made, changed personRows
	var owners []uuid.UUID
	var addresses []string
	for id, p := range r.requesters {
		if p.isNew {
			made.add(id, p)
		} else {
			changed.add(id, p)
		}
		for _, address := range p.addresses {
			owners, addresses = append(owners, id), append(addresses, address)
		}
	}
	if len(r.freed) > 0 { // first, as others may take them over
		b.Queue(dropAddresses, r.freed)
	}
	if len(made.ids) > 0 {
		b.Queue(insertRequesters, made.ids, made.versions, made.docs)
	}
	if len(changed.ids) > 0 {
		b.Queue(updateRequesters, changed.ids, changed.versions, changed.docs)
	}
	if len(addresses) > 0 {
		b.Queue(insertAddresses, owners, addresses)
	}
}

func (r *rows) queueRecords(b *pgx.Batch) {
	var kinds, keys, bodies, goneKinds []string
	var ids, gone []uuid.UUID
	var versions []int64
	for name, w := range r.records {
		if w.Remove {
			goneKinds, gone = append(goneKinds, string(name.Kind)), append(gone, name.ID)
			continue
		}
		kinds, ids, keys = append(kinds, string(name.Kind)), append(ids, name.ID), append(keys, w.Record.Key)
		versions, bodies = append(versions, w.Expect+1), append(bodies, string(w.Record.Body))
	}
	if len(gone) > 0 {
		b.Queue(dropRecords, goneKinds, gone)
	}
	if len(ids) > 0 {
		b.Queue(putRecords, kinds, ids, keys, versions, bodies)
	}
}
