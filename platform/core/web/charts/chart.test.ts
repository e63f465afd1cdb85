import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Element, elements, parseXml } from '../testing/xml.ts';
import { chartFile, drawChart } from './chart.ts';

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

  it('as a file stands alone: no colour of a page is left in it', async () => {
    const file = chartFile(await draw('F'));
    assert.equal(parseXml(file).attributes['xmlns'], 'http://www.w3.org/2000/svg');
    assert.doesNotMatch(file, /var\(--/);
  });
});
