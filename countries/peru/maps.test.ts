/** Maps of the country as files: the picture of the page, with its own colours, source, licence and address. */
import assert from 'node:assert/strict';
import { after, it } from 'node:test';
import { elements, parseXml } from '../../platform/core/web/testing/xml.ts';
import { packFolder, readCountry } from '../../test/support/country.ts';
import { TEST_ORIGIN, testPlatform } from '../../test/support/platform.ts';

const platform = await testPlatform({ after }, { pack: packFolder('peru') });
const { configuration } = await readCountry('peru');
const ask = async (path: string): Promise<Response> => platform.web.app.request(`${TEST_ORIGIN}/es/${path}`);

for (const path of ['systems/map', `strategies/${configuration.strategy ?? ''}/territories`]) {
  it(`${path.replace(/\/.*\//, '/…/')} comes as CSV, JSON, SVG and PNG, linked from its page`, async () => {
    const page = await (await ask(path)).text();
    for (const form of ['csv', 'json', 'svg', 'png']) {
      assert.ok(page.includes(`/es/${path}.${form}"`), form);
      assert.equal((await ask(`${path}.${form}`)).status, 200, form);
    }
    const svg = await (await ask(`${path}.svg`)).text();
    const root = parseXml(svg);
    const texts = elements(root, 'text').map(({ text }) => text);
    // 25 squares with a name and a number each, the title, source, licence and address.
    assert.ok(texts.length >= 54, `${texts.length} texts`);
    assert.ok(texts.some((text) => text.startsWith('Fuente: ')) && texts.some((text) => text.startsWith('Licencia: ')) && texts.join('').includes(`/es/${path}`));
    assert.doesNotMatch(svg, /class="|var\(--|currentColor/, 'nothing of the style sheet');
    const squares = elements(root, 'rect').filter(({ attributes }) => attributes['rx'] === '4');
    assert.equal(squares.length, 25);
    for (const { attributes } of squares) assert.match(attributes['fill'] ?? '', /^#[0-9a-f]{6}$/);
    const png = Buffer.from(await (await ask(`${path}.png`)).arrayBuffer());
    assert.deepEqual([png.readUInt32BE(16), png.readUInt32BE(20)], ['width', 'height'].map((side) => Math.round(2 * Number(root.attributes[side]))));
  });
}
