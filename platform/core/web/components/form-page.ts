/** The page of an edit form: what happened, one step of the form or all of it, the ways on. Complete without JavaScript. */
import { leaves, titleOf } from '../../kinds/content.ts';
import type { Fault } from '../../kinds/faults.ts';
import { type FormPart, pick } from '../../kinds/form-steps.ts';
import { type FormEntry, type FormNode, treeOf } from '../../kinds/form-tree.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import type { Seen } from '../../records/drafts.ts';
import { recordsById } from '../../records/read.ts';
import type { ReviewEvent } from '../../records/review.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { type Crumb, page } from '../layout.ts';
import type { View } from '../view.ts';
import { faultsByPlace, type FormContext, spotOf } from './form-context.ts';
import { difference, type Review } from './form-difference.ts';
import { findDue, Progress } from './form-due.ts';
import { errorSummary } from './form-errors.ts';
import { findExamples } from './form-examples.ts';
import { fieldsBelow } from './form-field.ts';
import { lookUpReferences, pickerLists } from './form-references.ts';
import { buttons, besideForm, FORM_ID, stepTitle } from './form-steps.ts';
import { easeMessages } from './reading-ease.ts';
import { askedFor } from './review-remarks.ts';
import { kindName, mentionTitle } from './text.ts';

/** What a form page shows. */
export interface FormPage {
  readonly kind: Kind;
  /** Undefined for a record that does not exist yet. */
  readonly id: string | undefined;
  readonly part: FormPart;
  readonly seen: Seen;
  /** Of the fields of the part, as the draft has them: see `digestOf`. */
  readonly base: string;
  /** The whole document as it would be saved. */
  readonly document: Document;
  /** What the fields of the part hold. */
  readonly entries: readonly FormEntry[];
  /** Named at the top and at their places. */
  readonly faults?: readonly Fault[];
  /** What somebody else saved in the meantime. */
  readonly review?: Review;
  readonly notice?: string;
  /** With what the draft came back from review. */
  readonly returned?: ReviewEvent;
  readonly focus?: string;
  /** `saved` where the form holds nothing that the server does not. */
  readonly state: 'saved' | 'unsaved';
  readonly readOnly?: true;
}

export async function formView(context: PageContext, form: FormPage): Promise<View> {
  const { kind, id, part, entries, document, faults = [] } = form;
  const { t } = context;
  const root = treeOf(entries);
  const [references, due, examples, folded] = await Promise.all([
    lookUpReferences(context, pick(kind.fields, part.fields), root),
    findDue(context, kind, document, id),
    form.readOnly ? new Map<string, never[]>() : findExamples(context, kind, part.fields, id),
    foldedFields(context, kind, document),
  ]);
  const progress = new Progress(kind, document, due);
  const marked = form.state === 'saved' && faults.length === 0 ? progress.wrong(part.fields) : faults;
  const parts: FormContext = { page: context, kind, faults: faultsByPlace(context, kind, marked), references, focus: form.focus, due, examples, readOnly: form.readOnly === true };
  const title = id === undefined ? t('desk.form.new', { kind: kindName(context, kind, 'one') }) : `${t('desk.form.edit')}: ${mentionTitle(context, { title: titleOf(kind, document) })}`;
  const steps = html`${part.steps.map((step) => html`${kind.steps.length > 1 && stepTitle(context, kind, step)}${stepFields(parts, step.fields, root, folded)}`)}`;
  return {
    html: () =>
      page(context, {
        title: faults.length > 0 ? t('desk.errors.page_title', { title }) : title,
        crumbs: deskCrumbs(context),
        noIndex: true,
        ...(!form.readOnly && { scripts: ['edit-form.js'] }),
        body: html`<p class="kind">${kindName(context, kind, 'one')}</p><h1>${title}</h1>
${errorSummary(context, kind, faults, part.fields)}${form.notice !== undefined && html`<p class="notice" role="status">${form.notice}</p>`}
${form.returned && askedFor(context, kind, form.returned, part.fields)}
${form.readOnly && form.notice === undefined ? html`<p class="notice">${t('form.read_only')}</p>` : nothing}${form.readOnly && id !== undefined && form.seen.revision > 0 ? html`<p><a class="button" href="${recordHref(context, kind, id)}/review">${t('review.open')}</a></p>` : nothing}
<div class="columns wide form-columns">${form.readOnly ? html`<div class="form"><fieldset class="plain" disabled>${steps}</fieldset></div>` : editable(parts, form, steps)}
<div>${besideForm(context, form, progress)}</div></div>
${id === undefined || form.readOnly ? nothing : otherActs(context, kind, id, form.seen)}`,
      }),
  };
}

function editable(parts: FormContext, form: FormPage, steps: Html): Html {
  const { page: context, kind } = parts;
  const { t } = context;
  const { part, document } = form;
  return html`<edit-form data-state="${form.state}" data-messages="${browserMessages(context)}">${restoreOffer(context)}
<form class="form" id="${FORM_ID}" method="post" action="${formAction(context, form)}" novalidate autocomplete="off">
<input type="hidden" name="_revision" value="${form.seen.revision}"><input type="hidden" name="_version" value="${form.seen.version}"><input type="hidden" name="_step" value="${part.key}"><input type="hidden" name="_base" value="${form.base}"><input type="hidden" name="_attempt">
${defaultButton(context)}
${form.review && difference(context, kind, form.review)}
${kind.steps.length === 1 && html`<p class="buttons"><button class="button" name="_do" value="save">${t('desk.form.save')}</button> <button class="button secondary" name="_do" value="check">${t('desk.form.check')}</button></p>`}
${steps}
${pickerLists(parts)}${part.fields.includes('evidence') && evidencePlaces(context, kind, document)}
${buttons(context, kind, part)}
</form><p class="help" data-saved></p><p class="error" role="status" data-problem></p></edit-form>`;
}

/** The fields of a step; those of the short route behind a fold, unless they hold something or are at fault. */
function stepFields(form: FormContext, names: readonly string[], root: FormNode, folded: ReadonlySet<string>): Html {
  const top = { path: '', field: '', node: root };
  const isOpen = (name: string): boolean => root.below.has(name) || [...form.faults.keys()].some((path) => path === name || path.startsWith(`${name}.`));
  const away = names.filter((name) => folded.has(name) && !isOpen(name));
  const fields = (some: readonly string[]): Html => fieldsBelow(form, pick(form.kind.fields, some), top);
  return html`${fields(names.filter((name) => !away.includes(name)))}${away.length > 0 && html`<details class="more"><summary>${form.page.t('form.more', { count: away.length })}</summary>${fields(away)}</details>`}`;
}

/** The questions that another record answers for: see `ShortRoute`. */
async function foldedFields({ platform }: PageContext, { shortRoute }: Kind, document: Document): Promise<ReadonlySet<string>> {
  const target = shortRoute && document[shortRoute.where];
  if (!shortRoute || typeof target !== 'string') return new Set();
  const [record] = await recordsById(platform.database, [target]);
  return new Set(record?.document[shortRoute.says] === true ? shortRoute.fold : []);
}

export function deskCrumbs(context: PageContext): Crumb[] {
  return [{ label: context.t('desk.title'), href: href(context, 'desk') }];
}

/** Where a form is sent. */
export function formAction(context: PageContext, { kind, id }: Pick<FormPage, 'kind' | 'id'>): string {
  return id === undefined ? href(context, `desk/new/${kind.path}`) : `${recordHref(context, kind, id)}/edit`;
}

/** What the browser module says, which has no catalogue of its own. */
function browserMessages(context: PageContext): string {
  const { t } = context;
  return JSON.stringify({
    saved: t('form.auto.saved', { time: '{time}' }),
    ...Object.fromEntries(['failed', 'expired', 'conflict', 'pending'].map((name) => [name, t(`form.auto.${name}`)])),
    ease: easeMessages(context),
  });
}

/** The first button is the one that the enter key presses: it must not be one that takes something out or over. */
function defaultButton({ t }: PageContext): Html {
  return html`<button class="hidden" name="_do" value="save" tabindex="-1" aria-hidden="true">${t('desk.form.save')}</button>`;
}

/** For the browser module, which finds what was typed before and not sent. Hidden from everybody else. */
function restoreOffer({ t }: PageContext): Html {
  return html`<div class="notice" data-restore hidden role="status"><p>${t('desk.restore.text')}</p><p class="buttons"><button type="button" class="button" data-restore-yes>${t('desk.restore.yes')}</button> <button type="button" class="button secondary" data-restore-no>${t('desk.restore.no')}</button></p></div>`;
}

/** The values that evidence can stand behind, by path and by name. */
function evidencePlaces(context: PageContext, kind: Kind, document: Document): Html {
  const { evidence: _, ...fields } = document;
  const paths = [...leaves(kind, fields)].map(({ path }) => path);
  return html`<datalist id="evidence-places">${paths.map((path) => html`<option value="${path}">${spotOf(context, kind, path).label}</option>`)}</datalist>`;
}

/** What else can be done with the record. What takes something away asks once more. */
function otherActs(context: PageContext, kind: Kind, id: string, { revision, version }: Seen): Html {
  const { t } = context;
  const base = recordHref(context, kind, id);
  return html`<section class="other-acts"><h2>${t('desk.other.title')}</h2>
${version > 0 && html`<p><a href="${base}">${t('desk.other.view')}</a></p><p><a href="${base}/withdraw">${t('desk.other.withdraw')}</a></p>`}
${revision > 0 && html`<details><summary>${t('desk.other.discard')}</summary><p>${t(version > 0 ? 'desk.other.discard_changes' : 'desk.other.discard_record')}</p><form method="post" action="${base}/discard"><input type="hidden" name="_revision" value="${revision}"><button class="button secondary">${t('desk.other.discard_button')}</button></form></details>`}</section>`;
}
