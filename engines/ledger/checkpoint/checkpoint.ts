/** Checkpoints, C2SP tlog-checkpoint: the head of a tree as the text of a signed note. */
import { fromBase64, toBase64 } from '../encoding/base64.ts';
import { fromDecimal } from '../encoding/decimal.ts';
import { HASH_BYTES } from '../hash.ts';
import { Malformed } from '../malformed.ts';
import type { TreeHead } from '../merkle/consistency.ts';
import { linesOf } from '../note/text.ts';

export interface Checkpoint extends TreeHead {
  /** Who keeps the log, `example.com/log42`. */
  readonly origin: string;
  /** Opaque lines after the root. The standard advises against them: nobody audits them. */
  readonly extensions: readonly string[];
}

const FORMAT = 'checkpoint';

/** @param text of a note. */
export function parseCheckpoint(text: string): Checkpoint {
  const lines = linesOf(FORMAT, text);
  const [origin = '', sizeText = '', rootText = '', ...extensions] = lines;
  const empty = lines.indexOf('');
  if (empty >= 0) throw new Malformed(FORMAT, 'an empty line', { line: empty + 1 });
  if (lines.length < 3) throw new Malformed(FORMAT, 'fewer than three lines', { line: lines.length });
  const size = fromDecimal(sizeText);
  if (size === undefined) throw new Malformed(FORMAT, 'no size of a tree', { line: 2 });
  const root = fromBase64(rootText);
  if (root?.length !== HASH_BYTES) throw new Malformed(FORMAT, 'no base64 of a root', { line: 3 });
  return { origin, size, root, extensions };
}

export function formatCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  const text = [origin, String(size), toBase64(root), ...extensions].map((line) => `${line}\n`).join('');
  const { extensions: read } = parseCheckpoint(text);
  if (read.length !== extensions.length) throw new Malformed(FORMAT, 'a newline within a line');
  return text;
}
