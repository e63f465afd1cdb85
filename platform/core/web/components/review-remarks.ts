/** What was asked for when a draft came back: on the page of the review and above the form, with the way to each field. */
import type { Kind } from '../../kinds/kind.ts';
import { labelKey } from '../../kinds/labels.ts';
import type { ReviewEvent } from '../../records/review.ts';
import type { PageContext } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { numberAt } from './form-context.ts';
import { placeHref } from './form-errors.ts';

/** The newest return; undefined where the draft has not come back, or has been sent again since. */
export function openReturn(events: readonly ReviewEvent[]): ReviewEvent | undefined {
  const last = events.at(-1);
  return last?.act === 'returned' ? last : undefined;
}

/**
 * @param shown the fields that stand on the page.
 * @param form the address of the form, where the page is another.
 * @param after what comes below the remarks.
 */
export function askedFor({ t }: PageContext, kind: Kind, { side, message, remarks }: ReviewEvent, shown: readonly string[], form = '', after: Html = nothing): Html {
  const where = (field: string): Html | false => kind.fields[field] !== undefined && html`<a href="${placeHref(kind, field, shown, form)}">${numberAt(kind, field)} ${t(labelKey(kind.name, field))}</a>: `;
  return html`<section class="notice"><h2>${t(`review.asked.${side}`)}</h2>${message !== '' && html`<p>${message}</p>`}${remarks.length > 0 && html`<ul>${remarks.map(({ field, text }) => html`<li>${where(field)}${text}</li>`)}</ul>`}${after}</section>`;
}
