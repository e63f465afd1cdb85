import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { base32, codeAt, otpauth, stepAt, stepOf } from './totp.ts';

const SECRET = Buffer.from('12345678901234567890');
/** RFC 6238 appendix B, SHA-1. */
const VECTORS = [[59, '94287082'], [1111111109, '07081804'], [1111111111, '14050471'], [1234567890, '89005924'], [2000000000, '69279037'], [20000000000, '65353130']] as const;

describe('one-time codes', () => {
  it('are those of RFC 6238', () => {
    for (const [seconds, code] of VECTORS) assert.equal(codeAt(SECRET, stepAt(new Date(seconds * 1000)), 8), code);
  });

  it('are taken of the step, the one before and the one after, and of none that was used', () => {
    const now = new Date(2_000_000_000_000);
    const step = stepAt(now);
    for (const near of [-1, 0, 1]) assert.equal(stepOf(SECRET, codeAt(SECRET, step + near), now, 0), step + near);
    for (const far of [-3, -2, 2, 3]) assert.equal(stepOf(SECRET, codeAt(SECRET, step + far), now, 0), undefined);
    assert.equal(stepOf(SECRET, codeAt(SECRET, step), now, step), undefined);
    assert.equal(stepOf(SECRET, codeAt(SECRET, step - 1), now, step), undefined);
    assert.equal(stepOf(SECRET, '', now, 0), undefined);
    assert.equal(stepOf(SECRET, `${codeAt(SECRET, step).slice(0, 3)} ${codeAt(SECRET, step).slice(3)}`, now, 0), step);
  });

  it('have a key that apps read', () => {
    // RFC 4648 section 10.
    assert.equal(base32(Buffer.from('foobar')), 'MZXW6YTBOI');
    const uri = new URL(otpauth(SECRET, 'Perú: IA', 'ana@example.org'));
    assert.equal(uri.protocol, 'otpauth:');
    assert.equal(uri.searchParams.get('secret'), 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ');
    assert.doesNotMatch(uri.href, /\+/);
  });
});
