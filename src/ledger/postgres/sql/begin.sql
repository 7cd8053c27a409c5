-- Of this transaction alone: a pooler may give the next one another session. A process that is frozen or cut off in the
-- middle must not hold its rows for ever.
BEGIN;
SET LOCAL lock_timeout = {lock};
SET LOCAL idle_in_transaction_session_timeout = '20s';
SET LOCAL synchronous_commit = 'on';
