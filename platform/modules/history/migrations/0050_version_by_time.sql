-- "What changed between two days" reads versions by time: one index holds all that is counted.
create index version_by_time on version (published_at, sequence) include (record_id, number, kind, act);
