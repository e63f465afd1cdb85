-- Mail that waits to go out, and who follows which record. Of every token only the hash is kept.

-- Written in the transaction of what the mail is about, so that it goes out if and only if that is so.
create table mail_outbox (
  id bigint primary key generated always as identity,
  recipient text not null,
  subject text not null,
  -- Null once nobody tries any more: a mail may hold a secret.
  body text,
  headers jsonb not null default '{}',
  created_at timestamptz not null default now(),
  tries integer not null default 0,
  next_try_at timestamptz not null default now(),
  -- A dead letter.
  dead_at timestamptz,
  -- A code, never what a server wrote.
  reason text,
  check ((dead_at is null) = (body is not null))
);
create index mail_outbox_due on mail_outbox (next_try_at) where dead_at is null;

-- Until somebody opens the link that was sent to the address. Nothing is kept of those who do not.
create table subscription_request (
  token_hash bytea primary key,
  email text not null,
  language text not null,
  record_id text not null references record,
  expires_at timestamptz not null
);
create index subscription_request_expiry on subscription_request (expires_at);

create table subscriber (
  id text primary key,
  -- Folded (core/access/accounts.ts).
  email text not null unique,
  language text not null,
  created_at timestamptz not null default now()
);

create table subscription (
  subscriber_id text not null references subscriber on delete cascade,
  record_id text not null references record,
  -- The newest publication when it began: only what came later is told.
  since bigint not null,
  primary key (subscriber_id, record_id)
);
create index subscription_record on subscription (record_id);

-- The links in mails by which a subscriber sees and ends what they follow.
create table subscription_link (
  token_hash bytea primary key,
  subscriber_id text not null references subscriber on delete cascade,
  expires_at timestamptz not null
);
create index subscription_link_subscriber on subscription_link (subscriber_id);

-- How far subscribers have been told. Whoever tells locks the row.
create table digest_progress (
  only_row boolean primary key default true check (only_row),
  sequence bigint not null
);
insert into digest_progress (sequence) select coalesce(max(sequence), 0) from version;
