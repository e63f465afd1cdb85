/** Fields and checks that several kinds of the register share. */
import { fault, type Fault } from '#core/kinds/faults.ts';
import { group, line, list, multilingual, optional, type SearchWeight, url } from '#core/kinds/fields.ts';
import { type Absence, lastDay, present } from '#core/kinds/values.ts';

/** The id in examples. */
export const ID = 'h7777777777m';

/** The source says nothing, or nobody knows. */
export const UNSAID = ['not_stated', 'unknown'] as const;
/** Also: the law lets the body keep it back, or it has no meaning here. */
export const ANY_REASON = ['not_stated', 'unknown', 'withheld', 'not_applicable'] as const;

/** A text in several languages, with a Spanish example. */
export function words(example: string, maxLength: number, search?: SearchWeight) {
  return multilingual({ example: { es: { text: example, status: 'original' } }, maxLength, ...(search !== undefined && { search }) });
}

/** What the same thing is called in other registers. There is no number that all of them share. */
export const identifiers = optional(
  list(
    group({
      scheme: line({ example: 'killobs/unsu', maxLength: 120 }),
      id: line({ example: 'sunat-riesgo-aduanero', maxLength: 200, search: 'D' }),
      url: optional(url({ example: 'https://example.org/registro/12' })),
    }),
    { maxItems: 20 },
  ),
);

/** An office that answers: never a person. */
export const publicContact = group({
  office: words('Oficina de Atención a la Ciudadanía', 250),
  email: optional(line({ example: 'consultas@municipio.gob.pe', maxLength: 254 })),
  phone: optional(line({ example: '01 219 7000', maxLength: 60 })),
  url: optional(url({ example: 'https://www.gob.pe/contacto' })),
  address: optional(line({ example: 'Jr. Carabaya s/n, Lima', maxLength: 300 })),
});

type DateOrReason = string | Absence | undefined;

/** A fault at `endField` where it is certain that the end comes before the start, however imprecise the two dates are. */
export function endsBeforeStart(start: DateOrReason, end: DateOrReason, endField: string): Fault[] {
  const [from, until] = [present<string>(start), present<string>(end)];
  return from !== undefined && until !== undefined && lastDay(until) < from ? [fault(endField, 'ends_before_start', { start: from, end: until })] : [];
}
