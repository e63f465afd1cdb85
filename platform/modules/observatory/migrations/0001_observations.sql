-- Figures with their vintages: derived from the versions of sets of observations, in the transaction of their publication.
create table observation (
  id bigint primary key generated always as identity,
  set_id text not null references record,
  -- Indicator, territory, time and breakdowns: what tells one figure of a set from another.
  key text not null,
  indicator text not null,
  territory text not null,
  -- Null where the source gives none.
  time text,
  source text not null,
  -- The row as it was published.
  content jsonb not null,
  -- The publication that brought the figure, and the one that took it away or put another in its place.
  from_sequence bigint not null references version (sequence),
  valid_from timestamptz not null,
  to_sequence bigint references version (sequence),
  valid_to timestamptz,
  check ((to_sequence is null) = (valid_to is null)),
  check (to_sequence > from_sequence)
);
create unique index observation_current on observation (set_id, key) where to_sequence is null;
create index observation_by_indicator on observation (indicator, from_sequence);
create index observation_by_set on observation (set_id, from_sequence);
create index observation_by_change on observation (greatest(from_sequence, to_sequence));

-- A figure that was public stays: only its end is ever written, and once.
create function refuse_rewriting_observation() returns trigger language plpgsql as $$
begin
  if old.to_sequence is null and new.to_sequence is not null
    and (to_jsonb(old) - 'to_sequence' - 'valid_to') = (to_jsonb(new) - 'to_sequence' - 'valid_to') then
    return new;
  end if;
  raise exception 'figures are never changed' using errcode = 'restrict_violation';
end $$;
create trigger observation_is_only_closed before update on observation for each row execute function refuse_rewriting_observation();
create trigger observation_stays before delete or truncate on observation for each statement execute function refuse_change();
