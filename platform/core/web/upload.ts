/** What a form with a file sends (RFC 7578), read only as far as it may be long. */
import type { Context } from 'hono';
import { FORBIDDEN_CHARACTERS } from '../kinds/values.ts';

export interface Upload {
  readonly fields: ReadonlyMap<string, string>;
  /** Undefined where none was chosen. */
  readonly file: UploadedFile | undefined;
}

export interface UploadedFile {
  /** Without folders and without signs that are no text. */
  readonly name: string;
  readonly bytes: Uint8Array;
}

const MOST_PARTS = 20;
const LONGEST_FIELD = 4000;
/** What is left unread breaks the connection, and the browser then shows nothing of ours: so much is read and thrown away. */
const DRAINED = 4;

/** Reads an upload of at most so many bytes. Whoever calls it has asked first who sends. @returns `too_large`, `broken` where it is no form. */
export async function readUpload({ req }: Context, most: number): Promise<Upload | 'too_large' | 'broken'> {
  const [, quoted, bare] = /^multipart\/form-data;.*\bboundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(req.header('content-type') ?? '') ?? [];
  const boundary = quoted ?? bare;
  if (Number(req.header('content-length') ?? 0) > most * DRAINED) return 'too_large';
  const body = await readBody(req.raw.body, most);
  if (body === undefined) return 'too_large';
  return boundary === undefined ? { fields: new Map(), file: undefined } : (partsOf(body, boundary) ?? 'broken');
}

async function readBody(stream: ReadableStream<Uint8Array> | null, most: number): Promise<Buffer | undefined> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of stream ?? []) {
    length += part.length;
    if (length > most) parts.length = 0;
    else parts.push(part);
    if (length > most * DRAINED) return undefined;
  }
  return length > most ? undefined : Buffer.concat(parts);
}

function partsOf(body: Buffer, boundary: string): Upload | undefined {
  const fields = new Map<string, string>();
  let file: UploadedFile | undefined;
  const line = Buffer.from(`\r\n--${boundary}`);
  // The first boundary has no line before it.
  let at = body.indexOf(line.subarray(2));
  for (let parts = 0; at >= 0; parts += 1) {
    const from = at + line.length - (parts === 0 ? 2 : 0);
    if (body.subarray(from, from + 2).toString('latin1') === '--') return { fields, file };
    const next = body.indexOf(line, from);
    const head = body.indexOf('\r\n\r\n', from);
    if (parts >= MOST_PARTS || next < 0 || head < 0 || head > next) return undefined;
    const { name, fileName } = namesIn(body.subarray(from, head).toString('utf8'));
    const content = body.subarray(head + 4, next);
    if (fileName === undefined) fields.set(name, content.subarray(0, LONGEST_FIELD).toString('utf8'));
    else if (fileName !== '') file ??= { name: fileName, bytes: new Uint8Array(content) };
    at = next;
  }
  return undefined;
}

function namesIn(head: string): { readonly name: string; readonly fileName: string | undefined } {
  const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? '';
  const fileName = /;\s*filename="([^"]*)"/i.exec(disposition)?.[1];
  return { name: /;\s*name="([^"]*)"/i.exec(disposition)?.[1] ?? '', fileName: fileName === undefined ? undefined : cleanName(fileName) };
}

const UNSEEN = new RegExp(`[${FORBIDDEN_CHARACTERS}\\n\\t\\u2028\\u2029]`, 'gu');
const LONGEST_NAME = 100;

/** Browsers write quotation marks in names as %22. A long name keeps its ending. */
function cleanName(name: string): string {
  const base = (name.split(/[/\\]/).at(-1) ?? '').replaceAll('%22', "'").normalize('NFC').replaceAll(UNSEEN, '').trim();
  const ending = /\.[^.]{1,10}$/.exec(base)?.[0] ?? '';
  return base.length <= LONGEST_NAME ? base : `${base.slice(0, LONGEST_NAME - ending.length).replace(/\p{Surrogate}$/u, '')}${ending}`;
}
