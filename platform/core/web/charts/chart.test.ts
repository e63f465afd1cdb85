import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Element, elements, parseXml } from '../testing/xml.ts';
import { drawChart } from './chart.ts';
import { chartFile } from './chart-file.ts';
import { pngOf, TooLargePicture } from './png.ts';

/** A picture as it stands in a page, read as strictly as a file. */
const parse = (svg: string): Element => parseXml(`<?xml version="1.0" encoding="utf-8"?>\n${svg}`);
const HOSTILE = '"><script>alert(1)</script>&';
const draw = (label: string): Promise<string> =>
  drawChart({ name: 'test', title: label, summary: 'Sube de 10 a 40' }, (plot) => ({
    marks: [plot.barX([{ label, value: 10.123456 }, { label: 'M', value: 40 }], { x: 'value', y: 'label', fill: 'var(--indigo)' }), plot.text([{ label, value: 10.123456 }], { x: 'value', y: 'label', text: () => '10.123456' })],
  }));

describe('a chart', () => {
  it('is a picture with a title and a summary, and nothing that the rules of the site refuse', async () => {
    const svg = await draw('F');
    const root = parse(svg);
    assert.equal(root.attributes['role'], 'img');
    const ids = root.attributes['aria-labelledby']?.split(' ') ?? [];
    assert.deepEqual(ids.map((id) => root.children.find(({ attributes }) => attributes['id'] === id)?.text), ['F', 'Sube de 10 a 40']);
    assert.doesNotMatch(svg, /<style|<script| style=| on\w+=|\bhref=/);
    assert.doesNotMatch(svg, /="[^"]*\.\d{2}/, 'places are no finer than a tenth');
    assert.match(svg, />10\.123456</, 'texts keep their digits');
  });

  it('has one bar for each value, as long as the value is large', async () => {
    const bars = elements(parse(await draw('F')), 'rect').map(({ attributes }) => Number(attributes['width']));
    const [small = 0, large = 0] = bars.toSorted((a, b) => a - b);
    assert.equal(bars.length, 2);
    assert.ok(Math.abs(small / large - 10.123456 / 40) < 0.002);
  });

  it('shows markup in a name as text', async () => {
    const svg = await draw(HOSTILE);
    assert.doesNotMatch(svg, /<script/);
    assert.ok(elements(parse(svg), 'text').some(({ text }) => text === HOSTILE));
  });

  it('as a file stands alone: title, notes and address in it, no colour of a page, no markup of a name', async () => {
    const file = chartFile(await draw(HOSTILE), { title: HOSTILE, notes: ['Fuente: «DECA»', `https://ia.gob.pe/${'a'.repeat(300)}`] });
    const root = parseXml(file);
    assert.equal(root.attributes['xmlns'], 'http://www.w3.org/2000/svg');
    assert.doesNotMatch(file, /var\(--|currentColor|<script/);
    const texts = elements(root, 'text').map(({ text }) => text);
    assert.ok(texts.join('').includes(HOSTILE.replaceAll(' ', '')), 'the title stands in it');
    assert.ok(texts.includes('Fuente: «DECA»'));
    assert.ok(texts.join('').includes('https://ia.gob.pe/aaa'));
    const width = Number(root.attributes['width']);
    for (const { text, attributes } of elements(root, 'text')) if (attributes['font-size'] === '9.5') assert.ok(text.length * 9.5 * 0.64 <= width, `too long for the picture: ${text}`);
  });
});

const size = (png: Uint8Array): number[] => [16, 20].map((at) => Buffer.from(png).readUInt32BE(at));

describe('a chart as PNG', () => {
  it('has two points for each of the picture, and letters in it', async () => {
    const file = chartFile(await draw('F'), { title: 'Un título', notes: ['Fuente: DECA'] });
    const png = await pngOf(file);
    assert.equal(Buffer.from(png).toString('latin1', 1, 4), 'PNG');
    const root = parseXml(file);
    assert.deepEqual(size(png), ['width', 'height'].map((name) => Math.round(2 * Number(root.attributes[name]))));
    // Without a font a text leaves nothing behind.
    const blank = await pngOf(file.replaceAll(/<text [^>]*>[^<]*<\/text>/g, ''));
    assert.ok(png.length > 1.3 * blank.length, `${png.length} and ${blank.length} bytes`);
    assert.equal(await pngOf(file), png, 'what was drawn is kept');
  });

  it('is refused where it is too large, before anything is drawn', async () => {
    await assert.rejects(pngOf('<svg xmlns="http://www.w3.org/2000/svg" width="100000" height="100000"></svg>'), TooLargePicture);
    await assert.rejects(pngOf(`<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><desc>${'a'.repeat(500_000)}</desc></svg>`), TooLargePicture);
    await assert.rejects(pngOf('no picture'), TooLargePicture);
  });

  it('fails alone: the next one is drawn', async () => {
    await assert.rejects(pngOf('<svg width="10" height="10"><g></svg>'));
    assert.deepEqual(size(await pngOf('<svg xmlns="http://www.w3.org/2000/svg" width="10" height="12"><rect width="5" height="5"/></svg>')), [20, 24]);
  });

  it('reads nothing of the machine', async () => {
    const file = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="40"><image width="40" height="40" xlink:href="/etc/passwd"/><image width="40" height="40" href="https://example.org/x.png"/></svg>';
    const empty = await pngOf('<svg xmlns="http://www.w3.org/2000/svg" width="40" height="40"></svg>');
    assert.deepEqual(Buffer.from(await pngOf(file)), Buffer.from(empty));
  });
});
