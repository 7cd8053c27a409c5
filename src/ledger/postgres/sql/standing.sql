SELECT coalesce(current_setting('fsync', true), 'on') = 'off', coalesce(current_setting('synchronous_standby_names', true), '') = '',
    (SELECT count(*) FROM pg_stat_replication)
