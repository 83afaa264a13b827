-- Ids are 16 bytes, all zero for none where NULL is not allowed. Instants are
-- microseconds since 1970, NULL for never. doc is the whole thing as JSON; the columns beside it are
-- what queries and admission need.

CREATE TABLE counters (
  id     INTEGER PRIMARY KEY CHECK (id = 1),
  number INTEGER NOT NULL, -- of the last ticket
  seq    INTEGER NOT NULL  -- of the last event
);
INSERT INTO counters VALUES (1, 0, 0);

CREATE TABLE tickets (
  number       INTEGER PRIMARY KEY,
  id           BLOB NOT NULL UNIQUE,
  version      INTEGER NOT NULL,
  status       TEXT NOT NULL,
  priority     INTEGER NOT NULL, -- rank, 0 for low
  category     TEXT, -- NULL for none, as in the other columns that allow it
  language     TEXT,
  channel      TEXT NOT NULL,
  assignee     BLOB NOT NULL,
  team         BLOB,
  requester    BLOB NOT NULL,
  organisation BLOB,
  created      INTEGER NOT NULL,
  updated      INTEGER NOT NULL,
  wake         INTEGER,
  closed       INTEGER,
  doc          TEXT NOT NULL
);
-- Every index ends with the number. A list is merged from one walk of an index
-- for each status, and for each priority unless it is in order of update.
-- Tickets without a team and so on are asked for in other ways.
CREATE INDEX tickets_wake ON tickets (wake) WHERE wake IS NOT NULL;
CREATE INDEX tickets_closed ON tickets (closed) WHERE closed IS NOT NULL;
CREATE INDEX tickets_requester ON tickets (requester);
CREATE INDEX tickets_status_priority ON tickets (status, priority);
CREATE INDEX tickets_status_updated ON tickets (status, updated);
CREATE INDEX tickets_priority_updated ON tickets (priority, status, updated);
CREATE INDEX tickets_assignee_priority ON tickets (assignee, status, priority);
CREATE INDEX tickets_assignee_updated ON tickets (assignee, status, updated);
CREATE INDEX tickets_team_priority ON tickets (team, status, priority) WHERE team IS NOT NULL;
CREATE INDEX tickets_team_updated ON tickets (team, status, updated) WHERE team IS NOT NULL;
CREATE INDEX tickets_organisation_priority ON tickets (organisation, status, priority) WHERE organisation IS NOT NULL;
CREATE INDEX tickets_organisation_updated ON tickets (organisation, status, updated) WHERE organisation IS NOT NULL;
CREATE INDEX tickets_category_priority ON tickets (category, status, priority) WHERE category IS NOT NULL;
CREATE INDEX tickets_category_updated ON tickets (category, status, updated) WHERE category IS NOT NULL;
CREATE INDEX tickets_language_priority ON tickets (language, status, priority) WHERE language IS NOT NULL;
CREATE INDEX tickets_language_updated ON tickets (language, status, updated) WHERE language IS NOT NULL;

CREATE TABLE tags (
  number   INTEGER NOT NULL,
  tag      TEXT NOT NULL,
  status   TEXT NOT NULL,
  priority INTEGER NOT NULL,
  updated  INTEGER NOT NULL,
  PRIMARY KEY (number, tag)
) WITHOUT ROWID;
CREATE INDEX tags_priority ON tags (tag, status, priority, number);
CREATE INDEX tags_updated ON tags (tag, status, updated, number);

CREATE TABLE messages (
  ticket BLOB NOT NULL,
  id     BLOB NOT NULL,
  doc    TEXT NOT NULL
);
CREATE UNIQUE INDEX messages_id ON messages (ticket, id);

-- attachments says which messages name a content.
CREATE TABLE attachments (
  hash    BLOB NOT NULL,
  ticket  BLOB NOT NULL,
  message BLOB NOT NULL,
  PRIMARY KEY (hash, message)
) WITHOUT ROWID;
CREATE INDEX attachments_ticket ON attachments (ticket);

CREATE TABLE decisions (
  ticket BLOB NOT NULL,
  at     INTEGER NOT NULL,
  id     BLOB NOT NULL,
  doc    TEXT NOT NULL
);
CREATE UNIQUE INDEX decisions_at ON decisions (ticket, at, id);

CREATE TABLE events (
  seq        INTEGER PRIMARY KEY,
  id         BLOB NOT NULL,
  type       TEXT NOT NULL,
  ticket     BLOB NOT NULL,
  place      INTEGER NOT NULL, -- in the ticket's chain
  actor_kind TEXT NOT NULL,
  actor      BLOB NOT NULL,
  at         INTEGER NOT NULL,
  data       BLOB NOT NULL, -- to the byte: it is hashed
  before     BLOB NOT NULL,
  hash       BLOB NOT NULL
);
CREATE INDEX events_ticket ON events (ticket);

CREATE TABLE requesters (
  id      BLOB PRIMARY KEY,
  version INTEGER NOT NULL,
  doc     TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE addresses (
  address   TEXT PRIMARY KEY,
  requester BLOB NOT NULL
) WITHOUT ROWID;

CREATE TABLE records (
  kind    TEXT NOT NULL,
  id      BLOB NOT NULL,
  name    TEXT NOT NULL, -- unique within the kind
  version INTEGER NOT NULL,
  body    TEXT NOT NULL,
  PRIMARY KEY (kind, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX records_name ON records (kind, name);

-- loads counts the working tickets of agents by channel.
CREATE TABLE loads (
  agent   BLOB NOT NULL,
  channel TEXT NOT NULL,
  working INTEGER NOT NULL,
  PRIMARY KEY (agent, channel)
) WITHOUT ROWID;

-- keys are idempotency keys.
CREATE TABLE keys (
  owner       BLOB NOT NULL,
  value       TEXT NOT NULL,
  fingerprint BLOB NOT NULL,
  ticket      BLOB NOT NULL,
  at          INTEGER NOT NULL,
  PRIMARY KEY (owner, value)
) WITHOUT ROWID;
CREATE INDEX keys_at ON keys (at);

-- blobs are contents of attachments, cut into chunks. One that is not whole
-- is on its way in.
CREATE TABLE blobs (
  hash   BLOB PRIMARY KEY,
  size   INTEGER NOT NULL,
  whole  INTEGER NOT NULL,
  put_at INTEGER NOT NULL
) WITHOUT ROWID;
CREATE TABLE chunks (
  hash BLOB NOT NULL,
  part INTEGER NOT NULL,
  data BLOB NOT NULL
);
CREATE UNIQUE INDEX chunks_part ON chunks (hash, part);

-- words finds tickets by their words, cut by the store; rowid is the number.
CREATE VIRTUAL TABLE words USING fts5 (word, content='', contentless_delete=1, detail=none, tokenize='ascii');

-- unfiled are tickets whose words are not there yet. The turn tells whether
-- more came while they were read.
CREATE TABLE unfiled (
  number INTEGER PRIMARY KEY,
  turn   INTEGER NOT NULL
);
