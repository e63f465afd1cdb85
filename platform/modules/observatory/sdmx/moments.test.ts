import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { momentOf } from './moments.ts';
import { Refusal } from './refusal.ts';

const at = (text: string, zone = 'America/Lima'): string => momentOf('asOf', text, zone).toISOString();

describe('a moment in a question', () => {
  it('is of its own time zone, else of that of the country, also where clocks change', () => {
    assert.equal(at('2026-03-01T12:00:00Z'), '2026-03-01T12:00:00.000Z');
    assert.equal(at('2026-03-01T12:00:00.25+02:00'), '2026-03-01T10:00:00.250Z');
    // A plus that somebody did not encode.
    assert.equal(at('2026-03-01T12:00:00 02:00'), '2026-03-01T10:00:00.000Z');
    assert.equal(at('2026-03-01T12:00:00'), '2026-03-01T17:00:00.000Z');
    assert.equal(at('2026-07-01T12:00', 'America/Santiago'), '2026-07-01T16:00:00.000Z');
    assert.equal(at('2026-01-01T12:00', 'America/Santiago'), '2026-01-01T15:00:00.000Z');
  });

  it('that is a day is meant to its end', () => assert.equal(at('2026-03-01'), '2026-03-02T04:59:59.999Z'));

  it('that is none is refused', () => {
    for (const text of ['', 'soon', '2026', '2026-02-30', '2026-13-01', '2026-03-01T25:00', '2026-03-01T12:00:00+99:00', '0'.repeat(1000)]) assert.throws(() => at(text), Refusal, text);
  });
});
