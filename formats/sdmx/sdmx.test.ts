import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import * as fc from 'fast-check';
import { ACTIONS, ALL_DIMENSIONS, type Attribute, type DataSet, type DataStructure, fromSdmxTime, idOf, type Message, periodBounds, type Read, readCsvMessage, readJsonMessage, readSdmxCsv, readSdmxStructure, textOfId, toSdmxTime, Unreadable, writeSdmxCsv, writeSdmxJson, writeSdmxStructure } from './index.ts';
import { publishedSamples, schemaFaults, SKIPPED } from './testing/schemas.ts';

const codelist = (id: string, codes: readonly string[]) => ({ agency: 'TEST', id, version: '1.0', names: { es: id }, codes: codes.map((code) => ({ id: code, names: { es: `Nombre: ${code}`, en: `Name, ${code}` } })) });
const SEX = codelist('CL_SEX', ['F', 'M', '_T']);
const AREA = codelist('CL_AREA', ['PE', 'PE-CUS', '419']);
const STATUS = codelist('CL_OBS_STATUS', ['A', 'E', 'M']);
const attribute = (id: string, attachment: Attribute['attachment'], more: Partial<Attribute> = {}): Attribute => ({ id, names: { es: id, en: id }, attachment, ...more });
const STRUCTURE: DataStructure = {
  reference: { agency: 'TEST', id: 'FLOW', version: '1.0' },
  type: 'dataflow',
  definition: { agency: 'TEST', id: 'DSD', version: '1.0' },
  names: { es: 'Cifras', en: 'Figures' },
  dimensions: [{ id: 'REF_AREA', names: { es: 'Lugar', en: 'Area' }, codelist: AREA }, { id: 'SEX', names: { es: 'Sexo', en: 'Sex' }, codelist: SEX }, { id: 'TIME_PERIOD', names: { es: 'Periodo', en: 'Period' }, dataType: 'ObservationalTimePeriod' }],
  timeDimension: 'TIME_PERIOD',
  measures: [{ id: 'OBS_VALUE', names: { es: 'Valor', en: 'Value' }, dataType: 'Decimal' }],
  attributes: [
    attribute('TITLE', { to: 'dataflow' }),
    attribute('UNIT_MULT', { to: 'dimensions', dimensions: ['REF_AREA'] }, { dataType: 'Integer' }),
    attribute('OBS_STATUS', { to: 'observation' }, { codelist: STATUS }),
    attribute('TAGS', { to: 'observation' }, { codelist: codelist('CL_TAGS', ['X', 'Y', 'Z']), many: true }),
    attribute('WORDS', { to: 'observation' }, { many: true }),
    attribute('NOTE', { to: 'observation' }, { multilingual: true }),
    attribute('NOTES', { to: 'observation' }, { multilingual: true, many: true }),
    attribute('CHECKED', { to: 'observation' }, { dataType: 'Boolean' }),
  ],
};

const decimal = fc.tuple(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.nat(6)).map(([whole, digits]) => `${whole}${digits === 0 ? '' : `.${'0'.repeat(digits - 1)}5`}`);
/** Without line breaks at the ends that no cell keeps apart from an empty one; with all that is special in CSV. */
const words = fc.string({ minLength: 1, maxLength: 12, unit: fc.constantFrom('a', 'ñ', ',', ';', '|', '"', "'", '=', ' ', ':', '^', '¦', '§', '-', '\n', '漢', '~') }).filter((text) => text.trim() === text && text !== '~');
const text = fc.dictionary(fc.constantFrom('es', 'en', 'qu'), words, { minKeys: 1, noNullPrototype: true }).map((one) => Object.fromEntries(Object.entries(one).toSorted()));
const observation = fc.record({
  key: fc.record({ REF_AREA: fc.constantFrom('PE', 'PE-CUS', '419'), SEX: fc.constantFrom('F', 'M', '_T'), TIME_PERIOD: fc.constantFrom('2018', '2018-Q1', '2019-06', '2014-01-01/P7Y') }),
  value: fc.option(decimal, { nil: undefined }),
  attributes: fc.record(
    { TITLE: fc.constant('Uno, "dos"'), UNIT_MULT: fc.constantFrom('0', '3'), OBS_STATUS: fc.constantFrom('A', 'E', 'M'), TAGS: fc.uniqueArray(fc.constantFrom('X', 'Y', 'Z'), { minLength: 1 }), WORDS: fc.array(words, { minLength: 2, maxLength: 3 }), NOTE: text, NOTES: fc.array(text, { minLength: 2, maxLength: 3 }), CHECKED: fc.constantFrom('true', 'false') },
    { requiredKeys: ['OBS_STATUS'] },
  ),
});
const dataSet = fc.record({ action: fc.constantFrom('Replace', 'Merge', 'Append', 'Information'), validFrom: fc.option(fc.constantFrom('2026-01-01T00:00:00.000Z', '2026-02-01T00:00:00.000Z'), { nil: undefined }), rows: fc.uniqueArray(observation, { selector: ({ key }) => JSON.stringify(Object.values(key)), minLength: 1, maxLength: 8 }) });
const message = fc.array(dataSet, { minLength: 1, maxLength: 3 }).map((sets): Message => ({
  id: 'M1',
  prepared: '2026-11-22T00:00:00Z',
  sender: { id: 'TEST', names: { es: 'Prueba' } },
  dataSets: sets.map(({ action, validFrom, rows }) => ({
    structure: STRUCTURE,
    action: ACTIONS.find((one) => one === action) ?? 'Merge',
    ...(validFrom !== undefined && { validFrom }),
    observations: rows.map(({ key, value, attributes }) => ({ key: new Map(Object.entries(key)), measures: new Map(value === undefined ? [] : [['OBS_VALUE', value]]), attributes: new Map(Object.entries(attributes)) })),
  })),
}));

/** All that a message says, so that order and form do not count. Data sets that follow one another and are alike are one in CSV. */
const said = ({ dataSets }: Message): string[] =>
  dataSets.flatMap(({ action, validFrom, validTo, observations, partial = [] }) => [...observations, ...partial].map(({ key, measures, attributes }) => JSON.stringify([action, validFrom ?? null, validTo ?? null, [...key].toSorted(), [...measures].toSorted(), [...attributes].toSorted(([a], [b]) => (a < b ? -1 : 1))]))).toSorted();

const typed = <T extends { codelist?: object; dataType?: string }>(one: T): T => (one.codelist ?? one.dataType ? one : { ...one, dataType: 'String' });
const messageOf = (more: Partial<DataSet>): Message => ({ id: 'M', prepared: '2026-11-22T00:00:00Z', sender: { id: 'T', names: {} }, dataSets: [{ structure: STRUCTURE, action: 'Merge', observations: [], ...more }] });
const whole = ({ dataSets }: Message): Message['dataSets'] => dataSets.map((rest) => ({ ...rest, partial: [], observations: rest.action === 'Delete' ? rest.observations.map(({ key }) => ({ key, measures: new Map(), attributes: new Map() })) : rest.observations }));

const LANGUAGES = ['es', 'en'];

describe('a round trip', () => {
  it('through SDMX-JSON loses nothing, along any dimension and flat, and is valid by the published schema where that is there', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('TIME_PERIOD', 'SEX', 'REF_AREA', ALL_DIMENSIONS), (original, dimensionAtObservation) => {
        const { content, report } = writeSdmxJson(original, { languages: LANGUAGES, dimensionAtObservation });
        assert.deepEqual(report, []);
        assert.deepEqual(schemaFaults('data', content), []);
        const read = readJsonMessage(content);
        assert.deepEqual(read.report, []);
        assert.deepEqual(said(read.content), said(original));
        const [first] = read.content.dataSets;
        assert.deepEqual(first?.structure.reference, STRUCTURE.reference);
        assert.deepEqual(first?.structure.definition, STRUCTURE.definition);
        assert.deepEqual(first?.structure.dimensions.map(({ id }) => id), ['REF_AREA', 'SEX', 'TIME_PERIOD']);
      }),
      { numRuns: 300 },
    );
  });

  it('through SDMX-CSV loses nothing, with codes, names or both, whatever separates the fields', () => {
    fc.assert(
      fc.property(message, fc.constantFrom('id', 'name', 'both'), fc.constantFrom('none', 'obs', 'series', 'both'), fc.constantFrom(',', ';', '\t'), (original, labels, keys, separator) => {
        const { content, report } = writeSdmxCsv(original, { labels, keys, separator, languages: LANGUAGES });
        assert.deepEqual(report, []);
        const read = readCsvMessage(content, { structures: [STRUCTURE] });
        assert.deepEqual(read.report, []);
        assert.deepEqual(said(read.content), said(original));
      }),
      { numRuns: 300 },
    );
  });

  it('of a structure loses nothing that data need', () => {
    const codelists = [AREA, SEX, STATUS, codelist('CL_TAGS', ['X', 'Y', 'Z'])];
    const components = [...STRUCTURE.dimensions, ...STRUCTURE.measures, ...STRUCTURE.attributes];
    const concepts = { agency: 'TEST', id: 'CS', version: '1.0' };
    const artefacts = { dataflows: [{ ...STRUCTURE.reference, names: STRUCTURE.names, structure: { agency: 'TEST', id: 'DSD', version: '1.0' } }], structures: [{ ...STRUCTURE, type: 'datastructure' as const, reference: { agency: 'TEST', id: 'DSD', version: '1.0' } }], codelists, conceptSchemes: [{ ...concepts, names: { es: 'Conceptos' }, concepts: components.map(({ id, names }) => ({ id, names })) }] };
    const content = writeSdmxStructure({ id: 'S1', prepared: '2026-11-22T00:00:00Z', sender: { id: 'TEST', names: {} } }, artefacts, { languages: LANGUAGES, concepts });
    assert.deepEqual(schemaFaults('structure', content), []);
    const read = readSdmxStructure(content);
    assert.deepEqual(read.report, []);
    const { definition: _, ...plain } = artefacts.structures[0] ?? assert.fail();
    // What has no type is text.
    assert.deepEqual(read.content.structures, [{ ...plain, attributes: plain.attributes.map(typed) }]);
    assert.deepEqual(read.content.codelists, codelists);
    assert.deepEqual(read.content.dataflows, artefacts.dataflows);
  });
});

describe('what does not fit', () => {
  it('is reported by whoever writes', () => {
    const odd = messageOf({ observations: [{ key: new Map([['REF_AREA', 'PE'], ['SEX', 'F'], ['TIME_PERIOD', '2018']]), measures: new Map([['OTHER', '1']]), attributes: new Map([['STRANGE', 'x']]) }, { key: new Map([['REF_AREA', 'PE']]), measures: new Map(), attributes: new Map() }] });
    assert.deepEqual(writeSdmxJson(odd, { languages: LANGUAGES }).report.map(({ problem, detail }) => `${problem} ${detail}`), ['incomplete_key SEX', 'unknown_component OTHER', 'unknown_component STRANGE']);
    assert.deepEqual(writeSdmxCsv(odd, { languages: LANGUAGES }).report.map(({ problem, detail }) => `${problem} ${detail}`), ['unknown_component OTHER', 'unknown_component STRANGE']);
  });
});

/** A message in the shape of 1.0, with what tests change. */
const version1 = (observations: string, values = '[{"id":"2018","name":"2018"}]'): string =>
  `{"header":{"id":"1","prepared":"2018-01-01","sender":{"id":"X"}},"structure":{"name":"N","links":[{"urn":"urn:sdmx:org.sdmx.infomodel.datastructure.Dataflow=X:Y(1.0)","rel":"dataflow"}],"dimensions":{"dataSet":[],"series":[{"id":"REF_AREA","name":"A","keyPosition":0,"values":[{"id":"PE","name":"Peru"}]}],"observation":[{"id":"TIME_PERIOD","name":"T","keyPosition":1,"values":${values}}]},"attributes":{"dataSet":[],"series":[],"observation":[{"id":"OBS_STATUS","name":"S","values":[{"id":"A","name":"Normal"}]}]}},"dataSets":[{"action":"Information","series":{"0":{"observations":${observations}}}}]}`;
const problems = ({ report }: Read<unknown>): string[] => report.map(({ problem }) => problem);

const refused = (given: string): string => {
  try {
    readJsonMessage(given);
    return 'read';
  } catch (error) {
    assert.ok(error instanceof Unreadable, String(error));
    return error.problem;
  }
};
const rowCsv = (columns: string, row: string): string => `STRUCTURE,STRUCTURE_ID,ACTION,${columns}\ndataflow,X:Y(1.0),R,${row}\n`;
const reported = (columns: string, row: string): string[] => readSdmxCsv(rowCsv(columns, row)).report.map(({ problem }) => problem).slice(1);

describe('hostile and broken messages', () => {
  it('version 1.0 is read, its measure without being told', () => {
    const { content, report } = readJsonMessage(version1('{"0":[38.10,0]}'));
    assert.deepEqual(report, []);
    assert.deepEqual(said(content), ['["Information",null,null,[["REF_AREA","PE"],["TIME_PERIOD","2018"]],[["OBS_VALUE","38.10"]],[["OBS_STATUS","A"]]]']);
  });

  it('places that a list does not have are reported, and the rest is read', () => {
    const { content, report } = readJsonMessage(version1('{"0":[1,7],"5":[2,0],"00000000000000000000":[3],"-1":[4],"__proto__":[5],"0:0":[6],"1e0":[7]}'));
    assert.deepEqual(content.dataSets[0]?.observations.length, 1);
    assert.deepEqual(report.map(({ problem }) => problem), ['out_of_range', 'out_of_range', 'out_of_range', 'out_of_range', 'out_of_range', 'not_a_key', 'out_of_range']);
  });

  it('wrong types are reported', () => {
    assert.deepEqual(problems(readJsonMessage(version1('{"0":"text"}'))), ['not_an_observation']);
    assert.deepEqual(problems(readJsonMessage(version1('{"0":["many",0]}'))), ['not_a_number']);
    assert.deepEqual(problems(readJsonMessage(version1('{"0":[[[1]],0]}'))), ['not_a_value']);
    assert.deepEqual(problems(readJsonMessage(version1('{"0":[1,0]}', '[{"id":5},null,7]'))), []);
    assert.deepEqual(problems(readJsonMessage('{"data":{"structures":[7],"dataSets":[{"structure":3},5,null]}}')), ['no_reference', 'no_such_structure']);
  });

  it('what is no message is refused with its place', () => {
    assert.equal(refused(''), 'not_json');
    assert.equal(refused('[]'), 'not_an_object');
    assert.equal(refused('{"data":{}}'), 'no_structure');
    assert.equal(refused('{"a":1,"a":2}'), 'repeated_member');
    assert.equal(refused('{"a":1,"\\u0061":2}'), 'repeated_member');
    assert.equal(refused('['.repeat(100_000)), 'nested_too_deep');
    assert.equal(refused('{"a":'.repeat(100_000)), 'nested_too_deep');
    assert.equal(refused('{"a":01}'), 'not_json');
    assert.equal(refused('{"a":"x\u0000"}'), 'not_json');
    assert.equal(refused('{"a":1}x'), 'not_json');
    assert.throws(() => readJsonMessage('{}', { characters: 1, observations: 1 }), { problem: 'too_large' });
    assert.throws(() => readJsonMessage(version1('{"0":[1,0]}'), { characters: 1e6, observations: 0 }), { problem: 'too_many_observations' });
  });

  it('any damage to a message is read or refused, and nothing else happens', () => {
    const whole = version1('{"0":[38.10,0]}');
    fc.assert(
      fc.property(fc.nat(whole.length), fc.string({ maxLength: 6, unit: 'binary' }), fc.nat(20), (at, put, cut) => {
        try {
          readJsonMessage(whole.slice(0, at) + put + whole.slice(at + cut));
        } catch (error) {
          assert.ok(error instanceof Unreadable, String(error));
        }
      }),
      { numRuns: 2000 },
    );
    const csv = writeSdmxCsv(readJsonMessage(whole).content, { languages: LANGUAGES }).content;
    fc.assert(
      fc.property(fc.nat(csv.length), fc.string({ maxLength: 6, unit: 'binary' }), fc.nat(20), (at, put, cut) => {
        try {
          readSdmxCsv(csv.slice(0, at) + put + csv.slice(at + cut));
        } catch (error) {
          assert.ok(error instanceof Unreadable, String(error));
        }
      }),
      { numRuns: 2000 },
    );
    assert.equal(({} as Record<string, unknown>)['polluted'], undefined);
  });

  it('columns and members with names of prototypes are data like others', () => {
    const { content } = readCsvMessage('STRUCTURE,STRUCTURE_ID,ACTION,constructor,OBS_VALUE,toString\ndataflow,A:B(1.0),M,x,1,y\n');
    assert.deepEqual(said(content), ['["Merge",null,null,[["constructor","x"]],[["OBS_VALUE","1"]],[["toString","y"]]]']);
    assert.deepEqual(readSdmxCsv('STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,constructor,OBS_VALUE\ndataflow,A:B(1.0),M,PE,x,1\n').report.map(({ problem }) => problem), ['roles_guessed', 'unknown_dimension']);
  });
});

describe('SDMX-CSV', () => {
  it('of 1.0 is read, also with semicolons, labels and decimal commas', () => {
    const { content } = readCsvMessage('DATAFLOW;REF_AREA: Lugar;TIME_PERIOD: Periodo;OBS_VALUE;OBS_STATUS: Estado\r\nX:Y(1.6): Cuentas: todas;PE: Perú;2018;12,40;A: Normal\r\n', { language: 'es' });
    assert.deepEqual(said(content), ['["Information",null,null,[["REF_AREA","PE"],["TIME_PERIOD","2018"]],[["OBS_VALUE","12.40"]],[["OBS_STATUS","A"]]]']);
    const { structure } = content.dataSets[0] ?? assert.fail();
    assert.deepEqual([structure.names, structure.reference.version, structure.dimensions[0]?.codelist?.codes], [{ es: 'Cuentas: todas' }, '1.6', [{ id: 'PE', names: { es: 'Perú' } }]]);
  });

  it('attributes of parts of keys are given to the observations that have them', () => {
    const csv = 'STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS,TITLE\ndataflow,TEST:FLOW(1.0),M,PE,F,2018,1,A,\ndataflow,TEST:FLOW(1.0),M,PE,,,,,Título\ndataflow,TEST:FLOW(1.0),M,XX,,,,,Otro\n';
    const { content: { dataSets: [one] } } = readCsvMessage(csv, { structures: [STRUCTURE] });
    assert.equal(one?.observations[0]?.attributes.get('TITLE'), 'Título');
    assert.equal(one?.partial?.length, 1);
  });

  it('that is none is refused', () => {
    for (const given of ['', 'Year,Value\n2018,1', 'STRUCTURE', 'STRUCTURE,ACTION\ndataflow,M', 'STRUCTURE,STRUCTURE_ID,X,X\ndataflow,A:B(1.0),1,2']) assert.throws(() => readCsvMessage(given), Unreadable, given);
    assert.throws(() => readCsvMessage(`STRUCTURE,STRUCTURE_ID,${Array.from({ length: 2000 }, (_, index) => `C${index}`).join(',')}\n`), { problem: 'too_many_columns' });
    assert.throws(() => readCsvMessage('STRUCTURE,STRUCTURE_ID,X\ndataflow,A:B(1.0),"open'), Unreadable);
  });
});

describe('rows of figures', () => {
  it('take units of thousands as ones, months and totals of others', () => {
    const { rows: [row] } = readSdmxCsv(rowCsv('FREQ,REF_AREA,SERIES,SEX,TIME_PERIOD,OBS_VALUE,UNIT_MULT,OBS_STATUS', 'M,PE,A_B,_T,2018-M06,1.25,3,E'));
    assert.deepEqual(row, { indicator: 'A_B', territory: 'PE', time: '2018-06', value: '1250', status: 'E', place: 'dataSets.0.observations.0' });
    const { rows: [other] } = readSdmxCsv(rowCsv('REF_AREA,INDICATOR,SEX,TIME_PERIOD,OBS_VALUE,OBS_STATUS', '604,X,F,2018-A1,NaN,M'));
    assert.deepEqual(other, { indicator: 'X', territory: '604', time: '2018', breakdowns: [{ dimension: 'sex', value: 'F' }], value: { absent: 'not_applicable' }, place: 'dataSets.0.observations.0' });
  });

  it('say what did not fit', () => {
    assert.deepEqual(reported('REF_AREA,TIME_PERIOD,OBS_VALUE', 'PER,2018,1'), ['not_a_territory']);
    assert.deepEqual(reported('REF_AREA,TIME_PERIOD,OBS_VALUE', 'PE,2018-W07,1'), ['not_a_period']);
    assert.deepEqual(reported('REF_AREA,TIME_PERIOD,OBS_VALUE,OBS_STATUS', 'PE,2018,1,M'), ['status_mismatch']);
    assert.deepEqual(reported('REF_AREA,TIME_PERIOD,OBS_VALUE,STRANGE', 'PE,2018,1,x'), ['unknown_attribute']);
    assert.deepEqual(reported('TIME_PERIOD,OBS_VALUE', '2018,1'), ['no_territory']);
  });

  it('deletions take rows away', () => {
    const { rows } = readSdmxCsv('STRUCTURE,STRUCTURE_ID,ACTION,REF_AREA,TIME_PERIOD,OBS_VALUE\ndataflow,X:Y(1.0),R,PE,2018,1\ndataflow,X:Y(1.0),R,PE,2019,2\ndataflow,X:Y(1.0),D,PE,2018,-\n');
    assert.deepEqual(rows.map(({ time }) => time), ['2019']);
  });
});

describe('codes and periods', () => {
  it('any text has an id that says it', () => {
    fc.assert(fc.property(fc.string({ minLength: 1, unit: 'binary' }).filter((one) => one.isWellFormed()), (one) => {
      assert.match(idOf(one), /^[A-Za-z0-9_@$-]+$/);
      assert.notEqual(idOf(one), '_T');
      assert.equal(textOfId(idOf(one)), one);
    }));
    assert.deepEqual([idOf('Claro Perú'), textOfId('_T'), textOfId('A$5'), textOfId('$41$')], ['Claro$20$Per$FA$', '_T', 'A$5', '$41$']);
  });

  it('our periods come back, and have a beginning and an end', () => {
    for (const time of ['2018', '2018-S2', '2018-Q3', '2019-06', '2019-06-30', '2014/2020']) assert.equal(fromSdmxTime(toSdmxTime(time)), time);
    assert.deepEqual(periodBounds('2018-Q3'), { start: '2018-07-01T00:00:00Z', end: '2018-09-30T23:59:59Z' });
    assert.deepEqual(periodBounds('2014-01-01/P7Y'), { start: '2014-01-01T00:00:00Z', end: '2020-12-31T23:59:59Z' });
    assert.deepEqual(periodBounds('2019-02'), { start: '2019-02-01T00:00:00Z', end: '2019-02-28T23:59:59Z' });
    assert.deepEqual(periodBounds('2018-W07'), {});
  });
});

describe('the published samples', { skip: SKIPPED }, () => {
  for (const { name, text: sample } of publishedSamples()) {
    it(`${name} is read, and written again valid by the published schema`, () => {
      const { content, report } = readJsonMessage(sample);
      assert.ok(content.id.length > 0);
      // One of them is made by chance from the schema and points nowhere.
      assert.equal(content.dataSets.flatMap(({ observations }) => observations).length > 0, name !== 'generated-sample', JSON.stringify(report));
      if (name === 'generated-sample') return;
      for (const dimensionAtObservation of ['TIME_PERIOD', ALL_DIMENSIONS]) {
        const again = writeSdmxJson(content, { languages: ['en'], dimensionAtObservation });
        assert.deepEqual(schemaFaults('data', again.content), []);
        assert.deepEqual(said({ ...content, dataSets: whole(readJsonMessage(again.content).content) }), said({ ...content, dataSets: whole(content) }));
      }
    });
  }
});
