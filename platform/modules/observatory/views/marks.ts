/** What tells the numbers of a page apart: figures stand in `data` and lead to where they come from, times in `time`; all others are prose or counts. */
import { formatNumber } from '#core/i18n/format.ts';
import type { Translator } from '#core/i18n/messages.ts';
import { html, type Html } from '#core/web/html.ts';
import { timeName } from '../names.ts';

/** A number that is computed here, as a link to how. */
export function computed(how: string, value: number, shown: Html | string): Html {
  return html`<a href="${how}"><data value="${value}">${shown}</data></a>`;
}

/** A number that stands beside one that leads there: another of its row, or its table says how (`aria-describedby`). */
export function marked(value: number, shown: Html | string): Html {
  return html`<data value="${value}">${shown}</data>`;
}

/** With so many digits after the point as say something. */
export function computedNumber(t: Translator, how: string, value: number, digits: number): Html {
  const rounded = Number(value.toFixed(digits));
  return computed(how, rounded, formatNumber(t, rounded));
}

/** What the attribute `datetime` may hold: years, months, days. */
const MACHINE = /^\d{4}(-\d{2}(-\d{2})?)?$/;

export function when(t: Translator, time: string | null): Html {
  return html`<time${time !== null && MACHINE.test(time) && html` datetime="${time}"`}>${timeName(t, time)}</time>`;
}
