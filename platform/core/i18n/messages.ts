/**
 * Interface texts: catalogues of ICU messages, one file per module and language (`messages/es.json`).
 *
 * A catalogue is nested JSON; a key is the path to a text: `kinds.action.fields.text.label`. A catalogue that no speaker
 * has reviewed says so itself (`"@status": "unreviewed"`), and every page in that language shows it.
 */
import { readdir, readFile } from 'node:fs/promises';
import { IntlMessageFormat } from 'intl-messageformat';

export type Params = Readonly<Record<string, string | number | Date>>;

/** Speaks one language. */
export interface Translator {
  readonly language: string;
  /** Locales for Intl: the language, then the one that stands in where Intl does not know it (it has no Aymara). */
  readonly locales: readonly string[];
  /** The text of a message. @throws where no catalogue has the key: a typing slip must not reach a page. */
  (key: string, params?: Params): string;
  has(key: string): boolean;
  /** The language in which the text of a key comes: another one where this one has none. */
  languageOf(key: string): string;
}

type Texts = ReadonlyMap<string, string>;
const STATUS_KEY = '@status';
/** Whose rules hold where no language of a page has any that Intl knows. */
const LAST_RESORT = 'es';

export class Messages {
  readonly #catalogues: ReadonlyMap<string, Texts>;
  readonly #formats = new Map<string, IntlMessageFormat>();
  readonly #translators = new Map<string, Translator>();
  readonly #region: string | undefined;

  /** @param region ISO 3166-1: whose way of writing numbers and dates holds, where a language is written in several countries. */
  constructor(catalogues: ReadonlyMap<string, Texts>, region?: string) {
    this.#catalogues = catalogues;
    this.#region = region;
  }

  /** The same texts, with numbers and dates as a country writes them. */
  inRegion(region: string | undefined): Messages {
    return new Messages(this.#catalogues, region);
  }

  /** The languages that have a catalogue. */
  get languages(): string[] {
    return [...this.#catalogues.keys()];
  }

  /** The texts of one language, by key. */
  texts(language: string): Texts {
    return this.#catalogues.get(language) ?? new Map();
  }

  /** False where no speaker has reviewed the texts of a language. */
  isReviewed(language: string): boolean {
    return this.#catalogues.has(language) && this.texts(language).get(STATUS_KEY) !== 'unreviewed';
  }

  /**
   * @param language of the page.
   * @param fallbacks languages to take a text from that this one lacks, in order.
   */
  translator(language: string, fallbacks: readonly string[]): Translator {
    const name = [language, ...fallbacks].join();
    const made = this.#translators.get(name) ?? this.#makeTranslator(language, fallbacks);
    this.#translators.set(name, made);
    return made;
  }

  #makeTranslator(language: string, fallbacks: readonly string[]): Translator {
    const order = [...new Set([language, ...fallbacks])];
    const known = order.filter((tag) => Intl.NumberFormat.supportedLocalesOf(tag).length > 0);
    // Without any, Intl would silently take the locale of the process.
    const locales = (known.length > 0 ? known : [LAST_RESORT]).map((tag) => this.#local(tag));
    const languageOf = (key: string): string => order.find((tag) => this.texts(tag).has(key)) ?? language;
    const translate = (key: string, params?: Params): string => {
      const from = languageOf(key);
      const text = this.texts(from).get(key);
      if (text === undefined) throw new RangeError(`No message "${key}".`);
      return text.includes('{') || text.includes("'") ? this.#format(key, text, [this.#local(from), ...locales]).format(params) as string : text;
    };
    const has = (key: string): boolean => order.some((tag) => this.texts(tag).has(key));
    return Object.assign(translate, { language, locales, has, languageOf });
  }

  #local(tag: string): string {
    return this.#region === undefined || new Intl.Locale(tag).region !== undefined ? tag : `${tag}-${this.#region}`;
  }

  #format(key: string, text: string, locales: readonly string[]): IntlMessageFormat {
    const name = `${locales.join()} ${key}`;
    const known = this.#formats.get(name);
    if (known) return known;
    // Intl has no plural rules for Quechua: without a second locale it would silently take those of the process.
    const supported = locales.filter((tag) => Intl.PluralRules.supportedLocalesOf(tag).length > 0);
    const format = new IntlMessageFormat(text, supported.length > 0 ? supported : LAST_RESORT, undefined, { ignoreTag: true });
    this.#formats.set(name, format);
    return format;
  }
}

/**
 * Reads catalogues.
 * @param folders each with files `<language>.json`; later folders add to earlier ones.
 * @throws where a file is not JSON, or two folders give the same key.
 */
export async function readMessages(folders: readonly URL[]): Promise<Messages> {
  const catalogues = new Map<string, Map<string, string>>();
  for (const folder of folders) {
    for (const file of (await readdir(folder)).filter((name) => name.endsWith('.json'))) {
      const language = file.slice(0, -'.json'.length);
      const texts = catalogues.get(language) ?? new Map<string, string>();
      for (const [key, text] of flatten(JSON.parse(await readFile(new URL(file, folder), 'utf8')))) {
        if (texts.has(key) && key !== STATUS_KEY) throw new TypeError(`${file}: the key "${key}" is in two catalogues.`);
        texts.set(key, text);
      }
      catalogues.set(language, texts);
    }
  }
  return new Messages(catalogues);
}

function* flatten(node: unknown, prefix = ''): Generator<[string, string]> {
  if (typeof node === 'string') yield [prefix, node];
  else if (typeof node === 'object' && node !== null) {
    for (const [name, inner] of Object.entries(node)) yield* flatten(inner, prefix === '' ? name : `${prefix}.${name}`);
  } else throw new TypeError(`The message "${prefix}" is not a text.`);
}
