/**
 * Editing a record: the form of its draft, a step at a time or as one page. Each save names what the person had before
 * them, so that of two editors neither undoes the other unseen; whatever cannot be saved is shown again as it was typed.
 */
import type { Person } from '../../access/person.ts';
import { mayStart, mayWrite, ownBodies, requireThat } from '../../access/policy.ts';
import { fromFormEntries, toFormEntries } from '../../kinds/form.ts';
import { partOf, WHOLE } from '../../kinds/form-steps.ts';
import { addItem, type FormEntry } from '../../kinds/form-tree.ts';
import type { Kind } from '../../kinds/kind.ts';
import { labelKey } from '../../kinds/labels.ts';
import { placeInDraft } from '../../records/draft-places.ts';
import { eventsOfDraft } from '../../records/review.ts';
import { numberAt } from '../components/form-context.ts';
import { type FormPage, formView } from '../components/form-page.ts';
import { openReturn } from '../components/review-remarks.ts';
import type { PageContext } from '../context.ts';
import type { View } from '../view.ts';
import type { Web } from '../web.ts';
import { continueRoute } from './desk-continue.ts';
import { act, faultsOfDraft } from './edit-act.ts';
import { baseOf, isUnderReview, workOn } from './edit-work.ts';
import { idAt, kindAt } from './record-address.ts';

export function editRoutes(web: Web): void {
  web.editorPage('/desk/new/:path', newView);
  web.draftAction('/desk/new/:path', (context, person, request) => act(web, context, person, request, undefined));
  continueRoute(web);
  web.editorPage('/:path/:id/edit', editView);
  web.draftAction('/:path/:id/edit', (context, person, request) => act(web, context, person, request, idAt(context)));
}

/** An empty form. What the address gives is filled in: `?action=dp38mzxnwa4z` begins a claim about that action. */
function newView(context: PageContext, person: Person): Promise<View> {
  const kind = kindAt(context);
  requireThat(mayStart(person, kind));
  // Whoever writes for one body need not say which.
  const [own, ...more] = ownBodies(person);
  const owner: FormEntry[] = own !== undefined && more.length === 0 && kind.fields['institution'] !== undefined ? [['institution', own]] : [];
  const given = [...owner, ...context.url.searchParams].filter(([name]) => name !== 'step');
  const document = fromFormEntries(kind, given);
  const part = partOf(kind, partFor(kind, given, context.url.searchParams.get('step')));
  return formView(context, { kind, id: undefined, part, seen: { revision: 0, version: 0 }, base: '', document, entries: given, state: 'saved' });
}

/** A form that begins with something begins with all of its fields: a step would leave behind what it does not show. */
function partFor({ fields, steps }: Kind, given: readonly FormEntry[], asked: string | null): string | undefined {
  const isBeyond = given.map(([name]) => name.split('.')[0] ?? '').some((name) => Object.hasOwn(fields, name) && steps[0]?.fields.includes(name) === false);
  return asked ?? (isBeyond ? WHOLE : undefined);
}

async function editView(context: PageContext, person: Person): Promise<View> {
  const kind = kindAt(context);
  const id = idAt(context);
  const work = await workOn(context, person, kind, id);
  const { searchParams } = context.url;
  const part = partOf(kind, searchParams.get('step') ?? (await placeInDraft(context.platform.database, id))?.step);
  const returned = work.draft?.stage === 'returned' ? openReturn(await eventsOfDraft(context.platform.database, id)) : undefined;
  const page: FormPage = { kind, id, part, seen: work.seen, base: baseOf(work.document, part), document: work.document, entries: toFormEntries(kind, work.document), state: 'saved', ...(returned && { returned }) };
  if (isUnderReview(work)) return formView(context, { ...page, readOnly: true, notice: context.t('review.notices.under_review') });
  if (!mayWrite(person, kind, work.document, work.draft)) return formView(context, { ...page, readOnly: true });
  const added = searchParams.get('add');
  if (added !== null) {
    const { entries, item } = addItem(page.entries, added.slice(0, 300));
    return formView(context, { ...page, entries, focus: item });
  }
  const notice = noticeOf(context, kind, work.withdrawn);
  if (!searchParams.has('check')) return formView(context, { ...page, ...(notice !== undefined && { notice }) });
  const faults = (await faultsOfDraft(context, kind, id, work.document)).filter(({ path }) => part.whole || part.fields.includes(path.split('.')[0] ?? ''));
  return formView(context, { ...page, faults, ...(faults.length === 0 && { notice: context.t('form.notices.step_complete') }) });
}

/** What the page says of what was done before it. */
function noticeOf({ t, url }: PageContext, kind: Kind, withdrawn: boolean): string | undefined {
  const saved = url.searchParams.get('saved');
  const copied = url.searchParams.get('copied');
  if (copied !== null) {
    const fields = copied.split(',').filter((name) => Object.hasOwn(kind.fields, name));
    return fields.length === 0 ? t('form.notices.copied_nothing') : t('form.notices.copied', { fields: fields.map((name) => `${numberAt(kind, name)} ${t(labelKey(kind.name, name))}`).join(', ') });
  }
  if (saved !== null) return t(saved === 'merged' ? 'form.notices.merged' : 'desk.notices.saved');
  return withdrawn ? t('desk.notices.withdrawn') : undefined;
}
