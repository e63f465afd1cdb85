import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { callEach } from './testing/call.ts';

const home = mkdtempSync(join(tmpdir(), 'yupana-figures-'));
after(() => rmSync(home, { recursive: true }));
const write = (name: string, text: string): string => {
  writeFileSync(join(home, name), text);
  return join(home, name);
};

const SDMX_CSV = `STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,MOON
dataflow,OECD:X(1.0),I,use,PE,F,2020,63.10,E,
dataflow,OECD:X(1.0),I,use,PE,_T,2020,65.5,,full
`;
const OPEN_SDG = 'Year,Sex,GeoCode,Value\n2020,,,38\n2020,Female,,\n2020,Female,PE-CUS,31.5\n';

function table(text: string | undefined): Record<string, string>[] {
  return parse(text ?? '', { bom: true, columns: true }) as Record<string, string>[];
}

describe('yupana figures convert', () => {
  const out = join(home, 'out.csv');
  const [csv, sdg, nothing, unread, none] = callEach([
    { args: ['figures', 'convert', write('a.csv', SDMX_CSV), '--from', 'sdmx-csv'] },
    { args: ['figures', 'convert', write('b.csv', OPEN_SDG), '--from', 'open-sdg', '--territory', 'PE', '--out', out] },
    { args: ['figures', 'convert', write('c.json', '{"data": 1}'), '--from', 'sdmx-json'] },
    { args: ['figures', 'convert', join(home, 'a.csv'), '--from', 'excel'] },
    { args: ['figures', 'convert'] },
  ]);

  it('writes every digit of SDMX-CSV, and tells what did not fit with its place', () => {
    assert.deepEqual(table(csv?.out).map(({ indicator, territory, time, sex, value, status }) => [indicator, territory, time, sex, value, status]), [['use', 'PE', '2020', 'F', '63.10', 'E'], ['use', 'PE', '2020', '', '65.5', '']]);
    assert.match(csv?.err ?? '', /MOON/);
    assert.match(csv?.err ?? '', /2 figures read/);
    assert.equal(csv?.code, 3);
  });

  it('writes Open SDG to a file, with the territory that is given where a row has none', () => {
    assert.deepEqual(table(readFileSync(out, 'utf8')).map(({ territory, value }) => [territory, value]), [['PE', '38'], ['PE', '[not_stated]'], ['PE-CUS', '31.5']]);
    assert.equal(sdg?.out, '');
  });

  it('refuses what is no such message, a form that it does not know, and a call without a file', () => {
    assert.equal(nothing?.code, 1);
    assert.deepEqual([unread?.code, /--from sdmx-json\|sdmx-csv\|open-sdg/.test(unread?.err ?? '')], [2, true]);
    assert.equal(none?.code, 2);
  });
});

describe('a file of a stranger', () => {
  const out = join(home, 'hostile.csv');
  const huge = write('huge.json', '');
  // Without taking room on the disk.
  truncateSync(huge, 700_000_000);
  const converted = (name: string, text: string, from: string): { args: string[] } => ({ args: ['figures', 'convert', write(name, text), '--from', from] });
  const [large, cut, deep, twice, prototypes, formulas, columns, terminal] = callEach([
    { args: ['figures', 'convert', huge, '--from', 'sdmx-json', '--out', out] },
    converted('cut.json', '{"data":{"dataSets":[', 'sdmx-json'),
    converted('deep.json', '['.repeat(100_000), 'sdmx-json'),
    converted('twice.json', '{"data":1,"data":2}', 'sdmx-json'),
    converted('prototypes.json', '{"__proto__":{"data":{"dataSets":[]}},"constructor":{"prototype":{"territory":"PE"}},"data":{"dataSets":[{"__proto__":[1]}],"structures":[{"__proto__":1}]}}', 'sdmx-json'),
    converted('formulas.csv', `STRUCTURE,STRUCTURE_ID,ACTION,INDICATOR,REF_AREA,__proto__,TIME_PERIOD,OBS_VALUE\ndataflow,OECD:X(1.0),I,=cmd|' /C calc'!A0,PE,constructor,2020,1\ndataflow,OECD:X(1.0),I,__proto__,PE,x,2020,1e400\n`, 'sdmx-csv'),
    converted('columns.csv', 'Year,__proto__,constructor,Value\n2020,=cmd,x,1\n__proto__,a,b,NaN\n', 'open-sdg'),
    converted('terminal.csv', 'Year,Value\n2020\u001b[2J\u202e,1\n', 'open-sdg'),
  ]);

  it('that is huge is refused before it is read, with its size and what to do, and nothing is written', () => {
    assert.deepEqual([large?.code, large?.err], [1, 'The file has 700 MB; at most 200 MB are read. Split it, for instance by year.\n']);
    assert.equal(existsSync(out), false);
  });

  it('that is cut off, nested without end or says a name twice is refused with the place', () => {
    assert.deepEqual([cut, deep, twice].map((one) => [one?.code, one?.out]), [[1, ''], [1, ''], [1, '']]);
    assert.deepEqual([cut, deep, twice].map((one) => one?.err.replace(/\d+/, 'n').trim()), ['character n: not_json', 'character n: nested_too_deep', 'character n: repeated_member']);
  });

  it('with the names of prototypes gives them as data, or nothing', () => {
    assert.deepEqual([prototypes?.code, prototypes?.out], [1, '']);
    assert.deepEqual(table(formulas?.out).map(({ indicator }) => indicator), ["'=cmd|' /C calc'!A0", '__proto__']);
    assert.deepEqual(table(columns?.out).map(({ other, time }) => [time, other]), [['2020', '__proto__: =cmd; constructor: x']]);
  });

  it('writes no formula into the sheet, and no number where there is none', () => {
    assert.deepEqual(table(formulas?.out).map(({ value }) => value), ['1', '[not_stated]']);
    assert.match(formulas?.err ?? '', /not_a_number \(1e400\)/);
  });

  it('commands no terminal', () => {
    assert.match(terminal?.err ?? '', /not_a_period \(2020\u{FFFD}\[2J\u{FFFD}\)/u);
  });
});
