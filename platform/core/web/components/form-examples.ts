/** How others wrote it: texts of the same field in good public records, to write after and not to copy. */
import { chooseText } from '../../i18n/texts.ts';
import { fieldMeta } from '../../kinds/fields.ts';
import type { Kind } from '../../kinds/kind.ts';
import { titleOf } from '../../kinds/content.ts';
import { isAbsence, type Multilingual } from '../../kinds/values.ts';
import { exemplaryRecords } from '../../records/exemplary.ts';
import type { PublicRecord } from '../../records/read.ts';
import type { PageContext } from '../context.ts';
import { html, type Html } from '../html.ts';
import type { Example, FormContext, Place } from './form-context.ts';
import { mentionLink } from './text.ts';

const MOST_EXAMPLES = 2;
/** Enough to see how it is said; the record has the rest. */
const LONGEST_EXAMPLE = 280;

/** Examples for the texts among some fields of a kind, never from the record itself. One question to the database. */
export async function findExamples(context: PageContext, kind: Kind, fields: readonly string[], ownId: string | undefined): Promise<Map<string, Example[]>> {
  const texts = fields.filter((name) => isText(kind, name));
  if (texts.length === 0) return new Map();
  const records = (await exemplaryRecords(context.platform.database, kind)).filter(({ id }) => id !== ownId);
  return new Map(texts.map((name) => [name, examplesAmong(context, kind, name, records)] as const).filter(([, found]) => found.length > 0));
}

function isText(kind: Kind, name: string): boolean {
  const schema = kind.fields[name];
  const meta = schema && fieldMeta(schema);
  return meta !== undefined && meta.visibility === 'public' && (meta.type === 'multilingual' || meta.type === 'prose');
}

function examplesAmong({ preferred }: PageContext, kind: Kind, name: string, records: readonly PublicRecord[]): Example[] {
  const found = new Map<string, Example>();
  for (const record of records) {
    const content = record.document[name];
    if (content === undefined || isAbsence(content)) continue;
    const chosen = typeof content === 'string' ? { text: content, language: 'und' } : chooseText(content as Multilingual, preferred);
    if (chosen && !found.has(chosen.text)) found.set(chosen.text, { ...chosen, record: { id: record.id, kind: kind.name, title: titleOf(kind, record.document), code: undefined } });
    if (found.size === MOST_EXAMPLES) break;
  }
  return [...found.values()];
}

export function examplesOf({ page, examples }: FormContext, { path }: Place): Html | false {
  const found = examples.get(path) ?? [];
  return found.length > 0 && html`<details class="examples"><summary>${page.t('form.examples.title')}</summary>${found.map(
    ({ text, language, record }) => html`<blockquote${language !== page.language && language !== 'und' && html` lang="${language}"`}>${shortened(text)}</blockquote><p class="help">${page.t('form.examples.from')} ${mentionLink(page, record)}</p>`,
  )}</details>`;
}

function shortened(text: string): string {
  return text.length <= LONGEST_EXAMPLE ? text : `${text.slice(0, text.lastIndexOf(' ', LONGEST_EXAMPLE) + 1 || LONGEST_EXAMPLE).trimEnd()}…`;
}
