/** Statuses of figures, and why there is none: how SDMX codes them. */
import { type AbsenceCode, isAbsence } from '#core/kinds/values.ts';
import type { Row } from './observation-set.ts';
import type { Status } from './vocabulary.ts';

/** How SDMX codes a figure that is not there, by our reason why. */
export const STATUS_OF_ABSENCE: Readonly<Record<AbsenceCode, Status>> = { not_stated: 'O', unknown: 'L', withheld: 'Q', not_applicable: 'M' };

/** The codes of what is missing. */
export const MISSING: ReadonlySet<string> = new Set(['K', 'L', 'M', 'O', 'Q']);

/** The status of a figure, told or following from why it is not there. */
export function statusOf({ status, value }: Pick<Row, 'status' | 'value'>): Status {
  return status ?? (isAbsence(value) ? STATUS_OF_ABSENCE[value.absent] : 'A');
}
