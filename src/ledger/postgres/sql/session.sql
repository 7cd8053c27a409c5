-- A process that is frozen or cut off in the middle of a transaction must not hold its rows for ever.
SET lock_timeout = '10s';
SET idle_in_transaction_session_timeout = '20s';
SET synchronous_commit = 'on';
