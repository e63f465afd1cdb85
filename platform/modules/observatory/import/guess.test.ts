/** What a sheet probably is, by its heads and its contents. */
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Cell, Workbook } from '#formats/spreadsheet/index.ts';
import { guessPlan, type Known } from './guess.ts';
import { keyOfName, Names } from './names.ts';
import { columnsOf, gapsOf, type Plan } from './plan.ts';

const territories = new Names([
  { id: 'PE-CUS', name: 'Cusco', others: ['Qosqo', '08', '8', '080000'] }, { id: 'PE-ANC', name: 'Áncash', others: ['02'] }, { id: 'PE-PUN', name: 'Puno', others: ['21'] }, { id: 'PE', name: 'Perú', others: ['Peru'] },
  { id: 'MX', name: 'México', others: [] }, { id: 'MX-MEX', name: 'México', others: ['Estado de México'] },
]);
const indicators = new Names([{ id: 'k00000000001', name: 'Uso de internet', others: ['internet-use'] }, { id: 'k00000000002', name: 'Cobertura', others: ['coverage'] }]);
const known: Known = { territories, indicators, country: 'PE' };

const book = (rows: readonly (readonly (string | Cell | null)[])[]): Workbook => ({
  type: 'xlsx',
  sheets: [{ name: 'Hoja 1', rows: rows.map((row) => Object.fromEntries(row.flatMap((cell, at) => (cell === null ? [] : [[at, typeof cell === 'string' ? { text: cell } : cell]])))) }],
});
const rolesOf = ({ columns, header, form, across }: Plan): unknown => [form, form === 'crossed' ? across : '', header, columns];
const guess = (...rows: readonly (readonly (string | Cell | null)[])[]): unknown => rolesOf(guessPlan(book(rows), known));

describe('a tidy sheet', () => {
  it('is known by its heads in Spanish, English and Quechua', () => {
    assert.deepEqual(guess(['Departamento', 'Año', 'Sexo', 'Valor', 'n'], ['Cusco', '2018', 'Mujeres', '30,5', '100']), ['tidy', '', 0, { 0: 'territory', 1: 'time', 2: 'dimension:sex', 3: 'value', 4: 'n' }]);
    assert.deepEqual(guess(['Region', 'Year', 'Age group', 'Value', 'Lower', 'Upper', 'Notes'], ['Cusco', '2018', '15-24', '30.5', '29', '32', 'x']), ['tidy', '', 0, { 0: 'territory', 1: 'time', 2: 'dimension:age', 3: 'value', 4: 'lower', 5: 'upper', 6: 'note' }]);
    assert.deepEqual(guess(['Suyu', 'Wata', 'Chanin'], ['Qosqo', '2018', '30.5']), ['tidy', '', 0, { 0: 'territory', 1: 'time', 2: 'value' }]);
  });

  it('is known by what stands below heads that say nothing', () => {
    assert.deepEqual(guess(['x', 'y', 'z', 'w'], ['Cusco', 'Cobertura', '2018', '30,5'], ['Puno', 'Cobertura', '2019', 'n.d.'], ['Puno', 'Uso de internet', '2019', '31,5']), ['tidy', '', 0, { 0: 'territory', 1: 'indicator', 2: 'time', 3: 'value' }]);
  });

  it('begins below titles', () => {
    const [, , header] = guess(['Cuadro 12. Hogares con internet, 2018'], [], ['Fuente: INEI', null, null], ['Región', 'Año', 'Valor'], ['Cusco', '2018', '30,5']) as [string, string, number];
    assert.equal(header, 3);
  });

  it('of Open SDG takes the country where no code stands', () => {
    const plan = guessPlan(book([['Year', 'Sex', 'GeoCode', 'Value'], ['2018', 'Female', '', '30.5']]), known);
    assert.deepEqual([rolesOf(plan), plan.territory], [['tidy', '', 0, { 0: 'time', 1: 'dimension:sex', 2: 'territory', 3: 'value' }], 'PE']);
  });
});

describe('a crossed sheet', () => {
  it('has years, groups or territories in its heads', () => {
    assert.deepEqual(guess(['Región', '2017', '2018'], ['Cusco', '30,5', '31']), ['crossed', 'time', 0, { 0: 'territory', 1: 'value', 2: 'value' }]);
    assert.deepEqual(guess(['Región', 'Año', 'Hombres', 'Mujeres', 'Total'], ['Cusco', '2018', '1', '2', '3']), ['crossed', 'dimension:sex', 0, { 0: 'territory', 1: 'time', 2: 'value', 3: 'value', 4: 'value' }]);
    assert.deepEqual(guess(['Año', 'Cusco', 'Puno'], ['2018', '1', '2']), ['crossed', 'territory', 0, { 0: 'time', 1: 'value', 2: 'value' }]);
    assert.deepEqual(guess(['Región', '2018'], ['Cusco', '30,5']), ['crossed', 'time', 0, { 0: 'territory', 1: 'value' }]);
  });
});

describe('a plan', () => {
  it('says what it lacks', () => {
    const plan = guessPlan(book([['Año', 'Valor'], ['2018', '30,5']]), { ...known, country: undefined });
    assert.deepEqual(gapsOf(plan), ['no_territory', 'no_indicator', 'no_set']);
    assert.deepEqual(gapsOf({ ...plan, territory: 'PE', indicator: 'k00000000001', title: 'x', source: 'y' }), []);
    assert.deepEqual(gapsOf({ ...plan, columns: { 0: 'time', 1: 'value', 2: 'time' } }).slice(-2), ['twice', 'no_set']);
    assert.deepEqual(columnsOf(plan, 'value'), [1]);
  });
});

describe('a name', () => {
  it('means what is called so, whatever its accents, footnotes and sort of place; never one of two', () => {
    for (const text of ['Cusco', 'CUSCO', ' cusco ', 'Región Cusco', 'Departamento de Cusco', 'Cusco 1/', 'Cusco*', 'Cusco¹', 'PE-CUS', '08', '8', '080000', 'qosqo']) assert.equal(territories.find(text), 'PE-CUS', text);
    assert.equal(territories.find('Ancash'), 'PE-ANC');
    for (const text of ['México', 'Cuzco', '', '9']) assert.equal(territories.find(text), undefined, text);
    assert.equal(territories.find('Estado de México'), 'MX-MEX');
    assert.equal(territories.nearest('Cuzco', 1)[0]?.id, 'PE-CUS');
    assert.deepEqual(territories.nearest('zzz', 3), []);
    assert.equal(keyOfName('  Región  de  ÁNCASH a/ '), 'ancash');
  });
});
