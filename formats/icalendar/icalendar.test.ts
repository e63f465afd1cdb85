import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { type CalendarEntry, calendarText } from './index.ts';

const STAMP = new Date('2026-11-21T17:00:00Z');
const entry = (fields: Partial<CalendarEntry> = {}): CalendarEntry => ({ uid: 'k7m29xq4abcd@yupana', title: 'Registro', description: 'Poner en marcha', url: 'https://ia.gob.pe/es/actions/k7m29xq4abcd', from: '2026-12-01', to: '2026-12-31', ...fields });

interface Line {
  readonly name: string;
  readonly params: string;
  readonly value: string;
}

/** Reads content lines as RFC 5545 §3.1 writes them. @throws where one is not. */
function linesOf(text: string): Line[] {
  assert.doesNotMatch(text.replaceAll('\r\n', ''), /[\r\n]/, 'lines end with CRLF');
  for (const line of text.split('\r\n')) assert.ok(Buffer.byteLength(line) <= 75, `longer than 75 octets: ${line}`);
  return text.replaceAll('\r\n ', '').trimEnd().split('\r\n').map((line) => {
    const [, name = '', params = '', value = ''] = /^([A-Z-]+)((?:;[A-Z-]+=[^:;]+)*):(.*)$/.exec(line) ?? assert.fail(`not a content line: ${line}`);
    return { name, params, value };
  });
}

function unescape(value: string): string {
  assert.doesNotMatch(value.replace(/\\[\\;,nN]/g, ''), /[\\;,]/, `not escaped: ${value}`);
  return value.replace(/\\([\\;,nN])/g, (_, sign: string) => (sign.toLowerCase() === 'n' ? '\n' : sign));
}

const all = (lines: readonly Line[], name: string): string[] => lines.filter((line) => line.name === name).map(({ value }) => value);

describe('a calendar', () => {
  it('is one VCALENDAR with what RFC 5545 requires, in events that have theirs', () => {
    const lines = linesOf(calendarText('Plan', [entry(), entry({ uid: 'b@yupana' })], STAMP));
    assert.deepEqual([lines[0]?.name, lines[0]?.value, lines.at(-1)?.name, lines.at(-1)?.value], ['BEGIN', 'VCALENDAR', 'END', 'VCALENDAR']);
    for (const name of ['VERSION', 'PRODID']) assert.equal(all(lines, name).length, 1, name);
    assert.deepEqual(all(lines, 'VERSION'), ['2.0']);
    for (const name of ['UID', 'DTSTAMP', 'DTSTART', 'DTEND', 'SUMMARY']) assert.equal(all(lines, name).length, 2, name);
    assert.deepEqual(all(lines, 'DTSTAMP'), ['20261121T170000Z', '20261121T170000Z']);
  });

  it('lets an event last all of what its date may mean, whole days, the end being the day after', () => {
    for (const [from, to, start, end] of [['2026-12-01', '2026-12-31', '20261201', '20270101'], ['2028-02-01', '2028-02-29', '20280201', '20280301'], ['2026-01-01', '2026-12-31', '20260101', '20270101'], ['2026-11-21', '2026-11-21', '20261121', '20261122'], ['0050-01-01', '0050-12-31', '00500101', '00510101']] as const) {
      const lines = linesOf(calendarText('Plan', [entry({ from, to })], STAMP));
      const [first, last] = ['DTSTART', 'DTEND'].map((name) => lines.find((line) => line.name === name));
      assert.deepEqual([first?.params, first?.value, last?.params, last?.value], [';VALUE=DATE', start, ';VALUE=DATE', end], from);
    }
  });

  it('gives every text back as it was, folded within 75 octets whatever its letters', () => {
    const texts = ['Coma, punto y coma; barra \\ y \\n', 'Dos\nlíneas', 'BEGIN:VEVENT\nUID:evil\nEND:VEVENT', 'ñandú '.repeat(60).trim(), '漢字'.repeat(80), '👩🏽‍🔬'.repeat(30), 'x'.repeat(300), ':;="'];
    for (const text of texts) {
      const lines = linesOf(calendarText(text, [entry({ title: text, description: text })], STAMP));
      for (const name of ['NAME', 'X-WR-CALNAME', 'SUMMARY', 'DESCRIPTION']) assert.deepEqual(all(lines, name).map(unescape), [text], name);
      assert.deepEqual(all(lines, 'UID'), ['k7m29xq4abcd@yupana']);
      assert.equal(all(lines, 'BEGIN').length, 2, 'a text made no event');
    }
  });

  it('is the same to the byte wherever the server stands', () => {
    const script = `import { calendarText } from '${new URL('index.ts', import.meta.url).href}';
      process.stdout.write(calendarText('Plan', ${JSON.stringify([entry(), entry({ from: '2026-03-29', to: '2026-03-29' }), entry({ from: '2026-11-01', to: '2026-11-30' })])}, new Date('${STAMP.toISOString()}')));`;
    const [tokyo, lima, apia] = ['Asia/Tokyo', 'America/Lima', 'Pacific/Apia'].map((TZ) => spawnSync(process.execPath, ['--input-type=module', '--eval', script], { env: { ...process.env, TZ }, encoding: 'utf8' }));
    assert.equal(tokyo?.status, 0, tokyo?.stderr);
    assert.match(tokyo?.stdout ?? '', /DTSTART;VALUE=DATE:20261201/);
    assert.equal(tokyo?.stdout, lima?.stdout);
    assert.equal(apia?.stdout, lima?.stdout);
  });
});
