-- The one append-only log. Everything else is derived from it.
CREATE TABLE event (
  seq     INTEGER PRIMARY KEY, -- from 1, without gaps
  number  INTEGER NOT NULL,    -- of the deletion
  kind    TEXT    NOT NULL,
  data    BLOB    NOT NULL,    -- canonical bytes (package history), as package compact stores them
  fields  BLOB,                -- what people said, salted: it can be removed, see package history
  answers BLOB                 -- what the server answered, salted too
) STRICT;
CREATE INDEX event_of_number ON event (number);
-- Every deletion asks for all holds.
CREATE INDEX event_of_hold ON event (seq) WHERE kind IN ('hold', 'release');

CREATE TRIGGER event_is_never_changed BEFORE UPDATE OF seq, number, kind, data ON event
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
-- INSERT OR REPLACE removes a row without a DELETE trigger, so an event must be the next one.
CREATE TRIGGER event_is_the_next_one BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;

-- The hash tree over the events, see package proof: what each event adds to it.
CREATE TABLE event_hash (
  seq    INTEGER PRIMARY KEY,
  hashes BLOB NOT NULL
) STRICT;
CREATE TRIGGER hash_is_never_changed BEFORE UPDATE ON event_hash
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER hash_is_never_removed BEFORE DELETE ON event_hash
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER hash_is_the_next_one BEFORE INSERT ON event_hash
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event_hash)
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;

-- Signed checkpoints of the tree, and all keys that ever signed one.
CREATE TABLE checkpoint (
  size INTEGER PRIMARY KEY, -- in events
  note BLOB NOT NULL
) STRICT;
CREATE TRIGGER checkpoint_is_never_changed BEFORE UPDATE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER checkpoint_is_never_removed BEFORE DELETE ON checkpoint
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER checkpoint_is_larger BEFORE INSERT ON checkpoint
WHEN NEW.size <= (SELECT coalesce(max(size), 0) FROM checkpoint)
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TABLE public_key (
  number INTEGER PRIMARY KEY,
  key    TEXT NOT NULL
) STRICT;
CREATE TRIGGER key_is_never_changed BEFORE UPDATE ON public_key
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER key_is_never_removed BEFORE DELETE ON public_key
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What lists are filtered by, derived from the events; it can be rebuilt at any time.
CREATE TABLE record (
  number     INTEGER PRIMARY KEY,
  outcome    TEXT    NOT NULL,
  cause      TEXT    NOT NULL, -- of the outcome
  settled    INTEGER NOT NULL,
  code       INTEGER,
  type       TEXT    NOT NULL,
  status     TEXT    NOT NULL,
  confirmed  INTEGER NOT NULL, -- microseconds of Unix time
  identifier TEXT    NOT NULL, -- this and the next ones with letter case folded
  operator   TEXT    NOT NULL, -- this and the next eight say who confirmed
  login      TEXT    NOT NULL,
  uid        TEXT    NOT NULL,
  login_uid  TEXT    NOT NULL,
  sudo_user  TEXT    NOT NULL,
  host       TEXT    NOT NULL,
  terminal   TEXT    NOT NULL,
  ssh_client TEXT    NOT NULL,
  ssh_key    TEXT    NOT NULL,
  server     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  message    TEXT    NOT NULL,
  digits     TEXT    NOT NULL, -- of the identifier, where they are grouped
  after      TEXT    NOT NULL, -- what a look-up found after the deletion; empty where nobody looked
  call_id    TEXT    NOT NULL, -- the call's internal ID, typed or proved, letter case folded
  parties    TEXT    NOT NULL, -- numbers and names of the call that was shown, letter case folded
  operator_spelled TEXT NOT NULL, -- where the letter case was folded, as it was written
  server_spelled   TEXT NOT NULL,
  uuid       BLOB              -- of the intent, 16 bytes
) STRICT;
-- Records whose message came after they were marked as interrupted: a search
-- index may have read them without it.
CREATE TABLE late (number INTEGER PRIMARY KEY) STRICT;
-- A target is found by its identifier, whose letter case is folded: whoever writes it in
-- another way means the same conversation. It is also found by the call's internal ID.
CREATE INDEX record_of_call   ON record (call_id, number) WHERE call_id <> '';
CREATE INDEX record_open      ON record (outcome) WHERE outcome = 'pending';
CREATE INDEX record_unsettled ON record (outcome, settled) WHERE outcome = 'unknown' AND settled = 0;
CREATE INDEX record_unknown   ON record (identifier, settled, number DESC) WHERE outcome = 'unknown';
-- The orders in which the records are listed, beside that of their numbers:
-- among the records that are alike the newest comes first.
CREATE INDEX record_by_operator   ON record (operator,   number DESC);
CREATE INDEX record_by_outcome    ON record (outcome,    number DESC);
CREATE INDEX record_by_identifier ON record (identifier, number DESC);
CREATE INDEX record_by_server     ON record (server,     number DESC);
CREATE INDEX record_by_uuid       ON record (uuid);
CREATE INDEX record_operator_spelled ON record (operator, operator_spelled) WHERE operator_spelled <> '';
CREATE INDEX record_server_spelled   ON record (server, server_spelled) WHERE server_spelled <> '';
-- How many records have which outcome and type, by time: counts and charts of a long
-- history are ranges of it.
CREATE INDEX record_counted ON record (outcome, type, confirmed);
