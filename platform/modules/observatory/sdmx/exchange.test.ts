import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import type { Document } from '#core/kinds/kind.ts';
import { newId } from '#core/records/id.ts';
import { Site } from '#core/web/testing/site.ts';
import { readOpenSdg, readOpenSdgMetadata } from '#formats/opensdg/index.ts';
import { readSdmxCsv, readSdmxJson } from '#formats/sdmx/index.ts';
import { directory } from '#modules/directory/index.ts';
import { strategyModule } from '#modules/strategy/index.ts';
import { texts } from '../../../../test/support/kinds.ts';
import { observatory } from '../index.ts';
import { anIndicator, aRow, aSet, aSource } from '../testing/documents.ts';

const SCRIPT = '"><script>alert(1)</script>';
const site = await Site.open({ after }, { modules: [strategyModule, directory, observatory] });
const ids = { source: newId(), use: newId(), hostile: newId(), set: newId() };
const rows: Document[] = [
  aRow(ids.use, 'PE', '2017', '48.7'),
  aRow(ids.use, 'PE', '2018', '52.50', { breakdowns: [{ dimension: 'sex', value: 'F' }] }),
  { ...aRow(ids.use, 'PE', '2018', '1'), time: { absent: 'not_stated' } },
  aRow(ids.hostile, 'PE', '2018', '7', { breakdowns: [{ dimension: 'operator', value: SCRIPT, label: texts(SCRIPT) }], note: texts(SCRIPT) }),
];
await site.publishEach(
  (
    [
      [ids.source, 'source', aSource('DECA')],
      [ids.use, 'indicator', anIndicator('internet-use', ids.source, { definition: texts('Personas que usaron internet'), frequency: 'annual' })],
      [ids.hostile, 'indicator', anIndicator(SCRIPT, ids.source, { name: texts(SCRIPT) })],
      [ids.set, 'observation-set', aSet(ids.source, rows)],
    ] as const
  ).map(([id, kind, document]) => ({ id, kind, document, basedOn: 0 })),
);
interface Node {
  readonly '@type'?: string | readonly string[];
  readonly [name: string]: unknown;
}
const byTitle = (node: Node | undefined): Map<unknown, Node> => new Map(((node?.['dcat:distribution'] ?? []) as Node[]).map((one) => [one['dct:title'], one]));

describe('the forms of an indicator', () => {
  it('are linked from its page, and those of a set from the page of the set', async () => {
    const page = await site.text(`/en/indicators/${ids.use}`);
    for (const path of ['sdmx', 'sdmx.csv', 'sdmx.json', 'open-sdg']) assert.ok(page.includes(`href="/en/indicators/${ids.use}/${path}"`), path);
    assert.ok((await site.text(`/en/observations/${ids.set}`)).includes(`href="/en/observations/${ids.set}/sdmx"`));
  });

  it('hold its figures, and say how many stand apart', async () => {
    for (const read of [readSdmxCsv(await site.text(`/en/indicators/${ids.use}/sdmx.csv`)), readSdmxJson(await site.text(`/en/indicators/${ids.use}/sdmx.json`))]) {
      assert.deepEqual(read.rows.map(({ indicator, time, value }) => [indicator, time, value]), [['internet-use', '2018', '52.50'], ['internet-use', '2017', '48.7'], ['internet-use', { absent: 'not_stated' }, '1']]);
    }
    assert.match(await site.text(`/en/indicators/${ids.use}/sdmx`), /1 figure has no time in the source/);
    assert.equal(readSdmxJson(await site.text(`/en/observations/${ids.set}/sdmx.json`)).rows.length, 4);
    const { rows: open, report } = readOpenSdg(await site.text(`/en/indicators/${ids.use}/open-sdg.csv`), { territory: 'PE' });
    assert.deepEqual([open.map(({ time, value, breakdowns }) => [time, value, breakdowns?.[0]?.value]), report], [[['2017', '48.7', undefined], ['2018', '52.50', 'F']], []]);
    for (const form of ['yaml', 'json']) {
      const { content } = readOpenSdgMetadata(await site.text(`/es/indicators/${ids.use}/open-sdg.${form}`));
      assert.deepEqual([content.code, content.metadata[0]], ['internet-use', { concept: 'STAT_CONC_DEF', text: 'Personas que usaron internet' }]);
    }
  });

  it('every address that the page shows answers', async () => {
    const page = await site.text(`/es/indicators/${ids.use}/sdmx`);
    const addresses = [...page.matchAll(/&#39;(https?:[^&']*(?:&amp;[^&']*)*)&#39;/g)].map(([, address = '']) => address.replaceAll('&amp;', '&'));
    assert.ok(addresses.length >= 6, String(addresses.length));
    for (const address of addresses) assert.ok([200, 204].includes((await site.ask(new URL(address).pathname + new URL(address).search)).status), address);
  });

  it('what somebody wrote is inert on their pages', async () => {
    for (const path of [`indicators/${ids.hostile}/sdmx`, `indicators/${ids.hostile}/open-sdg`, 'observatory/catalogue', `observations/${ids.set}/sdmx`]) assert.doesNotMatch(await site.text(`/es/${path}`), /<script>alert|onerror=/, path);
    assert.equal(readSdmxCsv(await site.text(`/es/indicators/${ids.hostile}/sdmx.csv`)).rows[0]?.breakdowns?.[0]?.value, SCRIPT);
  });
});

describe('DCAT', () => {
  it('an indicator is a data set with a distribution for each form, its time, place, licence and structure', async () => {
    const { document } = await site.json<{ document: Node }>(`/es/indicators/${ids.use}.jsonld`);
    assert.ok((document['@type'] as string[]).includes('dcat:Dataset'));
    assert.deepEqual([...byTitle(document).keys()], ['CSV', 'JSON', 'SDMX-CSV 2.1', 'SDMX-JSON 2.1', 'Open SDG CSV']);
    assert.deepEqual(document['dct:temporal'], { '@type': 'dct:PeriodOfTime', 'dcat:startDate': { '@value': '2017-01-01', '@type': 'xsd:date' }, 'dcat:endDate': { '@value': '2018-12-31', '@type': 'xsd:date' } });
    assert.deepEqual(document['dct:spatial'], [{ '@type': 'dct:Location', 'dct:identifier': 'PE' }]);
    assert.deepEqual(document['dct:license'], { '@id': 'https://creativecommons.org/licenses/by/4.0/' });
    assert.equal(document['code'], 'internet-use', 'its fields are still there');
  });

  it('every address in the catalogue answers, in the media type that it says', async () => {
    const catalogue = await site.json<Node>('/es/observatory/catalogue.jsonld');
    assert.equal(catalogue['@type'], 'dcat:Catalog');
    const datasets = catalogue['dcat:dataset'] as Node[];
    assert.equal(datasets.length, 3);
    for (const one of datasets.flatMap((dataset) => [...byTitle(dataset).values()])) {
      const address = new URL((one['dcat:downloadURL'] as { '@id': string })['@id']);
      const answer = await site.ask(address.pathname);
      assert.equal(answer.status, 200, address.href);
      const type = (one['dcat:mediaType'] as { '@id': string })['@id'].replace('https://www.iana.org/assignments/media-types/', '');
      assert.ok(answer.headers.get('content-type')?.startsWith(type), `${address.href}: ${answer.headers.get('content-type')}`);
      const access = new URL((one['dcat:accessURL'] as { '@id': string })['@id']);
      assert.equal((await site.ask(access.pathname + access.search)).status, 200, access.href);
    }
    const structure = new URL((datasets.map((one) => one['dct:conformsTo'])[0] as { '@id': string })['@id']);
    assert.equal((await site.ask(structure.pathname)).status, 200);
  });
});
