import assert from 'node:assert/strict';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { modules } from '../../app.ts';
import { Site } from '#core/web/testing/site.ts';
import type { DocumentOf, Document } from '#core/kinds/kind.ts';
import { validate } from '#core/kinds/validate.ts';
import { newId } from '#core/records/id.ts';
import { texts } from '../../../test/support/kinds.ts';
import { printedTable, sumsOf } from './kinds/printed-table.ts';

type Table = DocumentOf<typeof printedTable>;
const absent = { absent: 'not_stated' } as const;
const site = await Site.open({ after }, { modules });

function table(counts: readonly (readonly (number | typeof absent)[])[], fields: Document = {}): Table {
  const columns = (counts[0] ?? []).map((_, index) => texts(`Columna ${index + 1}`));
  return { title: texts('Encuesta'), question: absent, period: '2021-01', frame: absent, columns, rows: counts.map((row, index) => ({ label: texts(`Fila ${index + 1}`), counts: [...row] })), ...fields } as Table;
}

const cellsOf = (html: string): string[] => [...(/<table>[\s\S]*<\/table>/.exec(html)?.[0] ?? '').matchAll(/<t[dh][^>]*>(.*?)<\/t[dh]>/g)].map(([, cell = '']) => cell.replace(/<[^>]+>/g, '').trim());

describe('a printed table', () => {
  it('shows the sum of each column beside the total that the source prints, and marks where they differ', async () => {
    const { id } = await site.publish(printedTable, table([[12, 3], [375, 29]], { totals: [387, 40] }));
    const page = await site.text(`/en/tables/${id}`);
    assert.deepEqual(cellsOf(page), ['', 'Columna 1', 'Columna 2', 'Fila 1', '12', '3', 'Fila 2', '375', '29', 'Total that the source prints', '387', '40', 'Sum of the rows', '387', '32']);
    assert.match(page, /<tr class="differs">/);
    const same = await site.publish(printedTable, table([[1, 2]], { totals: [1, 2] }));
    assert.doesNotMatch(await site.text(`/en/tables/${same.id}`), /differs/);
  });

  it('says "not stated" in a cell that the source leaves empty, and does not print a zero there', async () => {
    const { id } = await site.publish(printedTable, table([[12, absent], [absent, 0]], { totals: [12, absent] }));
    assert.deepEqual(cellsOf(await site.text(`/en/tables/${id}`)).filter((_, index) => index > 2), ['Fila 1', '12', 'Not stated in the source', 'Fila 2', 'Not stated in the source', '0', 'Total that the source prints', '12', 'Not stated in the source', 'Sum of the rows', '12', '0']);
    assert.doesNotMatch(await site.text(`/en/tables/${id}`), /differs/, 'a total that is not printed contradicts nothing');
  });

  it('without totals shows its sums alone', async () => {
    const { id } = await site.publish(printedTable, table([[1], [2]]));
    assert.deepEqual(cellsOf(await site.text(`/en/tables/${id}`)).slice(2), ['Fila 1', '1', 'Fila 2', '2', 'Sum of the rows', '3']);
  });

  it('shows where its source contradicts itself, each statement with its place', async () => {
    const { id } = await site.publish(printedTable, table([[1]], { contradictions: [{ what: texts('Suma 488 y dice 454'), place: 'lines 658 and 660' }] }));
    assert.match(await site.text(`/en/tables/${id}`), /The source contradicts itself<\/h2><ul><li><span lang="es">Suma 488 y dice 454<\/span>.*<small>lines 658, 660<\/small>/);
  });

  it('is refused where a row or the totals have more or fewer figures than there are columns', () => {
    assert.deepEqual(validate(printedTable, { ...table([[1, 2]]), rows: [{ label: texts('x'), counts: [1] }] }).faults?.map(({ code, path }) => [path, code]), [['rows.0.counts', 'wrong_length']]);
    assert.deepEqual(validate(printedTable, table([[1, 2]], { totals: [1] })).faults?.map(({ path }) => path), ['totals']);
  });

  it('adds up as a person would, whatever is in it', () => {
    const cell = fc.oneof(fc.nat({ max: 1_000_000 }), fc.constant(absent));
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 5 }).chain((width) => fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 })), (counts) => {
        const sums = sumsOf(table(counts));
        for (const [column, { computed, printed }] of sums.entries()) {
          let expected = 0;
          for (const row of counts) if (typeof row[column] === 'number') expected += row[column];
          assert.equal(computed, expected);
          assert.equal(printed, undefined);
        }
      }),
    );
  });
});

describe('the laws in time', () => {
  it('stand from the newest to the oldest, those without a date at the end, those known second-hand marked', async () => {
    const law = (number: string, date: unknown, standing: string): Document => ({ number, title: texts(`Ley ${number}`), type: 'law', topic: 'other', date, summary: absent, issuer: absent, standing });
    const laws = [law('L1', '2011', 'second_hand'), law('L2', absent, 'first_hand'), law('L3', '2021-03-05', 'first_hand'), law('L4', '2021', 'first_hand')];
    await site.publishEach(laws.map((document) => ({ id: newId(), kind: 'legal-instrument', basedOn: 0, document })));
    const page = (await site.text('/en/laws/timeline')).replace(/[\s\S]*<main/, '');
    const places = ['L3', 'L4', 'L1', 'L2'].map((number) => page.indexOf(`Ley ${number}`));
    assert.deepEqual(places, places.toSorted((a, b) => a - b));
    assert.equal([...page.matchAll(/<strong>From what others say/g)].length, 1);
    assert.match(page, /No date in the source/);
  });
});
