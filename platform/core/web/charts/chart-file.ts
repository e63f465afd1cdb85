/** A chart as a file of its own: with its title, its source, its licence and the address where it stands, printed in it. */
import { withPlainColours } from './palette.ts';

export interface ChartFrame {
  readonly title: string;
  /** Below the picture, each on lines of its own: source, licence, address. */
  readonly notes: readonly string[];
}

const MARGIN = 16;
const TITLE = { size: 15, line: 20 };
const NOTE = { size: 9.5, line: 13 };
/** The mean width of a letter of DejaVu Sans, as a share of its size; a little more than it is, so that nothing is cut off. */
const LETTER = 0.64;
/** More than this of a text is not for a picture. */
const MOST_LINES = 4;

/** @param svg as `drawChart` made it. */
export function chartFile(svg: string, { title, notes }: ChartFrame): string {
  const [width, height] = sizeOf(svg);
  const heading = wrapped(title, width / (TITLE.size * LETTER * 1.08));
  const below = notes.flatMap((note) => wrapped(note, width / (NOTE.size * LETTER)));
  const top = MARGIN + heading.length * TITLE.line + 4;
  const bottom = top + height + 14;
  const whole = { width: width + 2 * MARGIN, height: bottom + below.length * NOTE.line + MARGIN };
  const inner = svg.replace(/^<svg /, `<svg x="${MARGIN}" y="${top}" `);
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${whole.width}" height="${whole.height}" viewBox="0 0 ${whole.width} ${whole.height}" font-family="'DejaVu Sans', system-ui, sans-serif" fill="currentColor"><rect width="100%" height="100%" fill="var(--raised)"/>${lines(heading, TITLE, MARGIN, ' font-weight="700"')}${inner}${lines(below, NOTE, bottom, ' fill="var(--soft)"')}</svg>`;
  // Plot asks for the font of the page; the file has the one that its own root names.
  return `<?xml version="1.0" encoding="utf-8"?>\n${withPlainColours(picture.replaceAll(/ font-family="system-ui, sans-serif"/g, ''))}\n`;
}

function sizeOf(svg: string): [width: number, height: number] {
  const [, head = ''] = /^<svg ([^>]*)>/.exec(svg) ?? [];
  const of = (name: string): number => Number(new RegExp(`(?:^|\\s)${name}="([\\d.]+)"`).exec(head)?.[1]);
  const size: [number, number] = [of('width'), of('height')];
  if (size.some((one) => !(one > 0))) throw new TypeError('A chart has no width or no height.');
  return size;
}

function lines(texts: readonly string[], { size, line }: { readonly size: number; readonly line: number }, top: number, attributes: string): string {
  return texts.map((text, place) => `<text x="${MARGIN}" y="${top + (place + 1) * line - (line - size) / 2}" font-size="${size}"${attributes}>${escaped(text)}</text>`).join('');
}

/** By words; a word that is longer than a line, such as an address, is cut. */
function wrapped(text: string, most: number): string[] {
  const limit = Math.max(8, Math.floor(most));
  const words = text.trim().split(/\s+/).flatMap((word) => word.match(new RegExp(`.{1,${limit}}`, 'gu')) ?? []);
  const found: string[] = [];
  for (const word of words) {
    const last = found.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= limit) found[found.length - 1] = `${last} ${word}`;
    else found.push(word);
  }
  return found.length <= MOST_LINES ? found : [...found.slice(0, MOST_LINES - 1), `${(found[MOST_LINES - 1] ?? '').slice(0, limit - 1)}…`];
}

/** For XML 1.0, which has no control characters. */
function escaped(text: string): string {
  // eslint-disable-next-line no-control-regex
  return text.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '').replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
