/** What is wrong with a form, at its top: each fault names its place and its remedy, and leads there. */
import type { Fault } from '../../kinds/faults.ts';
import { stepWith } from '../../kinds/form-steps.ts';
import type { Kind } from '../../kinds/kind.ts';
import type { PageContext } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { faultText, idOf, numberAt, spotOf } from './form-context.ts';

/** More than this nobody mends in one go. */
const MOST_SHOWN = 50;

/**
 * @param shown the fields that stand on the page.
 * @param form the address of the form, where the page is another. Takes the focus when the page opens, so that screen readers begin with it.
 */
export function errorSummary(page: PageContext, kind: Kind, faults: readonly Fault[], shown: readonly string[], form = ''): Html {
  const { t } = page;
  if (faults.length === 0) return nothing;
  return html`<div class="error-summary" role="alert" tabindex="-1" autofocus aria-labelledby="error-summary-title">
<h2 id="error-summary-title">${t('desk.errors.title', { count: faults.length })}</h2>
<ul>${faults.slice(0, MOST_SHOWN).map((one) => html`<li>${line(page, kind, one, shown, form)}</li>`)}</ul>
${faults.length > MOST_SHOWN && html`<p>${t('desk.errors.more', { count: faults.length - MOST_SHOWN })}</p>`}</div>`;
}

function line(page: PageContext, kind: Kind, one: Fault, shown: readonly string[], form: string): Html {
  const spot = spotOf(page, kind, one.path);
  const text = `${spot.label}: ${faultText(page, one)}`;
  return spot.path === '' ? html`${text}` : html`<a href="${placeHref(kind, spot.path, shown, form)}">${numberAt(kind, spot.path)} ${text}</a>`;
}

/** Where a place of the form is: on this page, or on that of another step. */
export function placeHref(kind: Kind, path: string, shown: readonly string[], form = ''): string {
  const [field = ''] = path.split('.');
  return shown.includes(field) ? `#${idOf(path)}` : `${form}?step=${stepWith(kind, field)}#${idOf(path)}`;
}
