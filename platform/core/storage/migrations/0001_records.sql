-- Records, drafts, versions, links, and the outbox of publications.

create table record (
  id text primary key check (id ~ '^[a-z][0-9a-z]{11}$'),
  kind text not null,
  -- The newest version; null until the first publication.
  version integer,
  withdrawn boolean not null default false,
  created_at timestamptz not null default now()
);
create index record_by_kind on record (kind, id) where version is not null and not withdrawn;

-- The working copy. It may be incomplete and wrong: nothing that a person typed is lost.
create table draft (
  record_id text primary key references record,
  document jsonb not null,
  -- Raised by every save; a save names the revision it was made from (optimistic locking).
  revision integer not null check (revision > 0),
  -- The version that the draft started from; 0 for a new record.
  based_on integer not null default 0,
  saved_at timestamptz not null default now(),
  saved_by text not null
);

create table version (
  record_id text not null references record,
  number integer not null check (number > 0),
  kind text not null,
  schema_version integer not null,
  act text not null check (act in ('publication', 'withdrawal')),
  -- The public document; a withdrawal has none.
  document jsonb check ((document is null) = (act = 'withdrawal')),
  -- Why: the reason of a withdrawal, the note of a new version.
  note jsonb,
  published_at timestamptz not null default now(),
  -- The order of publication, without gaps that matter and equal to the order of commit (see publication_lock).
  sequence bigint not null generated always as identity,
  primary key (record_id, number)
);
create unique index version_by_sequence on version (sequence);
create index version_by_kind on version (kind, sequence);

-- What of a version is not public. Kept apart so that no public query can reach it, and so that a person's data can be
-- erased without touching the version.
create table restricted_part (
  record_id text not null,
  number integer not null,
  visibility text not null check (visibility in ('internal', 'personal')),
  document jsonb not null,
  primary key (record_id, number, visibility),
  foreign key (record_id, number) references version
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'rows of % are never changed or deleted', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger version_is_immutable before update or delete or truncate on version
  for each statement execute function refuse_change();

-- Links of the newest version of each record that is not withdrawn, readable from both ends.
create table link (
  from_id text not null references record,
  -- Where in the document, with positions: milestones.0.responsible
  path text not null,
  -- The same without positions: milestones.responsible
  field text not null,
  to_id text not null references record deferrable initially deferred,
  primary key (from_id, path)
);
create index link_by_target on link (to_id, field, from_id);

-- One row for each publication, for what must happen later: the history log takes its entries from here.
create table outbox (
  sequence bigint primary key references version (sequence),
  record_id text not null,
  number integer not null,
  foreign key (record_id, number) references version
);

-- Who did what. Kept apart from the public history, and never changed.
create table audit (
  id bigint primary key generated always as identity,
  at timestamptz not null default now(),
  actor text not null,
  act text not null,
  record_id text,
  details jsonb not null default '{}'
);
create index audit_by_record on audit (record_id, id);
create trigger audit_is_immutable before update or delete or truncate on audit
  for each statement execute function refuse_change();

-- The country pack that this database holds.
create table deployment (
  only_row boolean primary key default true check (only_row),
  configuration jsonb not null,
  -- Of all files of the pack, so that an unchanged pack is recognised at once.
  digest text not null,
  loaded_at timestamptz not null default now()
);

-- What the pack last published of each record, to tell a change of the pack from a change by a person.
create table pack_record (
  record_id text primary key references record,
  digest text not null,
  number integer not null
);
