/** References in a form: typed as an id, an id from paper, or words, with the records that may be meant. */
import { fieldMeta, type FieldMeta } from '../../kinds/fields.ts';
import { below, type FormNode, positionsOf } from '../../kinds/form-tree.ts';
import type { Fields } from '../../kinds/kind.ts';
import { readId } from '../../records/id.ts';
import { type Mention, mentionsOf } from '../../records/read.ts';
import { search } from '../../search/search.ts';
import type { PageContext } from '../context.ts';
import { html, type Html, nothing } from '../html.ts';
import { controlAttributes, type FormContext, idOf, type Place, type ReferenceHelp } from './form-context.ts';
import { kindName, mentionLink, mentionTitle } from './text.ts';

interface TypedReference {
  readonly to: readonly string[];
  readonly text: string;
}

const MOST_PICKED = 50;
const MOST_MATCHES = 6;
/** A form where more references than this were typed in words is searched for the first ones only. */
const MOST_SEARCHES = 20;

const matchKey = ({ to, text }: TypedReference): string => `${to.join(' ')}: ${text}`;

/** Looks up what a form refers to. */
export async function lookUpReferences({ platform }: PageContext, fields: Fields, root: FormNode): Promise<ReferenceHelp> {
  const { database, configuration } = platform;
  const typed = [...referencesAmong(fields, root)];
  const find = async (kinds: readonly string[], words: string, size: number): Promise<readonly Mention[]> => {
    const found = await Promise.all(kinds.map((kind) => search(database, configuration.languages, { words, kind, facets: [], sort: 'relevance', size: Math.ceil(size / kinds.length) })));
    return found.flatMap(({ hits }) => hits);
  };
  const inWords = new Map(typed.filter(({ text }) => text.trim() !== '' && !readId(text)).map((one) => [matchKey(one), one]));
  const [mentions, matches, pickers] = await Promise.all([
    mentionsOf(database, typed.flatMap(({ text }) => readId(text) ?? [])),
    Promise.all([...inWords].slice(0, MOST_SEARCHES).map(async ([key, { to, text }]) => [key, await find(to, text, MOST_MATCHES)] as const)),
    Promise.all([...new Map(typed.map(({ to }) => [pickerId(to), to]))].map(async ([id, to]) => [id, await find(to, '', MOST_PICKED)] as const)),
  ]);
  return { mentions, matches: new Map(matches), pickers: new Map(pickers) };
}

function* referencesAmong(fields: Fields, node: FormNode): Generator<TypedReference> {
  for (const [name, schema] of Object.entries(fields)) yield* referencesIn(fieldMeta(schema), below(node, name));
}

function* referencesIn(meta: FieldMeta, node: FormNode): Generator<TypedReference> {
  if (meta.type === 'reference') yield { to: meta.to, text: node.text };
  if (meta.type === 'group') yield* referencesAmong(meta.fields, node);
  if (meta.type === 'list') for (const position of positionsOf(node)) yield* referencesIn(fieldMeta(meta.element), below(node, String(position)));
}

const pickerId = (to: readonly string[]): string => `pick-${to.join('-')}`;

/** The lists that the inputs of a form offer to pick from. */
export function pickerLists({ page, references }: FormContext): Html[] {
  return [...references.pickers].map(
    ([id, records]) => html`<datalist id="${id}">${records.map((record) => html`<option value="${record.id}">${nameOf(page, record)}</option>`)}</datalist>`,
  );
}

function nameOf(page: PageContext, record: Mention): string {
  return `${record.code ?? ''} ${mentionTitle(page, record)}`.trim();
}

/** The control of a reference, the record it names, and the records that the typed words may mean. */
export function referenceControl(form: FormContext, place: Place, to: readonly string[], describedBy: readonly (string | false)[]): Html {
  const { page, references } = form;
  const { path, node } = place;
  const id = readId(node.text);
  const mention = id && references.mentions.get(id);
  const kinds = to.map((name) => kindName(page, page.platform.kinds.get(name), 'one')).join(', ');
  const help = `${idOf(path)}-kinds`;
  return html`<p class="help" id="${help}">${page.t('desk.reference.help', { kinds })}</p>
<input${controlAttributes(form, path, [...describedBy, help])} value="${node.text}" list="${pickerId(to)}" autocomplete="off" spellcheck="false">
${mention ? html`<p class="chosen">${page.t('desk.reference.chosen')} ${mentionLink(page, mention)}</p>` : matchesOf(form, place, to)}`;
}

function matchesOf({ page, references }: FormContext, { path, node }: Place, to: readonly string[]): Html {
  const found = references.matches.get(matchKey({ to, text: node.text }));
  if (found === undefined) return nothing;
  if (found.length === 0) return html`<p class="notice">${page.t('desk.reference.nothing', { words: node.text })}</p>`;
  const chosen = below(node, 'pick').text;
  const option = (value: string, label: Html | string, index: number): Html =>
    html`<div class="option"><input type="radio" id="${idOf(path)}-pick-${index}" name="${path}.pick" value="${value}"${value === chosen && html` checked`}><label for="${idOf(path)}-pick-${index}">${label}</label></div>`;
  return html`<fieldset class="matches"><legend>${page.t('desk.reference.matches', { words: node.text })}</legend>
${found.map((record, index) => option(record.id, `${nameOf(page, record)} (${kindName(page, page.platform.kinds.get(record.kind), 'one')})`, index))}
${option('', page.t('desk.reference.none_of_these'), found.length)}</fieldset>`;
}
