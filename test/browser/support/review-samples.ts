/** A body with its people, and drafts of it at every stop on the way to publication. */
import { accountFor } from '../../../platform/core/access/accounts.ts';
import { addMembership } from '../../../platform/core/access/memberships.ts';
import type { Membership } from '../../../platform/core/access/person.ts';
import { hashOf, newToken } from '../../../platform/core/access/tokens.ts';
import type { Document } from '../../../platform/core/kinds/kind.ts';
import { type Platform, publisherOf } from '../../../platform/core/platform.ts';
import type { Actor } from '../../../platform/core/records/actor.ts';
import { startDraft } from '../../../platform/core/records/drafts.ts';
import { newId } from '../../../platform/core/records/id.ts';
import { publishAll } from '../../../platform/core/records/publish.ts';
import { newestVersion } from '../../../platform/core/records/read.ts';
import { approveDraft, proposeWithdrawal, returnDraft, submitDraft } from '../../../platform/core/records/review.ts';
import { deployment } from '../../../platform/modules/register/kinds/deployment.ts';
import { fileReport } from '../../../platform/modules/register/reports.ts';

export type SampleOfficer = 'author' | 'approver' | 'manager' | 'reviewer';

/** Ids of systems by where their drafts stand, and what else the pages of the review need. */
export interface ReviewSamples {
  readonly institution: string;
  readonly returned: string;
  readonly submitted: string;
  readonly approved: string;
  readonly withdrawal: string;
  /** Public and of the body, with no draft open. */
  readonly published: string;
  /** Told of by others, of the same body. */
  readonly unclaimed: string;
  /** A report that waits for its answer. */
  readonly report: string;
  /** The token of a link to a preview. */
  readonly preview: string;
}

export interface Grounds {
  readonly institution: string;
  readonly product: string;
  /** A system of the pack. */
  readonly unclaimed: string;
}

const OFFICERS: Readonly<Record<SampleOfficer, string>> = { author: 'Ana Autora Huamán-Ccopa de la Municipalidad', approver: 'Beto Segundo', manager: 'Carla Encargada', reviewer: 'Rosa Revisora' };
export const isSampleOfficer = (name: string): name is SampleOfficer => Object.hasOwn(OFFICERS, name);
const PACK: Actor = { name: 'pack:samples' };
const texts = (text: string) => ({ es: { text, status: 'original' } });
const unsaid = { absent: 'not_stated' } as const;
const none = { absent: 'not_applicable' } as const;

function system(title: string, { institution, product }: Grounds): Document {
  return {
    title: texts(title), plainSummary: texts('Una cámara cuenta los autos de una avenida. Con esas cuentas se ajustan los semáforos.'), institution, product, sector: 'transport', status: 'in_use', startedOn: '2026-03', territories: unsaid, claimedByBody: true,
    uses: ['none'], decisionRole: 'informs', affectedGroups: none, peopleAffected: unsaid, personalData: 'none',
    accountableOwner: texts('Juan Quispe'), purpose: texts('Que los autos esperen menos'), legalBasis: unsaid, contact: unsaid, impactAssessment: none, humanOversight: none, notice: none, objection: none,
  };
}

export async function publishReviewSamples(platform: Platform, grounds: Grounds): Promise<ReviewSamples> {
  const { database } = platform;
  const { institution } = grounds;
  const [author, approver] = await Promise.all([officer(platform, 'author', { institution, role: 'author' }), officer(platform, 'approver', { institution, role: 'approver' }), officer(platform, 'reviewer', { institution: undefined, role: 'reviewer' })]);
  await officer(platform, 'manager', { institution, role: 'administrator' });
  const publisher = publisherOf(platform);
  const write = (title: string): Promise<string> => startDraft(database, deployment, system(title, grounds), author);
  const send = (id: string): Promise<void> => submitDraft(database, publisher, id, 1, author, { note: texts('Es la primera vez que lo contamos') as NonNullable<NonNullable<Parameters<typeof submitDraft>[5]>['note']> });
  await write('Un borrador apenas empezado');
  const [returned, submitted, approved] = [await write('Semáforos que se ajustan solos según los autos que esperan en cada esquina de la avenida'), await write('Respuestas automáticas de mesa de partes'), await write('Conteo de autos')];
  for (const id of [returned, submitted, approved]) await send(id);
  await returnDraft(database, returned, 1, 'body', { text: 'Casi está. Falta un detalle.', remarks: [{ field: 'accountableOwner', text: 'Ponga el cargo, no el nombre de la persona.' }, { field: 'purpose', text: 'Diga para quién.' }], public: false }, approver);
  await approveDraft(database, approved, 1, approver);
  const [published, gone] = await publishOwn(platform, grounds);
  await proposeWithdrawal(database, publisher, gone, 1, texts('Se apagó en junio') as Parameters<typeof proposeWithdrawal>[4], author);
  const unclaimed = await tellOf(platform, grounds);
  return { institution, returned, submitted, approved, withdrawal: gone, published, unclaimed, report: await reportOn(platform, published), preview: await previewOf(platform, submitted, author) };
}

async function officer({ database }: Platform, who: SampleOfficer, membership: Membership): Promise<Actor> {
  const account = await accountFor(database, { name: OFFICERS[who], email: emailOf(who) });
  await addMembership(database, account.id, membership, undefined);
  return { name: `person:${account.name}`, accountId: account.id, ...(membership.institution !== undefined && { institution: membership.institution }) };
}

export const emailOf = (who: SampleOfficer): string => `${who}@example.org`;

/** Two systems of the body, of which one will be proposed for withdrawal. */
async function publishOwn(platform: Platform, grounds: Grounds): Promise<[string, string]> {
  const [published, gone] = [newId(), newId()];
  const submissions = [[published, 'Cámaras que leen placas'], [gone, 'Un programa que ya no se usa']].map(([id = '', title = '']) => ({ id, kind: deployment.name, document: system(title, grounds), basedOn: 0 }));
  await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), submissions, PACK));
  return [published, gone];
}

/** A system of the body that others tell of. */
async function tellOf(platform: Platform, grounds: Grounds): Promise<string> {
  const told = await newestVersion(platform.database, grounds.unclaimed);
  const id = newId();
  const document = { ...told?.document, institution: grounds.institution, claimedByBody: false };
  await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), [{ id, kind: deployment.name, document, basedOn: 0 }], PACK));
  return id;
}

async function reportOn(platform: Platform, id: string): Promise<string> {
  const version = await newestVersion(platform.database, id);
  if (!version?.document) throw new Error('The sample is not public.');
  const record = { ...version, document: version.document };
  const filed = await platform.database.transaction().execute((transaction) => fileReport(transaction, platform, { record, field: 'startedOn', what: 'Funciona desde febrero, no desde marzo', language: 'es' }, '2026-11-20'));
  return filed.id;
}

async function previewOf({ database, now }: Platform, id: string, { accountId = '' }: Actor): Promise<string> {
  const token = newToken();
  await database.insertInto('preview_link').values({ token_hash: hashOf(token), record_id: id, made_by: accountId, expires_at: new Date(now().getTime() + 3_600_000) }).execute();
  return token;
}
