import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { assert as check, oneof, property, string, stringMatching } from 'fast-check';
import { codewordsOf, errorCorrection } from './codewords.ts';
import { qrSvg } from './svg.ts';
import { alignmentCentres, qrModules } from './symbol.ts';
import { decodeQr } from './testing/decode.ts';

const address = `HTTPS://HISTORIA.EJEMPLO.GOB.PE/L/123456/${'0123456789ABCDEF'.repeat(4)}`;

describe('a QR code', () => {
  it('of HELLO WORLD is that of the tables: 1-M, its data and its correction', () => {
    const { version, bytes } = codewordsOf('HELLO WORLD', 'M');
    assert.equal(version, 1);
    assert.deepEqual([...bytes], [32, 91, 11, 120, 209, 114, 220, 77, 67, 64, 236, 17, 236, 17, 236, 17, 196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
    assert.deepEqual([...errorCorrection(bytes.subarray(0, 16), 10)], [196, 35, 39, 119, 235, 215, 231, 226, 93, 23]);
  });

  it('holds as many bytes as Table 7 says, in every version', () => {
    const TABLE = {
      L: [17, 32, 53, 78, 106, 134, 154, 192, 230, 271, 321, 367, 425, 458, 520, 586, 644, 718, 792, 858, 929, 1003, 1091, 1171, 1273, 1367, 1465, 1528, 1628, 1732, 1840, 1952, 2068, 2188, 2303, 2431, 2563, 2699, 2809, 2953],
      M: [14, 26, 42, 62, 84, 106, 122, 152, 180, 213, 251, 287, 331, 362, 412, 450, 504, 560, 624, 666, 711, 779, 857, 911, 997, 1059, 1125, 1190, 1264, 1370, 1452, 1538, 1628, 1722, 1809, 1911, 1989, 2099, 2213, 2331],
    } as const;
    for (const correction of ['L', 'M'] as const) {
      for (const [index, most] of TABLE[correction].entries()) {
        assert.equal(codewordsOf('a'.repeat(most), correction).version, index + 1);
        if (index < 39) assert.equal(codewordsOf('a'.repeat(most + 1), correction).version, index + 2);
      }
    }
    assert.throws(() => codewordsOf('a'.repeat(2954), 'L'), RangeError);
  });

  it('is read back by a decoder of its own: short and long, capitals and any text', () => {
    for (const [text, version] of [['HELLO WORLD', 1], ['Ñandú', 1], ['YUPANA', 1], [address, 5], ['x'.repeat(122), 7], ['é'.repeat(105), 10]] as const) {
      assert.deepEqual(decodeQr(qrModules(text)), { text, version });
    }
    // ISO/IEC 18004 table 7. Whole proofs with three witnesses need these: 1.0 KB at 500 entries, 1.4 KB at 100,000.
    for (const [bytes, version] of [[1003, 22], [1091, 23], [1171, 24], [1273, 25], [1367, 26], [1465, 27]] as const) assert.deepEqual(decodeQr(qrModules('p'.repeat(bytes), 'L')), { text: 'p'.repeat(bytes), version });
    for (const [text, version] of [['p'.repeat(1250), 25], ['q'.repeat(2900), 40]] as const) assert.deepEqual(decodeQr(qrModules(text, 'L')), { text, version });
  });

  it('of any text that fits is read back', () => {
    check(property(oneof(string({ unit: 'grapheme', maxLength: 12 }).filter((text) => new TextEncoder().encode(text).length <= 62), stringMatching(/^[0-9A-Z $%*+./:-]{0,90}$/)), (text) => decodeQr(qrModules(text)).text === text), { numRuns: 60 });
  });

  it('has its alignment where Annex E puts it', () => {
    for (const [version, centres] of [[1, []], [2, [6, 18]], [14, [6, 26, 46, 66]], [22, [6, 26, 50, 74, 98]], [32, [6, 34, 60, 86, 112, 138]], [36, [6, 24, 50, 76, 102, 128, 154]], [40, [6, 30, 58, 86, 114, 142, 170]]] as const) assert.deepEqual(alignmentCentres(version), centres);
  });

  it('is drawn as it is, dark on white with four modules of quiet, and its label is inert', () => {
    const modules = qrModules(address);
    const svg = qrSvg(address, '"><script>alert(1)</script>').toString();
    assert.doesNotMatch(svg, /<script>/);
    const [, path = ''] = /stroke="#000" d="([^"]+)"/.exec(svg) ?? [];
    const drawn = modules.map((row) => row.map(() => false));
    let [x, y] = [0, 0];
    for (const [, command, first = '', second = ''] of path.matchAll(/([Mmh])(-?[\d.]+)(?: ?(-?[\d.]+))?/g)) {
      if (command === 'h') for (const end = x + Number(first); x < end; x++) (drawn[y - 4.5] ?? assert.fail('outside'))[x - 4] = true;
      else [x, y] = command === 'M' ? [Number(first), Number(second)] : [x + Number(first), y + Number(second)];
    }
    assert.deepEqual(drawn, modules);
    assert.match(svg, new RegExp(`viewBox="0 0 ${modules.length + 8} ${modules.length + 8}"`));
  });
});
