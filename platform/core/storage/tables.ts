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
export type ReviewAct = 'submitted' | 'taken_back' | 'returned' | 'approved' | 'published';

export interface Tables {
  record: {
    id: string;
    kind: string;
    version: ColumnType<number | null, undefined, number>;
    withdrawn: Generated<boolean>;
    /** The last revision that a draft of the record had. */
    draft_revision: Generated<number>;
    created_at: Timestamp;
  };
  draft: {
    record_id: string;
    document: Json<Document>;
    revision: number;
    based_on: Generated<number>;
    saved_at: ColumnType<Date, Date, Date>;
    saved_by: string;
    act: Generated<Act>;
    stage: Generated<'writing' | 'returned' | 'submitted' | 'approved'>;
    stage_since: ColumnType<Date, Date | undefined, Date>;
    desk: ColumnType<string | null, string | null | undefined, string | null>;
    writers: Generated<string[]>;
    approved_by: ColumnType<string | null, string | null | undefined, string | null>;
    note: ColumnType<Multilingual | null, string | null | undefined, string | null>;
  };
  review_event: {
    id: GeneratedAlways<number>;
    record_id: string;
    version: ColumnType<number | null, undefined, number>;
    revision: number;
    act: ReviewAct;
    side: 'body' | 'office';
    actor: string;
    at: Timestamp;
    message: Generated<string>;
    remarks: Json<{ readonly field: string; readonly text: string }[]>;
    public: Generated<boolean>;
    told: Generated<boolean>;
  };
  preview_link: { token_hash: Buffer; record_id: string; made_by: string; expires_at: Date };
  draft_place: { record_id: string; revision: number; step: string; attempt: string };
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
  account: { id: string; name: string; email: string; password_hash: string | null; disabled_at: ColumnType<Date | null, Date | undefined, Date | null>; created_at: Timestamp };
  membership: { account_id: string; institution: string | null; role: string; granted_by: string | null; granted_at: Timestamp };
  passkey: { id: string; account_id: string; public_key: Buffer; counter: number; transports: string[]; name: string; created_at: Date; used_at: ColumnType<Date | null, Date | undefined, Date> };
  totp: { account_id: string; secret: Buffer; last_step: number; created_at: Date };
  backup_code: { account_id: string; salt: Buffer; code_hash: Buffer; used_at: ColumnType<Date | null, undefined, Date> };
  oidc_identity: { issuer: string; subject: string; account_id: string; created_at: Date };
  invitation: {
    id: string;
    token_hash: Buffer;
    email: string;
    institution: string | null;
    role: string;
    invited_by: string;
    created_at: Date;
    expires_at: Date;
    used_at: ColumnType<Date | null, undefined, Date>;
    revoked_at: ColumnType<Date | null, undefined, Date>;
  };
  recovery: { token_hash: Buffer; account_id: string; expires_at: Date; used_at: ColumnType<Date | null, undefined, Date> };
  sign_in_link: { token_hash: Buffer; account_id: string; expires_at: Date; used_at: ColumnType<Date | null, undefined, Date> };
  session: {
    id: string;
    token_hash: Buffer;
    account_id: string;
    method: string;
    strong: boolean;
    authenticated_at: Date;
    agent: string;
    network: string;
    created_at: Timestamp;
    seen_at: ColumnType<Date, Date | undefined, Date>;
    expires_at: Date;
  };
  sign_in_step: { token_hash: Buffer; purpose: string; account_id: string | null; details: Json<Record<string, unknown>>; tries: Generated<number>; expires_at: Date };
  device: { token_hash: Buffer; account_id: string; seen_at: Date };
  mail_outbox: {
    id: GeneratedAlways<number>;
    recipient: string;
    subject: string;
    body: string | null;
    headers: Json<Record<string, string>>;
    created_at: Timestamp;
    tries: Generated<number>;
    next_try_at: ColumnType<Date, Date | undefined, Date>;
    dead_at: ColumnType<Date | null, undefined, Date>;
    reason: ColumnType<string | null, undefined, string>;
  };
  subscription_request: { token_hash: Buffer; email: string; language: string; record_id: string; expires_at: Date };
  subscriber: { id: string; email: string; language: string; created_at: Timestamp };
  subscription: { subscriber_id: string; record_id: string; since: number };
  subscription_link: { token_hash: Buffer; subscriber_id: string; expires_at: Date };
  digest_progress: { only_row: Generated<boolean>; sequence: number };
  attempt: { id: GeneratedAlways<number>; at: Date; path: string; account: Buffer | null; network: string; device: Buffer | null };
  search_entry: {
    record_id: string;
    kind: string;
    title: Json<Record<string, string>>;
    code: string | null;
    sort_key: string;
    facets: string[];
    tallies: Generated<string[]>;
    words: string;
    published_at: Date;
    sequence: number;
  };
  facet_count: { kind: string; facet: string; records: number };
  tally_count: { kind: string; tally: string; records: number };
  computed_facets: { only_row: Generated<boolean>; basis: string; refreshes: number };
  search_word: { word: string };
  search_acronym: { record_id: string; acronym: string; name: string };
  ledger_notice: { id: GeneratedAlways<number>; type: 'redaction' | 'key'; details: Json<Readonly<Record<string, unknown>>>; at: Timestamp };
  ledger_entry: {
    index: number;
    sequence: number | null;
    notice_id: number | null;
    record_id: string | null;
    version: number | null;
    type: Act | 'redaction' | 'key';
    entry: Buffer;
    leaf_hash: Buffer;
    appended_at: Timestamp;
  };
  ledger_file: { path: string; bytes: Buffer };
  ledger_checkpoint: {
    size: number;
    root: Buffer;
    note: string;
    signed_at: Timestamp;
    cosigned: ColumnType<string | null, undefined, string>;
    witnessed_at: ColumnType<Date | null, undefined, Date>;
  };
  ledger_disclosure: { record_id: string; version: number; field: string; disclosure: string };
  ledger_redaction: { index: number; record_id: string; article: string; at: Date; count: number };
  ledger_state: { only_row: Generated<boolean>; origin: string; keys: string; policy: string; halted: string | null; halted_because: string | null; changed_at: ColumnType<Date, Date | undefined, Date> };
}
