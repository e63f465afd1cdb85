-- Accounts: who may sign in, for whom they act, and how they prove it. Of every token only the hash is kept
-- (ASVS 5.0: 7.2, 6.5). E-mail addresses are kept folded (core/access/accounts.ts), so that one address is one account.

create table account (
  id text primary key,
  name text not null,
  email text not null unique,
  -- Argon2id in PHC form; null where the person has no password.
  password_hash text,
  disabled_at timestamptz,
  created_at timestamptz not null default now()
);

create table membership (
  account_id text not null references account on delete cascade,
  -- A record of the kind "institution", which the core does not know; null is the strategy office.
  institution text,
  role text not null,
  granted_by text references account,
  granted_at timestamptz not null default now(),
  unique nulls not distinct (account_id, institution, role)
);
create index membership_institution on membership (institution);

create table passkey (
  id text primary key,
  account_id text not null references account on delete cascade,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null default '{}',
  name text not null,
  created_at timestamptz not null,
  used_at timestamptz
);
create index passkey_account on passkey (account_id);

create table totp (
  account_id text primary key references account on delete cascade,
  secret bytea not null,
  -- The newest step whose code was taken: neither it nor an older one is taken again (RFC 6238 section 5.2).
  last_step bigint not null,
  created_at timestamptz not null
);

-- One salt for the codes of an account, so that a try costs one hash and not ten.
create table backup_code (
  account_id text not null references account on delete cascade,
  salt bytea not null,
  code_hash bytea not null,
  used_at timestamptz,
  primary key (account_id, code_hash)
);

create table oidc_identity (
  issuer text not null,
  subject text not null,
  account_id text not null references account on delete cascade,
  created_at timestamptz not null,
  primary key (issuer, subject)
);
create index oidc_identity_account on oidc_identity (account_id);

create table invitation (
  id text primary key,
  token_hash bytea not null unique,
  email text not null,
  institution text,
  role text not null,
  invited_by text not null references account,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  revoked_at timestamptz
);
create index invitation_institution on invitation (institution);

create table recovery (
  token_hash bytea primary key,
  account_id text not null references account on delete cascade,
  expires_at timestamptz not null,
  used_at timestamptz
);

-- Open sessions and links live for hours; they named people in words and end here.
delete from session;
alter table session
  drop column person,
  add column account_id text not null references account on delete cascade,
  add column method text not null,
  -- Two factors, or a passkey with user verification.
  add column strong boolean not null,
  add column authenticated_at timestamptz not null,
  add column agent text not null,
  add column network text not null;
create index session_account on session (account_id);

delete from sign_in_link;
alter table sign_in_link
  drop column person,
  add column account_id text not null references account on delete cascade;

-- A sign-in that has begun and is not done: a challenge, a state of OIDC, a password that waits for its second factor.
create table sign_in_step (
  token_hash bytea primary key,
  purpose text not null,
  account_id text references account on delete cascade,
  details jsonb not null,
  tries integer not null default 0,
  expires_at timestamptz not null
);

-- A browser in which somebody has signed in: it has an allowance of its own for each account (OWASP, device cookies).
create table device (
  token_hash bytea not null,
  account_id text not null references account on delete cascade,
  seen_at timestamptz not null,
  primary key (token_hash, account_id)
);

-- Tries, for limits. The account is the hash of what was typed: it need not exist.
create table attempt (
  id bigint generated always as identity primary key,
  at timestamptz not null,
  path text not null,
  account bytea,
  network text not null,
  device bytea
);
create index attempt_at on attempt (at);
create index attempt_account on attempt (path, account, at);
create index attempt_network on attempt (path, network, at);
