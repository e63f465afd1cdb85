/** Comparisons of numbers for tests. */
import assert from 'node:assert/strict';
import { CompositeError, type Place, type Refusal } from '../errors.ts';

/** Within this share of the expected value, or this much where it is below 1. */
export function close(actual: number | undefined, expected: number, within: number = 1e-9): void {
  assert.ok(actual !== undefined && Math.abs(actual - expected) <= within * Math.max(1, Math.abs(expected)), `${actual} is not ${expected}`);
}

export function allClose(actual: ArrayLike<number>, expected: readonly number[], within: number = 1e-9): void {
  assert.equal(actual.length, expected.length);
  expected.forEach((value, index) => (Number.isNaN(value) ? assert.ok(Number.isNaN(actual[index]), `${actual[index]} is not missing`) : close(actual[index], value, within)));
}

/** The work is refused, with this code and at least this much said about where. */
export function refused(work: () => unknown, code: Refusal, place: Place = {}): void {
  assert.throws(work, (error: unknown) => {
    assert.ok(error instanceof CompositeError, `not a refusal: ${String(error)}`);
    assert.equal(error.code, code);
    assert.deepEqual({ ...error.place, ...place }, error.place);
    return true;
  });
}
