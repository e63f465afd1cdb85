import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import { copiedRuns, evidenceOf, linesOf, packFolder, readCountry, sourceLines, textsOf, walk, withoutSources } from '../../test/support/country.ts';
import { TEST_ORIGIN, testPlatform } from '../../test/support/platform.ts';
import type { Document } from '#core/kinds/kind.ts';

const platform = await testPlatform({ after }, { pack: packFolder('peru') });
const pack = await readCountry('peru');
const ofKind = (kind: string): Document[] => pack.records.filter((record) => record.kind.name === kind).map(({ document }) => document);
const enia = pack.configuration.strategy ?? assert.fail('no strategy');
const ofEnia = (kind: string): Document[] => ofKind(kind).filter((document) => document['strategy'] === enia);
const spanish = (text: unknown): string => (text as { es: { text: string } }).es.text;

async function json<T>(path: string): Promise<T> {
  const answer = await platform.web.app.request(`${TEST_ORIGIN}${path}`);
  assert.equal(answer.status, 200, path);
  return (await answer.json()) as T;
}

describe('the strategy draft of 2021', () => {
  it('has 6 axes, 14 objectives and 75 actions, each action below an objective of its axis', () => {
    assert.deepEqual([ofEnia('axis').length, ofEnia('objective').length, ofEnia('action').length], [6, 14, 75]);
    const objectives = new Map(pack.records.filter(({ kind }) => kind.name === 'objective').map(({ id, document }) => [id, document]));
    for (const action of ofEnia('action')) assert.equal(objectives.get(String(action['objective']))?.['axis'], action['axis'], String(action['printedCode']));
  });

  it('gives none of its 75 actions a date, an owner with a deadline, a budget or a baseline', async () => {
    const { actions, stating } = await json<{ actions: number; stating: Record<string, number> }>(`/es/strategies/${enia}/gaps.json`);
    assert.equal(actions, 75);
    assert.deepEqual(stating, { date: 0, owner_with_deadline: 0, responsible: 0, budget: 0, baseline: 0, target: 0 });
    assert.deepEqual(await json(`/es/strategies/${enia}/calendar.json`), []);
  });

  it('asks for a system in 29 actions, and says of which kind', async () => {
    const asking = ofEnia('action').filter((document) => document['asksForSystem'] === true);
    assert.equal(asking.length, 29);
    for (const action of asking) assert.equal(typeof action['systemKind'], 'string');
    assert.equal((await json<{ total: number }>(`/es/actions.json?f=strategy:${enia}&f=asksForSystem:true`)).total, 29);
  });

  it('keeps its codes as they are printed, slips included', () => {
    const codes = ofEnia('action').map((document) => String(document['printedCode']));
    assert.deepEqual(codes.filter((code) => !code.endsWith('.')), ['A.2.2.1', 'A.2.2.4']);
    assert.equal(new Set(codes).size, 75);
    const printedAs = ofEnia('objective').filter((document) => [document['printedCode'], ...((document['otherForms'] ?? []) as string[])].some((form) => String(form).startsWith('SO.2.1.')));
    assert.deepEqual(printedAs.map((document) => document['printedCode']), ['SO.1.2.', 'SO.2.1.']);
  });

  it('shows its slips on its page, each with its place', async () => {
    const strategy = pack.records.find(({ id }) => id === enia);
    const slips = (strategy?.document['slips'] ?? []) as { place: string; what: unknown }[];
    assert.ok(slips.length >= 9, `${slips.length} slips`);
    for (const place of ['line 886', 'lines 933, 940', 'line 1049', 'line 964']) assert.ok(slips.some((slip) => slip.place === place), place);
    const page = await (await platform.web.app.request(`${TEST_ORIGIN}/en/strategies/${enia}`)).text();
    for (const { place } of slips) assert.ok(page.includes(`<small>${place}</small>`), place);
  });
});

describe('the rest of the pack', () => {
  it('has 25 squares on its map, no two of them in one place', () => {
    const tiles = ofKind('territory').flatMap((document) => (document['level'] === 'first' ? [document['tile'] as { column: number; row: number } | undefined] : []));
    assert.equal(tiles.filter((tile) => tile !== undefined).length, 25);
    assert.equal(new Set(tiles.map((tile) => `${tile?.column} ${tile?.row}`)).size, 25);
  });

  it('prints the survey of 2021 with its sum of 488 and the note that says 454', async () => {
    const table = ofKind('printed-table').find((document) => spanish(document['title']).includes('2021'));
    assert.deepEqual(table?.['totals'], [449, 39, 488]);
    const id = pack.records.find(({ document }) => document === table)?.id;
    const page = await (await platform.web.app.request(`${TEST_ORIGIN}/es/tables/${id}`)).text();
    for (const part of [/488/, /454/, /contradic/i]) assert.match(page, part);
    const rows = table?.['rows'] as { counts: unknown[] }[];
    assert.equal(rows.reduce((sum, { counts }) => sum + Number(counts[2]), 0), 488);
  });

  it('marks every law and the strategy to 2030 as known second-hand', () => {
    for (const law of ofKind('legal-instrument')) assert.equal(law['standing'], 'second_hand', spanish(law['title']));
    const later = ofKind('strategy').find((document) => spanish(document['title']).includes('2030'));
    assert.equal(later?.['knowledge'], 'second_hand');
    assert.equal(ofKind('action').filter((document) => document['strategy'] === pack.records.find((record) => record.document === later)?.id).length, 0);
  });

  it('calls official only what first-hand sources say', () => {
    const firstHand = new Set(pack.records.filter(({ kind, document }) => kind.name === 'source' && document['standing'] === 'first_hand').map(({ id }) => id));
    for (const { record, source, confidence } of evidenceOf(pack)) if (confidence === 'official') assert.ok(firstHand.has(source), `${record.file}:${record.line}`);
  });

  it('names a source for every record but the sources, types and territories that we set ourselves', () => {
    const bare = pack.records.filter(({ kind, document }) => !['source', 'institution-type', 'territory'].includes(kind.name) && ((document['evidence'] ?? []) as unknown[]).length === 0);
    // CEPLAN: no source that we hold names it (README.md).
    assert.deepEqual(bare.map(({ document }) => document['acronym']), ['CEPLAN']);
  });

  it('marks every Quechua text as not reviewed', () => {
    for (const { record, path, status, language } of textsOf(pack)) if (language === 'qu') assert.equal(status, 'machine', `${record.file}:${record.line} ${path}`);
  });
});

describe('the sources', { skip: withoutSources }, () => {
  const files: Readonly<Record<string, string>> = { enia: 'enia-2021-draft.txt', deca: 'deca-peru-2022.txt', interview: 'interview-produce.txt' };
  const fileOf = (source: string): string | undefined => {
    const title = JSON.stringify(pack.records.find(({ id }) => id === source)?.document['title']);
    return /Primer borrador/.test(title) ? files['enia'] : /DECA/.test(title) ? files['deca'] : /Entrevista/.test(title) ? files['interview'] : undefined;
  };

  it('have every line that the records name, and something stands there', { skip: withoutSources }, () => {
    let checked = 0;
    for (const { record, source, place } of evidenceOf(pack)) {
      const file = fileOf(source);
      if (file === undefined) continue;
      const lines = sourceLines(file);
      const numbers = linesOf(place) ?? assert.fail(`${record.file}:${record.line}: "${place}" names no line`);
      for (const number of numbers) assert.ok(number >= 1 && number <= lines.length, `${record.file}:${record.line}: ${file} has no ${place}`);
      assert.ok(numbers.some((number) => (lines[number - 1] ?? '').trim() !== ''), `${record.file}:${record.line}: ${place} of ${file} is empty`);
      checked += 1;
    }
    assert.ok(checked > 300, `only ${checked} places`);
  });

  it('print the code of each of the 75 actions in the line that its record names', { skip: withoutSources }, () => {
    const lines = sourceLines(files['enia'] ?? '');
    const titles = evidenceOf(pack).filter(({ record, field, source }) => record.kind.name === 'action' && field === 'text' && fileOf(source) === files['enia']);
    assert.equal(titles.length, 75);
    for (const { record, place } of titles) {
      const text = (linesOf(place) ?? []).map((number) => lines[number - 1] ?? '').join(' ');
      const code = String(record.document['printedCode']);
      assert.ok(new RegExp(`(^|[^\\w.])${code.replaceAll('.', '\\.')}(?![\\d])`).test(text), `${code} does not stand in ${place}: ${text.slice(0, 80)}`);
    }
  });

  it('are not copied: no text of the pack has 12 words in a row from one of them', { skip: withoutSources }, () => {
    assert.deepEqual(copiedRuns(textsOf(pack), Object.values(files).map((file) => sourceLines(file).join(' ')), 12), []);
  });
});

describe('the site of Peru', () => {
  it('has no broken link, in any language', async () => {
    const { pages, broken, found } = await walk(platform);
    assert.deepEqual(broken, []);
    for (const { id, kind } of pack.records) for (const language of pack.configuration.languages) assert.ok(found.has(`/${language}/${kind.path}/${id}`) || kind.name === 'institution-type', `nothing leads to /${language}/${kind.path}/${id}`);
    assert.ok(pages > 900, `${pages} pages`);
  });
});
