/** The way of a spreadsheet: upload, sheet, columns, questions, preview, draft. Every page keeps what was chosen before the next. */
import { createHash } from 'node:crypto';
import type { Context as Request } from 'hono';
import type { Person } from '#core/access/person.ts';
import { deskOf, mayStart, mayWrite, requireThat } from '#core/access/policy.ts';
import { isId } from '#core/records/id.ts';
import { saveWithin, startWithin } from '#core/records/drafts.ts';
import { recordsOfKind } from '#core/records/read.ts';
import { bareText } from '#core/web/components/text.ts';
import { sentEntries } from '#core/web/components/form-request.ts';
import { actorOf } from '#core/web/components/form-saved.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { readUpload } from '#core/web/upload.ts';
import { NotFound, type View } from '#core/web/view.ts';
import type { Web } from '#core/web/web.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import { LIMITS, readSpreadsheet, SpreadsheetRefused, type Workbook } from '#formats/spreadsheet/index.ts';
import { observationSet } from '../kinds/observation-set.ts';
import { columnsIn, columnsView, type Choices } from './columns-page.ts';
import { guessColumns, guessPlan, guessSheet } from './guess.ts';
import { readContext } from './known.ts';
import { type Option, START, type Step, stepHref, STEPS } from './page-parts.ts';
import { columnsOf, gapsOf, type Plan, planSchema } from './plan.ts';
import { type Preview, previewOf } from './preview.ts';
import { previewView } from './preview-page.ts';
import { answersOf, questionsView } from './questions-page.ts';
import type { Context } from './rows.ts';
import { megabytes, startView } from './start-page.ts';
import { dropImport, type Import, keepImport, openImports, readImport, savePlan, sha256Of } from './store.ts';
import { tableView } from './table-page.ts';

export function importRoutes(web: Web): void {
  web.editorPage(`/${START}`, (context, person) => {
    requireThat(mayImport(person));
    return start(context, person);
  });
  web.uploadAction(`/${START}`, (context, person, request) => upload(web, context, person, request));
  web.editorPage(`/${START}/:import/:step`, async (context, person) => {
    requireThat(mayImport(person));
    const one = await importAt(context, person);
    return one ? stepAt(context, person, one) : gone(context, person);
  });
  web.editorAction(`/${START}/:import/:step`, async (context, person, request) => {
    requireThat(mayImport(person));
    const one = await importAt(context, person);
    return one ? act(web, context, person, request, one) : web.respond(request, await gone(context, person), 404);
  });
}

/** Whoever may begin a set of figures. */
export function mayImport(person: Person): boolean {
  return mayStart(person, observationSet);
}

async function start(context: PageContext, person: Person, faults: readonly string[] = [], notice?: string): Promise<View> {
  const set = context.url.searchParams.get('set') ?? '';
  const open = await openImports(context.platform.database, person.accountId, context.platform.now());
  return startView(context, { open, faults, ...(isId(set) && { set }), ...(notice !== undefined && { notice }) });
}

async function gone(context: PageContext, person: Person): Promise<View> {
  return { ...(await start(context, person, [], context.t('import.gone'))), status: 404 };
}

async function importAt({ platform, param }: PageContext, { accountId }: Person): Promise<Import | undefined> {
  const id = param('import');
  return isId(id) ? readImport(platform.database, accountId, id, platform.now()) : undefined;
}

async function upload(web: Web, context: PageContext, person: Person, request: Request): Promise<Response> {
  requireThat(mayImport(person));
  const { platform, t } = context;
  const refuse = async (fault: string, status: number): Promise<Response> => web.respond(request, await start(context, person, [fault]), status);
  const sent = await readUpload(request, LIMITS.bytes + 100_000);
  if (sent === 'too_large') return refuse(t('import.refused.too_large', { maximum: megabytes }), 413);
  if (sent === 'broken' || !sent.file) return refuse(t('import.refused.no_file'), 422);
  const { name, bytes } = sent.file;
  let workbook: Workbook;
  try {
    workbook = await readSpreadsheet(bytes, name);
  } catch (error) {
    if (!(error instanceof SpreadsheetRefused)) throw error;
    return refuse(t(`import.refused.${error.reason}`, error.details), error.reason === 'too_large' ? 413 : 422);
  }
  const guessed = (await planOfFormer(context, person, workbook)) ?? guessPlan(workbook, await readContext(context));
  const set = setNamedIn(workbook, guessed) ?? sent.fields.get('set') ?? '';
  const plan: Plan = { ...guessed, ...(isId(set) && { set }) };
  const id = await keepImport(platform.database, person.accountId, { fileName: name, sha256: sha256Of(bytes), workbook, plan }, platform.now());
  return request.redirect(stepHref(context, id, 'table'), 303);
}

/** Whoever corrects a sheet and uploads it again has said already what its columns are: same heads, same plan. */
async function planOfFormer({ platform }: PageContext, { accountId }: Person, { sheets }: Workbook): Promise<Plan | undefined> {
  for (const { id } of await openImports(platform.database, accountId, platform.now())) {
    const former = await readImport(platform.database, accountId, id, platform.now());
    if (former && gapsOf(former.plan).length === 0 && headsOf(sheets, former.plan) === headsOf(former.workbook.sheets, former.plan)) return former.plan;
  }
  return undefined;
}

/** The name of the sheet and the texts of its heads. */
function headsOf(sheets: Workbook['sheets'], { sheet, header }: Plan): string {
  return JSON.stringify([sheets[sheet]?.name, Object.entries(sheets[sheet]?.rows[header] ?? {}).map(([at, { text }]) => [at, text])]);
}

/** A file of ours says which set it is of, where it is of one. */
function setNamedIn({ sheets }: Workbook, plan: Plan): string | undefined {
  const [column] = columnsOf(plan, 'set');
  const sets = new Set(column === undefined ? [] : (sheets[plan.sheet]?.rows ?? []).slice(plan.header + 1).flatMap((row) => row[column]?.text.trim() ?? []));
  return sets.size === 1 ? [...sets][0] : undefined;
}

/** @throws NotFound where the address names no step. */
async function stepAt(page: PageContext, person: Person, one: Import): Promise<View> {
  const step = STEPS.find((name) => name === page.param('step'));
  if (step === undefined) throw new NotFound();
  if (step === 'table') return tableView(page, one);
  const context = await readContext(page);
  return step === 'columns' ? columnsView(page, one, await choicesFor(page, person, context)) : previewStep(page, person, one, context, step);
}

async function previewStep(page: PageContext, person: Person, one: Import, context: Context, step: 'questions' | 'preview', notice?: string): Promise<View> {
  const preview = await previewOf(page.platform.database, person, one, context);
  if (typeof preview === 'string') return columnsView(page, one, await choicesFor(page, person, context), preview === 'gaps' ? gapTexts(page, one.plan) : [page.t(`import.target.${preview}`)]);
  if (step === 'questions') return questionsView(page, one, preview.reading.questions, context);
  return previewView(page, one, { preview, context, digest: digestOf(preview), ...(notice !== undefined && { notice }) });
}

const gapTexts = ({ t }: PageContext, plan: Plan): string[] => gapsOf(plan).map((gap) => t(`import.gaps.${gap}`));

function digestOf({ document, target }: Preview): string {
  return createHash('sha256').update(JSON.stringify([target.id, target.seen, document])).digest('base64url');
}

async function choicesFor(page: PageContext, person: Person, context: Context): Promise<Choices> {
  const { database } = page.platform;
  const [sets, sources] = await Promise.all([recordsOfKind(database, observationSet.name), recordsOfKind(database, 'source')]);
  const titled = (records: typeof sets): Option[] => records.map(({ id, document }) => ({ value: id, label: bareText(page, document['title'] as Multilingual).toString() })).toSorted((a, b) => (a.label < b.label ? -1 : 1));
  return { context, sets: titled(sets.filter(({ document }) => mayWrite(person, observationSet, document))), sources: titled(sources) };
}

async function act(web: Web, page: PageContext, person: Person, request: Request, one: Import): Promise<Response> {
  const sent = new Map(await sentEntries(request));
  const { database } = page.platform;
  const step = page.param('step');
  const keep = async (plan: Plan): Promise<Import> => {
    await savePlan(database, person.accountId, one.id, plan);
    return { ...one, plan };
  };
  const on = (next: Step): Response => request.redirect(stepHref(page, one.id, next), 303);
  if (step === 'discard') {
    await dropImport(database, person.accountId, one.id);
    return request.redirect(href(page, START), 303);
  }
  const context = await readContext(page);
  switch (step) {
    case 'table': {
      const plan = planOfTable(one, sent, context);
      if (plan === undefined) return web.respond(request, tableView(page, one, [page.t('import.table.no_header')]), 422);
      await keep(plan);
      return on(plan.sheet === one.plan.sheet ? 'columns' : 'table');
    }
    case 'columns': {
      const plan = planSchema.safeParse(planOfColumns(one, sent));
      const faults = plan.success ? gapTexts(page, plan.data) : [page.t('import.gaps.invalid')];
      const kept = plan.success ? await keep(plan.data) : one;
      if (faults.length > 0) return web.respond(request, columnsView(page, kept, await choicesFor(page, person, context), faults), 422);
      return on((await hasOpenQuestions(page, person, kept, context)) ? 'questions' : 'preview');
    }
    case 'questions': {
      const { answers, faults } = answersOf(page, sent, context);
      const plan = planSchema.safeParse({ ...one.plan, answers: { ...one.plan.answers, ...answers } });
      const kept = plan.success ? await keep(plan.data) : one;
      const isOpen = await hasOpenQuestions(page, person, kept, context);
      if (faults.length === 0 && !isOpen) return on('preview');
      const preview = await previewOf(database, person, kept, context);
      if (typeof preview === 'string') return on('columns');
      const told = faults.length > 0 ? faults : [page.t('import.questions.left')];
      return web.respond(request, questionsView(page, kept, preview.reading.questions, context, told), 422);
    }
    case 'load':
      return load(web, page, person, request, one, context, sent.get('digest') ?? '');
    default:
      throw new NotFound();
  }
}

async function hasOpenQuestions(page: PageContext, person: Person, one: Import, context: Context): Promise<boolean> {
  const preview = await previewOf(page.platform.database, person, one, context);
  return typeof preview !== 'string' && preview.reading.questions.some(({ answer }) => answer === undefined);
}

/** Another sheet is guessed anew; another row of heads or form leads to other columns. */
function planOfTable({ workbook, plan }: Import, sent: ReadonlyMap<string, string>, context: Context): Plan | undefined {
  const sheet = Number(sent.get('sheet') ?? plan.sheet);
  if (workbook.sheets[sheet] === undefined) return undefined;
  const into = { ...(plan.set !== undefined && { set: plan.set }), rest: plan.rest };
  if (sheet !== plan.sheet) return { ...guessSheet(workbook, sheet, context), ...into };
  const header = Number(sent.get('header') ?? Number.NaN) - 1;
  if (!Number.isInteger(header) || header < 0 || header >= (workbook.sheets[sheet]?.rows.length ?? 0)) return undefined;
  const form = sent.get('form') === 'crossed' ? 'crossed' : 'tidy';
  if (header === plan.header && form === plan.form) return plan;
  return { ...guessColumns(workbook, { ...plan, header }, context), form };
}

function planOfColumns(one: Import, sent: ReadonlyMap<string, string>): unknown {
  const { plan } = one;
  const shown = columnsIn(one).map(({ at }) => String(at));
  const columns = { ...Object.fromEntries(Object.entries(plan.columns).filter(([at]) => !shown.includes(at))), ...Object.fromEntries(shown.flatMap((at) => (sent.get(`c-${at}`) ? [[at, sent.get(`c-${at}`)]] : []))) };
  const given = Object.fromEntries((['indicator', 'territory', 'time', 'set', 'title', 'source'] as const).flatMap((name) => (sent.get(name)?.trim() ? [[name, sent.get(name)?.trim()]] : [])));
  const { sheet, header, form, answers } = plan;
  return { sheet, header, form, answers, across: sent.get('across') ?? plan.across, columns, scale: sent.get('scale'), digits: sent.get('digits') ?? 'stored', rest: sent.get('rest') ?? 'keep', ...given };
}

/** One draft, whole or not at all, of exactly what the preview showed; the import goes with it. */
async function load(web: Web, page: PageContext, person: Person, request: Request, one: Import, context: Context, digest: string): Promise<Response> {
  const { database } = page.platform;
  const preview = await previewOf(database, person, one, context);
  if (typeof preview === 'string') return request.redirect(stepHref(page, one.id, 'columns'), 303);
  if (!preview.isReady || digestOf(preview) !== digest) {
    // Whoever pressed twice is told that the draft is there, not that there is nothing to change any more.
    if (!(await openImports(database, person.accountId, page.platform.now())).some(({ id }) => id === one.id)) return web.respond(request, await gone(page, person), 404);
    return web.respond(request, await previewStep(page, person, one, context, 'preview', page.t(preview.isReady ? 'import.preview.moved' : 'import.preview.not_ready')), preview.isReady ? 409 : 422);
  }
  const { target, document } = preview;
  const id = await database.transaction().execute(async (transaction) => {
    // Of two presses of the button one finds it: the other writes nothing.
    if (!(await dropImport(transaction, person.accountId, one.id))) return undefined;
    if (target.id === undefined) return startWithin(transaction, observationSet, document, actorOf(person, deskOf(person, observationSet, document)));
    await saveWithin(transaction, target.id, target.seen, document, actorOf(person, target.desk ?? undefined));
    return target.id;
  });
  return id === undefined ? web.respond(request, await gone(page, person), 404) : request.redirect(`${recordHref(page, observationSet, id)}/review`, 303);
}
