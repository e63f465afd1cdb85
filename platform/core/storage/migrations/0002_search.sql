-- Search. One row for each record that is public now.

create extension if not exists unaccent;
create extension if not exists pg_trgm;
create extension if not exists fuzzystrmatch;

-- Accents are folded before stemming, so that "politica" finds "políticas".
do $$
declare
  stemmer record;
begin
  for stemmer in
    select * from (values ('es', 'spanish'), ('en', 'english'), ('pt', 'portuguese'), ('fr', 'french')) as known (code, name)
  loop
    execute format('create text search configuration yupana_%s (copy = pg_catalog.%s)', stemmer.code, stemmer.name);
    execute format('alter text search configuration yupana_%s alter mapping for word, hword, hword_part with unaccent, %s_stem', stemmer.code, stemmer.name);
  end loop;
end $$;
-- For codes, acronyms and every language without a stemmer, Quechua among them.
create text search configuration yupana_plain (copy = pg_catalog.simple);
alter text search configuration yupana_plain alter mapping for word, hword, hword_part with unaccent, simple;

create aggregate yupana_join(tsvector) (sfunc = tsvector_concat, stype = tsvector, initcond = '');

create table search_entry (
  record_id text primary key references record,
  kind text not null,
  -- By language; `und` for a title in no language.
  title jsonb not null,
  code text,
  -- Natural order of code and title, for COLLATE "C".
  sort_key text not null collate "C",
  facets text[] not null,
  words tsvector not null,
  published_at timestamptz not null,
  sequence bigint not null
);
create index search_by_words on search_entry using gin (words);
create index search_by_facets on search_entry using gin (facets);
create index search_by_name on search_entry (kind, sort_key, record_id);
-- The list of all kinds.
create index search_by_name_alone on search_entry (sort_key, record_id);
create index search_by_date on search_entry (kind, sequence desc);
create index search_by_sequence on search_entry (sequence desc);

-- How many public records have each facet value; kept in the transaction of the publication, so always exact.
create table facet_count (
  kind text not null,
  -- `axis:k7m29xq4abcd`; the empty text counts the kind itself.
  facet text not null,
  records bigint not null check (records >= 0),
  primary key (kind, facet)
);
-- The most frequent values of each field of a kind.
create index facet_count_by_field on facet_count (kind, split_part(facet, ':', 1), records desc, facet);

-- Every word of every public text, folded: what a misspelled word is corrected against.
create table search_word (
  word text primary key collate "C"
);
create index search_word_by_trigram on search_word using gin (word gin_trgm_ops);

-- "SGTD" is found by its full name, and the full name by "SGTD".
create table search_acronym (
  record_id text not null references record,
  acronym text not null collate "C",
  name text not null,
  primary key (record_id, acronym, name)
);
create index search_acronym_by_acronym on search_acronym (acronym);
-- By hash, because a name may be longer than a row of any other index.
create index search_acronym_by_name on search_acronym using hash (name);

-- One word or phrase of a query, understood in every language of the deployment. A word that any of them passes over as
-- too common (a stop word) asks for nothing, because a text in that language does not hold it.
create function yupana_term(term text, configurations regconfig[]) returns tsquery
language plpgsql stable parallel safe as $$
declare
  configuration regconfig;
  query tsquery;
  result tsquery := ''::tsquery;
begin
  foreach configuration in array configurations loop
    query := phraseto_tsquery(configuration, term);
    if numnode(query) = 0 then return ''::tsquery; end if;
    result := result || query;
  end loop;
  return result;
end $$;
