import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createKinds } from '../../../app.ts';
import { fieldsOf, type Kind } from '#core/kinds/kind.ts';
import { canonicalJson, type Json, LEDGER, parseCanonicalJson, parseDisclosure } from '@yupana/ledger';
import { thing } from '../../../../test/support/kinds.ts';
import { type LoggedVersion, MOST_ENTRY_BYTES, redactionEntry, versionEntry } from './envelope.ts';

const KINDS: readonly Kind[] = [...createKinds().all, thing];
const salt = () => randomBytes(16);
const AT = new Date('2026-11-22T00:00:00Z');
const sha = (index: number): string => createHash('sha256').update(String(index)).digest('hex');

/** What a person could be found by: short, and soon guessed. */
const CANARIES: readonly Json[] = ['Rosa Quispe Mamani', '40123456', 'rosa@example.org', { name: 'Rosa Quispe Mamani', mail: 'rosa@example.org' }, ['40123456'], true, 7];

function hiddenFields(kind: Kind): string[] {
  return fieldsOf(kind).flatMap(([name, { visibility }]) => (visibility === 'public' ? [] : [name]));
}

function versionOfKind(kind: Kind, restricted: Readonly<Record<string, Json>>, evidence = 0): LoggedVersion {
  const document = { title: 'Título', evidence: Array.from({ length: evidence }, (_, index) => ({ field: 'title', sha256: sha(index) })) };
  return { recordId: 'k7m29xq4abcd', kind: kind.name, version: 12_345, act: 'publication', schemaVersion: kind.schemaVersion, role: 'office', publishedAt: AT, document, note: { es: { text: 'corregido', status: 'original' } }, restricted };
}

/** Every digest by which somebody could recognise a value, or a part of it, without a salt. */
function* guesses(field: string, value: Json): Generator<string> {
  const parts: Json[] = [value, ...(typeof value === 'object' && value !== null ? Object.values(value) : [])];
  for (const part of parts) {
    const texts = [typeof part === 'string' ? part : JSON.stringify(part), JSON.stringify(part), `${field}=${JSON.stringify(part)}`, JSON.stringify([field, part]), JSON.stringify(['', field, part]), JSON.stringify({ [field]: part }), Buffer.from(canonicalJson(part)).toString(), `k7m29xq4abcd${JSON.stringify(part)}`];
    for (const text of texts) {
      for (const algorithm of ['sha256', 'sha512', 'sha1', 'md5']) for (const form of ['hex', 'base64', 'base64url'] as const) yield createHash(algorithm).update(text).digest(form);
      for (const form of ['hex', 'base64', 'base64url'] as const) yield Buffer.from(text).toString(form);
    }
  }
}

test('no entry of any kind holds an internal or personal value, nor a digest by which it could be guessed', () => {
  const withHidden = KINDS.filter((kind) => hiddenFields(kind).length > 0);
  assert.ok(withHidden.length >= 2);
  for (const kind of KINDS) {
    for (const canary of CANARIES) {
      const restricted = Object.fromEntries(hiddenFields(kind).map((field) => [field, canary]));
      const { bytes, disclosures } = versionEntry(versionOfKind(kind, restricted), undefined, salt);
      const text = Buffer.from(bytes).toString();
      for (const field of hiddenFields(kind)) {
        for (const guess of guesses(field, canary)) assert.ok(guess.length < 4 || !text.includes(guess), `${kind.name}.${field}: ${guess} in ${text}`);
        const disclosure = disclosures.get(field) ?? assert.fail(field);
        const { commit } = JSON.parse(text) as { commit: Record<string, string> };
        assert.equal(commit[`/${field}`], createHash('sha256').update(disclosure).digest('base64url'));
        const opened = parseDisclosure(disclosure);
        assert.equal(Buffer.from(opened.salt, 'base64url').length, 16);
        assert.deepEqual([opened.name, Buffer.from(canonicalJson(opened.value))], [field, Buffer.from(canonicalJson(canary))]);
      }
    }
  }
});

test('the same value twice is two commitments that nobody can tell to be the same', () => {
  const version = versionOfKind(thing, { reviewer: 'oficina 3' });
  const commitments = Array.from({ length: 50 }, () => Buffer.from(versionEntry(version, undefined, salt).bytes).toString());
  assert.equal(new Set(commitments).size, 50);
});

test('an entry is canonical, below 4 KB for every kind however much evidence there is, and names no person', () => {
  for (const kind of KINDS) {
    for (const evidence of [0, 16, 17, 5000]) {
      const restricted = Object.fromEntries(hiddenFields(kind).map((field) => [field, 'x'.repeat(10_000)]));
      const { bytes } = versionEntry(versionOfKind(kind, restricted, evidence), { index: Number.MAX_SAFE_INTEGER, leaf: sha(1), version: 1 }, salt);
      parseCanonicalJson(bytes, LEDGER);
      assert.ok(bytes.length < MOST_ENTRY_BYTES, `${kind.name}: ${bytes.length}`);
    }
  }
});

test('an erasure is told by article, date, fields and count alone', () => {
  const bytes = redactionEntry({ recordId: 'k7m29xq4abcd', kind: 'thing', fields: ['contact'], versions: { from: 1, to: 3 }, article: 'Ley 29733, art. 20', count: 3 }, AT, { index: 7, leaf: sha(1), version: 3 });
  parseCanonicalJson(bytes, LEDGER);
  assert.deepEqual(JSON.parse(Buffer.from(bytes).toString()), {
    article: 'Ley 29733, art. 20', at: '2026-11-22T00:00:00.000Z', count: 3, fields: ['contact'], id: 'k7m29xq4abcd', kind: 'thing', prev: { index: 7, leaf: sha(1) }, role: 'office', type: 'redaction', v: 1, versions: { from: 1, to: 3 },
  });
});
