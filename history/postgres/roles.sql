-- Rights of consoles, and of auditors. The owner has the tables, and no console uses it.
REVOKE ALL ON SCHEMA deletecall FROM PUBLIC;
REVOKE ALL ON ALL TABLES IN SCHEMA deletecall FROM PUBLIC;
REVOKE ALL ON ALL FUNCTIONS IN SCHEMA deletecall FROM PUBLIC;
GRANT USAGE ON SCHEMA deletecall TO deletecall_writer, deletecall_reader;
GRANT SELECT ON ALL TABLES IN SCHEMA deletecall TO deletecall_writer, deletecall_reader;
GRANT INSERT ON deletecall.event, deletecall.private, deletecall.checkpoint, deletecall.public_key TO deletecall_writer;
GRANT INSERT, UPDATE, DELETE ON deletecall.record, deletecall.lease TO deletecall_writer;
GRANT EXECUTE ON FUNCTION deletecall.lock_head(), deletecall.strip(bigint, bytea, bytea) TO deletecall_writer;
