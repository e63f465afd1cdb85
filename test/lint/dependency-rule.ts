/**
 * The dependency rule of the house, checked over the import statements of the whole tree:
 *
 * - an engine imports nothing of ours;
 * - a format imports engines, and the kinds that it translates;
 * - the core imports engines, never a module, never a format;
 * - a module imports core, engines and formats, never another module;
 * - platform/app.ts, cli, test, docs and bench import everything. So do tests, wherever they stand: they ship nowhere.
 *
 * `node test/lint/dependency-rule.ts [folder]` prints each break as file:line and ends with 1 where there is one.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { importsOf } from './imports.ts';

export interface Break {
  /** `platform/core/x.ts:3`. */
  readonly place: string;
  readonly reason: string;
}

/** A room of the house; `name` is the engine, format or module. */
interface Room {
  readonly type: 'engine' | 'format' | 'core' | 'module' | 'open';
  readonly name: string;
}

const OPEN = /^(platform\/app\.ts$|(cli|test|docs|bench)\/)/;
const TEST_FILE = /(\.test\.ts$|(^|\/)testing\/)/;
/** What a format may know of the platform: the kinds, and what kinds are made of. */
const KINDS = /^platform\/(core|modules\/[^/]+)\/kinds\//;
const SOURCES = /\.(ts|mts|js|mjs)$/;
const ROOTS = ['platform', 'engines', 'formats', 'cli', 'test', 'docs', 'bench'];

/** The room of a file, by its path from the root with slashes. Undefined where it stands in none. */
export function roomOf(file: string): Room | undefined {
  if (OPEN.test(file)) return { type: 'open', name: '' };
  const [first, second = '', third = ''] = file.split('/');
  if (first === 'engines') return { type: 'engine', name: second };
  if (first === 'formats') return { type: 'format', name: second };
  if (first === 'platform' && second === 'core') return { type: 'core', name: '' };
  return first === 'platform' && second === 'modules' ? { type: 'module', name: third } : undefined;
}

/** Why a file may not import another one of ours; undefined where it may. */
export function reasonAgainst(from: string, to: string): string | undefined {
  const [room, target] = [roomOf(from), roomOf(to)];
  if (room === undefined) return 'this file stands in no room of the house';
  if (room.type === 'open' || TEST_FILE.test(from)) return undefined;
  if (target === undefined) return `${to} stands in no room of the house`;
  if (target.type === room.type && target.name === room.name) return undefined;
  switch (room.type) {
    case 'engine':
      return 'an engine imports nothing of ours';
    case 'format':
      return target.type === 'engine' || KINDS.test(to) ? undefined : 'a format imports only engines and kinds';
    case 'core':
      return target.type === 'engine' ? undefined : 'the core imports only engines';
    case 'module':
      if (target.type === 'module') return 'a module never imports another module';
      return target.type === 'open' ? 'a module imports only core, engines and formats' : undefined;
  }
}

/** Every break of the rule below a folder. */
export async function breaksIn(root: string): Promise<Break[]> {
  const [files, aliases] = await Promise.all([sourceFiles(root), aliasesOf(root)]);
  const found = await Promise.all(files.map(async (file) => breaksOf(file, await readFile(join(root, file), 'utf8'), aliases)));
  return found.flat();
}

function breaksOf(file: string, source: string, aliases: ReadonlyMap<string, string>): Break[] {
  return importsOf(source).flatMap(({ specifier, line }) => {
    const target = targetOf(file, specifier, aliases);
    const reason = target === undefined ? undefined : reasonAgainst(file, target);
    return reason === undefined ? [] : [{ place: `${file}:${line}`, reason: `${specifier}: ${reason}` }];
  });
}

/** The file of ours that an import names; undefined for Node and for other people's packages. */
function targetOf(file: string, specifier: string, aliases: ReadonlyMap<string, string>): string | undefined {
  if (specifier.startsWith('.')) return slashed(relative('/', resolve('/', file, '..', specifier)));
  const alias = [...aliases].find(([name]) => specifier === name || specifier.startsWith(name.endsWith('/') ? name : `${name}/`));
  return alias && `${alias[1]}${specifier.slice(alias[0].length)}`;
}

/** `#core/` is platform/core/; the name of an engine's or format's package is its folder. */
async function aliasesOf(root: string): Promise<Map<string, string>> {
  const aliases = new Map([['#core/', 'platform/core/'], ['#modules/', 'platform/modules/']]);
  for (const parent of ['engines', 'formats']) {
    for (const folder of await readdir(join(root, parent)).catch(() => [])) {
      const text = await readFile(join(root, parent, folder, 'package.json'), 'utf8').catch(() => '{}');
      const { name }: { name?: unknown } = JSON.parse(text);
      if (typeof name === 'string') aliases.set(name, `${parent}/${folder}`);
    }
  }
  return aliases;
}

async function sourceFiles(root: string): Promise<string[]> {
  const found = await Promise.all(
    ROOTS.map(async (folder) => {
      const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => []);
      return entries.filter((entry) => entry.isFile() && SOURCES.test(entry.name)).map((entry) => slashed(relative(root, join(entry.parentPath, entry.name))));
    }),
  );
  return found.flat().filter((file) => !file.includes('node_modules/')).toSorted();
}

function slashed(path: string): string {
  return path.split(sep).join('/');
}

if (import.meta.main) {
  const root = process.argv[2] ?? fileURLToPath(new URL('../..', import.meta.url));
  const breaks = await breaksIn(root);
  for (const { place, reason } of breaks) console.error(`${place} ${reason}`);
  process.exitCode = breaks.length > 0 ? 1 : 0;
}
