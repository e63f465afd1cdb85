/** What a file is by its first bytes, and whether its name says the same. */
import { SpreadsheetRefused } from './limits.ts';

/** What stands in it: `zip` is xlsx or ods, `compound` is xls or what is encrypted. */
export type Container = 'zip' | 'compound' | 'text';

const ENDINGS: Readonly<Record<string, Container>> = { csv: 'text', tsv: 'text', txt: 'text', xlsx: 'zip', xlsm: 'zip', ods: 'zip', xls: 'compound' };

const KNOWN: readonly (readonly [name: string, bytes: readonly number[]])[] = [
  ['PDF', [0x25, 0x50, 0x44, 0x46]],
  ['PNG', [0x89, 0x50, 0x4e, 0x47]],
  ['JPEG', [0xff, 0xd8, 0xff]],
  ['GIF', [0x47, 0x49, 0x46, 0x38]],
  ['RAR', [0x52, 0x61, 0x72, 0x21]],
  ['7-Zip', [0x37, 0x7a, 0xbc, 0xaf]],
  ['gzip', [0x1f, 0x8b]],
  ['EXE', [0x4d, 0x5a, 0x90]],
];

/** @throws SpreadsheetRefused where the content is no spreadsheet, or is not what the name says. */
export function containerOf(bytes: Uint8Array, name: string): Container {
  const said = ENDINGS[endingOf(name)];
  const found = containerByContent(bytes);
  if (said === undefined) throw new SpreadsheetRefused('unknown_type', { name: endingOf(name) === '' ? '?' : `.${endingOf(name).slice(0, 10)}` });
  // Excel encrypts an xlsx into the older container.
  if (said === 'zip' && found === 'compound' && holdsText(bytes, 'EncryptedPackage')) throw new SpreadsheetRefused('encrypted');
  if (said !== found) throw new SpreadsheetRefused('other_type', { said: `.${endingOf(name)}`, found: FOUND[found] });
  return found;
}

const FOUND: Readonly<Record<Container, string>> = { zip: '.xlsx / .ods', compound: '.xls', text: '.csv' };

export function endingOf(name: string): string {
  return /\.([^.]*)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}

const startsWith = (bytes: Uint8Array, sign: readonly number[]): boolean => sign.every((byte, index) => bytes[index] === byte);

function containerByContent(bytes: Uint8Array): Container {
  if (bytes.length === 0) throw new SpreadsheetRefused('empty');
  if (startsWith(bytes, [0x50, 0x4b, 3, 4]) || startsWith(bytes, [0x50, 0x4b, 5, 6])) return 'zip';
  if (startsWith(bytes, [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1])) return 'compound';
  const known = KNOWN.find(([, sign]) => startsWith(bytes, sign));
  if (known) throw new SpreadsheetRefused('unknown_type', { name: known[0] });
  // Portals give web pages out as ".xls"; Excel opens them with a warning.
  const start = Buffer.from(bytes.subarray(0, 1024)).toString('latin1').replaceAll('\0', '').replace(/^(\xef\xbb\xbf|\xff\xfe|\xfe\xff)/, '').trimStart().toLowerCase();
  if (/^<(!doctype|html|\?xml|table|head|body|meta|svg)/.test(start)) throw new SpreadsheetRefused('unknown_type', { name: start.includes('<html') || start.includes('<table') ? 'HTML' : 'XML' });
  return 'text';
}

/** True where a text stands in a file of the older container, whose directory is in UTF-16. */
export function holdsText(bytes: Uint8Array, text: string): boolean {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(Buffer.from(text, 'utf16le'));
}
