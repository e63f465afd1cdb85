/** The page of a report that a record is wrong: where it stands, its clock, what was said and what was answered. */
import { leaves } from '#core/kinds/content.ts';
import { fieldsOf } from '#core/kinds/kind.ts';
import { labelKey } from '#core/kinds/labels.ts';
import { mentionsOf, type PublicRecord, recordsById } from '#core/records/read.ts';
import { facts } from '#core/web/components/facts.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { correction } from '../kinds/correction.ts';
import { as } from '../queries.ts';
import { clock } from './parts.ts';

export async function correctionPage(context: PageContext, record: PublicRecord): Promise<Html> {
  const { platform, t } = context;
  const { document } = as<typeof correction>(record);
  const references = [...leaves(correction, record.document)].flatMap(({ meta, value }) => (meta.type === 'reference' && typeof value === 'string' ? [value] : []));
  const [mentions, [wrong]] = await Promise.all([mentionsOf(platform.database, references), recordsById(platform.database, [document.record])]);
  const isOpen = document.outcome === 'open';
  // The field by its name for people; a path that the kind no longer knows stays as it is.
  const kind = wrong && platform.kinds.get(wrong.kind);
  const field = kind && document.field !== undefined && fieldsOf(kind).some(([name]) => name === document.field) ? t(labelKey(kind.name, document.field)) : document.field;
  return html`<p class="tags"><span class="state">${t(`kinds.correction.fields.outcome.options.${document.outcome}`)}</span>${isOpen && html` · ${clock(context, document.dueOn)}`}</p>
${facts({ page: context, kind: correction, mentions }, { ...record.document, ...(field !== undefined && { field }) }, ['subject', 'outcome', ...(isOpen ? ['answer', 'answeredOn'] : [])])}`;
}
