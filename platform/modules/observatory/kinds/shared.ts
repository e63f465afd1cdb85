/** Fields and checks that several kinds of the observatory share. */
import { fault, type Fault } from '#core/kinds/faults.ts';
import { date, line, mayBe, multilingual, type SearchWeight, url } from '#core/kinds/fields.ts';

/** The id in examples. */
export const ID = 'h7777777777m';

/** A text in several languages, with a Spanish example. */
export function words(example: string, maxLength: number, search?: SearchWeight) {
  return multilingual({ example: { es: { text: example, status: 'original' } }, maxLength, ...(search !== undefined && { search }) });
}

/** When and where somebody else published it, and under what licence. */
export function released({ publishedOn, address }: { readonly publishedOn: string; readonly address: string }) {
  return {
    publishedOn: mayBe(date({ example: publishedOn }), 'not_stated', 'unknown'),
    accessedOn: mayBe(date({ example: '2026-11-21' }), 'not_stated', 'unknown'),
    url: mayBe(url({ example: address }), 'not_stated', 'unknown'),
    licence: mayBe(line({ example: 'CC BY 4.0', maxLength: 200 }), 'not_stated', 'unknown'),
  };
}

/** Where: a country (ISO 3166-1: `PE`), a part of one (ISO 3166-2: `PE-CUS`), or a group of countries (UN M49: `419` Latin America, `001` the world). */
export const territoryCode = line({ example: 'PE', maxLength: 6 });
const TERRITORY = /^([A-Z]{2}(-[A-Z0-9]{1,3})?|\d{3})$/;

export function territoryFaults(path: string, code: string): Fault[] {
  return TERRITORY.test(code) ? [] : [fault(path, 'not_a_territory', { value: code })];
}

/** When: the time periods of SDMX (`2018`, `2018-S1`, `2018-Q3`, `2019-06`, `2019-06-30`) and spans of years (`2014/2020`, ISO 8601). */
export const timePeriod = line({ example: '2018', maxLength: 10 });
const TIME = /^\d{4}(-(S[12]|Q[1-4]|(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?))?$/;
const SPAN = /^(\d{4})\/(\d{4})$/;

export function timeFaults(path: string, time: string): Fault[] {
  const [, from = '', until = ''] = SPAN.exec(time) ?? [];
  return TIME.test(time) || from < until ? [] : [fault(path, 'not_a_period', { value: time })];
}
