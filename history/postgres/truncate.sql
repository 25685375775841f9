-- CockroachDB has no triggers of statements; there only the rights keep a role from TRUNCATE.
CREATE TRIGGER event_stays      BEFORE TRUNCATE ON deletecall.event      FOR EACH STATEMENT EXECUTE FUNCTION deletecall.only_grows();
CREATE TRIGGER private_stays_whole BEFORE TRUNCATE ON deletecall.private FOR EACH STATEMENT EXECUTE FUNCTION deletecall.only_grows();
CREATE TRIGGER checkpoint_stays BEFORE TRUNCATE ON deletecall.checkpoint FOR EACH STATEMENT EXECUTE FUNCTION deletecall.only_grows();
CREATE TRIGGER key_stays        BEFORE TRUNCATE ON deletecall.public_key FOR EACH STATEMENT EXECUTE FUNCTION deletecall.only_grows();
