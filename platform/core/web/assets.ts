/**
 * Style sheet and browser modules (browser-modules.ts); there is no build. The name of each file carries a hash of its content,
 * so browsers may keep it for ever.
 */
import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import { BrowserModules } from './browser-modules.ts';

const TYPES: Readonly<Record<string, string>> = { css: 'text/css; charset=utf-8', js: 'text/javascript; charset=utf-8', svg: 'image/svg+xml' };

export class Asset {
  readonly name: string;
  readonly type: string;
  readonly body: Buffer<ArrayBuffer>;
  /** Of a module: the names of those that it imports, directly or not. */
  readonly needs: ReadonlySet<string>;
  #brotli: Buffer<ArrayBuffer> | undefined;
  #gzip: Buffer<ArrayBuffer> | undefined;

  constructor(name: string, content: Buffer, needs: ReadonlySet<string> = new Set()) {
    this.name = name;
    this.type = TYPES[name.slice(name.lastIndexOf('.') + 1)] ?? 'application/octet-stream';
    this.body = Buffer.from(content);
    this.needs = needs;
  }

  // Compressed as well as can be when it is first asked for: some eighty files would hold up the start.
  get brotli(): Buffer<ArrayBuffer> {
    return (this.#brotli ??= brotliCompressSync(this.body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }));
  }

  get gzip(): Buffer<ArrayBuffer> {
    return (this.#gzip ??= gzipSync(this.body));
  }
}

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

  /** The addresses of what a module imports, directly or not, so that a page can ask for all of it at once. */
  needsOf(name: string): string[] {
    return [...(this.#byServedName.get(this.#servedNames.get(name) ?? '')?.needs ?? [])].map((needed) => this.href(needed));
  }

  find(servedName: string): Asset | undefined {
    return this.#byServedName.get(servedName);
  }
}

function withHash({ name, body }: { readonly name: string; readonly body: Buffer | string }): string {
  const hash = createHash('sha256').update(body).digest('base64url').slice(0, 10);
  return name.replace(/\.(\w+)$/, `.${hash}.$1`);
}

/**
 * Reads the style sheets (joined in order of name), the icon, and the browser modules.
 * @param folders of modules of the platform, for browser modules beside those of the core.
 */
export async function readAssets(folders: readonly URL[] = []): Promise<Assets> {
  const [style, icon, modules] = await Promise.all([readStyle(), readFile(new URL('assets/icon.svg', import.meta.url)), readModules([new URL('browser/', import.meta.url), ...folders])]);
  return new Assets([new Asset('style.css', style), new Asset('icon.svg', icon), ...modules]);
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

async function readModules(folders: readonly URL[]): Promise<Asset[]> {
  const modules = new BrowserModules((name, code) => `/assets/${withHash({ name, body: code })}`);
  const perFolder = await Promise.all(
    folders.map(async (folder) => {
      const names = (await readdir(folder)).filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'));
      return names.map((name) => fileURLToPath(new URL(name, folder)));
    }),
  );
  for (const file of perFolder.flat()) await modules.add(file);
  return (await modules.all()).map(({ name, code, needs }) => new Asset(name, Buffer.from(code), needs));
}
