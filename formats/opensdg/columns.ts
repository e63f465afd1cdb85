/** What columns and groups of Open SDG mean here. Sites write them in their own languages. */
import type { DIMENSIONS } from '#modules/observatory/kinds/vocabulary.ts';

export type Dimension = (typeof DIMENSIONS)[number];

const NAMES: ReadonlyMap<string, Dimension> = new Map(
  Object.entries({
    sex: ['sex', 'gender', 'sexo'],
    area: ['area', 'urbanisation', 'urbanization', 'urban/rural', 'urban_rural', 'area type', 'area_type', 'degree of urbanisation', 'ámbito', 'ambito'],
    age: ['age', 'age group', 'age_group', 'edad', 'grupo de edad'],
    language: ['language', 'mother tongue', 'lengua', 'lengua materna', 'idioma'],
    ethnicity: ['ethnicity', 'ethnic group', 'etnia', 'autoidentificación étnica'],
    disability: ['disability', 'disability status', 'disability_status', 'discapacidad'],
    education: ['education', 'education level', 'education_lev', 'nivel educativo', 'educación'],
    income: ['income', 'wealth quintile', 'income_wealth_quantile', 'quintil', 'nivel socioeconómico'],
    operator: ['operator', 'operador'],
    technology: ['technology', 'tecnología'],
    sector: ['sector', 'industry', 'activity', 'actividad económica'],
    occupation: ['occupation', 'ocupación'],
    institution_type: ['institution_type', 'institution type', 'tipo de institución'],
    company_size: ['company_size', 'company size', 'tamaño de empresa'],
    city: ['city', 'ciudad'],
    item: ['item', 'ítem'],
    other: ['other', 'otro'],
  } satisfies Record<Dimension, string[]>).flatMap(([dimension, names]) => names.map((name) => [name, dimension as Dimension] as const)),
);

/** The dimension of a column; undefined where we have none. */
export function dimensionOf(column: string): Dimension | undefined {
  return NAMES.get(column.trim().toLocaleLowerCase());
}

/** The codes of SDMX for words that mean exactly them. */
const CODES: Partial<Record<Dimension, ReadonlyMap<string, string>>> = {
  sex: new Map([['female', 'F'], ['women', 'F'], ['mujer', 'F'], ['mujeres', 'F'], ['male', 'M'], ['men', 'M'], ['hombre', 'M'], ['hombres', 'M']]),
  area: new Map([['urban', 'U'], ['urbana', 'U'], ['urbano', 'U'], ['rural', 'R']]),
};

export function codeOf(dimension: Dimension, value: string): string {
  return CODES[dimension]?.get(value.toLocaleLowerCase()) ?? value;
}
