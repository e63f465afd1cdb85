/** The page of an edit form: what happened, the form, the ways on. Complete without JavaScript. */
import { leaves, titleOf } from '../../kinds/content.ts';
import type { Fault } from '../../kinds/faults.ts';
import { fromFormEntries } from '../../kinds/form.ts';
import { type FormEntry, treeOf } from '../../kinds/form-tree.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { languageName } from '../../i18n/format.ts';
import type { Seen } from '../../records/drafts.ts';
import { href, type PageContext, recordHref } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { type Crumb, page } from '../layout.ts';
import type { View } from '../view.ts';
import { errorOf, faultsByPlace, type FormContext, idOf, NOTE, spotOf } from './form-context.ts';
import { difference, type Review } from './form-difference.ts';
import { errorSummary } from './form-errors.ts';
import { fieldsBelow } from './form-field.ts';
import { textArea } from './form-controls.ts';
import { lookUpReferences, pickerLists } from './form-references.ts';
import { kindName, mentionTitle } from './text.ts';

/** What a form page shows. */
export interface FormPage {
  readonly kind: Kind;
  /** Undefined for a record that does not exist yet. */
  readonly id: string | undefined;
  readonly seen: Seen;
  readonly entries: readonly FormEntry[];
  readonly note?: string;
  readonly faults?: readonly Fault[];
  /** What somebody else saved in the meantime. */
  readonly review?: Review;
  readonly notice?: 'saved' | 'no_faults' | 'gone' | 'withdrawn';
  readonly focus?: string;
  /** `saved` where the form holds nothing that the server does not. */
  readonly state: 'saved' | 'unsaved';
}

export async function formView(context: PageContext, form: FormPage): Promise<View> {
  const { kind, entries, faults = [] } = form;
  const { t } = context;
  const root = treeOf(entries);
  const document = fromFormEntries(kind, entries);
  const parts: FormContext = { page: context, kind, faults: faultsByPlace(context, kind, faults), references: await lookUpReferences(context, kind, root), focus: form.focus };
  const title = form.id === undefined ? t('desk.form.new', { kind: kindName(context, kind, 'one') }) : `${t('desk.form.edit')}: ${mentionTitle(context, { title: titleOf(kind, document) })}`;
  return {
    html: () =>
      page(context, {
        title: faults.length > 0 ? t('desk.errors.page_title', { title }) : title,
        crumbs: deskCrumbs(context),
        noIndex: true,
        scripts: ['edit-form.js'],
        body: html`<p class="kind">${kindName(context, kind, 'one')}</p><h1>${title}</h1>
${errorSummary(context, kind, faults)}${form.notice && html`<p class="notice" role="status">${t(`desk.notices.${form.notice}`)}</p>`}
<edit-form data-state="${form.state}">${restoreOffer(context)}
<form class="form" method="post" action="${formAction(context, form)}" novalidate autocomplete="off">
<input type="hidden" name="_revision" value="${form.seen.revision}"><input type="hidden" name="_version" value="${form.seen.version}">
${defaultButton(context)}
${form.review && difference(context, kind, form.review)}
<p class="buttons"><button class="button" name="_do" value="save">${t('desk.form.save')}</button> <button class="button secondary" name="_do" value="check">${t('desk.form.check')}</button></p>
${fieldsBelow(parts, kind.fields, { path: '', field: '', node: root })}
${pickerLists(parts)}${evidencePlaces(context, kind, document)}
${publishing(parts, form.note ?? '')}
</form></edit-form>
${form.id === undefined ? nothing : otherActs(context, kind, form.id, form.seen)}`,
      }),
  };
}

export function deskCrumbs(context: PageContext): Crumb[] {
  return [{ label: context.t('desk.title'), href: href(context, 'desk') }];
}

function formAction(context: PageContext, { kind, id }: FormPage): string {
  return id === undefined ? href(context, `desk/new/${kind.path}`) : `${recordHref(context, kind, id)}/edit`;
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

function publishing(form: FormContext, note: string): Html {
  const { t, platform } = form.page;
  const language = platform.configuration.languages[0] ?? 'es';
  return html`<fieldset class="publish"><legend>${t('desk.publish.title')}</legend>
<div class="field"><label for="${idOf(NOTE)}">${t('desk.publish.note', { language: languageName(t, language) })}</label><p class="help" id="${idOf(NOTE)}-help">${t('desk.publish.note_help')}</p>
${errorOf(form, NOTE)}${textArea(form, NOTE, note, [`${idOf(NOTE)}-help`], html` lang="${language}"`)}</div>
<p class="help">${t('desk.publish.help')}</p>
<p class="buttons"><button class="button" name="_do" value="save">${t('desk.form.save')}</button> <button class="button secondary" name="_do" value="check">${t('desk.form.check')}</button> <button class="button publish" name="_do" value="publish">${t('desk.publish.button')}</button></p></fieldset>`;
}

/** What else can be done with the record. What takes something away asks once more. */
function otherActs(context: PageContext, kind: Kind, id: string, { revision, version }: Seen): Html {
  const { t } = context;
  const base = recordHref(context, kind, id);
  return html`<section class="other-acts"><h2>${t('desk.other.title')}</h2>
${version > 0 && html`<p><a href="${base}">${t('desk.other.view')}</a></p><p><a href="${base}/withdraw">${t('desk.other.withdraw')}</a></p>`}
${revision > 0 && html`<details><summary>${t('desk.other.discard')}</summary><p>${t(version > 0 ? 'desk.other.discard_changes' : 'desk.other.discard_record')}</p><form method="post" action="${base}/discard"><input type="hidden" name="_revision" value="${revision}"><button class="button secondary">${t('desk.other.discard_button')}</button></form></details>`}</section>`;
}
