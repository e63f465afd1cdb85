/**
 * Modules as browsers get them: the project's `.ts` files with their types taken out and every import rewritten to the address
 * where the imported file is served. No build, and no import map: the security policy allows no inline script.
 *
 * A module may import files of ours, the engines, and what those depend on. Whatever needs Node is refused when the server
 * starts. What is imported by name from a package whose entry only passes names on comes from the files behind it, so that
 * readers load no more of an engine than a page uses.
 */
import { existsSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

export interface BrowserModule {
  /** `passkey.js`; for what is imported its package and path, `yupana-ledger.note.verify.js`. */
  readonly name: string;
  readonly code: string;
  /** Names of all modules that it needs, directly or not. */
  readonly needs: ReadonlySet<string>;
}

/** An import or re-export with its names: what stands between the keyword and `from`, and the quoted specifier. */
const STATEMENT = /^(?<head>(?:import|export)\b(?<names>[^'"`;]*?)\bfrom\s*|import\s*)(?<quote>['"])(?<specifier>[^'"\n]+)\k<quote>/gm;
const PASSES_NAMES_ON = /^(?:\s*export\s*\{[^}]*\}\s*from\s*(['"])[^'"\n]+\1\s*;)+\s*$/;
/** Those that stand on lines of their own: examples in them have imports, too. */
const COMMENTS = /^[ \t]*(?:\/\*[\s\S]*?\*\/|\/\/.*$)/gm;

export class BrowserModules {
  readonly #addressOf: (name: string, code: string) => string;
  readonly #made = new Map<string, Promise<BrowserModule & { readonly address: string }>>();
  readonly #sources = new Map<string, Promise<string>>();

  /** @param addressOf where a module of this name and content is served. */
  constructor(addressOf: (name: string, code: string) => string) {
    this.#addressOf = addressOf;
  }

  /** Adds a module that pages name, and what it imports. @throws where something is imported that browsers cannot have. */
  async add(file: string): Promise<void> {
    await this.#module(file, basename(file).replace(/\.ts$/, '.js'), []);
  }

  /** All modules that were added or are imported. */
  async all(): Promise<BrowserModule[]> {
    return Promise.all(this.#made.values());
  }

  #module(file: string, name: string, importers: readonly string[]) {
    // A module is named by its content, which holds the names of what it imports.
    if (importers.includes(file)) throw new Error(`Modules import each other in a circle: ${[...importers, file].join(' > ')}`);
    const made = this.#made.get(file) ?? this.#make(file, name, [...importers, file]);
    this.#made.set(file, made);
    return made;
  }

  async #make(file: string, name: string, importers: readonly string[]) {
    const source = await this.#source(file);
    const needs = new Set<string>();
    let code = '';
    let at = 0;
    for (const { 0: statement, index, groups } of withoutComments(source).matchAll(STATEMENT)) {
      const { head = '', names, specifier = '' } = groups ?? {};
      const origins = await this.#origins(file, specifier, head, names);
      const rewritten: string[] = [];
      for (const origin of origins) {
        const imported = await this.#module(origin.file, nameOfImported(origin.file), importers);
        for (const needed of [imported.name, ...imported.needs]) needs.add(needed);
        rewritten.push(`${origin.head}'${imported.address}'`);
      }
      code += `${source.slice(at, index)}${rewritten.join(';\n')}`;
      at = index + statement.length;
    }
    code += source.slice(at);
    return { name, code, needs, address: this.#addressOf(name, code) };
  }

  #source(file: string): Promise<string> {
    const known = this.#sources.get(file) ?? readFile(file, 'utf8').then((text) => (file.endsWith('.ts') ? stripTypeScriptTypes(text) : text));
    this.#sources.set(file, known);
    return known;
  }

  /** From which files a statement takes its names, and how it begins for each of them. */
  async #origins(from: string, specifier: string, head: string, names: string | undefined): Promise<{ readonly file: string; readonly head: string }[]> {
    const file = resolveImport(from, specifier);
    const wanted = head.startsWith('import') ? namesIn(names) : undefined;
    const passedOn = wanted && (await this.#passedOn(file));
    if (!wanted || !passedOn) return [{ file, head }];
    const perFile = Map.groupBy(wanted, ({ name }) => passedOn.get(name)?.file ?? '');
    if (perFile.has('')) throw new Error(`${from}: ${specifier} has no ${perFile.get('')?.map(({ name }) => name).join(', ')}`);
    return [...perFile].map(([behind, some]) => ({ file: behind, head: `import { ${some.map(({ name, as }) => `${passedOn.get(name)?.name ?? name} as ${as}`).join(', ')} } from ` }));
  }

  /** Where each name comes from that a file passes on; undefined for a file that does anything else. */
  async #passedOn(file: string): Promise<Map<string, { readonly file: string; readonly name: string }> | undefined> {
    const source = withoutComments(await this.#source(file));
    if (!PASSES_NAMES_ON.test(source)) return undefined;
    return new Map(
      [...source.matchAll(STATEMENT)].flatMap(({ groups }) => {
        const behind = resolveImport(file, groups?.['specifier'] ?? '');
        return (namesIn(groups?.['names']) ?? []).map(({ name, as }) => [as, { file: behind, name }] as const);
      }),
    );
  }
}

/** With spaces in their place, so that everything else stands where it stood. */
function withoutComments(source: string): string {
  return source.replaceAll(COMMENTS, (comment) => comment.replaceAll(/[^\n]/g, ' '));
}

/** `{ a, b as c }`; undefined for anything else, such as `* as all`. */
function namesIn(names: string | undefined): { readonly name: string; readonly as: string }[] | undefined {
  const [, inner] = /^\s*\{([^{}]*)\}\s*$/.exec(names ?? '') ?? [];
  return inner
    ?.split(',')
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => {
      const [name = '', as = name] = one.split(/\s+as\s+/);
      return { name, as };
    });
}

function resolveImport(from: string, specifier: string): string {
  if (specifier.startsWith('.')) return resolve(dirname(from), specifier);
  const file = createRequire(from).resolve(specifier);
  if (!file.startsWith(sep)) throw new Error(`${from} imports ${specifier}, which no browser has.`);
  return file;
}

/** The package without its `@`, and the path in it, joined by full stops: one segment of an address. */
function nameOfImported(file: string): string {
  const folder = packageFolder(dirname(file));
  const { name = '' } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { name?: string };
  const path = relative(folder, file).replace(/\.ts$/, '.js');
  return `${name}/${path}`.replace(/^@/, '').replace('/', '-').replaceAll(/[/\\]/g, '.');
}

function packageFolder(folder: string): string {
  return existsSync(join(folder, 'package.json')) || folder === dirname(folder) ? folder : packageFolder(dirname(folder));
}
