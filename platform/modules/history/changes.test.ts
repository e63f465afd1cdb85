/** "What changed between two days" over HTTP. */
import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { newId } from '#core/records/id.ts';
import { decoded, Site } from '#core/web/testing/site.ts';
import { moduleOf } from '#core/web/pages/testing/editor.ts';
import { aThing, log as logKind, source, texts, thing } from '../../../test/support/kinds.ts';
import { history } from './index.ts';
import { periodOfDays } from './period.ts';

const site = await Site.open({ after }, { modules: [{ ...moduleOf({ after }, [thing, logKind, source]), promises: { thing: ['budget', 'since'] } }, history] });
const { database } = site.platform;
const words = (html: string): string => html.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');
const page = async (path: string): Promise<string> => words(await site.text(path));
interface Changes {
  readonly start: string;
  readonly end: string;
  readonly added: number;
  readonly changed: number;
  readonly withdrawn: number;
  readonly changes: readonly { readonly id: string; readonly version: number; readonly what: string; readonly fields: readonly string[] }[];
  readonly next: string | null;
}
const changes = (query: string): Promise<Changes> => site.json<Changes>(`/en/history/changes.json?${query}`);

/** Publishes as if it were that moment: versions are immutable, so the clock is turned before. */
async function at<T>(moment: string, publish: () => Promise<T>): Promise<T> {
  await sql`alter table version alter column published_at set default ${sql.lit(moment)}::timestamptz`.execute(database);
  return publish();
}

const ids = { promise: newId(), other: newId(), gone: newId() };
const money = (amount: string) => ({ amount, currency: 'PEN' });

describe('what changed between two days', () => {
  it('has records added, changed with their fields, withdrawn, and added again', async () => {
    await at('2026-03-01T12:00:00-05:00', () => site.publish(thing, aThing('Promesa', { budget: money('100'), since: '2026-06' }), ids.promise));
    await at('2026-03-01T23:59:59-05:00', () => site.publish(thing, aThing('Otra'), ids.other));
    const gone = await at('2026-03-02T00:00:00-05:00', () => site.publish(thing, aThing('Se va'), ids.gone));
    await at('2026-03-03T08:00:00-05:00', () => site.publish(thing, aThing('Promesa', { budget: money('40'), since: '2027-06', tags: ['agua'] }), ids.promise, 1));
    await at('2026-03-04T08:00:00-05:00', () => site.withdraw(gone, 'Se duplicó'));
    await at('2026-03-05T08:00:00-05:00', () => site.publish(thing, aThing('Ha vuelto'), ids.gone, 2));
    await at('2026-03-06T08:00:00-05:00', () => site.publish(thing, aThing('Otra, mejor', { title: texts({ es: 'Otra, mejor', en: 'Another' }) }), ids.other, 1));
    const all = await changes('from=2026-03-01&to=2026-03-31');
    assert.deepEqual([all.added, all.changed, all.withdrawn], [4, 2, 1]);
    assert.deepEqual(all.changes.map(({ id, version, what, fields }) => [id, version, what, fields]), [
      [ids.other, 2, 'changed', ['title']],
      [ids.gone, 3, 'added', []],
      [ids.gone, 2, 'withdrawn', []],
      [ids.promise, 2, 'changed', ['since', 'budget', 'tags']],
      [ids.gone, 1, 'added', []],
      [ids.other, 1, 'added', []],
      [ids.promise, 1, 'added', []],
    ]);
  });

  it('takes days as they are where the country is, both of them whole', async () => {
    assert.deepEqual((await changes('from=2026-03-01&to=2026-03-01')).changes.map(({ id }) => id), [ids.other, ids.promise]);
    assert.deepEqual((await changes('from=2026-03-02&to=2026-03-02')).changes.map(({ id }) => id), [ids.gone]);
    const { start, end } = await changes('from=2026-03-01&to=2026-03-01');
    assert.deepEqual([start, end], ['2026-03-01T05:00:00.000Z', '2026-03-02T05:00:00.000Z']);
    assert.match(await page('/en/history/changes?from=2026-03-01&to=2026-03-01'), /time zone America\/Lima/);
    // A day on which clocks were changed has 23 hours.
    const spring = await periodOfDays(database, '2026-03-29', '2026-03-29', 'Europe/Madrid');
    assert.equal(spring.end.getTime() - spring.start.getTime(), 23 * 3_600_000);
  });

  it('shows edits of promises first, with what stood there before', async () => {
    const text = await page('/en/history/changes?from=2026-03-01&to=2026-03-31');
    assert.match(text, /Edits of what was promised .*Changed one thing: Promesa .*label since June 2026 June 2027 .*label budget .*100.* .*40.*Everything that changed/);
    assert.doesNotMatch(text, /Edits of what was promised(?:(?!Everything).)*label tags/, 'a tag is no promise');
    assert.match(text, /Edits of what was promised.*Withdrawn one thing: Se va .*Se duplicó.*Everything/);
    const only = await changes('from=2026-03-01&to=2026-03-31&only=promises');
    assert.deepEqual(only.changes.map(({ id, version }) => [id, version]), [[ids.gone, 2], [ids.promise, 2]]);
  });

  it('is had as a table and as a feed, in keeping with the page', async () => {
    const rows: Record<string, string>[] = parse(await decoded(await site.ask('/en/history/changes.csv?from=2026-03-01&to=2026-03-31')), { columns: true, bom: true });
    assert.deepEqual(rows.map((row) => [row['record'], row['version'], row['act'], row['fields']]).at(3), [ids.promise, '2', 'changed', 'since budget tags']);
    assert.equal(rows.length, 7);
    const feed = await site.text('/en/history/changes.atom?from=2026-03-01&to=2026-03-31');
    assert.equal(feed.match(/<entry>/g)?.length, 7);
    assert.match(feed, /<link rel="alternate" type="text\/html" href="https:\/\/yupana\.test\/en\/history\/changes\?from=2026-03-01&amp;to=2026-03-31"\/>/);
  });

  it('goes through all pages without leaving out or repeating any, also among equal times', async () => {
    await at('2026-04-01T10:00:00.000001-05:00', () => site.publishEach(Array.from({ length: 120 }, (_, index) => ({ id: newId(), kind: 'thing', document: aThing(`Lote ${index}`), basedOn: 0 }))));
    const seen: string[] = [];
    let pages = 0;
    for (let next: string | null = 'https://yupana.test/en/history/changes.json?from=2026-03-01&to=2026-04-30'; next !== null; pages++) {
      const some: Changes = await site.json<Changes>(next.replace('https://yupana.test', ''));
      seen.push(...some.changes.map(({ id, version }) => `${id}/${version}`));
      ({ next } = some);
    }
    assert.deepEqual([pages, seen.length, new Set(seen).size], [3, 127, 127]);
    assert.match(await site.text('/en/history/changes?from=2026-03-01&to=2026-04-30'), /after=\d+/);
  });

  it('asks for the last thirty days where nothing is asked, and refuses what are no two days in order', async () => {
    assert.match(await page('/en/history/changes'), /From October 22, 2026 to November 21, 2026/);
    for (const query of ['from=2026-02-30', 'from=x', 'to=2026-13-01', 'from=2026-03-02&to=2026-03-01', 'from=99999-01-01', 'from=0000-01-01', "from=2026-01-01'--", 'after=x', 'after=-1']) assert.equal((await site.ask(`/en/history/changes?${query}`)).status, 400, query);
    assert.match(await page('/en/history/changes?from=1999-01-01&to=1999-01-02'), /Nothing changed on those days/);
    for (const language of ['es', 'qu']) assert.doesNotMatch(await site.text(`/${language}/history/changes?from=2026-03-01&to=2026-03-31`), /history\.[a-z]/);
  });
});
