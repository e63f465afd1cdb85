/** What a sheet probably is: a first plan for a person to look at and change. */
import { fold } from '#core/search/fold.ts';
import type { Row, Sheet, Workbook } from '#formats/spreadsheet/index.ts';
import type { Names } from './names.ts';
import { findNumber, missingMark, tidy } from './marks.ts';
import { readPeriod } from './periods.ts';
import type { Across, Plan, Role } from './plan.ts';

/** The words of heads in Spanish, English and Quechua, and of the files of Open SDG and of our own. */
const WORDS: readonly (readonly [Role, RegExp])[] = [
  ['ended', /^valid_to$/],
  ['set', /^set$/],
  ['place', /^(place|lugar en la fuente|pagina|page|linea|line|celda|cell)$/],
  ['status', /^(status|obs_status|estado de la cifra|observation status)$/],
  ['note', /^(notas?|notes?|observacion(es)?|comment_obs|comentarios?|footnotes?|willakuy)$/],
  ['impossible', /^impossible$/],
  ['lower', /^(lower|inferior|limite inferior|li|min|minimo|lower bound|ic inferior|ci lower)$/],
  ['upper', /^(upper|superior|limite superior|ls|max|maximo|upper bound|ic superior|ci upper)$/],
  ['n', /^(n|base|total de casos|casos|encuestad[oa]s|muestra|denominador|denominator|sample( size)?|tupusqa)$/],
  ['k', /^(k|numerador|numerator|conteo|casos favorables|yupasqa)$/],
  ['indicator', /^(indicador(es)?|indicators?|serie|series|variable|tupu|codigo( de| del)? indicador|indicator code|ref_indicator)$/],
  ['time', /^(ano|anio|anos|year|time|time_period|periodo|period|fecha|date|wata|mes|month|trimestre|quarter|pacha)$/],
  ['territory', /^(geocode|ref_area|territorio|territory|departamentos?|region(es)?|provincia|distrito|ambito geografico|lugar|pais|country|entidad( federativa)?|estado|ubigeo|area geografica|iso|suyu|llaqta|geografia|area name)$/],
  ['value', /^(value|valor(es)?|obs_value|cifras?|dato|porcentaje|percentage|percent|%|monto|cantidad|total|chanin|yupay|figure)$/],
  ['dimension:sex', /^(sexo?|sex|genero|gender|qari warmi)$/],
  ['dimension:area', /^(area|ambito|zona|urbano rural|location|area de residencia|urbanisation|urbanization|degree of urbanisation)$/],
  ['dimension:age', /^(edad|age|grupos? de edad|grupos? etarios?|age group|wata hunta)$/],
  ['dimension:language', /^(lengua|lengua materna|idioma|language|mother tongue|simi|rimay)$/],
  ['dimension:ethnicity', /^(etnia|autoidentificacion etnica|ethnicity|grupo etnico|pueblo)$/],
  ['dimension:disability', /^(discapacidad|disability)$/],
  ['dimension:education', /^(educacion|nivel educativo|education( level)?|yachay)$/],
  ['dimension:income', /^(quintil(es)?|ingresos?|nivel socioeconomico|nse|income( level| quintile)?)$/],
  ['dimension:operator', /^(operador(a)?|empresa operadora|operator)$/],
  ['dimension:technology', /^(tecnologia|technology)$/],
  ['dimension:sector', /^(sector|sector economico|rama|industry)$/],
  ['dimension:occupation', /^(ocupacion|occupation|llankay)$/],
  ['dimension:institution_type', /^(tipo de entidad|institution type|institution_type)$/],
  ['dimension:company_size', /^(tamano( de empresa)?|company size|company_size)$/],
  ['dimension:city', /^(ciudad|city)$/],
  ['dimension:item', /^(item|rubro|concepto|categoria)$/],
  ['dimension:other', /^(otro|other)$/],
];

export interface Known {
  readonly territories: Names;
  readonly indicators: Names;
  /** Of the country of the deployment. */
  readonly country: string | undefined;
}

const MOST_LOOKED_AT = 40;

export function guessPlan(book: Workbook, known: Known): Plan {
  const sheet = Math.max(0, book.sheets.findIndex(({ hidden, rows }) => hidden !== true && rows.length > 1));
  return guessSheet(book, sheet, known);
}

export function guessSheet(book: Workbook, sheet: number, known: Known): Plan {
  const rows = book.sheets[sheet]?.rows ?? [];
  return guessColumns(book, { sheet, header: guessHeader(rows), form: 'tidy', across: 'time', columns: {}, scale: 'as_is', digits: 'stored', rest: 'keep', answers: {} }, known);
}

/** The first row that several texts or years fill, with numbers below it. */
function guessHeader(rows: readonly Row[]): number {
  const looked = rows.slice(0, MOST_LOOKED_AT);
  const widest = Math.max(0, ...looked.map((row) => Object.keys(row).length));
  const found = looked.findIndex((row, at) => {
    const cells = Object.values(row).filter(({ mergedInto }) => mergedInto === undefined);
    const isHead = cells.every((cell) => cell.percent !== true && (cell.number === undefined || readPeriod(cell.text, undefined) !== undefined));
    const below = rows.slice(at + 1, at + 6).some((next) => Object.values(next).some(isNumeric));
    return cells.length >= Math.max(2, widest / 2) && isHead && below;
  });
  return Math.max(0, found);
}

const isNumeric = (cell: Row[number]): boolean => cell.number !== undefined || findNumber(cell.text) !== undefined;

export const headOf = (cell: Row[number] | undefined): string => fold(tidy(cell?.text ?? ''));

/** The roles of the columns, and whether the table is crossed, by its heads and by what stands below them. */
export function guessColumns(book: Workbook, plan: Plan, known: Known): Plan {
  const sheet = book.sheets[plan.sheet];
  if (!sheet) return plan;
  const across = acrossOf(sheet, plan.header, known);
  const columns: Record<string, Role> = {};
  for (const [at, cell] of Object.entries(sheet.rows[plan.header] ?? {})) {
    const role = across?.at.has(Number(at)) === true ? 'value' : (roleByHead(headOf(cell)) ?? roleByContent(sheet, plan.header, Number(at), known));
    if (role !== undefined && (role === 'value' && across ? across.at.has(Number(at)) : !Object.values(columns).includes(role)) && role !== across?.what) columns[at] = role;
  }
  const isOpenSdg = Object.values(sheet.rows[plan.header] ?? {}).some((cell) => headOf(cell) === 'geocode') || (columns['0'] === 'time' && Object.values(columns).includes('value') && !Object.values(columns).includes('territory'));
  const [only] = known.indicators.all;
  return {
    ...plan,
    form: across ? 'crossed' : 'tidy',
    across: across?.what ?? plan.across,
    columns,
    // Open SDG leaves the code blank where a row is about the whole country.
    ...(isOpenSdg && known.country !== undefined && { territory: known.country }),
    ...(known.indicators.all.length === 1 && only && { indicator: only.id }),
  };
}

interface AcrossFound {
  readonly what: Across;
  readonly at: ReadonlySet<number>;
}

/** Two heads or more that are periods, territories or the groups of a dimension, with numbers below them; one period, where no column has the time. */
function acrossOf(sheet: Sheet, header: number, known: Known): AcrossFound | undefined {
  const heads = Object.entries(sheet.rows[header] ?? {}).map(([at, cell]) => ({ at: Number(at), text: cell.date ?? cell.text }));
  const hasNumbers = ({ at }: { readonly at: number }): boolean => sheet.rows.slice(header + 1, header + 1 + MOST_LOOKED_AT).some((row) => row[at] !== undefined && isNumeric(row[at]));
  const kinds: readonly (readonly [Across, (text: string) => boolean])[] = [
    ['time', (text) => readPeriod(text, undefined) !== undefined],
    ['dimension:sex', (text) => groupOf('sex', text) !== undefined],
    ['dimension:area', (text) => groupOf('area', text) !== undefined],
    ['territory', (text) => known.territories.find(text) !== undefined],
    ['indicator', (text) => known.indicators.find(text) !== undefined],
  ];
  for (const [what, fits] of kinds) {
    const found = heads.filter((head) => fits(head.text) && hasNumbers(head));
    const least = what === 'time' && !heads.some(({ text }) => roleByHead(fold(tidy(text))) === 'time') ? 1 : 2;
    if (found.length >= least) return { what, at: new Set(what.startsWith('dimension:') ? heads.filter((head) => hasNumbers(head) && (fits(head.text) || isWhole(head.text))).map(({ at }) => at) : found.map(({ at }) => at)) };
  }
  return undefined;
}

function roleByHead(head: string): Role | undefined {
  return WORDS.find(([, words]) => words.test(head))?.[0];
}

function roleByContent({ rows }: Sheet, header: number, at: number, known: Known): Role | undefined {
  const cells = rows.slice(header + 1, header + 1 + MOST_LOOKED_AT).flatMap((row) => (row[at] ? [row[at]] : []));
  const most = (fits: (cell: Row[number]) => boolean): boolean => cells.length > 0 && cells.filter(fits).length > cells.length / 2;
  if (most((cell) => known.territories.find(cell.text) !== undefined && cell.number === undefined)) return 'territory';
  if (most((cell) => known.indicators.find(cell.text) !== undefined)) return 'indicator';
  if (most((cell) => cell.date !== undefined || (/^\D*(19|20)\d\d\D*$/.test(cell.text) && readPeriod(cell.text, undefined) !== undefined))) return 'time';
  return most((cell) => isNumeric(cell) || missingMark(cell.text) !== undefined) ? 'value' : undefined;
}

const GROUPS: Readonly<Record<string, readonly (readonly [code: string, words: RegExp])[]>> = {
  sex: [['F', /^(f|mujer(es)?|femenin[oa]|female|women|warmi(kuna)?)$/], ['M', /^(m|h|hombres?|varon(es)?|masculin[oa]|male|men|qari(kuna)?)$/]],
  area: [['U', /^(u|urban[oa]?|area urbana|ciudad|llaqta)$/], ['R', /^(r|rural|area rural|campo|campesino)$/]],
};

/** The code of SDMX for a group of sex or area; undefined where the word is none of them. */
export function groupOf(dimension: string, text: string): string | undefined {
  return GROUPS[dimension]?.find(([, words]) => words.test(fold(tidy(text))))?.[0];
}

/** A word for all groups together: such a row is about the whole. */
export function isWhole(text: string): boolean {
  return /^(total(es)?|todos?|todas|ambos( sexos)?|both( sexes)?|all|nacional|_t|t|llapan|conjunto|)$/.test(fold(tidy(text)));
}
