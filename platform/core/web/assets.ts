/**
 * Style sheet and browser modules. Modules are the `.ts` files of the project with their types taken out as they are
 * served; there is no build. The name of each file carries a hash of its content, so browsers may keep it for ever.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { stripTypeScriptTypes } from 'node:module';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

export interface Asset {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
  readonly brotli: Buffer<ArrayBuffer>;
  readonly gzip: Buffer<ArrayBuffer>;
}

const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' };

export class Assets {
  readonly #byServedName: ReadonlyMap<string, Asset>;
  readonly #servedNames: ReadonlyMap<string, string>;

  constructor(assets: readonly Asset[]) {
    const served = assets.map((asset) => [withHash(asset), asset] as const);
    this.#byServedName = new Map(served);
    this.#servedNames = new Map(served.map(([name, asset]) => [asset.name, name]));
  }

  /** The address of a file by its plain name: `style.css`. @throws where there is none. */
  href(name: string): string {
    const served = this.#servedNames.get(name);
    if (served === undefined) throw new RangeError(`No asset "${name}".`);
    return `/assets/${served}`;
  }

  find(servedName: string): Asset | undefined {
    return this.#byServedName.get(servedName);
  }
}

function withHash({ name, body }: Asset): string {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  return name.replace(/\.(\w+)$/, `.${hash}.$1`);
}

/** Reads the style sheets (joined in order of name), the icon, and the browser modules. */
export async function readAssets(): Promise<Assets> {
  const [style, icon, modules] = await Promise.all([readStyle(), readFile(new URL('assets/icon.svg', import.meta.url)), readModules()]);
  return new Assets([asset('style.css', style), asset('icon.svg', icon), ...modules]);
}

async function readStyle(): Promise<Buffer> {
  const folder = new URL('assets/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.css')).toSorted();
  const sheets = await Promise.all(names.map((name) => readFile(new URL(name, folder), 'utf8')));
  return Buffer.from(minify(sheets.join('\n')));
}

/** Comments, white space and what means the same without: the rules stay as they are written. */
function minify(css: string): string {
  return css
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/\s+/g, ' ')
    .replace(/ ?([{};,]) ?/g, '$1')
    .replace(/: /g, ':')
    .replace(/ ?> ?/g, '>')
    .replace(/;}/g, '}')
    .trim();
}

/** Code of the server that browsers run as well. It imports nothing. */
const SHARED = ['../i18n/readability.ts'];

async function readModules(): Promise<Asset[]> {
  const folder = new URL('browser/', import.meta.url);
  const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
  const shared = await Promise.all(SHARED.map(async (path) => readModule(new URL(path, import.meta.url))));
  const addresses = new Map(shared.map((one) => [one.name, `/assets/${withHash(one)}`]));
  return [...shared, ...(await Promise.all(names.map(async (name) => readModule(new URL(name, folder), addresses))))];
}

/** @param addresses where the modules that it may import are served, by their plain name. */
async function readModule(file: URL, addresses: ReadonlyMap<string, string> = new Map()): Promise<Asset> {
  const code = stripTypeScriptTypes(await readFile(file, 'utf8'));
  const addressed = code.replace(/(?<= from ')[^']*\/([\w-]+)\.ts(?=';)/g, (path, name: string) => addresses.get(`${name}.js`) ?? path);
  return asset((file.pathname.split('/').at(-1) ?? '').replace(/\.ts$/, '.js'), Buffer.from(addressed));
}

function asset(name: string, content: Buffer): Asset {
  const body = Buffer.from(content);
  const type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
  return { name, type, body, brotli: brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }), gzip: gzipSync(body) };
}
