/** The tables of the core as Kysely sees them. The SQL beside it (migrations/) is what holds. */
import type { ColumnType, Generated, GeneratedAlways, JSONColumnType } from 'kysely';
import type { Document } from '../kinds/kind.ts';
import type { Multilingual } from '../kinds/values.ts';

/** jsonb that is written as text and read as a value. */
type Json<T> = JSONColumnType<T & object, string, string>;
type NullableJson<T> = ColumnType<T | null, string | null, string | null>;
/** bigint comes as text from pg unless told otherwise; ours stay below 2^53 and are read as numbers (database.ts). */
type Timestamp = ColumnType<Date, Date | undefined, never>;

export type Act = 'publication' | 'withdrawal';

export interface Tables {
  record: {
    id: string;
    kind: string;
    version: ColumnType<number | null, undefined, number>;
    withdrawn: Generated<boolean>;
    created_at: Timestamp;
  };
  draft: {
    record_id: string;
    document: Json<Document>;
    revision: number;
    based_on: Generated<number>;
    saved_at: ColumnType<Date, Date, Date>;
    saved_by: string;
  };
  version: {
    record_id: string;
    number: number;
    kind: string;
    schema_version: number;
    act: Act;
    document: NullableJson<Document>;
    note: NullableJson<Multilingual>;
    published_at: Timestamp;
    sequence: GeneratedAlways<number>;
  };
  restricted_part: { record_id: string; number: number; visibility: 'internal' | 'personal'; document: Json<Document> };
  link: { from_id: string; path: string; field: string; to_id: string };
  outbox: { sequence: number; record_id: string; number: number };
  audit: {
    id: GeneratedAlways<number>;
    at: Timestamp;
    actor: string;
    act: string;
    record_id: string | null;
    details: Json<Record<string, unknown>>;
  };
  deployment: { only_row: Generated<boolean>; configuration: Json<object>; digest: string; loaded_at: ColumnType<Date, Date | undefined, Date> };
  pack_record: { record_id: string; digest: string; number: number };
  sign_in_link: { token_hash: Buffer; person: string; expires_at: Date; used_at: ColumnType<Date | null, undefined, Date> };
  session: { id: string; token_hash: Buffer; person: string; created_at: Timestamp; seen_at: ColumnType<Date, Date | undefined, Date>; expires_at: Date };
  search_entry: {
    record_id: string;
    kind: string;
    title: Json<Record<string, string>>;
    code: string | null;
    sort_key: string;
    facets: string[];
    words: string;
    published_at: Date;
    sequence: number;
  };
  facet_count: { kind: string; facet: string; records: number };
  search_word: { word: string };
  search_acronym: { record_id: string; acronym: string; name: string };
}
