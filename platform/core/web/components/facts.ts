/** The fields of a record as a list of names and values, and the evidence behind them. */
import { fieldsOf } from '../../kinds/kind.ts';
import { labelKey, withoutPositions } from '../../kinds/labels.ts';
import type { PublicRecord } from '../../records/read.ts';
import type { Document } from '../../kinds/kind.ts';
import { formatDate } from '../../i18n/format.ts';
import type { Multilingual } from '../../kinds/values.ts';
import { html, type Html, nothing } from '../html.ts';
import { mentionLink, text } from './text.ts';
import { value, type ValueContext } from './value.ts';

/** Every field that has something to say, in the order of the kind. */
export function facts(context: ValueContext, document: Document, leaveOut: readonly string[] = []): Html {
  const { page, kind } = context;
  const shown = fieldsOf(kind).filter(([name]) => name !== 'evidence' && !leaveOut.includes(name) && document[name] !== undefined);
  return html`<dl class="facts">${shown.map(([name, meta]) => html`<div><dt>${page.t(labelKey(kind.name, name))}</dt><dd>${value(context, name, meta, document[name])}</dd></div>`)}</dl>`;
}

interface Evidence {
  readonly field: string;
  readonly source: string;
  readonly place: string;
  readonly confidence: string;
  readonly capturedOn?: string;
  readonly note?: Multilingual;
}

/** What stands behind the record: source, place, how sure. */
export function evidence(context: ValueContext, record: PublicRecord): Html {
  const { page, kind, mentions } = context;
  const pieces = (record.document['evidence'] ?? []) as readonly Evidence[];
  const { t } = page;
  return html`<section class="evidence"><h2>${t('core.evidence.title')}</h2>${
    pieces.length === 0
      ? html`<p class="absent">${t('core.evidence.none')}</p>`
      : html`<ul>${pieces.map((piece) => {
          const source = mentions.get(piece.source);
          return html`<li><span class="confidence confidence-${piece.confidence}">${t(`kinds.shared.fields.evidence.fields.confidence.options.${piece.confidence}`)}</span>
${source ? mentionLink(page, source) : piece.source}, ${placeText(page.t, piece.place)}.
<small>${t('core.evidence.for', { field: t(labelKey(kind.name, withoutPositions(piece.field))) })}${piece.capturedOn === undefined ? nothing : html` ${t('core.evidence.captured', { date: formatDate(t, piece.capturedOn) })}`}</small>
${piece.note && html`<br>${text(page, piece.note)}`}</li>`;
        })}</ul>`
  }</section>`;
}

/** `line 12` and `lines 12-14, 20` are said in the language of the page; any other place is said as it stands. */
export function placeText(t: ValueContext['page']['t'], place: string): string {
  const [, unit, numbers] = /^(line|page|article|section)s? ([\d–, .-]+)$/.exec(place) ?? [];
  if (unit === undefined || numbers === undefined) return place;
  const several = /\d[–, -]+\d/.test(numbers) && t.has(`core.places.${unit}s`);
  return t(`core.places.${unit}${several ? 's' : ''}`, { numbers });
}
