-- "What changed between two days" reads versions by time: one index holds all that is counted.
create index version_by_time on version (published_at, sequence) include (record_id, number, kind, act);
-- Versions after a withdrawal add their record again. Withdrawals are few, and are looked up from their side.
create index version_withdrawn on version (record_id, number) where act = 'withdrawal';
