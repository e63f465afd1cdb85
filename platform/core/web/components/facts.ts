/** The fields of a record as a list of names and values, and the evidence behind them. */
import { fieldsOf } from '../../kinds/kind.ts';
import { labelKey, withoutPositions } from '../../kinds/labels.ts';
import type { PublicRecord } from '../../records/read.ts';
import type { Document } from '../../kinds/kind.ts';
import { formatDate } from '../../i18n/format.ts';
import type { Multilingual } from '../../kinds/values.ts';
import { html, type Html } from '../html.ts';
import { placeText } from './place.ts';
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

/** What stands behind the record: each source once for each degree of confidence, with its places and what each backs. */
export function evidence(context: ValueContext, record: PublicRecord): Html {
  const { page, mentions } = context;
  const { t } = page;
  const pieces = (record.document['evidence'] ?? []) as readonly Evidence[];
  const groups = [...Map.groupBy(pieces, ({ source, confidence }) => `${confidence} ${source}`).values()];
  return html`<section class="evidence"><h2>${t('core.evidence.title')}</h2>${
    groups.length === 0
      ? html`<p class="absent">${t('core.evidence.none')}</p>`
      : html`<ul>${groups.map((group) => {
          const [{ confidence = '', source = '' } = {}] = group;
          const mention = mentions.get(source);
          return html`<li><span class="confidence confidence-${confidence}">${t(`kinds.shared.fields.evidence.fields.confidence.options.${confidence}`)}</span>
${mention ? mentionLink(page, mention) : source}
<ul>${group.map((piece) => html`<li>${place(context, piece)}</li>`)}</ul></li>`;
        })}</ul>`
  }</section>`;
}

function place({ page, kind }: ValueContext, { field, place: where, capturedOn, note }: Evidence): Html {
  const { t } = page;
  return html`${placeText(t, where)}: <small>${t(labelKey(kind.name, withoutPositions(field)))}${capturedOn !== undefined && html`. ${t('core.evidence.captured', { date: formatDate(t, capturedOn) })}`}</small>${note && html`<br>${text(page, note)}`}`;
}
