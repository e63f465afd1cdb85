/** Two bodies, the office and their drafts, for the matrix: everybody signed in as they are in people.ts. */
import assert from 'node:assert/strict';
import { createSignInLink } from '../../platform/core/access/sign-in-links.ts';
import type { Membership } from '../../platform/core/access/person.ts';
import { publisherOf } from '../../platform/core/platform.ts';
import type { Actor } from '../../platform/core/records/actor.ts';
import { readDraft, saveDraft, startDraft } from '../../platform/core/records/drafts.ts';
import { newId } from '../../platform/core/records/id.ts';
import { publishAll } from '../../platform/core/records/publish.ts';
import { newestVersion, type PublicRecord } from '../../platform/core/records/read.ts';
import { approveDraft, proposeWithdrawal, returnDraft, submitDraft } from '../../platform/core/records/review.ts';
import { makePreview } from '../../platform/core/web/pages/preview.ts';
import { declaration } from '../../platform/modules/register/kinds/declaration.ts';
import { fileReport } from '../../platform/modules/register/reports.ts';
import type { Scope } from '../support/database.ts';
import { TEST_NOW, TEST_ORIGIN, type TestPlatform, testPlatform } from '../support/platform.ts';
import { type Name, NAMES, people } from './people.ts';

const PERU = new URL('../../countries/peru/', import.meta.url).pathname;
/** In every text of a draft that only its desk and the office may read. */
export const SECRET = 'quipu reservado';
const MESSAGE = { text: `Falta algo: ${SECRET}`, public: false };
const texts = (es: string) => ({ es: { text: es, status: 'original' as const } });

export interface MatrixTown {
  readonly platform: TestPlatform;
  /** What the words in braces of the matrix stand for. */
  readonly words: Readonly<Record<string, string>>;
  readonly accounts: ReadonlyMap<Name, string>;
  /** The session cookie of somebody; undefined for whoever never had one. */
  readonly cookies: ReadonlyMap<Name, string>;
}

export async function openMatrixTown(scope: Scope): Promise<MatrixTown> {
  const platform = await testPlatform(scope, { pack: PERU });
  const { database } = platform;
  const filed = await database.selectFrom('link').innerJoin('record', 'record.id', 'link.from_id').select(['from_id', 'to_id']).where('record.kind', '=', 'deployment').where('field', '=', 'institution').execute();
  const A = filed[0]?.to_id ?? assert.fail('the pack has no deployment with a body');
  const { id: B } = await database.selectFrom('record').select('id').where('kind', '=', 'institution').where('id', 'not in', filed.map(({ to_id }) => to_id)).limit(1).executeTakeFirstOrThrow();
  const [strategy = '', otherStrategy = ''] = (await database.selectFrom('record').select('id').where('kind', '=', 'strategy').execute()).map(({ id }) => id);
  const { accounts, cookies } = await signEverybodyIn(platform, { A, B });
  return { platform, accounts, cookies, words: { ...(await recordsOf(platform, A, accounts)), A, B, strategy, 'other strategy': otherStrategy || strategy, unknown: newId(), secret: 'a'.repeat(43), asset: platform.web.assets.href('icon.svg').replace('/assets/', '') } };
}

async function signEverybodyIn(platform: TestPlatform, bodies: Readonly<Record<'A' | 'B', string>>): Promise<Pick<MatrixTown, 'accounts' | 'cookies'>> {
  const { database } = platform;
  const [accounts, cookies] = [new Map<Name, string>(), new Map<Name, string>()];
  for (const [index, name] of NAMES.entries()) {
    const { place, role, out } = people[name];
    if (out === 'never in') continue;
    const email = `persona${index}@example.org`;
    const membership = role === undefined || place === undefined ? undefined : ({ institution: place === 'office' ? undefined : bodies[place], role } as Membership);
    const token = await createSignInLink(database, email, platform.now(), { name, ...(membership && { membership }) });
    const answer = await platform.web.app.request(`${TEST_ORIGIN}/es/sign-in/${token}`, { method: 'POST', headers: { origin: TEST_ORIGIN } });
    assert.equal(answer.status, 303);
    cookies.set(name, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
    accounts.set(name, (await database.selectFrom('account').select('id').where('email', '=', email).executeTakeFirstOrThrow()).id);
  }
  for (const [name, account_id] of accounts) {
    const { weak, out } = people[name];
    const session = database.updateTable('session').where('account_id', '=', account_id);
    await session.set({ strong: weak !== true }).execute();
    if (out === 'expired') await session.set({ expires_at: new Date(TEST_NOW.getTime() - 1) }).execute();
    if (out === 'ended') await database.deleteFrom('session').where('account_id', '=', account_id).execute();
    if (out === 'disabled') await database.updateTable('account').set({ disabled_at: TEST_NOW }).where('id', '=', account_id).execute();
  }
  return { accounts, cookies };
}

/** A draft at each stage, and records that are public. Those who wrote and approved are nobody of the matrix. */
async function recordsOf(platform: TestPlatform, A: string, accounts: ReadonlyMap<Name, string>): Promise<Record<string, string>> {
  const { database } = platform;
  const publisher = publisherOf(platform);
  const ofBody = (accountId: string): Actor => ({ name: `person:${accountId}`, accountId, institution: A });
  const [author, approver] = [ofBody('writer of A'), ofBody('approver of A')];
  const office: Actor = { name: 'person:office', accountId: 'writer of the office' };
  const document = { institution: A, says: 'none', statement: texts(`No usamos: ${SECRET}`), date: '2026-08-20' };
  const publicDocument = { ...document, statement: texts('No usamos') };
  const publish = async (kind: string, content: object, id: string = newId(), basedOn = 0): Promise<string> => {
    await database.transaction().execute((transaction) => publishAll(transaction, publisher, [{ id, kind, document: { ...content }, basedOn }], { name: 'test' }));
    return id;
  };
  const draft = (by: Actor): Promise<string> => startDraft(database, declaration, document, by);

  const [writing, returned, submitted, approved, officeDraft] = [await draft(author), await draft(author), await draft(author), await draft(author), await draft(office)];
  for (const id of [returned, submitted, approved, officeDraft]) await submitDraft(database, publisher, id, 1, id === officeDraft ? office : author, { message: MESSAGE });
  await returnDraft(database, returned, 1, 'body', MESSAGE, approver);
  await approveDraft(database, approved, 1, approver);

  const [plain, withdrawal, twice, plainWithOfficeDraft] = [await publish('declaration', publicDocument), await publish('declaration', publicDocument), await publish('declaration', publicDocument), await publish('declaration', publicDocument)];
  await publish('declaration', { ...publicDocument, statement: texts('Todavía no usamos') }, twice, 1);
  await proposeWithdrawal(database, publisher, withdrawal, 1, texts(`Se retira: ${SECRET}`), author);
  await saveDraft(database, plainWithOfficeDraft, { revision: 0, version: 1 }, document, office);

  const deployments = await database.selectFrom('link').innerJoin('record', 'record.id', 'link.from_id').select('from_id').where('record.kind', '=', 'deployment').where('field', '=', 'institution').where('to_id', '=', A).execute();
  const reported = deployments[0]?.from_id ?? assert.fail();
  const former = (await newestVersion(database, reported))?.document ?? assert.fail();
  await saveDraft(database, reported, { revision: 0, version: 1 }, { ...former, claimedByBody: true }, author);
  const system = await publish('deployment', { ...former, status: 'planned', claimedByBody: true });
  const record = ((await newestVersion(database, system)) ?? assert.fail()) as PublicRecord;
  const { id: correction } = await database.transaction().execute((transaction) => fileReport(transaction, platform, { record, field: undefined, what: SECRET, language: 'es' }, '2026-11-21'));
  assert.equal((await readDraft(database, correction))?.desk, A);
  assert.ok(accounts.size > 0, 'body A has people: the report lies at its desk');

  const link = await makePreview(platform, 'es', writing, author);
  return { writing, returned, submitted, approved, 'office draft': officeDraft, plain, 'plain, twice': twice, withdrawal, 'plain, office draft': plainWithOfficeDraft, reported, system, correction, 'preview link': link.slice(link.lastIndexOf('/') + 1) };
}
