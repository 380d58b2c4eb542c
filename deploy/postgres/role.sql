-- The role of the API: it reads and writes the tables of the application, adds to the audit table and
-- cannot change it, and owns nothing. Run by the owner of the tables after the migrations, each time:
--
--   API_DATABASE_PASSWORD=… psql -v ON_ERROR_STOP=1 -f role.sql "$OWNER_DATABASE_URL"

\getenv password API_DATABASE_PASSWORD
SELECT 'CREATE ROLE api LOGIN' WHERE to_regrole('api') IS NULL \gexec
ALTER ROLE api LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE PASSWORD :'password';

REVOKE CREATE ON SCHEMA public FROM PUBLIC;
GRANT USAGE ON SCHEMA public TO api;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO api;
REVOKE INSERT, UPDATE, DELETE ON schema_migrations FROM api;
-- Another application may have no such table.
SELECT 'REVOKE UPDATE, DELETE ON account_events FROM api'
WHERE to_regclass('account_events') IS NOT NULL \gexec
