-- People who are signed in. Of every token only the hash is kept (ASVS 5: 7.2).

create table sign_in_link (
  token_hash bytea primary key,
  person text not null,
  expires_at timestamptz not null,
  used_at timestamptz
);

create table session (
  id text primary key,
  token_hash bytea not null unique,
  person text not null,
  created_at timestamptz not null default now(),
  seen_at timestamptz not null default now(),
  expires_at timestamptz not null
);
