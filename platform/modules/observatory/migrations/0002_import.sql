-- Spreadsheets that somebody is importing, between upload and draft: one person's, for a day at most, never public.
create table observation_import (
  id text primary key,
  -- In the order of upload.
  number bigint not null unique generated always as identity,
  account_id text not null references account on delete cascade,
  file_name text not null,
  -- Of the file as it was uploaded; the file itself is not kept.
  sha256 text not null,
  -- What was read from it, as JSON, packed by brotli: texts of strangers, which jsonb would not take as they are.
  workbook bytea not null,
  -- What the person has chosen so far: see modules/observatory/import/plan.ts.
  plan jsonb not null,
  created_at timestamptz not null
);
create index observation_import_account on observation_import (account_id, number);
create index observation_import_age on observation_import (created_at);
