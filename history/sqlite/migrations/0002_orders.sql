-- The orders in which the records are listed, beside that of their numbers:
-- among the records that are alike the newest comes first.
CREATE INDEX record_by_operator   ON record (operator,   number DESC);
CREATE INDEX record_by_outcome    ON record (outcome,    number DESC);
CREATE INDEX record_by_identifier ON record (identifier, number DESC);
CREATE INDEX record_by_server     ON record (server,     number DESC);
