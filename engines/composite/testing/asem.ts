/**
 * ASEM Sustainable Connectivity (51 countries, 49 indicators), the example data of COINr 1.1.14 (MIT, © 2022 William
 * Becker). They lie outside the repository: in `shared/data/asem` beside the checkout or further up, or where
 * YUPANA_ASEM_DATA says. Where they are absent their tests are skipped and say so.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Dataset } from '../dataset.ts';
import type { Recipe, Step } from '../recipe/recipe.ts';

function asemFolder(): string | undefined {
  const named = process.env['YUPANA_ASEM_DATA'];
  if (named !== undefined) return named;
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const candidate = join(folder, 'shared', 'data', 'asem');
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

const FOLDER = asemFolder() ?? '';

/** For the options of a test: false, or why it is skipped. */
export const withoutAsem: false | string = existsSync(join(FOLDER, 'imeta.json')) ? false : 'SKIPPED: no shared/data/asem above this checkout; set YUPANA_ASEM_DATA';

interface Item {
  readonly Level: number | null;
  readonly iCode: string;
  readonly iName: string;
  readonly Direction: 1 | -1 | null;
  readonly Weight: number | null;
  readonly Target: number | null;
  readonly Denominator: string | null;
  readonly Parent: string | null;
  readonly Type: 'Indicator' | 'Aggregate' | 'Group' | 'Denominator';
}

const items = (): readonly Item[] => (JSON.parse(readFileSync(join(FOLDER, 'imeta.json'), 'utf8')) as { readonly items: readonly Item[] }).items;

const named = (type: Item['Type']): string[] => items().filter(({ Type }) => Type === type).map(({ iCode }) => iCode);

export function asemData(): Dataset {
  const rows = parse(readFileSync(join(FOLDER, 'idata.csv')), { columns: true }) as readonly Record<string, string>[];
  const groups = named('Group');
  return {
    units: rows.map((row) => ({ code: row['uCode'] ?? '', name: row['uName'] ?? '', groups: Object.fromEntries(groups.map((group) => [group, row[group] ?? ''])) })),
    period: 2018,
    values: Object.fromEntries([...named('Indicator'), ...named('Denominator')].map((code) => [code, rows.map((row) => (row[code] ? Number(row[code]) : null))])),
  };
}

/** The steps of COINr's `build_example_coin()`. */
export const ASEM_STEPS: readonly Step[] = [
  { step: 'denominate' },
  { step: 'impute', method: 'mean', within: 'EurAsia_group' },
  { step: 'screen', minimumShare: 0.9 },
  { step: 'treat', limit: 5, otherwise: 'log-shifted' },
  { step: 'normalise', method: 'min-max', range: [0, 100] },
  { step: 'aggregate', method: 'arithmetic' },
];

export function asemRecipe(steps: readonly Step[] = ASEM_STEPS): Recipe {
  return {
    format: 'composite-recipe/1',
    title: 'Sustainable Connectivity',
    indicators: items().flatMap(({ Type, iCode, iName, Direction, Weight, Target, Denominator, Parent }) =>
      Type !== 'Indicator' ? [] : [{ code: iCode, name: iName, parent: Parent ?? '', direction: Direction ?? 1, weight: Weight ?? 1, ...(Denominator === null ? {} : { denominator: Denominator }), ...(Target === null ? {} : { target: Target }) }],
    ),
    aggregates: items().flatMap(({ Type, iCode, iName, Weight, Parent }) => (Type !== 'Aggregate' ? [] : [{ code: iCode, name: iName, weight: Weight ?? 1, ...(Parent === null ? {} : { parent: Parent }) }])),
    steps,
  };
}
