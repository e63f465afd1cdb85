-- The way of a draft: written, sent, approved by a second person of the body, published by the office.

alter table draft
  -- What publication will do with it: a new version, or a withdrawal, whose reason is the note.
  add column act text not null default 'publication' check (act in ('publication', 'withdrawal')),
  add column stage text not null default 'writing' check (stage in ('writing', 'returned', 'submitted', 'approved')),
  add column stage_since timestamptz not null default now(),
  -- The public body at whose desk it is written; null is the strategy office.
  add column desk text,
  -- Everybody who wrote in it, by account: none of them may approve or publish it.
  add column writers text[] not null default '{}',
  add column approved_by text,
  -- What changed and why, for the reader.
  add column note jsonb;
update draft set writers = array[saved_by];
create index draft_by_desk on draft (desk, stage, stage_since);

-- What was done with drafts on their way. It says who by account, for the trail inside the house; the public trail is made
-- of act, side and time, and of texts that whoever wrote them let be public.
create table review_event (
  id bigint primary key generated always as identity,
  record_id text not null references record on delete cascade,
  -- The version that the way ended in; null until then.
  version integer,
  revision integer not null,
  act text not null check (act in ('submitted', 'taken_back', 'returned', 'approved', 'published')),
  side text not null check (side in ('body', 'office')),
  actor text not null,
  at timestamptz not null default now(),
  message text not null default '',
  -- Remarks on single fields: [{"field": "purpose", "text": "…"}]
  remarks jsonb not null default '[]',
  public boolean not null default false,
  -- Whether those whom it concerns were written to.
  told boolean not null default false
);
create index review_event_of_record on review_event (record_id, id);
create index review_event_to_tell on review_event (id) where not told;
create index review_event_by_time on review_event (act, at);

-- Whoever has such a link may read one draft as it would be public, without an account. Only the hash is kept.
create table preview_link (
  token_hash bytea primary key,
  record_id text not null references record on delete cascade,
  made_by text not null,
  expires_at timestamptz not null
);
