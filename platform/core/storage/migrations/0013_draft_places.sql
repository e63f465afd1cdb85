-- Where a person is in the form of a draft, and which sending of a browser wrote it: a browser on a bad line may never
-- have had the answer, and what it wrote itself is no change by somebody else.
create table draft_place (
  record_id text primary key references draft on delete cascade,
  -- The revision that the sending made.
  revision integer not null,
  step text not null,
  attempt text not null default ''
);
