/** Classifications of occupations, and at how many digits. */
import { choice, group, integer } from '#core/kinds/fields.ts';

/** International (ILO), United States (SOC), Peru (CNO 2015), Mexico (SINCO). */
export const CLASSIFICATIONS = ['isco-08', 'isco-88', 'soc-2010', 'soc-2018', 'cno-2015', 'sinco-2011', 'sinco-2019', 'other'] as const;

export interface Classified {
  readonly classification: (typeof CLASSIFICATIONS)[number];
  /** Digits of a code: 4 are the unit groups of ISCO-08, 2 its sub-major groups. */
  readonly digits: number;
}

export const classified = (example: Classified['classification'] = 'isco-08') =>
  group({
    classification: choice(CLASSIFICATIONS, { example, facet: true }),
    digits: integer({ example: 4, min: 1, max: 8 }),
  });

/** `isco-08/4`: codes of other digits are other codes. */
export function levelOf({ classification, digits }: Classified): string {
  return `${classification}/${digits}`;
}

/** Digits of a code without the signs between them: `15-1252` has six. */
export function digitsIn(code: string): number {
  return code.replace(/[^0-9A-Za-z]/g, '').length;
}
