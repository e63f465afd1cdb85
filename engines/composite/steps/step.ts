/** What every step takes and gives. */
import type { IndicatorSpec, Transform } from '../recipe/recipe.ts';
import type { Structure } from '../structure.ts';
import type { Table } from '../table.ts';

export interface Context {
  readonly structure: Structure;
  /** By code. */
  readonly indicators: ReadonlyMap<string, IndicatorSpec>;
}

export interface Outcome {
  readonly table: Table;
  readonly notes: readonly Note[];
}

/** One thing that a step did. */
export type Note =
  | { readonly what: 'divided'; readonly indicator: string; readonly by: string; /** Units that lost their value, as the denominator is missing. */ readonly lost: readonly string[] }
  | { readonly what: 'dropped'; readonly unit: string; readonly rule: 'minimumShare' | 'minimumShareOfGroups' | 'minimumNonZero' | 'drop'; readonly share: number | null }
  | { readonly what: 'imputed'; readonly unit: string; readonly indicator: string; readonly value: number; /** Periods the value comes from, for panel methods. */ readonly periods?: readonly number[] }
  | { readonly what: 'left-missing'; readonly unit: string; readonly indicator: string }
  | {
      readonly what: 'treated';
      readonly indicator: string;
      readonly skewness: number;
      readonly kurtosis: number;
      /** Units whose value was drawn in. Empty where winsorising did not suffice and the transformation began anew. */
      readonly winsorised: readonly string[];
      readonly transform: Transform | null;
      /** Whether the result keeps the rule. */
      readonly passes: boolean;
    }
  | { readonly what: 'scaled'; readonly indicator: string; readonly method: string };
