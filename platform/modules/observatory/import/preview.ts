/** What an import would write, computed the same way for the preview and for the draft. */
import type { Person } from '#core/access/person.ts';
import { fault, type Fault } from '#core/kinds/faults.ts';
import type { Document } from '#core/kinds/kind.ts';
import { validate } from '#core/kinds/validate.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import type { Database } from '#core/storage/database.ts';
import { observationGate } from '../gates.ts';
import { observationSet } from '../kinds/observation-set.ts';
import { type Difference, differenceOf, type Spoken } from './difference.ts';
import { columnsOf, gapsOf, type Plan } from './plan.ts';
import type { Reading } from './reading.ts';
import { type Context, readRows } from './rows.ts';
import type { Import } from './store.ts';
import { type Obstacle, readTarget, type Target } from './target.ts';

export interface Preview {
  readonly reading: Reading;
  readonly target: Target;
  readonly difference: Difference;
  /** The set as it would be. */
  readonly document: Document;
  /** Of that document: each with the cell that it stands in, where it does. */
  readonly faults: readonly PlacedFault[];
  /** True where a draft of it can be written. */
  readonly isReady: boolean;
  /** True where the file holds what the set holds. */
  readonly isUnchanged: boolean;
}

export interface PlacedFault {
  readonly fault: Fault;
  readonly at: string | undefined;
  readonly text: string;
}

/** Of a set, by the schema: more is refused before it is compared. */
const MOST_ROWS = 5000;

/** @returns why nothing can be shown: the plan has gaps, or nothing may be written into the set. */
export async function previewOf(database: Database, person: Person, one: Import, context: Context): Promise<Preview | Obstacle | 'gaps'> {
  const { plan } = one;
  const sheet = one.workbook.sheets[plan.sheet];
  if (!sheet || gapsOf(plan).length > 0) return 'gaps';
  const target = await readTarget(database, person, plan.set);
  if (typeof target === 'string') return target;
  const fileName = nameWithin(one, target.document);
  const reading = readRows({ fileName, sheet }, plan, { ...context, groups: target.rows.flatMap(({ breakdowns = [] }) => breakdowns) });
  const difference = differenceOf(target.rows, reading.figures, spokenOf(plan), plan.rest);
  const isUnchanged = target.id !== undefined && reading.figures.length > 0 && difference.steps.every(({ what }) => what === 'same');
  const document = documentOf(one, fileName, target, difference, context.language);
  const faults = isUnchanged ? [] : await faultsOf(database, target, document, difference);
  const isAnswered = reading.questions.every(({ answer }) => answer !== undefined);
  const isReady = isAnswered && reading.errors.length + difference.repeated.length + faults.length === 0 && difference.steps.length > 0 && !isUnchanged;
  return { reading, target, difference, document, faults, isReady, isUnchanged: isUnchanged && isAnswered && reading.errors.length === 0 };
}

function spokenOf(plan: Plan): Spoken {
  return new Set((['k', 'n', 'lower', 'upper', 'status', 'note', 'place', 'impossible'] as const).filter((role) => columnsOf(plan, role).length > 0));
}

const noteOf = (document: Document): Multilingual => (document['note'] ?? {}) as Multilingual;

/** The file’s name as rows give it; with a piece of its hash where another file of that name is in the set. */
function nameWithin({ fileName, sha256 }: Import, document: Document): string {
  const others = Object.values(noteOf(document)).flatMap(({ text }) => text.split('\n')).filter((line) => line.startsWith(`${fileName} · SHA-256 `) && !line.includes(sha256));
  return others.length > 0 ? `${fileName} #${sha256.slice(0, 8)}` : fileName;
}

function documentOf(one: Import, fileName: string, { id, document }: Target, { rows, figureOf }: Difference, language: string): Document {
  const { title = '', source } = one.plan;
  const note = noteOf(document);
  const line = `${fileName} · SHA-256 ${one.sha256}`;
  const isOf = (file: string, index?: number): boolean => (index === undefined ? rows : rows.slice(index, index + 1)).some(({ place }) => place.startsWith(`${file}, `));
  // A file that no row leads to any more is named no longer: notes are not endless.
  const kept = (note[language]?.text ?? '').split('\n').filter((text) => text !== '' && (!FILE_LINE.test(text) || isOf(text.replace(FILE_LINE, ''))));
  const isNamed = [...figureOf.keys()].some((index) => isOf(fileName, index));
  const text = [...kept, ...(isNamed && !kept.includes(line) ? [line] : [])].join('\n');
  const { [language]: _, ...others } = note;
  const noted: Multilingual = text === '' ? others : { ...note, [language]: { text, status: note[language]?.status ?? 'original' } };
  const { note: __, ...rest } = document;
  return {
    ...(id === undefined ? { title: { [language]: { text: title, status: 'original' } }, source } : rest),
    rows,
    ...(Object.keys(noted).length > 0 && { note: noted }),
  };
}

/** The end of a line of the note that names a file: what comes before it is the name that rows give. */
const FILE_LINE = / · SHA-256 [0-9a-f]{64}$/;

/** By the schema of the kind, its rules, and the gate that publication asks. */
async function faultsOf(database: Database, target: Target, document: Document, { rows, figureOf }: Difference): Promise<PlacedFault[]> {
  const place = (found: Fault): PlacedFault => {
    const [, row, field = ''] = /^rows\.(\d+)(?:\.(\w+))?/.exec(found.path) ?? [];
    const figure = row === undefined ? undefined : figureOf.get(Number(row));
    const value = row === undefined ? undefined : rows[Number(row)]?.value;
    return { fault: found, at: figure?.cells[field] ?? figure?.at, text: typeof value === 'string' ? value : '' };
  };
  if (rows.length === 0) return [];
  if (rows.length > MOST_ROWS) return [place(fault('rows', 'too_many', { maximum: MOST_ROWS }))];
  const { faults, document: valid } = validate(observationSet, document);
  if (faults) return faults.map(place);
  const id = target.id ?? '';
  const gate = await observationGate(database, [{ id, kind: observationSet.name, former: target.former, document: valid }]);
  return (gate.get(id) ?? []).map(place);
}
