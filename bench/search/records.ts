/** Synthetic records: many actions and claims, as many institutions and territories as Peru has. Valid under their kinds. */
import type { Document } from '../../platform/core/kinds/kind.ts';
import { newId } from '../../platform/core/records/id.ts';
import { Random } from '../lib/random.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface SyntheticRecord {
  readonly id: string;
  readonly kind: string;
  readonly document: Document;
}

/** Of Peru: public bodies, and districts with provinces and regions. */
const INSTITUTIONS = 2500;
const TERRITORIES = 2100;
const STRATEGIES = 40;
const TYPES = 24;
/** One claim to four actions. */
const CLAIMS = 0.2;

const KINDS = ['adoption', 'budget', 'governance', 'infrastructure', 'platform', 'policy', 'registry', 'research', 'study', 'talent', 'training'];
const SYSTEMS = ['course', 'platform', 'observatory', 'api', 'data_bank', 'registry'];
const SAYS = ['started', 'partly_done', 'done'];

const es = (text: string) => ({ es: { text, status: 'original' } });

export class Synthesis {
  readonly #random: Random;
  readonly #vocabulary: Vocabulary;
  readonly #ids: Record<'strategy' | 'axis' | 'institution' | 'territory' | 'type', readonly string[]>;
  readonly #actions: string[] = [];
  /** What people search institutions by. */
  readonly acronyms: string[] = [];
  #made = 0;

  constructor(vocabulary: Vocabulary, seed: number) {
    this.#random = new Random(seed);
    this.#vocabulary = vocabulary;
    const ids = (count: number): string[] => Array.from({ length: count }, () => newId(this.#random.bytes));
    this.#ids = { strategy: ids(STRATEGIES), axis: ids(STRATEGIES * 5), institution: ids(INSTITUTIONS), territory: ids(TERRITORIES), type: ids(TYPES) };
  }

  get institutions(): readonly string[] {
    return this.#ids.institution;
  }

  next(): SyntheticRecord {
    const made = this.#made++;
    const institution = this.#ids.institution[made];
    if (institution !== undefined) return { id: institution, kind: 'institution', document: this.#institution() };
    const territory = this.#ids.territory[made - INSTITUTIONS];
    if (territory !== undefined) return { id: territory, kind: 'territory', document: this.#territory(made) };
    const id = newId(this.#random.bytes);
    if (this.#actions.length > 0 && this.#random.next() < CLAIMS) return { id, kind: 'claim', document: this.#claim() };
    this.#actions.push(id);
    return { id, kind: 'action', document: this.#action(made) };
  }

  #text(least: number, most: number): string {
    return this.#vocabulary.text(this.#random, least + this.#random.below(most - least + 1));
  }

  /** A few large bodies own most of the work: the square of a random share leans to the first. */
  #owner(): string {
    return this.#ids.institution[Math.floor(this.#random.next() ** 2 * INSTITUTIONS)] ?? '';
  }

  #institution(): Document {
    const name = this.#text(4, 8);
    // The initials of the longer words, and a number so that each is one body's own.
    const acronym = `${[...name.matchAll(/\p{L}{4,}/gu)].map(([word]) => word.charAt(0).toUpperCase()).join('').slice(0, 5)}${this.acronyms.length}`;
    this.acronyms.push(acronym);
    return { name: es(name), acronym, type: this.#random.pick(this.#ids.type), partOf: { absent: 'not_applicable' }, territory: this.#random.pick(this.#ids.territory), role: es(this.#text(10, 30)) };
  }

  #territory(made: number): Document {
    return { code: String(made).padStart(6, '0'), name: es(this.#text(1, 3)), level: made % 10 === 0 ? 'second' : 'third', within: { absent: 'not_applicable' } };
  }

  #action(made: number): Document {
    const random = this.#random;
    const strategy = random.below(STRATEGIES);
    const asksForSystem = random.next() < 0.3;
    const named = random.next() < 0.2;
    return {
      strategy: this.#ids.strategy[strategy],
      axis: this.#ids.axis[strategy * 5 + random.below(5)],
      objective: { absent: 'not_applicable' },
      printedCode: `A.${strategy + 1}.${(made % 97) + 1}.${made}`,
      position: made,
      text: es(this.#text(8, 25)),
      why: es(this.#text(10, 40)),
      ...(random.next() < 0.5 && { how: es(this.#text(10, 40)) }),
      kind: random.pick(KINDS),
      asksForSystem,
      systemKind: asksForSystem ? random.pick(SYSTEMS) : { absent: 'not_applicable' },
      territorialScope: named ? 'named' : 'nationwide',
      ...(named && { territories: [...new Set([random.pick(this.#ids.territory), random.pick(this.#ids.territory)])] }),
      responsible: random.next() < 0.7 ? this.#owner() : { absent: 'not_stated' },
      deadline: { absent: 'not_stated' },
      budget: { absent: 'not_stated' },
      baseline: { absent: 'not_stated' },
      target: { absent: 'not_stated' },
      horizons: [random.pick(['short', 'medium', 'long'])],
    };
  }

  #claim(): Document {
    return {
      action: this.#random.pick(this.#actions),
      milestone: { absent: 'not_applicable' },
      says: this.#random.pick(SAYS),
      text: es(this.#text(8, 30)),
      reason: { absent: 'not_applicable' },
      institution: this.#owner(),
      date: { absent: 'not_stated' },
    };
  }
}
