/** The files of the log for programs: checkpoint, tiles, bundles, keys, policy; and of each version its entry and its proof. */
import { gzipSync } from 'node:zlib';
import { isId } from '#core/records/id.ts';
import { versionOf } from '#core/records/read.ts';
import { wantedCoding } from '#core/web/negotiate.ts';
import { NotFound } from '#core/web/view.ts';
import type { Web } from '#core/web/web.ts';
import { Malformed, parseTilePath, TILE_WIDTH } from '@yupana/ledger';
import type { Context } from 'hono';
import { latestCheckpoint } from './checkpoint.ts';
import { canonicalDocument } from './document.ts';
import { readLogFile } from './files.ts';
import { entryOf, proofOf, stateOf } from './status.ts';

const TEXT = 'text/plain; charset=utf-8';
const BINARY = 'application/octet-stream';
/** Full tiles never change. Partial ones do not either, but are of use until the next checkpoint only. */
const FOREVER = 'public, max-age=31536000, immutable';
const SHORT = 'public, max-age=60';
/** C2SP tlog-tiles: no caching beyond a few seconds. */
const NEWEST = 'no-cache';

export function ledgerRoutes(web: Web): void {
  const { database } = web.platform;
  web.plain('/log/checkpoint', async () => file((await latestCheckpoint(database))?.cosigned, TEXT, NEWEST));
  web.plain('/log/key', async () => file((await stateOf(database))?.keys, TEXT, NEWEST));
  web.plain('/log/policy', async () => file((await stateOf(database))?.policy, TEXT, NEWEST));
  web.plain('/log/tile/*', async (context) => tileFile(web, context));
  web.plain('/:language/:path/:id/versions/:file{[1-9][0-9]*\\.(?:tlog-proof|entry|canonical)}', async (context) => versionFile(web, context));
}

/** An empty text is what a writer that never came so far has left. */
function file(content: string | Uint8Array | undefined, type: string, caching: string, headers: Readonly<Record<string, string>> = {}): Response {
  if (content === undefined || content.length === 0) throw new NotFound();
  return new Response(typeof content === 'string' ? content : new Uint8Array(content), { headers: { 'Content-Type': type, 'Cache-Control': caching, ...headers } });
}

async function tileFile({ platform: { database } }: Web, context: Context): Promise<Response> {
  const path = new URL(context.req.url).pathname.slice('/log/'.length);
  const tile = parsedTile(path);
  const signed = (await latestCheckpoint(database))?.size ?? 0;
  // What no checkpoint covers is nobody's business yet.
  const end = (tile.index * TILE_WIDTH + tile.width) * TILE_WIDTH ** (tile.level === 'entries' ? 0 : tile.level);
  const bytes = end <= signed ? await readLogFile(database, path) : undefined;
  const caching = tile.width === TILE_WIDTH ? FOREVER : SHORT;
  if (bytes === undefined || tile.level !== 'entries') return file(bytes, BINARY, caching);
  const zipped = wantedCoding(context) !== undefined && /gzip/.test(context.req.header('accept-encoding') ?? '');
  return zipped ? file(gzipSync(bytes), BINARY, caching, { 'Content-Encoding': 'gzip', Vary: 'Accept-Encoding' }) : file(bytes, BINARY, caching, { Vary: 'Accept-Encoding' });
}

function parsedTile(path: string) {
  try {
    return parseTilePath(path);
  } catch (error) {
    if (error instanceof Malformed) throw new NotFound();
    throw error;
  }
}

/** `3.entry`, `3.canonical`, `3.tlog-proof`: what checks version 3 without us. */
async function versionFile({ platform: { database, kinds, configuration } }: Web, context: Context): Promise<Response> {
  const { language = '', path = '', id = '', file: name = '' } = context.req.param();
  const [numberText = '', form = ''] = [name.slice(0, name.indexOf('.')), name.slice(name.indexOf('.') + 1)];
  const number = Number(numberText);
  const version = configuration.languages.includes(language) && isId(id) && number < 1e9 ? await versionOf(database, id, number) : undefined;
  if (!version || kinds.atPath(path)?.name !== version.kind) throw new NotFound();
  const attached = { 'Content-Disposition': `inline; filename="${id}-${number}.${form === 'tlog-proof' ? form : 'json'}"` };
  if (form === 'canonical') return file(version.document ? canonicalDocument(version.document) : undefined, 'application/json', FOREVER, attached);
  const entry = await entryOf(database, id, number);
  if (form === 'entry') return file(entry?.entry, 'application/json', FOREVER, attached);
  return file(entry && (await proofOf(database, entry.index))?.bytes, TEXT, NEWEST, attached);
}
