/** The page on which a draft is sent, approved, given back and published: where it stands, what it changes, what can be done. */
import { titleOf } from '../../kinds/content.ts';
import type { Fault } from '../../kinds/faults.ts';
import type { Kind } from '../../kinds/kind.ts';
import { labelKey } from '../../kinds/labels.ts';
import { languageName } from '../../i18n/format.ts';
import { type Draft, isWithWriters } from '../../records/drafts.ts';
import { readyStage } from '../../records/publish-draft.ts';
import type { ReviewEvent } from '../../records/review.ts';
import { type PageContext, recordHref } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { page } from '../layout.ts';
import type { View } from '../view.ts';
import { errorSummary } from './form-errors.ts';
import { deskCrumbs } from './form-page.ts';
import { momentText } from './form-saved.ts';
import { askedFor, openReturn } from './review-remarks.ts';
import { kindName, mentionTitle, text } from './text.ts';

/** What the person who looks at the page may do with the draft. */
export interface Powers {
  readonly write: boolean;
  readonly approve: boolean;
  readonly publish: boolean;
  readonly giveBack: boolean;
  /** True where the person would have the role, but wrote or approved the draft. */
  readonly tooClose: boolean;
}

export interface ReviewPage {
  readonly kind: Kind;
  readonly draft: Draft;
  /** What it changes in what is public. */
  readonly changes: Html;
  readonly events: readonly ReviewEvent[];
  /** What publication would refuse. */
  readonly faults: readonly Fault[];
  readonly powers: Powers;
  /** By account. */
  readonly names: ReadonlyMap<string, string>;
  /** The name of the body at whose desk it lies; undefined: the office. */
  readonly body: string | undefined;
  readonly notice?: 'stale' | 'wrong_stage' | 'four_eyes' | 'reason_needed' | 'text_refused' | 'moved_on' | undefined;
  /** What was typed, where the page comes back. */
  readonly typed?: ReadonlyMap<string, string>;
  /** The address of a preview that was just made. */
  readonly preview?: string;
}

/** So many remarks on fields fit on the page at once. */
export const REMARKS = 5;

export function reviewView(context: PageContext, review: ReviewPage): View {
  const { t } = context;
  const { kind, draft, faults, notice, preview } = review;
  const title = `${t('review.title')}: ${mentionTitle(context, { title: titleOf(kind, draft.document) })}`;
  const base = recordHref(context, kind, draft.recordId);
  return {
    html: () =>
      page(context, {
        title,
        crumbs: deskCrumbs(context),
        noIndex: true,
        body: html`<p class="kind">${kindName(context, kind, 'one')}</p><h1>${title}</h1>
${way(context, review)}
${notice && html`<p class="notice" role="alert">${t(`review.notices.${notice}`)}</p>`}
${preview !== undefined && html`<p class="notice" role="status">${t('review.preview.made')}<br><a href="${preview}">${preview}</a></p>`}
${asked(context, review)}
${faults.length > 0 && html`<section><h2>${t('review.faults')}</h2>${errorSummary(context, kind, faults, [], `${base}/edit`)}${review.powers.write && html`<p><a class="button" href="${base}/edit?step=all">${t('review.mend')}</a></p>`}</section>`}
${draft.note && html`<section><h2>${t(draft.act === 'withdrawal' ? 'review.reason' : 'desk.publish.note_label')}</h2><p>${text(context, draft.note)}</p></section>`}
${draft.act === 'publication' && html`<section><h2>${t('review.changes.title')}</h2>${draft.basedOn === 0 && html`<p>${t('review.changes.first')}</p>`}${review.changes}</section>`}
${acts(context, review)}
${trail(context, review)}
<section class="other-acts"><h2>${t('desk.other.title')}</h2>
${isWithWriters(draft) && review.powers.write && html`<p><a href="${base}/edit">${t('review.go_on_writing')}</a></p>`}
${draft.basedOn > 0 && html`<p><a href="${base}">${t('desk.other.view')}</a></p>`}
${form(context, review, html`<p>${t('review.preview.help')}</p><p class="buttons"><button class="button secondary" name="_do" value="preview">${t('review.preview.make')}</button></p>`)}
${review.powers.write && draft.act === 'withdrawal' && (draft.stage === 'writing' || draft.stage === 'returned') && html`<form method="post" action="${base}/discard"><input type="hidden" name="_revision" value="${draft.revision}"><button class="button secondary">${t('review.drop_withdrawal')}</button></form>`}</section>`,
      }),
  };
}

/** The stops of the way, and where the draft is. */
function way(context: PageContext, review: ReviewPage): Html {
  const { draft, body } = review;
  const { t } = context;
  const stops = ['writing', 'submitted', ...(draft.desk === null ? [] : ['approved']), draft.act === 'withdrawal' ? 'withdrawn' : 'published'];
  const at = draft.stage === 'returned' ? 'writing' : draft.stage;
  return html`<ol class="start">${stops.map((stop, index) => (stop === at ? html`<li aria-current="step"><strong>${index + 1}. ${t(`review.stops.${stop}`)}</strong></li>` : html`<li class="count">${index + 1}. ${t(`review.stops.${stop}`)}</li>`))}</ol>
<p class="lead">${t(`review.stages.${draft.act}.${draft.desk === null && draft.stage === 'submitted' ? 'office' : draft.stage}`, { since: momentText(context, draft.stageSince), body: body ?? '' })}</p>
${next(context, review)}`;
}

/** Whoever has to decide reads first; the way to the decision, and to how it will look, is in sight from the start. */
function next({ t, ...context }: PageContext, { kind, draft, powers }: ReviewPage): Html {
  const decides = powers.approve || powers.publish;
  const label = decides ? `review.to_decision.${powers.publish ? 'publish' : 'approve'}` : 'review.to_decision.send';
  const sends = powers.write && draft.stage === 'writing' && draft.act === 'publication';
  return html`<p class="buttons">${(decides || sends) && html`<a class="button" href="#act">${t(label)}</a> `}${draft.act === 'publication' && html`<a class="button secondary" href="${recordHref(context, kind, draft.recordId)}/preview">${t('review.preview.see')}</a>`}</p>`;
}

/** What those who gave it back ask for, before anything else; whoever may write goes on from there. */
function asked(context: PageContext, { kind, draft, events, powers }: ReviewPage): Html {
  const event = openReturn(events);
  if (draft.stage !== 'returned' || event === undefined) return nothing;
  const edit = `${recordHref(context, kind, draft.recordId)}/edit`;
  return askedFor(context, kind, event, [], edit, powers.write && draft.act === 'publication' ? html`<p class="buttons"><a class="button" href="${edit}">${context.t('review.mend')}</a></p>` : nothing);
}

function form(context: PageContext, { kind, draft }: ReviewPage, inside: Html): Html {
  return html`<form class="form" method="post" action="${recordHref(context, kind, draft.recordId)}/review"><input type="hidden" name="_revision" value="${draft.revision}">${inside}</form>`;
}

function acts(context: PageContext, review: ReviewPage): Html {
  const { draft, powers } = review;
  const { t } = context;
  const withWriters = draft.stage === 'writing' || draft.stage === 'returned';
  if (withWriters) return powers.write ? sending(context, review) : nothing;
  const decision = draft.stage === readyStage(draft) ? 'publish' : 'approve';
  const may = decision === 'publish' ? powers.publish : powers.approve;
  return html`${may && form(context, review, html`<h2 id="act">${t(`review.${decision}.title`)}</h2><p>${t(`review.${decision}.${draft.act}`)}</p><p class="buttons"><button class="button" name="_do" value="${decision}">${t(`review.${decision}.${draft.act}_button`)}</button></p>`)}
${powers.tooClose && html`<p class="notice">${t('review.too_close')}</p>`}
${powers.giveBack && giveBack(context, review)}
${powers.write && !powers.giveBack && form(context, review, html`<h2>${t('review.take_back.title')}</h2><p>${t('review.take_back.text')}</p><p class="buttons"><button class="button secondary" name="_do" value="take_back">${t('review.take_back.button')}</button></p>`)}`;
}

/** The note for the reader, the answer to whoever gave it back, the button. */
function sending(context: PageContext, review: ReviewPage): Html {
  const { t, platform } = context;
  const { draft, typed } = review;
  const language = platform.configuration.languages[0] ?? 'es';
  const note = typed?.get('note') ?? draft.note?.[language]?.text ?? '';
  const withdrawal = draft.act === 'withdrawal';
  return form(
    context,
    review,
    html`<h2 id="act">${t('review.send.title')}</h2>
<div class="field"><label for="note">${withdrawal ? t('desk.withdraw.reason', { language: languageName(t, language) }) : t('desk.publish.note', { language: languageName(t, language) })}</label><p class="help" id="note-help">${t(withdrawal ? 'desk.withdraw.reason_help' : 'desk.publish.note_help')}</p><textarea id="note" name="note" rows="3" lang="${language}" maxlength="1000" aria-describedby="note-help">${'\n'}${note}</textarea></div>
${draft.stage === 'returned' && html`<div class="field"><label for="message">${t('review.send.answer')}</label><p class="help" id="message-help">${t('review.send.answer_help')}</p><textarea id="message" name="message" rows="3" maxlength="3000" aria-describedby="message-help">${'\n'}${typed?.get('message') ?? ''}</textarea></div>${publicChoice(context, typed)}`}
<p class="help">${t('desk.publish.help')}</p>
<p class="buttons"><button class="button" name="_do" value="submit">${t(draft.desk === null ? 'review.send.to_office' : 'review.send.to_approver')}</button></p>`,
  );
}

function publicChoice({ t }: PageContext, typed: ReviewPage['typed']): Html {
  const chosen = typed === undefined || typed.has('public');
  return html`<div class="option"><input type="checkbox" id="public" name="public" value="yes"${chosen && html` checked`}><label for="public">${t('review.public')}</label></div><p class="help">${t('review.public_help')}</p>`;
}

function giveBack(context: PageContext, review: ReviewPage): Html {
  const { t } = context;
  const { kind, typed } = review;
  const fields = Object.keys(kind.fields).map((name) => ({ name, label: t(labelKey(kind.name, name)) }));
  const remark = (index: number): Html => {
    const [field, words] = [`remark.${index}.field`, `remark.${index}.text`];
    return html`<div class="item"><label for="${field}">${t('review.return.field', { number: index + 1 })}</label><select id="${field}" name="${field}"><option value="">${t('desk.form.choose')}</option>${fields.map(({ name, label }) => html`<option value="${name}"${typed?.get(field) === name && html` selected`}>${label}</option>`)}</select>
<label for="${words}">${t('review.return.remark')}</label><textarea id="${words}" name="${words}" rows="2" maxlength="1500">${'\n'}${typed?.get(words) ?? ''}</textarea></div>`;
  };
  return html`<details${(typed?.has('reason') ?? false) && html` open`}><summary>${t('review.return.title')}</summary>${form(
    context,
    review,
    html`<div class="field"><label for="reason">${t('review.return.reason')}</label><p class="help" id="return-help">${t('review.return.help')}</p><textarea id="reason" name="reason" rows="4" maxlength="3000" aria-describedby="return-help">${'\n'}${typed?.get('reason') ?? ''}</textarea></div>
${Array.from({ length: REMARKS }, (_, index) => (index === 0 ? remark(0) : undefined))}
<details><summary>${t('review.return.more')}</summary>${Array.from({ length: REMARKS - 1 }, (_, index) => remark(index + 1))}</details>
${publicChoice(context, typed)}
<p class="buttons"><button class="button secondary" name="_do" value="return">${t('review.return.button')}</button></p>`,
  )}</details>`;
}

function trail(context: PageContext, { events, names, kind }: ReviewPage): Html {
  const { t } = context;
  if (events.length === 0) return nothing;
  return html`<section><h2>${t('review.trail')}</h2><ol class="versions">${events.map(
    (event) => html`<li>${t(`review.acts.${event.act}.${event.side}`)} <small><time datetime="${event.at.toISOString()}">${momentText(context, event.at)}</time> · ${names.get(event.actor) ?? event.actor}</small>${messageOf(context, kind, event)}</li>`,
  )}</ol></section>`;
}

/** The texts of an event: the message, and what was said of single fields. */
export function messageOf({ t }: PageContext, kind: Kind, { message, remarks, public: isPublic }: Pick<ReviewEvent, 'message' | 'remarks' | 'public'>): Html {
  if (message === '' && remarks.length === 0) return nothing;
  return html`<blockquote>${message !== '' && html`<p>${message}</p>`}${remarks.length > 0 && html`<ul>${remarks.map(({ field, text: said }) => html`<li>${kind.fields[field] !== undefined && html`<strong>${t(labelKey(kind.name, field))}:</strong> `}${said}</li>`)}</ul>`}${!isPublic && html`<small>${t('review.not_public')}</small>`}</blockquote>`;
}
