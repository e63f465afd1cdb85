import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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
