import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { byteRange } from './byte-range.ts';

describe('a part of a file', () => {
  it('is the bytes that are asked for, as many as there are', () => {
    assert.deepEqual(byteRange('bytes=0-9', 100), { start: 0, end: 9 });
    assert.deepEqual(byteRange('bytes=90-', 100), { start: 90, end: 99 });
    assert.deepEqual(byteRange('bytes=-10', 100), { start: 90, end: 99 });
    assert.deepEqual(byteRange('bytes=-1000', 100), { start: 0, end: 99 });
    assert.deepEqual(byteRange('bytes=50-5000', 100), { start: 50, end: 99 });
  });

  it('cannot be given where nothing of it is there', () => {
    for (const header of ['bytes=100-', 'bytes=100-200', 'bytes=-0']) assert.equal(byteRange(header, 100), 'unsatisfiable');
    assert.equal(byteRange('bytes=-5', 0), 'unsatisfiable');
  });

  it('is the whole file where it is not understood, or where several are asked for', () => {
    for (const header of [undefined, '', 'bytes=', 'bytes=-', 'bytes=9-1', 'bytes=0-1,5-6', 'lines=1-2', 'bytes=a-b', `bytes=${'9'.repeat(20)}-`]) assert.equal(byteRange(header, 100), undefined, String(header));
  });

  it('never leaves the file', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.tuple(fc.nat(300), fc.nat(300)).map(([a, b]) => `bytes=${a}-${b}`), fc.nat(300).map((a) => `bytes=-${a}`)), fc.nat(200), (header, size) => {
        const range = byteRange(header, size);
        if (typeof range === 'object') assert.ok(range.start >= 0 && range.start <= range.end && range.end < size);
      }),
    );
  });
});
