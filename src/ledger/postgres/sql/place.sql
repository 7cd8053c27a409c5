SELECT (SELECT system_identifier FROM pg_control_system())::TEXT, 'einv'::regnamespace::oid::BIGINT,
    left(pg_walfile_name(pg_current_wal_lsn()), 8), coalesce(current_setting('synchronous_standby_names', true), '') <> ''
