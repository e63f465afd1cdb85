/** Reads the rows of a sheet by a plan into figures of a set. */
import type { Absence } from '#core/kinds/values.ts';
import { addressOf, type Cell, columnName, type Row as SheetRow, type Sheet } from '#formats/spreadsheet/index.ts';
import type { Breakdown, Row } from '../kinds/observation-set.ts';
import { territoryFaults, timeFaults } from '../kinds/shared.ts';
import { DIMENSIONS, STATUSES, type ValueType } from '../kinds/vocabulary.ts';
import { shift } from './decimals.ts';
import { groupOf, isWhole, type Known } from './guess.ts';
import { missingMark, statusOfPeriod, tidy } from './marks.ts';
import { keyOfName, type Names } from './names.ts';
import { type Column, columnOf, type Figured, readNumber } from './numbers.ts';
import { readPeriod } from './periods.ts';
import { type Across, columnsOf, type Plan, PLACES_OF, type Role } from './plan.ts';
import { Findings, type Reading } from './reading.ts';

export interface Source {
  readonly fileName: string;
  readonly sheet: Sheet;
}

export interface Context extends Known {
  /** By id of indicator. */
  readonly valueTypes: ReadonlyMap<string, ValueType>;
  /** Groups that the set has already: their codes and labels are kept. */
  readonly groups: readonly Breakdown[];
  /** In which rows keep notes: the first one of the deployment. */
  readonly language: string;
  /** What a row keeps as a note, in that language. */
  note(code: 'converted' | 'mark', params: Readonly<Record<string, string>>): string;
}

/** What a row says beside its figures. */
interface Labels {
  readonly indicator?: string | undefined;
  readonly territory?: string | undefined;
  readonly time?: Row['time'] | undefined;
  /** That the period carries: `2019 (p)`. */
  readonly status?: 'P' | 'E' | undefined;
  readonly breakdowns: readonly Breakdown[];
  readonly cells: Readonly<Record<string, string>>;
  /** True where something could not be read: it is told, and nothing is written. */
  readonly failed: boolean;
}

export function readRows({ fileName, sheet }: Source, plan: Plan, context: Context): Reading {
  const findings = new Findings(plan.answers);
  const from = plan.header + 1;
  const body = sheet.rows.slice(from);
  const valueColumns = columnsOf(plan, 'value');
  const cellsAt = (columns: readonly number[]): Cell[] => body.flatMap((row) => columns.flatMap((column) => (row[column] ? [row[column]] : [])));
  const columns = new Map<string, Column>([
    ['value', columnOf(plan.form === 'crossed' ? '*' : columnName(valueColumns[0] ?? 0), cellsAt(valueColumns))],
    ...(['k', 'n', 'lower', 'upper'] as const).map((role): [string, Column] => [role, columnOf(columnName(columnsOf(plan, role)[0] ?? 0), cellsAt(columnsOf(plan, role)))]),
  ]);
  const isMixed = plan.scale === 'as_is' && mixesPercent(cellsAt(valueColumns));
  const heads = new Map(plan.form === 'crossed' ? valueColumns.map((column) => [column, headLabels(column)]) : []);
  for (const [index, row] of body.entries()) readRow(row, from + index);
  return findings.reading;

  function readRow(row: SheetRow, number: number): void {
    if (Object.keys(row).length === 0) return;
    const filled = valueColumns.filter((column) => row[column] !== undefined && tidy(row[column].text) !== '');
    // A title between rows, a source below the table.
    if (filled.length === 0 && Object.values(row).filter(({ mergedInto }) => mergedInto === undefined).length <= 1) {
      const [[at, cell] = ['0', undefined]] = Object.entries(row);
      return findings.treat(addressOf(number, Number(at)), 'no_figures', cell?.text ?? '');
    }
    if (isOfAnother(row, number)) return;
    const labels = labelsOf(row, number);
    for (const column of valueColumns) readFigure(row, number, column, labels);
  }

  /** Files of ours name the set of each figure, and when it ended. */
  function isOfAnother(row: SheetRow, number: number): boolean {
    const [set, ended] = (['set', 'ended'] as const).map((role) => columnsOf(plan, role).map((column) => ({ column, text: tidy(row[column]?.text ?? '') }))[0]);
    if (set && set.text !== '' && plan.set !== undefined && set.text !== plan.set) {
      findings.treat(addressOf(number, set.column), 'of_another_set', set.text);
      return true;
    }
    if (ended && ended.text !== '') findings.treat(addressOf(number, ended.column), 'ended_before', ended.text);
    return ended !== undefined && ended.text !== '';
  }

  function labelsOf(row: SheetRow, number: number): Labels {
    const cells: Record<string, string> = {};
    const breakdowns: Breakdown[] = [];
    let failed = false;
    const read = <T>(role: Across, fallback: T | undefined, by: (cell: Cell, at: string) => T | undefined): T | undefined => {
      const [column] = columnsOf(plan, role);
      if (column === undefined) return fallback;
      const at = addressOf(number, column);
      cells[role] = at;
      const cell = row[column];
      const broken = cell === undefined ? undefined : brokenLabel(cell, at);
      if (broken === true) failed = true;
      if (broken === true) return undefined;
      if (cell?.mergedInto !== undefined && tidy(cell.text) !== '') findings.treat(at, 'merged', cell.text, { holder: cell.mergedInto });
      if (cell === undefined || tidy(cell.text) === '') {
        if (fallback !== undefined) {
          findings.treat(at, `blank_${role}`, '', { value: String(fallback) });
          return fallback;
        }
        failed = true;
        return findings.refuse(at, `blank_${role}`, '');
      }
      const found = by(cell, at);
      if (found === undefined) failed = true;
      return found;
    };
    const isAcross = (role: Across): boolean => plan.form === 'crossed' && plan.across === role;
    const indicator = isAcross('indicator') ? undefined : read('indicator', plan.indicator, (cell, at) => nameAt(cell, at, 'indicator', context.indicators));
    const territory = isAcross('territory') ? undefined : read('territory', plan.territory, (cell, at) => nameAt(cell, at, 'territory', context.territories));
    const time = isAcross('time') ? undefined : timeAt(row, read);
    for (const dimension of DIMENSIONS) {
      const [column] = columnsOf(plan, `dimension:${dimension}`);
      const cell = column === undefined ? undefined : row[column];
      if (column === undefined || cell === undefined) continue;
      const at = addressOf(number, column);
      if (brokenLabel(cell, at)) failed = true;
      else breakdowns.push(...groupAt(cell, at, dimension));
    }
    const [timeColumn] = columnsOf(plan, 'time');
    const status = timeColumn === undefined ? undefined : statusOfPeriod(row[timeColumn]?.text ?? '');
    return { indicator, territory, time, status, breakdowns, cells, failed };
  }

  /** Our own files leave the time blank where the source gives none. */
  function timeAt(row: SheetRow, read: <T>(role: Across, fallback: T | undefined, by: (cell: Cell, at: string) => T | undefined) => T | undefined): Row['time'] | undefined {
    const [column] = columnsOf(plan, 'time');
    const isOurs = columnsOf(plan, 'set').length > 0;
    if (isOurs && column !== undefined && tidy(row[column]?.text ?? '') === '') return { absent: 'not_stated' };
    return read('time', plan.time, periodAt);
  }

  function brokenLabel(cell: Cell, at: string): boolean {
    const code = cell.formula === 'empty' ? 'formula_empty' : cell.error ? 'formula_error' : undefined;
    if (code !== undefined) findings.refuse(at, code, cell.text);
    return code !== undefined;
  }

  function nameAt({ text }: Cell, at: string, about: 'territory' | 'indicator', names: Names): string | undefined {
    const found = names.find(text);
    if (found !== undefined) {
      if (keyOfName(text) !== keyOfName(found) && tidy(text) !== names.all.find(({ id }) => id === found)?.name) findings.treat(at, `matched_${about}`, text, { value: found });
      return found;
    }
    if (about === 'territory' && /^\d{3}$/.test(tidy(text)) && territoryFaults('', tidy(text)).length === 0) return tidy(text);
    const [nearest] = names.nearest(text, 1);
    const suggested = isWhole(text) || /^(pais|total nacional|total pais)$/.test(keyOfName(text)) ? context.country : nearest?.id;
    const answer = findings.ask({ key: `${about}:${keyOfName(text).slice(0, 200)}`, about, text, options: [...names.all.map(({ id }) => id), 'skip'], ...(suggested !== undefined && { suggested }) }, at);
    if (answer === undefined) return undefined;
    findings.treat(at, answer === 'skip' ? 'left_out' : `settled_${about}`, text, { value: answer });
    return answer === 'skip' ? undefined : answer;
  }

  function periodAt(cell: Cell, at: string): string | undefined {
    if (cell.date !== undefined) {
      findings.treat(at, 'date_as_period', cell.text, { value: cell.date });
      return cell.date;
    }
    const text = cell.number ?? cell.text;
    const found = readPeriod(text, undefined);
    if (found === undefined) return findings.refuse(at, 'not_a_period', text);
    const first = 'unclear' in found ? (findings.ask({ key: 'days', about: 'days', text, options: ['day', 'month'] }, at) as 'day' | 'month' | undefined) : undefined;
    const settled = 'unclear' in found ? (first === undefined ? undefined : readPeriod(text, first)) : found;
    if (settled === undefined || 'unclear' in settled) return undefined;
    if (timeFaults('', settled.time).length > 0) return findings.refuse(at, 'not_a_period', text);
    if (settled.time !== tidy(text)) findings.treat(at, 'period', text, { value: settled.time });
    return settled.time;
  }

  function groupAt({ text }: Cell, at: string, dimension: Breakdown['dimension']): Breakdown[] {
    const known = context.groups.find((group) => group.dimension === dimension && [group.value, ...Object.values(group.label ?? {}).map((label) => label.text)].some((name) => keyOfName(name) === keyOfName(text)));
    if (known) return [known];
    const code = groupOf(dimension, text);
    if (code === undefined && isWhole(text)) return [];
    if (code !== undefined && code !== tidy(text)) findings.treat(at, 'group', text, { value: code });
    return [{ dimension, value: code ?? tidy(text).slice(0, 80) }];
  }

  function readFigure(row: SheetRow, number: number, column: number, labels: Labels): void {
    const at = addressOf(number, column);
    const cell = row[column];
    const head = heads.get(column) ?? {};
    const own = ownAbsence(cell, at);
    const figured = own ?? readNumber(cell, at, columns.get('value') ?? { key: '', sign: undefined }, plan, findings);
    const [k, n, lower, upper] = (['k', 'n', 'lower', 'upper'] as const).map((role) => besideAt(row, number, role));
    const status = statusAt(row, number);
    const all = { ...labels, ...head, breakdowns: [...labels.breakdowns, ...(head.breakdowns ?? [])] };
    if (figured.type === 'nothing' || labels.failed || all.indicator === undefined || all.territory === undefined || all.time === undefined) return;
    const type = context.valueTypes.get(all.indicator);
    const value = figured.type === 'number' ? converted(figured, at, cell?.text ?? '', type) : absenceOf(figured, own);
    if (value === undefined) return;
    const mark = figured.type === 'number' && figured.mark !== undefined ? context.note('mark', { mark: figured.mark }) : undefined;
    const changed = figured.type === 'number' && value !== figured.value ? context.note('converted', { from: figured.value, to: String(value) }) : undefined;
    const written = textAt(row, 'note');
    const note = [written, mark, changed].filter((part) => part !== undefined).join(' ').slice(0, 1000);
    const givenStatus = status ?? (figured.type === 'number' ? (figured.status ?? all.status) : undefined);
    const impossible = textAt(row, 'impossible')?.toLowerCase();
    findings.figures.push({
      at,
      cells: { ...labels.cells, value: at },
      row: {
        indicator: all.indicator,
        territory: all.territory,
        time: all.time,
        ...(all.breakdowns.length > 0 && { breakdowns: all.breakdowns }),
        value,
        ...(k !== undefined && { k: Number(k) }),
        ...(n !== undefined && { n: Number(n) }),
        ...(lower !== undefined && { lower }),
        ...(upper !== undefined && { upper }),
        ...(givenStatus !== undefined && { status: givenStatus }),
        ...(impossible !== undefined && /^(true|si|sí|1|verdadero)$/.test(impossible) && { impossible: true }),
        place: textAt(row, 'place')?.slice(0, 200) ?? placeOf(at),
        ...(note !== '' && { note: { [context.language]: { text: note, status: 'original' as const } } }),
      },
    });
  }

  function placeOf(at: string): string {
    return `${fileName}, ${sheet.name}, ${at}`.slice(-200);
  }

  /** The head of a column of figures says when, where, of what, or of which group. */
  function headLabels(column: number): Partial<Labels> {
    const cell = sheet.rows[plan.header]?.[column];
    const at = addressOf(plan.header, column);
    if (cell === undefined || tidy(cell.text) === '') findings.refuse(at, 'blank_head', '');
    if (cell === undefined || tidy(cell.text) === '') return {};
    if (plan.across === 'time') return { time: periodAt(cell, at), status: statusOfPeriod(cell.text) };
    if (plan.across === 'territory') return { territory: nameAt(cell, at, 'territory', context.territories) };
    if (plan.across === 'indicator') return { indicator: nameAt(cell, at, 'indicator', context.indicators) };
    return { breakdowns: groupAt(cell, at, plan.across.slice('dimension:'.length) as Breakdown['dimension']) };
  }

  /** `[not_stated]`: as our own files write why a value is not there. */
  function ownAbsence(cell: Cell | undefined, at: string): (Figured & { readonly type: 'missing' }) | { readonly type: 'nothing' } | undefined {
    const [, code] = /^\[(not_stated|unknown|not_applicable|withheld)\]$/.exec(tidy(cell?.text ?? '')) ?? [];
    if (code === undefined) return undefined;
    if (code !== 'withheld') return { type: 'missing', reason: code as 'not_stated' };
    findings.refuse(at, 'withheld', cell?.text ?? '');
    return { type: 'nothing' };
  }

  function converted({ value, percent }: Figured & { readonly type: 'number' }, at: string, text: string, type: ValueType | undefined): string | undefined {
    if (percent && type !== undefined && ['count', 'amount', 'rank', 'score'].includes(type)) return findings.refuse(at, 'percent_of_no_share', text);
    if (isMixed && !percent) return findings.refuse(at, 'mixed_percent', text);
    if (percent && ['thousands', 'millions'].includes(plan.scale)) return findings.refuse(at, 'percent_of_no_share', text);
    // What carries a percent sign is no share of one any more.
    const places = percent && plan.scale === 'fraction' ? 0 : PLACES_OF[plan.scale];
    if (places === 0) return value;
    const moved = shift(value, places);
    findings.treat(at, 'converted', text, { from: value, value: moved });
    return moved;
  }

  function besideAt(row: SheetRow, number: number, role: 'k' | 'n' | 'lower' | 'upper'): string | undefined {
    const [column] = columnsOf(plan, role);
    const cell = column === undefined ? undefined : row[column];
    // Nothing beside a figure is nothing beside it: a share may come without its count.
    if (column === undefined || cell === undefined || missingMark(cell.text) !== undefined) return undefined;
    const at = addressOf(number, column);
    const figured = readNumber(cell, at, columns.get(role) ?? { key: '', sign: undefined }, plan, findings);
    if (figured.type !== 'number') return undefined;
    if (role === 'lower' || role === 'upper') return figured.percent && plan.scale === 'fraction' ? figured.value : shift(figured.value, PLACES_OF[plan.scale]);
    return /^\d{1,15}(\.0+)?$/.test(figured.value) ? figured.value.replace(/\.0+$/, '') : findings.refuse(at, 'not_whole', cell.text);
  }

  function statusAt(row: SheetRow, number: number): Row['status'] | undefined {
    const [column] = columnsOf(plan, 'status');
    const text = column === undefined ? '' : tidy(row[column]?.text ?? '').toUpperCase();
    if (column === undefined || text === '') return undefined;
    return STATUSES.find((status) => status === text) ?? findings.refuse(addressOf(number, column), 'status', text);
  }

  function textAt(row: SheetRow, role: Role): string | undefined {
    const [column] = columnsOf(plan, role);
    const text = column === undefined ? '' : tidy(row[column]?.text ?? '');
    return text === '' ? undefined : text;
  }
}

function absenceOf(figured: Figured, own: Figured | undefined): Absence | undefined {
  const of = own ?? figured;
  return of.type === 'missing' ? { absent: of.reason } : undefined;
}

/** Some cells carry a percent sign and others do not: nobody can tell whether those are percentages too. */
function mixesPercent(cells: readonly Cell[]): boolean {
  const numbers = cells.filter((cell) => cell.number !== undefined || (missingMark(cell.text) === undefined && /\d/.test(cell.text)));
  const percent = numbers.filter((cell) => cell.percent === true || /%/.test(cell.text));
  return percent.length > 0 && percent.length < numbers.length;
}
