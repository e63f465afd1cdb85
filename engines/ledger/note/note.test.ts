import assert from 'node:assert/strict';
import { test } from 'node:test';
import { getPublicKey, sign } from '@noble/ed25519';
import * as fc from 'fast-check';
import { Malformed, Unverified } from '../malformed.ts';
import { ed25519Key } from '../testing/keys.ts';
import { allFlips } from '../testing/mutations.ts';
import { vectorJson, withoutVectors } from '../testing/vectors.ts';
import { formatNote, NOTE_LIMITS, type NoteSignature, parseNote } from './note.ts';
import { signNote } from './sign.ts';
import { ED25519, formatVerifierKey, isKeyName, parseVerifierKey, verifierKey } from './verifier-key.ts';
import { openNote } from './verify.ts';

const TEXT = 'Meta 4.2\n\ncon una línea vacía\n';
const LOG = ed25519Key('registro.example/log', 1);
const OTHER = ed25519Key('otra.example', 2);
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

test('the notes of the standard and of golang.org/x/mod open with their keys', { skip: withoutVectors }, async () => {
  const notes = vectorJson<{ name: string; vkey: string; note: string; valid: boolean; ignoredSignatures?: number }[]>('signed-note/notes.json');
  assert.equal(notes.length, 3);
  for (const { name, vkey, note, valid, ignoredSignatures = 0 } of notes) {
    assert.ok(valid);
    const opened = await openNote(bytes(note), [parseVerifierKey(vkey)]);
    assert.equal(opened.valid.length, 1, name);
    assert.equal(opened.ignored.length, ignoredSignatures, name);
    assert.equal(Buffer.from(formatNote(opened)).toString(), note, name);
    assert.equal(formatVerifierKey(parseVerifierKey(vkey)), vkey);
  }
});

test('signing is deterministic: the line of golang.org/x/mod comes out', { skip: withoutVectors }, async () => {
  const { skey, text, signatureLine } = vectorJson<{ skey: string; text: string; signatureLine: string }>('signed-note/signing.json');
  // PRIVATE+KEY+<name>+<id>+<key>: a test key that was published as such.
  const [, , name = '', , ...material] = skey.split('+');
  const seed = new Uint8Array(Buffer.from(material.join('+'), 'base64')).subarray(1);
  const key = verifierKey(name, ED25519, getPublicKey(seed));
  const signature = await signNote(text, key, (message) => sign(message, seed));
  assert.equal(Buffer.from(formatNote({ text, signatures: [signature] })).toString(), `${text}\n${signatureLine}`);
});

test('bad verifier keys are refused, cut and changed ones too', { skip: withoutVectors }, () => {
  const { good, bad } = vectorJson<{ good: string; bad: string[] }>('signed-note/bad-vkeys.json');
  assert.equal(parseVerifierKey(good).name, 'PeterNeumann');
  const changed = Array.from(good, (letter, at) => good.slice(0, at) + String.fromCharCode(letter.charCodeAt(0) + 1) + good.slice(at + 1));
  const cut = Array.from(good, (_, at) => good.slice(0, at));
  for (const text of [...bad, ...changed, ...cut, ...Array.from(good, (_, at) => good.slice(at + 1)), `${good}\n`, ` ${good}`, `${good}=`]) {
    assert.throws(() => parseVerifierKey(text), Malformed, text);
  }
});

test('the text ends at the last empty line, and is signed with its newline', async () => {
  const note = { text: TEXT, signatures: [await signNote(TEXT, LOG.key, LOG.sign)] };
  const opened = await openNote(formatNote(note), [LOG.key]);
  assert.equal(opened.text, TEXT);
  assert.deepEqual(opened.valid.map(({ key, timestamp }) => [key.name, timestamp]), [['registro.example/log', undefined]]);
});

test('unknown signatures are kept and ignored, even with the name or the id of a known key', async () => {
  const [known, other] = [await signNote(TEXT, LOG.key, LOG.sign), await signNote(TEXT, OTHER.key, OTHER.sign)];
  const sameName: NoteSignature = { ...other, name: LOG.key.name };
  const sameId: NoteSignature = { ...other, keyId: LOG.key.id };
  const note = formatNote({ text: TEXT, signatures: [other, sameName, known, sameId] });
  const opened = await openNote(note, [LOG.key]);
  assert.deepEqual(opened.ignored, [other, sameName, sameId]);
  assert.equal(opened.valid.length, 1);
  await assert.rejects(openNote(formatNote({ text: TEXT, signatures: [other, sameName, sameId] }), [LOG.key]), /no known key/);
});

test('a wrong signature by a known key refuses the note, though another is right', async () => {
  const [known, other] = [await signNote(TEXT, LOG.key, LOG.sign), await signNote(TEXT, OTHER.key, OTHER.sign)];
  const wrong = { ...known, signature: other.signature };
  for (const signatures of [[wrong, other], [other, wrong], [known, wrong]]) {
    await assert.rejects(openNote(formatNote({ text: TEXT, signatures }), [LOG.key, OTHER.key]), /registro.example\/log is wrong/);
  }
});

test('any flipped bit in a note is refused', async () => {
  const note = formatNote({ text: TEXT, signatures: [await signNote(TEXT, LOG.key, LOG.sign)] });
  let flips = 0;
  for (const flip of allFlips(note)) {
    await assert.rejects(openNote(flip, [LOG.key]), (error) => error instanceof Malformed || error instanceof Unverified, `bit ${flips}`);
    flips++;
  }
  assert.equal(flips, note.length * 8);
});

test('what is no note is refused, with the line', () => {
  const line = '— a AAAAAAA=\n';
  const cases: readonly (readonly [string | Uint8Array, RegExp])[] = [
    ['', /no empty line/],
    ['text\n', /no empty line/],
    ['text\n\n', /no signature/],
    [`text\n${line}`, /no empty line/],
    ['text\n\n— a AAAAAAA=', /does not end with a newline/],
    ['text\n\n- a AAAAAAA=\n', /no signature line, at line 3/],
    ['text\n\n—a AAAAAAA=\n', /no signature line/],
    ['text\n\n—  AAAAAAA=\n', /no signature line/],
    ['text\n\n— a\u00a0b AAAAAAA=\n', /no signature line/],
    ['text\n\n— a\u2003b AAAAAAA=\n', /no signature line/],
    ['text\n\n— a+b AAAAAAA=\n', /no signature line/],
    ['text\n\n— a AAAAAA==\n', /no signature line/],
    ['text\n\n— a AAAAAAA\n', /no signature line/],
    ['text\n\n— a AAAAAAB=\n', /no signature line/],
    ['text\n\n— a AAAAAAA= \n', /no signature line/],
    ['text\n\n— a  AAAAAAA=\n', /no signature line/],
    [`text\n\n${line}${line}x\n`, /no signature line, at line 5/],
    [`te\txt\n\n${line}`, /control character, at line 1/],
    [`text\r\n\n${line}`, /control character/],
    [`te\0xt\n\n${line}`, /control character/],
    [`a\nb\u001f\n\n${line}`, /control character, at line 2/],
    [Buffer.concat([Buffer.from('te\xffxt', 'latin1'), bytes(`\n\n${line}`)]), /invalid UTF-8/],
    [`text\n\n${line.repeat(NOTE_LIMITS.signatures + 1)}`, /more than 64 signatures/],
    [`text\n\n— a ${'A'.repeat(NOTE_LIMITS.signatureLine)}\n`, /no signature line/],
    [`${'a'.repeat(NOTE_LIMITS.bytes)}\n\n${line}`, /longer than/],
  ];
  for (const [note, reason] of cases) {
    assert.throws(
      () => parseNote(typeof note === 'string' ? bytes(note) : note),
      (error) => error instanceof Malformed && reason.test(error.message),
      `${Buffer.from(note).toString().slice(0, 60)} for ${reason}`,
    );
  }
  assert.equal(parseNote(bytes(`text\n\n${line.repeat(NOTE_LIMITS.signatures)}`)).signatures.length, 64);
  assert.equal(parseNote(bytes(`\n\n${line}`)).text, '\n');
  assert.equal(parseNote(bytes('text\u007f\n\n— ñandú.example/(.*) AAAAAAA=\n')).signatures[0]?.name, 'ñandú.example/(.*)');
});

test('a note of the largest post-quantum signatures is read', () => {
  const signatures = Array.from({ length: 16 }, (_, index) => ({ name: `testigo${index}.example`, keyId: index, signature: new Uint8Array(7856).fill(index) }));
  assert.deepEqual(parseNote(formatNote({ text: TEXT, signatures })).signatures, signatures);
});

test('any note that can be written is read back the same', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter(isKeyName);
  const signature = fc.record({ name, keyId: fc.nat(0xffffffff), signature: fc.uint8Array({ minLength: 1, maxLength: 80 }) }, { noNullPrototype: true });
  const text = fc.string({ unit: 'grapheme', maxLength: 60 }).map((line) => `${line.replaceAll(/[^\P{Cc}\n]/gu, '')}\n`);
  fc.assert(
    fc.property(text, fc.array(signature, { minLength: 1, maxLength: 5 }), (text, signatures) => {
      const note = { text, signatures };
      assert.deepEqual(parseNote(formatNote(note)), note);
    }),
  );
  assert.throws(() => formatNote({ text: 'no newline', signatures: [] }), Malformed);
  assert.throws(() => formatNote({ text: 'a\n', signatures: [{ name: 'x y', keyId: 1, signature: Uint8Array.of(1) }] }), Malformed);
});
