/** `pack.yaml`: what a deployment is called, its languages, its time zone. */
import { z } from 'zod';
import { cleanLine, languageTag, webAddress } from '../kinds/values.ts';

const name = z.record(languageTag, cleanLine(120)).refine((names) => Object.keys(names).length > 0, { error: 'no_language' });

export const configurationSchema = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9-]{1,40}$/, { error: 'not_a_pack_name' }),
  /** What the site is called, by language. */
  title: name,
  country: name,
  /** ISO 3166-1: whose way of writing numbers and dates holds (`1,234.5` in Peru, `1.234,5` in Spain). That of the languages alone where it is left out. */
  region: z.string().regex(/^[A-Z]{2}$/, { error: 'not_a_region' }).optional(),
  languages: z.array(languageTag).min(1, { error: 'no_language' }).max(20, { error: 'too_many' }),
  timezone: z.string().refine(isTimeZone, { error: 'not_a_time_zone' }),
  /** The strategy of the first page: an id, or a key of the pack. */
  strategy: cleanLine(120).optional(),
  /** Under which the data may be used; `identifier` is of SPDX. CC BY 4.0 where it is left out. */
  licence: z.strictObject({ name: cleanLine(80), identifier: z.string().regex(/^[A-Za-z0-9.+-]{1,60}$/, { error: 'not_a_licence' }).optional(), url: webAddress }).optional(),
});
export type Configuration = z.infer<typeof configurationSchema>;

function isTimeZone(text: string): boolean {
  try {
    return Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
