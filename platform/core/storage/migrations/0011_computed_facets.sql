-- What a module computes of a record from several records: facets, which stand among the others in search_entry.facets, and
-- tallies, which are counted for pages of figures and are neither listed nor searched.
alter table search_entry add column tallies text[] not null default '{}';

-- How many public records have each tally; kept in the same transaction, like facet_count.
create table tally_count (
  kind text not null,
  -- `filedBy:k7m29xq4abcd`
  tally text not null collate "C",
  records bigint not null check (records >= 0),
  primary key (kind, tally)
);

-- The day for which the computed facets were all made, and how often making them anew has changed any: a part of what tells
-- whether a page that was made is still true.
create table computed_facets (
  only_row boolean primary key default true check (only_row),
  basis text not null default '',
  refreshes bigint not null default 0
);
insert into computed_facets default values;
