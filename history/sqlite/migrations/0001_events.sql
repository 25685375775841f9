-- The one append-only log. Everything else is derived from it.
CREATE TABLE event (
  seq     INTEGER PRIMARY KEY, -- from 1, without gaps
  number  INTEGER NOT NULL,    -- of the deletion
  kind    TEXT    NOT NULL,
  data    BLOB    NOT NULL,    -- canonical, see package history
  answers BLOB                 -- what the server answered
) STRICT;
CREATE INDEX event_of_number ON event (number);

CREATE TRIGGER event_is_never_changed BEFORE UPDATE ON event
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
CREATE TRIGGER event_is_never_removed BEFORE DELETE ON event
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;
-- INSERT OR REPLACE removes a row without a DELETE trigger, so an event must be the next one.
CREATE TRIGGER event_is_the_next_one BEFORE INSERT ON event
WHEN NEW.seq IS NOT (SELECT coalesce(max(seq), 0) + 1 FROM event)
BEGIN SELECT RAISE(ABORT, 'the history only grows'); END;

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- What lists are filtered by, derived from the events; it can be rebuilt at any time.
CREATE TABLE record (
  number     INTEGER PRIMARY KEY,
  outcome    TEXT    NOT NULL,
  settled    INTEGER NOT NULL,
  code       INTEGER,
  type       TEXT    NOT NULL,
  status     TEXT    NOT NULL,
  confirmed  INTEGER NOT NULL, -- microseconds of Unix time
  target     INTEGER NOT NULL, -- hash of endpoint, type and identifier
  identifier TEXT    NOT NULL, -- this and the next ones with letter case folded
  operator   TEXT    NOT NULL,
  server     TEXT    NOT NULL,
  reason     TEXT    NOT NULL,
  message    TEXT    NOT NULL
) STRICT;
CREATE INDEX record_of_target ON record (target, number);
CREATE INDEX record_open      ON record (outcome) WHERE outcome = 'pending';
CREATE INDEX record_unsettled ON record (outcome, settled) WHERE outcome = 'unknown' AND settled = 0;
