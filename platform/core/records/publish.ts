/**
 * Publication: the one act by which anything becomes public. Forms, imports and country packs all end here.
 *
 * Everything happens in the caller's transaction: versions, links, search, counters, outbox row. So a crash leaves all
 * of it or nothing.
 */
import { sql, type Transaction } from 'kysely';
import { referencesOf, splitByVisibility } from '../kinds/content.ts';
import { fault, InvalidDocument } from '../kinds/faults.ts';
import type { Change, Document, Kind, KindSet } from '../kinds/kind.ts';
import { validate } from '../kinds/validate.ts';
import type { Multilingual } from '../kinds/values.ts';
import { settleComputedFacets } from '../search/computed-facets.ts';
import { indexRecords, removeFromIndex } from '../search/index-records.ts';
import type { Database } from '../storage/database.ts';
import type { Tables } from '../storage/tables.ts';
import type { Actor } from './actor.ts';
import { noteVersions } from './audit.ts';
import { inChunks } from './chunks.ts';
import { EditConflict, RecordNotFound } from './errors.ts';
import { checkLinks } from './links.ts';
import { takePublicationLock } from './lock.ts';
import { recordsById } from './read.ts';

export { takePublicationLock };

/** What publication needs to know of the deployment. */
export interface Publisher {
  readonly kinds: KindSet;
  /** Languages of the deployment, the main one first: titles are sorted in it. */
  readonly languages: readonly string[];
}

export interface Submission {
  readonly id: string;
  readonly kind: string;
  readonly document: unknown;
  /** The version that the author had before them; 0 for a new record. */
  readonly basedOn: number;
  /** What changed and why, for the reader. */
  readonly note?: Multilingual;
}

export interface Published {
  readonly id: string;
  readonly number: number;
  readonly sequence: number;
}

/**
 * Publishes documents of a country pack, or of the system itself, as new versions. They may refer to one another.
 * @throws InvalidDocument where one is not valid under its kind, refers to what is not there, or is given twice.
 * @throws EditConflict where a record has moved on since `basedOn`.
 */
export async function publishAll(
  transaction: Transaction<Tables>,
  publisher: Publisher,
  submissions: readonly Submission[],
  actor: Actor,
  onProgress?: (published: number) => void,
): Promise<Published[]> {
  refusePersons(actor);
  return publishTogether(transaction, publisher, submissions, actor, onProgress);
}

/** A person publishes what others have seen (publish-draft.ts). */
function refusePersons({ accountId }: Actor): void {
  if (accountId !== undefined) throw new TypeError('A person publishes drafts that were reviewed.');
}

/** For those whose submissions were reviewed, or need no review: only publish-draft.ts and confirm.ts (a test sees to it). */
export async function publishTogether(
  transaction: Transaction<Tables>,
  publisher: Publisher,
  submissions: readonly Submission[],
  actor: Actor,
  onProgress?: (published: number) => void,
): Promise<Published[]> {
  assertEachOnce(submissions);
  await takePublicationLock(transaction);
  const published: Published[] = [];
  // All records first: the documents of one call may refer to one another in any order.
  for (const chunk of inChunks(submissions)) {
    const rows = chunk.map(({ id, kind }) => ({ id, kind }));
    await transaction.insertInto('record').values(rows).onConflict((conflict) => conflict.doNothing()).execute();
  }
  const changes: Change[] = [];
  for (const chunk of inChunks(submissions)) {
    const done = await publishChunk(transaction, publisher, chunk);
    published.push(...done.published);
    changes.push(...done.changes);
    onProgress?.(published.length);
  }
  await checkLinks(transaction, publisher.kinds, submissions.map(({ id }) => id));
  await project(transaction, publisher.kinds, changes);
  await passGates(transaction, publisher.kinds, changes);
  await settleComputedFacets(transaction, publisher.kinds, changes);
  await noteVersions(transaction, actor, 'publish', published);
  return published;
}

function assertEachOnce(submissions: readonly Submission[]): void {
  const seen = new Set<string>();
  for (const { id } of submissions) {
    if (seen.has(id)) throw new InvalidDocument([fault('', 'id_used_twice', { id })], id);
    seen.add(id);
  }
}

/** @throws InvalidDocument naming the first record that a gate refuses. */
async function passGates(transaction: Transaction<Tables>, kinds: KindSet, changes: readonly Change[]): Promise<void> {
  for (const [kind, of] of Map.groupBy(changes, (change) => change.kind)) {
    const faults = await kinds.gates[kind]?.(transaction, of);
    for (const { id } of of) {
      const found = faults?.get(id) ?? [];
      if (found.length > 0) throw new InvalidDocument(found, id);
    }
  }
}

/** Before the gates: they may ask the tables of a module what would hold. */
async function project(transaction: Transaction<Tables>, kinds: KindSet, changes: readonly Change[]): Promise<void> {
  for (const [kind, of] of Map.groupBy(changes, (change) => change.kind)) await kinds.projections[kind]?.(transaction, of);
}

interface PublishedChunk {
  readonly published: readonly Published[];
  readonly changes: readonly Change[];
}

async function publishChunk(transaction: Transaction<Tables>, publisher: Publisher, submissions: readonly Submission[]): Promise<PublishedChunk> {
  const former = await formerVersions(transaction, submissions);
  const ready = submissions.map((submission) => prepare(publisher.kinds.get(submission.kind), submission, former.get(submission.id)));
  const versions = await transaction
    .insertInto('version')
    .values(
      ready.map(({ submission, kind, number, parts }) => ({
        record_id: submission.id,
        number,
        kind: kind.name,
        schema_version: kind.schemaVersion,
        act: 'publication' as const,
        document: JSON.stringify(parts.public),
        note: submission.note ? JSON.stringify(submission.note) : null,
      })),
    )
    .returning(['record_id', 'number', 'sequence', 'published_at'])
    .execute();
  const restricted = ready.flatMap(({ submission, number, parts }) =>
    (['internal', 'personal'] as const).flatMap((visibility) =>
      Object.keys(parts[visibility]).length > 0 ? [{ record_id: submission.id, number, visibility, document: JSON.stringify(parts[visibility]) }] : [],
    ),
  );
  if (restricted.length > 0) await transaction.insertInto('restricted_part').values(restricted).execute();
  await replaceLinks(transaction, ready);
  await settle(transaction, versions, 'publication');
  const byId = new Map(versions.map((version) => [version.record_id, version]));
  await indexRecords(
    transaction,
    publisher.languages,
    ready.flatMap(({ submission, kind, parts }) => {
      const version = byId.get(submission.id);
      return version ? [{ id: submission.id, kind, document: parts.public, sequence: version.sequence, publishedAt: version.published_at }] : [];
    }),
  );
  return {
    published: versions.map((version) => ({ id: version.record_id, number: version.number, sequence: version.sequence })),
    changes: ready.map(({ submission, kind, former: before, parts }) => ({ id: submission.id, kind: kind.name, former: before, document: parts.public })),
  };
}

interface Former {
  readonly kind: string;
  /** Of the newest version, be it a withdrawal; 0 where there is none. */
  readonly number: number;
  /** As it was last published, be it before a withdrawal; null where it never was. */
  readonly document: Document | null;
  readonly withdrawn: boolean;
}

async function formerVersions(transaction: Transaction<Tables>, submissions: readonly Submission[]): Promise<Map<string, Former>> {
  const rows = await transaction
    .selectFrom('record')
    .leftJoinLateral(
      (query) =>
        query.selectFrom('version').select('document').whereRef('record_id', '=', 'record.id').where('act', '=', 'publication').orderBy('number', 'desc').limit(1).as('last'),
      (join) => join.onTrue(),
    )
    .select(['record.id', 'record.kind', 'record.version', 'record.withdrawn', 'last.document'])
    .where('record.id', 'in', submissions.map(({ id }) => id))
    .execute();
  return new Map(rows.map((row) => [row.id, { kind: row.kind, number: row.version ?? 0, document: row.document, withdrawn: row.withdrawn }]));
}

function prepare(kind: Kind, submission: Submission, former: Former | undefined) {
  if (!former) throw new RecordNotFound(submission.id);
  if (former.kind !== kind.name) throw new TypeError(`Record ${submission.id} is of kind ${former.kind}, not ${kind.name}.`);
  if (former.number !== submission.basedOn) throw new EditConflict(submission.id, submission.basedOn, former.number);
  const { document, faults } = validate(kind, submission.document);
  if (!document) throw new InvalidDocument(faults, submission.id);
  const transitionFaults = former.document ? kind.transition(former.document, document) : [];
  if (transitionFaults.length > 0) throw new InvalidDocument(transitionFaults, submission.id);
  return { submission, kind, number: former.number + 1, former: former.withdrawn ? null : former.document, parts: splitByVisibility(kind, document) };
}

async function replaceLinks(transaction: Transaction<Tables>, ready: readonly ReturnType<typeof prepare>[]): Promise<void> {
  await transaction.deleteFrom('link').where('from_id', 'in', ready.map(({ submission }) => submission.id)).execute();
  const links = ready.flatMap(({ submission, kind, parts }) =>
    referencesOf(kind, parts.public).map(({ path, field, to }) => ({ from_id: submission.id, path, field, to_id: to })),
  );
  for (const chunk of inChunks(links)) await transaction.insertInto('link').values(chunk).execute();
}

interface NewVersion {
  readonly record_id: string;
  readonly number: number;
  readonly sequence: number;
}

/** Makes new versions the newest of their records, and leaves word of them in the outbox. */
async function settle(transaction: Transaction<Tables>, versions: readonly NewVersion[], act: 'publication' | 'withdrawal'): Promise<void> {
  const numbers = JSON.stringify(versions.map(({ record_id, number }) => ({ id: record_id, number })));
  await sql`
    update record set version = new.number, withdrawn = ${act === 'withdrawal'}
    from jsonb_to_recordset(${numbers}::jsonb) as new (id text, number integer) where record.id = new.id`.execute(transaction);
  await transaction
    .insertInto('outbox')
    .values(versions.map(({ sequence, record_id, number }) => ({ sequence, record_id, number })))
    .execute();
}

/**
 * Withdraws a record: a version that says that it is no longer published, and why. Its page stays as a tombstone, its
 * earlier versions stay readable. For country packs and the system itself, as {@link publishAll}.
 * @param version the newest version, as the person saw it.
 * @throws EditConflict, RecordNotFound, InvalidDocument where a gate does not let it go.
 */
export async function withdraw(database: Database, publisher: Pick<Publisher, 'kinds'>, recordId: string, version: number, reason: Multilingual, actor: Actor): Promise<Published> {
  refusePersons(actor);
  return database.transaction().execute(async (transaction) => {
    await takePublicationLock(transaction);
    return withdrawReviewed(transaction, publisher, recordId, version, reason, actor);
  });
}

/** For publish-draft.ts, under its lock. */
export async function withdrawReviewed(transaction: Transaction<Tables>, { kinds }: Pick<Publisher, 'kinds'>, recordId: string, version: number, reason: Multilingual, actor: Actor): Promise<Published> {
  const record = await transaction.selectFrom('record').selectAll().where('id', '=', recordId).where('version', 'is not', null).executeTakeFirst();
  if (!record) throw new RecordNotFound(recordId);
  if (record.version !== version || record.withdrawn) throw new EditConflict(recordId, version, record.version ?? 0);
  const [former] = await recordsById(transaction, [recordId]);
  const row = await transaction
    .insertInto('version')
    .values({ record_id: recordId, number: version + 1, kind: record.kind, schema_version: 0, act: 'withdrawal', document: null, note: JSON.stringify(reason) })
    .returning(['record_id', 'number', 'sequence'])
    .executeTakeFirstOrThrow();
  await transaction.deleteFrom('link').where('from_id', '=', recordId).execute();
  await settle(transaction, [row], 'withdrawal');
  await removeFromIndex(transaction, recordId);
  const changes = [{ id: recordId, kind: record.kind, former: former?.document ?? null, document: null }];
  await project(transaction, kinds, changes);
  await passGates(transaction, kinds, changes);
  await settleComputedFacets(transaction, kinds, changes);
  const published = { id: recordId, number: row.number, sequence: row.sequence };
  await noteVersions(transaction, actor, 'withdraw', [published]);
  return published;
}
