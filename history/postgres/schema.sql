-- The one append-only log. Everything else is derived from it.
CREATE TABLE deletecall.event (
  seq    bigint PRIMARY KEY, -- from 1, without gaps
  number bigint NOT NULL,    -- of the record; 0 for none
  kind   text   NOT NULL,
  data   bytea  NOT NULL,    -- canonical, see package history
  hashes bytea  NOT NULL     -- what the event adds to the hash tree, see package proof
);
CREATE INDEX event_of_number ON deletecall.event (number, seq);
-- Every deletion asks for all holds.
CREATE INDEX event_of_hold ON deletecall.event (seq) WHERE kind IN ('hold', 'release');

-- What people said and what the server answered, salted: it can be removed, see package history.
CREATE TABLE deletecall.private (
  seq     bigint PRIMARY KEY REFERENCES deletecall.event,
  fields  bytea,
  answers bytea
);

-- Signed checkpoints of the tree, and all keys that ever signed one.
CREATE TABLE deletecall.checkpoint (
  size bigint PRIMARY KEY, -- in events
  note bytea  NOT NULL
);
CREATE TABLE deletecall.public_key (
  number bigint PRIMARY KEY, -- in the order in which they first signed
  key    text   NOT NULL
);

CREATE TABLE deletecall.meta (
  name  text  PRIMARY KEY,
  value bytea NOT NULL
);

-- The one row that a writer has locked. A sequence would leave gaps, and not every database
-- that speaks this protocol has advisory locks.
CREATE TABLE deletecall.head (
  one  boolean PRIMARY KEY DEFAULT true CHECK (one),
  size bigint  NOT NULL -- of the event log
);
INSERT INTO deletecall.head (size) VALUES (0);

-- Which processes are sending, until when by the server's own clock.
CREATE TABLE deletecall.lease (
  instance text        PRIMARY KEY, -- of a process
  until    timestamptz NOT NULL
);

-- What lists are filtered by, derived from the events; it can be rebuilt at any time.
-- Texts are compared by their bytes, as Go does.
CREATE TABLE deletecall.record (
  number     bigint PRIMARY KEY,
  outcome    text   COLLATE "C" NOT NULL,
  cause      text   COLLATE "C" NOT NULL, -- of the outcome
  settled    bigint NOT NULL,
  code       bigint,
  type       text   COLLATE "C" NOT NULL,
  status     text   COLLATE "C" NOT NULL,
  confirmed  bigint NOT NULL, -- microseconds of Unix time
  identifier text   COLLATE "C" NOT NULL, -- this and the next ones with letter case folded
  operator   text   COLLATE "C" NOT NULL, -- from here to the server: who confirmed
  login      text   COLLATE "C" NOT NULL,
  uid        text   COLLATE "C" NOT NULL,
  login_uid  text   COLLATE "C" NOT NULL,
  sudo_user  text   COLLATE "C" NOT NULL,
  host       text   COLLATE "C" NOT NULL,
  terminal   text   COLLATE "C" NOT NULL,
  ssh_client text   COLLATE "C" NOT NULL,
  ssh_key    text   COLLATE "C" NOT NULL,
  server     text   COLLATE "C" NOT NULL,
  reason     text   COLLATE "C" NOT NULL,
  message    text   COLLATE "C" NOT NULL,
  digits     text   COLLATE "C" NOT NULL, -- of the identifier, where they are grouped
  after      text   COLLATE "C" NOT NULL, -- what a look-up found after the deletion; empty where nobody looked
  call_id    text   COLLATE "C" NOT NULL, -- the call's internal ID, typed or shown, letter case folded
  parties    text   COLLATE "C" NOT NULL, -- numbers and names of the call that was shown, letter case folded
  operator_spelled text COLLATE "C" NOT NULL, -- where the letter case was folded, as it was written
  server_spelled   text COLLATE "C" NOT NULL,
  uuid       bytea,            -- of the intent, 16 bytes
  late       boolean NOT NULL, -- its outcome came after something else had been taken for it
  words      text   COLLATE "C" NOT NULL -- all that a word is looked for in, a line each
);
CREATE INDEX record_of_call   ON deletecall.record (call_id, number) WHERE call_id <> '';
CREATE INDEX record_open      ON deletecall.record (number) WHERE outcome = 'pending';
CREATE INDEX record_unsettled ON deletecall.record (number) WHERE outcome = 'unknown' AND settled = 0;
CREATE INDEX record_unknown   ON deletecall.record (identifier, settled, number DESC) WHERE outcome = 'unknown';
CREATE INDEX record_confirmed ON deletecall.record (confirmed) INCLUDE (outcome, settled); -- the counts of days read nothing else
CREATE INDEX record_by_operator   ON deletecall.record (operator,   number DESC);
CREATE INDEX record_by_outcome    ON deletecall.record (outcome,    number DESC);
CREATE INDEX record_by_identifier ON deletecall.record (identifier, number DESC);
CREATE INDEX record_by_server     ON deletecall.record (server,     number DESC);
CREATE INDEX record_by_uuid       ON deletecall.record (uuid);

-- The log only grows, also for a role that has more rights than a console.
CREATE FUNCTION deletecall.only_grows() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the history only grows' USING ERRCODE = 'insufficient_privilege'; END $$;
CREATE TRIGGER event_only_grows      BEFORE UPDATE OR DELETE ON deletecall.event      FOR EACH ROW EXECUTE FUNCTION deletecall.only_grows();
CREATE TRIGGER checkpoint_only_grows BEFORE UPDATE OR DELETE ON deletecall.checkpoint FOR EACH ROW EXECUTE FUNCTION deletecall.only_grows();
CREATE TRIGGER key_only_grows        BEFORE UPDATE OR DELETE ON deletecall.public_key FOR EACH ROW EXECUTE FUNCTION deletecall.only_grows();
CREATE TRIGGER private_stays         BEFORE DELETE           ON deletecall.private    FOR EACH ROW EXECUTE FUNCTION deletecall.only_grows();

-- An event is the next one, and its writer has the head.
CREATE FUNCTION deletecall.take_head() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE taken bigint;
BEGIN
  UPDATE deletecall.head SET size = NEW.seq WHERE size = NEW.seq - 1 RETURNING size INTO taken;
  IF taken IS NULL THEN
    RAISE EXCEPTION 'event % is not the next one', NEW.seq USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER event_is_the_next_one BEFORE INSERT ON deletecall.event FOR EACH ROW EXECUTE FUNCTION deletecall.take_head();

-- Takes the write lock: who has it writes alone until the transaction ends.
CREATE FUNCTION deletecall.lock_head() RETURNS bigint LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  'SELECT size FROM deletecall.head FOR UPDATE';

-- Removes private data. What it leaves is held against the digests in the event.
CREATE FUNCTION deletecall.strip(of bigint, left_fields bytea, left_answers bytea) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
  'UPDATE deletecall.private SET fields = left_fields, answers = left_answers WHERE seq = of';
