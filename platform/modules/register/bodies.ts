/**
 * Which bodies have filed, and which are silent. The frame is the directory: every institution whose type is a public body.
 * "Silent" is computed, never typed.
 */
import { lastDay } from '#core/kinds/values.ts';
import { type Tranche, trancheOf } from './duties.ts';

export const BODY_STATES = ['filed', 'declares_none', 'in_preparation', 'silent', 'late'] as const;
export type BodyState = (typeof BODY_STATES)[number];

export interface Body {
  readonly id: string;
  readonly type: string;
}

export interface BodyFacts {
  readonly today: string;
  readonly tranches: readonly Tranche[];
  /** Deployments that the body itself has filed or taken over. */
  readonly filed: ReadonlyMap<string, number>;
  /** The newest declaration of each body. */
  readonly declared: ReadonlyMap<string, 'none' | 'in_preparation'>;
}

export interface BodyStatus extends Body {
  readonly state: BodyState;
  readonly systems: number;
  /** Undefined for a body that no tranche names. */
  readonly dueOn: string | undefined;
}

/** A body that has filed stays filed, whatever it declared before. Late is silent, or only in preparation, after its day. */
export function statusOfBody(body: Body, { today, tranches, filed, declared }: BodyFacts): BodyStatus {
  const dueOn = trancheOf(tranches, body.id, body.type)?.document.dueOn;
  const systems = filed.get(body.id) ?? 0;
  const passed = dueOn !== undefined && lastDay(dueOn) < today;
  const said = declared.get(body.id);
  const state: BodyState = systems > 0 ? 'filed' : said === 'none' ? 'declares_none' : passed ? 'late' : said === 'in_preparation' ? 'in_preparation' : 'silent';
  return { ...body, state, systems, dueOn };
}

/** How many bodies are in each state. */
export function countStates(bodies: readonly BodyStatus[]): Record<BodyState, number> {
  const counts = { filed: 0, declares_none: 0, in_preparation: 0, silent: 0, late: 0 };
  for (const { state } of bodies) counts[state] += 1;
  return counts;
}

/** Days from today to a day, or to the last day of a month or year; negative when it has passed. */
export function daysUntil(day: string, today: string): number {
  return Math.round((Date.parse(`${lastDay(day)}T00:00:00Z`) - Date.parse(`${today}T00:00:00Z`)) / 86_400_000);
}
