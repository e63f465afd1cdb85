/** Documents of the observatory for tests. */
import type { Document } from '#core/kinds/kind.ts';
import { texts } from '../../../../test/support/kinds.ts';

const NOT_STATED = { absent: 'not_stated' } as const;

export function aSource(title: string): Document {
  return { title: texts(title), type: 'assessment', publisher: NOT_STATED, publishedOn: '2022-07', language: 'en', placeUnit: 'line', licence: NOT_STATED, url: NOT_STATED, standing: 'first_hand' };
}

/** A share of people unless the fields say otherwise. */
export function anIndicator(code: string, source: string, fields: Document = {}): Document {
  return {
    code,
    name: texts({ es: `Indicador ${code}`, en: `Indicator ${code}` }),
    definition: NOT_STATED,
    topics: ['internet_use'],
    valueType: 'share',
    unit: texts({ es: 'por ciento de las personas', en: 'per cent of people' }),
    unitCode: 'PT',
    direction: 'higher_better',
    decimals: 1,
    question: NOT_STATED,
    frame: texts({ es: 'Personas adultas', en: 'Adults' }),
    processing: { level: 'none' },
    origins: [{ producer: NOT_STATED, title: 'Encuesta', publishedOn: '2018', accessedOn: NOT_STATED, url: NOT_STATED, licence: NOT_STATED, source, place: 'line 7' }],
    ...fields,
  };
}

export function aScore(code: string, source: string, fields: Document = {}): Document {
  const { question: _, frame: __, ...rest } = anIndicator(code, source, { valueType: 'score', unit: texts({ es: 'puntos', en: 'points' }), ...fields });
  return rest;
}

export function aRow(indicator: string, territory: string, time: string, value: string, fields: Document = {}): Document {
  return { indicator, territory, time, value, place: 'line 1038', ...fields };
}

export function aSet(source: string, rows: readonly Document[], fields: Document = {}): Document {
  return { title: texts({ es: 'Cifras', en: 'Figures' }), source, rows, ...fields };
}
