-- A target is found by its identifier, whose letter case is folded: whoever writes it
-- in another way means the same conversation. The hash of a target kept them apart.
DROP INDEX record_of_target;
DROP INDEX record_unknown;
ALTER TABLE record DROP COLUMN target;
CREATE INDEX record_unknown ON record (identifier, settled, number DESC) WHERE outcome = 'unknown';
