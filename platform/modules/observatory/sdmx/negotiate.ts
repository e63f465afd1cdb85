/** Which form an answer shall have: the media types of SDMX with their parameters (REST 2.2, “Content negotiation”). */
import type { CsvOptions } from '#formats/sdmx/index.ts';
import { Refusal } from './refusal.ts';

export const DATA_JSON = 'application/vnd.sdmx.data+json;version=2.1.0';
export const DATA_CSV = 'application/vnd.sdmx.data+csv;version=2.1.0';
export const STRUCTURE_JSON = 'application/vnd.sdmx.structure+json;version=2.1.0';

export type Form = { readonly form: 'json'; readonly type: string } | { readonly form: 'csv'; readonly type: string; readonly labels: NonNullable<CsvOptions['labels']>; readonly keys: NonNullable<CsvOptions['keys']> };

interface Range {
  readonly type: string;
  readonly params: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** @throws Refusal 406 where nothing that is taken can be had, 501 where it could by the standard. */
export function wantedData(accept: string | undefined): Form {
  for (const range of rangesOf(accept)) {
    if (isJson(range, 'data')) return { form: 'json', type: DATA_JSON };
    if (isOf(range, 'application/vnd.sdmx.data+csv') || range.type === 'text/csv') return csvForm(range);
  }
  throw new Refusal(406, 'not_acceptable', { accept: accept ?? '', offered: `${DATA_JSON}, ${DATA_CSV}` });
}

/** @throws Refusal 406 where SDMX-JSON is not taken. */
export function wantedStructure(accept: string | undefined): string {
  if (rangesOf(accept).some((range) => isJson(range, 'structure'))) return STRUCTURE_JSON;
  throw new Refusal(406, 'not_acceptable', { accept: accept ?? '', offered: STRUCTURE_JSON });
}

function isJson(range: Range, message: 'data' | 'structure'): boolean {
  return range.type === '*/*' || range.type === 'application/*' || range.type === 'application/json' || isOf(range, `application/vnd.sdmx.${message}+json`);
}

function isOf({ type, params }: Range, wanted: string): boolean {
  return type === wanted && isOurVersion(params.get('version'));
}

/** 2.1.0, said exactly, in part, or as the least that is taken (`2.0+.0`). */
function isOurVersion(version: string | undefined): boolean {
  if (version === undefined || version === '*') return true;
  const [, major, minor = '', patch = ''] = /^(\d\+?)(?:\.(\d\+?))?(?:\.(\d\+?))?$/.exec(version) ?? [];
  if (major === undefined) return false;
  const [a, b, c] = [major, minor === '' ? '1' : minor, patch === '' ? '0' : patch].map((part) => Number.parseInt(part, 10));
  if (major.endsWith('+')) return Number(a) < 2 || (a === 2 && Number(b) <= 1);
  if (minor.endsWith('+')) return a === 2 && Number(b) <= 1;
  return a === 2 && b === 1 && (c === 0 || (patch.endsWith('+') && Number(c) <= 0));
}

function csvForm({ params }: Range): Form {
  const labels = (['id', 'name', 'both'] as const).find((one) => one === (params.get('labels') ?? 'id'));
  // The examples of the format write `key`, its text `keys`.
  const keys = (['none', 'obs', 'series', 'both'] as const).find((one) => one === (params.get('keys') ?? params.get('key') ?? 'none'));
  const time = params.get('timeformat') ?? 'original';
  if (time === 'normalized') throw new Refusal(501, 'not_built', { what: 'timeFormat=normalized' });
  if (!labels || !keys || time !== 'original') throw new Refusal(406, 'not_acceptable', { accept: [...params].map((pair) => pair.join('=')).join(';'), offered: DATA_CSV });
  return { form: 'csv', type: `${DATA_CSV}${labels === 'id' ? '' : `;labels=${labels}`}${keys === 'none' ? '' : `;keys=${keys}`}; charset=utf-8`, labels, keys };
}

/** The best first. Without a header anything is taken. */
function rangesOf(accept: string | undefined): Range[] {
  const text = accept === undefined || accept.trim() === '' ? '*/*' : accept.slice(0, 2000);
  return text
    .split(',')
    .map((part): Range => {
      const [type = '', ...rest] = part.split(';').map((one) => one.trim());
      const params = new Map(rest.map((one): [string, string] => {
        const [name = '', value = ''] = one.split('=');
        return [name.trim().toLowerCase(), value.trim().replace(/^"|"$/g, '')];
      }));
      const quality = Number(params.get('q') ?? '1');
      return { type: type.toLowerCase(), params, quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ quality }) => quality > 0)
    .toSorted((a, b) => b.quality - a.quality);
}
