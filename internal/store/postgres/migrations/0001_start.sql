-- Times are microseconds since 1970, 0 for never. An id that is not set is the
-- zero id, so that it is found like any other. Documents are JSON as text: the
-- database never looks into them, and checks cost time. Texts that are looked up
-- are compared by their bytes, whatever language the database speaks.

-- One row: whoever locks it may commit, on any node. Numbers and seqs are given in
-- the order of commits and without gaps.
create table counters (
    last_number bigint not null,
    last_seq    bigint not null
) with (fillfactor = 10);
insert into counters values (0, 0);

create table tickets (
    number       bigint primary key,
    id           uuid not null,
    version      bigint not null,
    status       text collate "C" not null,
    priority     smallint not null,
    category     text collate "C" not null,
    language     text collate "C" not null,
    channel      text collate "C" not null,
    assignee     uuid not null,
    team         uuid not null,
    requester    uuid not null,
    organisation uuid not null,
    created      bigint not null,
    updated      bigint not null,
    wake         bigint not null,
    closed       bigint not null,
    doc          text not null
) with (fillfactor = 90);
create unique index tickets_id on tickets (id);
-- A list is merged from one walk of an index for each status, and for each
-- priority unless it is in order of update. Nobody lists what has no team,
-- no category or no organisation by that, so it costs no place in an index.
create index tickets_priority on tickets (status, priority, number);
create index tickets_updated on tickets (status, updated, number);
create index tickets_assignee_priority on tickets (assignee, status, priority, number);
create index tickets_assignee_updated on tickets (assignee, status, updated, number);
create index tickets_team_priority on tickets (team, status, priority, number) where team <> '00000000-0000-0000-0000-000000000000';
create index tickets_team_updated on tickets (team, status, updated, number) where team <> '00000000-0000-0000-0000-000000000000';
create index tickets_category_priority on tickets (category, status, priority, number) where category <> '';
create index tickets_category_updated on tickets (category, status, updated, number) where category <> '';
create index tickets_language_priority on tickets (language, status, priority, number);
create index tickets_language_updated on tickets (language, status, updated, number);
create index tickets_requester on tickets (requester);
create index tickets_organisation on tickets (organisation) where organisation <> '00000000-0000-0000-0000-000000000000';
create index tickets_wake on tickets (wake, number) where wake > 0;
create index tickets_closed on tickets (closed, number) where closed > 0;

create table tags (
    number   bigint not null,
    tag      text collate "C" not null,
    priority smallint not null, -- as of the ticket
    updated  bigint not null,
    primary key (number, tag)
);
create index tags_priority on tags (tag, priority, number);
create index tags_updated on tags (tag, updated, number);

create table messages (
    ticket uuid not null,
    id     uuid not null,
    doc    text not null,
    primary key (ticket, id)
);

create table decisions (
    ticket uuid not null,
    id     uuid not null,
    at     bigint not null,
    doc    text not null,
    primary key (ticket, id)
);

-- Kept in its row, compressed when large. Who was considered for a ticket takes
-- some 4 KB, and the compression that every server has takes longer for that than
-- storing the ticket: 13 has no other, and some are built without.
alter table decisions alter doc set storage main;
do $$ begin
    execute 'alter table decisions alter doc set compression lz4';
    execute 'alter table messages alter doc set compression lz4';
    execute 'alter table tickets alter doc set compression lz4';
exception when syntax_error or feature_not_supported then null;
end $$;

-- data is kept to the byte: hashes are taken over it.
create table events (
    seq        bigint primary key,
    id         uuid not null,
    type       text not null,
    ticket     uuid not null,
    place      bigint not null,
    actor_kind text not null,
    actor      uuid not null,
    at         bigint not null,
    data       text not null,
    before     bytea not null,
    hash       bytea not null
);
create index events_ticket on events (ticket, seq);

create table requesters (
    id        uuid primary key,
    version   bigint not null,
    doc       text not null
);
create table addresses (
    address   text collate "C" primary key,
    requester uuid not null
);

create table records (
    kind    text collate "C" not null,
    id      uuid not null,
    key     text collate "C" not null,
    version bigint not null,
    body    text not null,
    primary key (kind, id),
    unique (kind, key) deferrable initially deferred -- two may swap their keys in one write
);

-- How many tickets each agent works on. No row is 0.
create table loads (
    agent   uuid not null,
    channel text collate "C" not null,
    n       bigint not null,
    primary key (agent, channel)
) with (fillfactor = 20);

-- Idempotency keys.
create table keys (
    owner       uuid not null,
    value       text collate "C" not null,
    fingerprint bytea not null,
    ticket      uuid not null,
    at          bigint not null,
    primary key (owner, value)
);

-- Who is at a ticket now. Losing this in a crash harms nobody.
create unlogged table attendance (
    ticket uuid not null,
    agent  uuid not null,
    doing  text not null,
    until  bigint not null,
    primary key (ticket, agent)
);

create table blobs (
    hash bytea primary key,
    size bigint not null,
    put  bigint not null
);
create table blob_chunks (
    hash  bytea not null,
    place int not null,
    bytes bytea not null,
    primary key (hash, place)
);
alter table blob_chunks alter column bytes set storage external; -- most attachments are compressed already
create table blob_uses (
    ticket uuid not null,
    hash   bytea not null,
    primary key (ticket, hash)
);
create index blob_uses_hash on blob_uses (hash);

-- The words of tickets. Each stands twice: as it is, for words that few tickets
-- hold, and behind the number of a bucket of neighbouring tickets, so that
-- the newest of many are found without looking at all of them.
create table search (
    number bigint primary key,
    words  tsvector not null
);
alter table search alter column words set statistics 0;
create index search_words on search using gin (words) with (fastupdate = on, gin_pending_list_limit = 512);
-- The seq up to which events were followed to fill it.
create table search_position (position bigint not null) with (fillfactor = 10);
insert into search_position values (0);
