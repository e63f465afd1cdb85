/** The country at a glance, with Peru's pack: short enough to be one, and nothing left out. */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, describe, it } from 'node:test';
import { packFolder } from '../../../test/support/country.ts';
import { TEST_ORIGIN, testPlatform } from '../../../test/support/platform.ts';
import { TOPICS } from './kinds/vocabulary.ts';

const { createDocument } = createRequire(import.meta.url)('@mixmark-io/domino') as { createDocument(html: string): Document };
const platform = await testPlatform({ after }, { pack: packFolder('peru') });

async function pageAt(path: string): Promise<Document> {
  const answer = await platform.web.app.request(`${TEST_ORIGIN}${path}`);
  assert.equal(answer.status, 200, path);
  return createDocument(await answer.text());
}

const all = (root: ParentNode, selector: string): Element[] => Array.from(root.querySelectorAll(selector));
const rowsOf = (root: ParentNode): string[] => all(root, 'tbody tr').map((row) => row.querySelector('th a')?.getAttribute('href') ?? '');

const isTopic = ({ id }: Element): boolean => TOPICS.some((topic) => `topic-${topic}` === id);

describe('the country at a glance', () => {
  it('shows five indicators of a topic, and leads to all of them', async () => {
    const sections = all(await pageAt('/en/observatory'), 'main section').filter(isTopic);
    assert.ok(sections.length > 10);
    const links = all(await pageAt('/en/observatory'), 'main p a').flatMap((link) => /^#(topic-\w+)$/.exec(link.getAttribute('href') ?? '')?.[1] ?? []);
    assert.deepEqual(links, sections.map(({ id }) => id), 'the first screen leads to each');
    const indicators = new Set<string>();
    for (const section of sections) {
      const shown = rowsOf(section);
      const more = all(section, 'a').find((link) => link.getAttribute('href')?.includes('?topic='));
      const whole = more ? rowsOf(await pageAt(more.getAttribute('href') ?? '')) : shown;
      assert.ok(shown.length <= 5 && shown.every((one) => whole.includes(one)), section.textContent ?? '');
      if (more) assert.equal(Number(/\d+/.exec(more.textContent ?? '')?.[0]), whole.length);
      for (const one of whole) indicators.add(one);
    }
    const { indicators: listed } = (await (await platform.web.app.request(`${TEST_ORIGIN}/en/observatory.json`)).json()) as { indicators: { id: string }[] };
    assert.deepEqual([...indicators].toSorted(), listed.map(({ id }) => `/en/indicators/${id}`).toSorted());
  });

  it('tells first what is said of the whole country, the newest before the older', async () => {
    const first = all(await pageAt('/en/observatory'), 'main section').find(isTopic);
    const times = all(first ?? assert.fail(), 'tbody time').map((one) => one.getAttribute('datetime') ?? '');
    assert.deepEqual(times, times.toSorted().toReversed());
  });

  it('tells where the country stands in the newest edition of each index of others, or that it has no rank there', async () => {
    const standing = (await pageAt('/en/observatory')).getElementById('standing') ?? assert.fail();
    const rows = all(standing, 'tbody tr').map((row) => row.textContent?.replace(/\s+/g, ' ').trim());
    assert.ok(rows.some((row) => /59 of 195.*2025/.test(row ?? '')), rows.join('\n'));
    assert.ok(rows.some((row) => /79 of 152.*2020/.test(row ?? '')));
    assert.equal(new Set(rowsOf(standing)).size, rows.length, 'each index once');
  });

  it('passes over a topic that there is not', async () => {
    assert.ok(!TOPICS.includes('nonsense' as (typeof TOPICS)[number]));
    assert.equal(all(await pageAt('/en/observatory?topic=nonsense'), '#standing').length, 1);
  });
});
