/**
 * Every number on every page of the observatory, with the packs of both countries: what is a figure stands in `data`, and
 * leads to where it comes from. What is neither time, place, name nor count of the page, and stands in a cell without
 * `data`, is a number of which nobody can tell whence it is.
 */
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { after, describe, it } from 'node:test';
import { publisherOf } from '../../platform/core/platform.ts';
import { publishAll } from '../../platform/core/records/publish.ts';
import { TOPICS } from '../../platform/modules/observatory/kinds/vocabulary.ts';
import { LABOUR } from '../../platform/modules/observatory/testing/labour.ts';
import { packFolder } from '../support/country.ts';
import { TEST_ORIGIN, testPlatform } from '../support/platform.ts';

/** Its own types are of no module. */
const { createDocument } = createRequire(import.meta.url)('@mixmark-io/domino') as { createDocument(html: string): Document };

/** In cells: what holds numbers that are no figures. Times, pictures of the number beside, notes, places, names of groups, codes, counts of the page. */
const NO_FIGURES = 'time, meter, small, summary, .place, .group, .n, code';

const textOf = (node: Element | null): string => node?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const all = (root: ParentNode, selector: string): Element[] => Array.from(root.querySelectorAll(selector));

for (const country of ['peru', 'mexico']) {
  const platform = await testPlatform({ after }, { pack: packFolder(country) });
  // No office has published employment by occupation yet: made-up tables stand for it, so that what is computed of them is looked at, too.
  if (country === 'peru') await platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(platform), LABOUR, { name: 'system:tests' }));
  const read = new Map<string, Document>();
  const asked = async (path: string): Promise<Document> => {
    const known = read.get(path);
    if (known) return known;
    const answer = await platform.web.app.request(`${TEST_ORIGIN}${path}`);
    assert.equal(answer.status, 200, path);
    const page = createDocument(await answer.text());
    read.set(path, page);
    return page;
  };
  const idsOf = async (path: string): Promise<string[]> => (await platform.database.selectFrom('search_entry').select('record_id').where('kind', '=', path).execute()).map(({ record_id: id }) => id);

  /** Every page that shows figures, with those that only a question brings up. */
  async function pages(): Promise<string[]> {
    const [indicators, sets, indices, editions, estimates, scores, crosswalks] = await Promise.all(['indicator', 'observation-set', 'index', 'index-edition', 'exposure-estimate', 'exposure-score-set', 'occupation-crosswalk'].map(idsOf));
    const own = (await platform.database.selectFrom('version').select('record_id').where('kind', '=', 'index').execute()).map(({ record_id: id }) => id);
    const computed: string[] = [];
    for (const id of new Set(own)) if ((await platform.web.app.request(`${TEST_ORIGIN}/en/indices/${id}/results`)).status === 200) computed.push(`indices/${id}/results`, `indices/${id}/robustness`, `indices/${id}/choices`, `indices/${id}/method`, `indices/${id}?w.internet=1`);
    const paths = [
      'observatory', ...TOPICS.map((topic) => `observatory?topic=${topic}`), 'observatory/labour', 'observatory/compare', 'observatory/compare?t=PE&t=CL&t=MX', 'indicators', 'indices', 'observations', 'index-editions',
      ...(indicators ?? []).flatMap((id) => [`indicators/${id}`, `indicators/${id}/figures`, `indicators/${id}/figures?history=1`]),
      ...(sets ?? []).flatMap((id) => [`observations/${id}`, `observations/${id}/figures`]),
      ...(indices ?? []).map((id) => `indices/${id}`),
      ...(editions ?? []).map((id) => `index-editions/${id}`),
      ...(estimates ?? []).map((id) => `exposure-estimates/${id}`),
      ...(scores ?? []).map((id) => `exposure-scores/${id}`),
      ...(crosswalks ?? []).map((id) => `occupation-crosswalks/${id}`),
      ...computed,
    ];
    return paths.map((path) => `/en/${path}`);
  }

  /** The link of a number: on it, or the one beside it in its row that leads to a figure or an origin, or what describes its table. */
  function linkOf(number: Element): string | undefined {
    const own = number.closest('a')?.getAttribute('href');
    const row = number.closest('tr, li, dl, .verdict');
    const beside = row ? all(row, 'a').map((link) => link.getAttribute('href') ?? '') : [];
    const described = number.closest('table')?.getAttribute('aria-describedby') ?? undefined;
    return own ?? beside.find((href) => /\/figures\/f-|#(how-|origin$)/.test(href)) ?? (described && `#${described}`);
  }

  const opened = new Map<string, Promise<void>>();

  /** Follows a link of a number, and looks whether all is there. */
  async function opens(from: string, href: string): Promise<void> {
    const [path = '', fragment] = href.split('#');
    const key = fragment === undefined ? path : `${path === '' ? from : path}#${fragment}`;
    const known = opened.get(key) ?? look(path === '' ? from : path, fragment);
    opened.set(key, known);
    await known;
  }

  async function look(path: string, fragment: string | undefined): Promise<void> {
    const page = await asked(path);
    if (fragment === undefined) return figure(path, page);
    const part = page.getElementById(fragment) ?? assert.fail(`${path} has no #${fragment}`);
    if (fragment === 'origin') {
      const labels = all(part, 'dt').map(textOf);
      for (const label of ['Source', 'Published', 'Licence', 'Web address']) assert.ok(labels.some((one) => one.startsWith(label)), `${path}: no ${label}`);
      if (path.includes('/index-editions/')) assert.match(textOf(part), /as .+ published them\. Nothing was computed here/, path);
      assert.ok(all(part, 'a').some((link) => (link.getAttribute('href') ?? '').endsWith('/versions')), `${path}: no earlier versions`);
    } else assert.ok(textOf(part).length > 80, `${path}#${fragment} says too little`);
  }

  const LABELS = ['Status', 'How many of how many', 'Source and place', 'Set of figures', 'What was done', 'Where it comes from', 'Producer', 'Title', 'Published', 'Read on', 'Web address', 'Licence'];

  /** The page of a figure: origin, status in words and as a code, processing, place, every earlier value. */
  function figure(path: string, page: Document): void {
    assert.match(path, /\/observations\/\w+\/figures\/f-[\w-]+$/, `a number leads to ${path}`);
    const said = new Map(all(page, 'dt').map((label) => [textOf(label), textOf(label.nextElementSibling)]));
    for (const label of LABELS) assert.ok([...said].some(([name, value]) => name.startsWith(label) && value !== ''), `${path}: no ${label} among ${[...said.keys()].join(', ')}`);
    assert.match(said.get('Status') ?? '', /^.{3,} \(SDMX [A-Z]\)$/, path);
    const history = page.getElementById('history') ?? assert.fail(`${path} has no history`);
    const rows = all(history, 'tbody tr');
    assert.ok(rows.length > 0 && rows.every((row) => all(row, 'a').some((link) => /\/versions\/\d+$/.test(link.getAttribute('href') ?? ''))), `${path}: a value without its version`);
  }

  describe(`the numbers of the observatory of ${country}`, () => {
    it('that goals of the strategy show lead there, too', async () => {
      let numbers = 0;
      const [goals, actions] = [await idsOf('indicator-link'), await idsOf('action')];
      for (const path of [...goals.map((id) => `/en/indicator-links/${id}`), ...actions.map((id) => `/en/actions/${id}`)]) {
        for (const number of all(await asked(path), 'main data')) {
          await opens(path, linkOf(number) ?? assert.fail(`${path}: ${textOf(number)} leads nowhere`));
          numbers += 1;
        }
      }
      if (country === 'peru') assert.ok(numbers >= 4, `only ${numbers}`);
    });

    it('that are figures lead to origin, status, processing, place and every earlier value', async () => {
      let numbers = 0;
      for (const path of await pages()) {
        for (const number of all(await asked(path), 'main data')) {
          assert.ok(number.hasAttribute('value'), `${path}: ${textOf(number)}`);
          const href = linkOf(number) ?? assert.fail(`${path}: ${textOf(number)} leads nowhere`);
          await opens(path.replace(/\?.*/, ''), href);
          numbers += 1;
        }
      }
      assert.ok(numbers > (country === 'peru' ? 1000 : 80), `only ${numbers}`);
    });

    it('that stand in cells are figures, or times, places, names, notes and counts that say so', async () => {
      for (const path of await pages()) {
        for (const cell of all(await asked(path), 'main td')) {
          const copy = cell.cloneNode(true) as Element;
          for (const part of all(copy, `data, ${NO_FIGURES}`)) part.remove();
          assert.doesNotMatch(textOf(copy), /\d/, `${path}: “${textOf(cell)}”`);
        }
        for (const figures of all(await asked(path), 'main figure.chart')) assert.ok(all(await asked(path), 'main table data').length > 0, `${path}: ${textOf(figures)} has no table`);
      }
    });

    it('are told of figures as they were published: each figure that holds has its page', async () => {
      const known = await platform.database.selectFrom('version').select('record_id').where('kind', '=', 'observation-set').execute();
      let figures = 0;
      for (const id of new Set(known.map(({ record_id: one }) => one))) {
        const { figures: listed } = (await (await platform.web.app.request(`${TEST_ORIGIN}/en/observations/${id}/figures.json`)).json()) as { figures: unknown[] };
        figures += listed.length;
        const links = new Set(all(await asked(`/en/observations/${id}`), 'main tbody td.number a').map((link) => link.getAttribute('href')));
        assert.equal(links.size, Math.min(listed.length, 150), id);
      }
      assert.ok(figures > 15);
    });
  });
}
