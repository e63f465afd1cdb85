-- The public history: an append-only log of publications, withdrawals, erasures and keys (C2SP tlog-tiles).

-- What the log says of itself waits here until the appender takes it, as publications wait in the outbox: it is written in
-- the transaction of what it tells of.
create table ledger_notice (
  id bigint primary key generated always as identity,
  type text not null check (type in ('redaction', 'key')),
  -- All of the entry but its time: never a value that was erased.
  details jsonb not null,
  at timestamptz not null default now()
);

create table ledger_entry (
  -- Its place in the tree.
  index bigint primary key check (index >= 0),
  -- Of the version that it tells of. Null for what the log says of itself, and for what is known from a mirror alone since a
  -- restored backup lacked it.
  sequence bigint unique references version (sequence),
  -- Of the notice that it tells of.
  notice_id bigint unique references ledger_notice,
  record_id text,
  version integer,
  type text not null check (type in ('publication', 'withdrawal', 'redaction', 'key')),
  -- Canonical JSON, the very bytes that the tree holds.
  entry bytea not null,
  leaf_hash bytea not null check (length(leaf_hash) = 32),
  appended_at timestamptz not null default now(),
  check ((record_id is null) = (type = 'key'))
);
create index ledger_entry_of_record on ledger_entry (record_id, version, index);
create trigger ledger_entry_is_immutable before update or delete or truncate on ledger_entry
  for each statement execute function refuse_change();

-- Tiles and entry bundles by their path below the prefix of the log: full ones, and of the partial ones the widest, from
-- which every narrower one is read as its beginning.
create table ledger_file (
  path text primary key collate "C",
  bytes bytea not null
);

create table ledger_checkpoint (
  size bigint primary key check (size > 0),
  root bytea not null check (length(root) = 32),
  -- As the log signed it.
  note text not null,
  signed_at timestamptz not null default now(),
  -- The same note with the cosignatures of witnesses so far.
  cosigned text,
  -- When the quorum of the policy was reached.
  witnessed_at timestamptz
);
create index ledger_checkpoint_witnessed on ledger_checkpoint (size) where witnessed_at is not null;

-- What opens the commitments of an entry: deleted with the value when a person's data is erased, which leaves the digest
-- in the entry without meaning.
create table ledger_disclosure (
  record_id text not null references record,
  version integer not null,
  field text not null,
  -- RFC 9901: base64url of [salt, path, value].
  disclosure text not null,
  primary key (record_id, version, field)
);

-- Erasures as the log tells of them.
create table ledger_redaction (
  index bigint primary key references ledger_entry,
  record_id text not null,
  article text not null,
  at timestamptz not null,
  -- How many values were deleted.
  count integer not null check (count >= 0)
);

-- What the writer of the log said last of itself, for every server that serves it.
create table ledger_state (
  only_row boolean primary key default true check (only_row),
  origin text not null,
  -- Verifier keys, one on a line, the newest first.
  keys text not null,
  -- C2SP tlog-policy, with the lines of this log.
  policy text not null,
  -- Why nothing is signed any more, as a code and for people; null while all is well.
  halted text,
  halted_because text,
  changed_at timestamptz not null default now()
);
