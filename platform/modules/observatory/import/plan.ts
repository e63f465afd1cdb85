/** The plan of an import: which sheet is read, how, into what. It is what the pages ask for and the store keeps. */
import { z } from 'zod';
import { ID_PATTERN } from '#core/records/id.ts';
import { DIMENSIONS } from '../kinds/vocabulary.ts';

/** What a column holds. A column without a role is not read. */
export const FIELDS = ['value', 'k', 'n', 'lower', 'upper', 'territory', 'time', 'indicator', 'status', 'note', 'place', 'impossible', 'set', 'ended'] as const;
const dimensionRoles = DIMENSIONS.map((dimension) => `dimension:${dimension}` as const);
export const ROLES = [...FIELDS, ...dimensionRoles] as const;
export type Role = (typeof ROLES)[number];

/** In a crossed table: what the heads of its columns of figures say. */
export const ACROSS = ['time', 'territory', 'indicator', ...dimensionRoles] as const;
export type Across = (typeof ACROSS)[number];

export const FORMS = ['tidy', 'crossed'] as const;
/** What a number of the sheet is: as it is kept, surely a percentage, a share of one, thousands, millions, or a percentage that is kept as a share of one. */
export const SCALES = ['as_is', 'percent', 'fraction', 'thousands', 'millions', 'to_fraction'] as const;
export type Scale = (typeof SCALES)[number];
export const PLACES_OF: Readonly<Record<Scale, number>> = { as_is: 0, percent: 0, fraction: 2, thousands: 3, millions: 6, to_fraction: -2 };

const column = z.string().regex(/^\d{1,4}$/);
const id = z.string().regex(ID_PATTERN);

export const planSchema = z.strictObject({
  sheet: z.int().min(0).max(1000),
  /** The row of the heads, from 0. */
  header: z.int().min(0).max(100_000),
  form: z.enum(FORMS),
  across: z.enum(ACROSS),
  columns: z.record(column, z.enum(ROLES)),
  /** For rows that do not say. */
  indicator: id.optional(),
  territory: z.string().max(6).optional(),
  time: z.string().max(10).optional(),
  scale: z.enum(SCALES),
  /** Of a cell of a workbook: the number that stands behind it, or the one that is shown. */
  digits: z.enum(['stored', 'shown']),
  /** The set that is changed; undefined for a new one. */
  set: id.optional(),
  title: z.string().max(250).optional(),
  source: id.optional(),
  /** What becomes of figures of the set that the file does not hold. */
  rest: z.enum(['keep', 'end']),
  /** By key of the question. */
  answers: z.record(z.string().max(400), z.string().max(100)),
});
export type Plan = z.infer<typeof planSchema>;

export const roleOf = (plan: Plan, at: number): Role | undefined => plan.columns[String(at)];

/** The columns of a role, from left to right. */
export function columnsOf(plan: Plan, role: Role): number[] {
  return Object.entries(plan.columns).flatMap(([at, one]) => (one === role ? [Number(at)] : [])).toSorted((a, b) => a - b);
}

/** Why a plan cannot be carried out yet, as codes; empty where it can. */
export function gapsOf(plan: Plan): string[] {
  const has = (role: Role): boolean => columnsOf(plan, role).length > 0 || (plan.form === 'crossed' && plan.across === role);
  const twice = ROLES.some((role) => columnsOf(plan, role).length > (plan.form === 'crossed' && role === 'value' ? Infinity : 1));
  return [
    ...(has('value') ? [] : ['no_value']),
    ...(has('territory') || plan.territory !== undefined ? [] : ['no_territory']),
    ...(has('time') || plan.time !== undefined ? [] : ['no_time']),
    ...(has('indicator') || plan.indicator !== undefined ? [] : ['no_indicator']),
    ...(twice ? ['twice'] : []),
    ...(plan.form === 'crossed' && columnsOf(plan, plan.across as Role).length > 0 ? ['across_twice'] : []),
    ...(plan.set === undefined && (plan.title === undefined || plan.source === undefined) ? ['no_set'] : []),
  ];
}
