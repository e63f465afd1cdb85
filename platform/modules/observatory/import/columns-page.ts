/** What each column holds, what a number of it is, and which set it is for. */
import { optionKey } from '#core/kinds/labels.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import type { View } from '#core/web/view.ts';
import { columnName } from '#formats/spreadsheet/index.ts';
import { choiceField, cut, type Option, selectField, stepHref, stepView } from './page-parts.ts';
import { ACROSS, roleOf, ROLES, SCALES } from './plan.ts';
import type { Context } from './rows.ts';
import type { Import } from './store.ts';

export interface Choices {
  readonly context: Context;
  /** Sets that the person may write in. */
  readonly sets: readonly Option[];
  readonly sources: readonly Option[];
}

/** More columns than this have no field on the page; they keep the role that was guessed. */
export const MOST_COLUMNS = 120;

export function columnsView(page: PageContext, one: Import, { context, sets, sources }: Choices, faults: readonly string[] = []): View {
  const { t } = page;
  const { plan, workbook } = one;
  const none = (label: string): Option => ({ value: '', label: t(label) });
  const roles: Option[] = [none('import.columns.unread'), ...ROLES.map((role) => ({ value: role, label: roleName(page, role) }))];
  return stepView(page, one, {
    step: 'columns',
    faults,
    body: html`<p>${t('import.columns.lead')}</p><form class="form" method="post" action="${stepHref(page, one.id, 'columns')}">
<h2>${t('import.columns.columns')}</h2>
${plan.form === 'crossed' && selectField('across', t('import.columns.across'), ACROSS.map((role) => ({ value: role, label: roleName(page, role) })), plan.across, t('import.columns.across_help'))}
${columnsIn(one).map(({ at, head, examples }) => selectField(`c-${at}`, html`${t('import.columns.column', { name: columnName(at) })}${head !== '' && html`: ${head}`}`, roles, roleOf(plan, at) ?? '', examples))}
<h2>${t('import.columns.fixed')}</h2><p class="help">${t('import.columns.fixed_help')}</p>
${selectField('indicator', t('import.columns.indicator'), [none('import.columns.in_column'), ...context.indicators.all.map(({ id, name }) => ({ value: id, label: name }))], plan.indicator ?? '')}
${selectField('territory', t('import.columns.territory'), [none('import.columns.in_column'), ...context.territories.all.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))], plan.territory ?? '')}
${textField('time', t('import.columns.time'), plan.time ?? '', 10, t('import.columns.time_help'))}
<h2>${t('import.columns.unit')}</h2>
${selectField('scale', t('import.columns.scale'), SCALES.map((scale) => ({ value: scale, label: t(`import.scales.${scale}`) })), plan.scale, t('import.columns.scale_help'))}
${workbook.type === 'csv' ? html`<input type="hidden" name="digits" value="stored">` : choiceField('digits', t('import.columns.digits'), (['stored', 'shown'] as const).map((value) => ({ value, label: t(`import.digits.${value}`) })), plan.digits)}
<h2>${t('import.columns.set')}</h2>
${selectField('set', t('import.columns.into'), [none('import.columns.new_set'), ...sets], plan.set ?? '')}
${textField('title', t('import.columns.title'), plan.title ?? '', 250, t('import.columns.only_new'))}
${selectField('source', t('import.columns.source'), [none('import.columns.choose'), ...sources], plan.source ?? '', t('import.columns.only_new'))}
${choiceField('rest', t('import.columns.rest'), (['keep', 'end'] as const).map((value) => ({ value, label: t(`import.rest.${value}`) })), plan.rest)}
<p class="buttons"><button class="button">${t('import.next')}</button></p></form>`,
  });
}

function textField(name: string, label: string, value: string, most: number, help: string): Html {
  return html`<div class="field"><label for="f-${name}">${label}</label>${help === '' ? nothing : html`<p class="help" id="h-${name}">${help}</p>`}<input id="f-${name}" name="${name}" value="${value}" maxlength="${most}" aria-describedby="h-${name}"></div>`;
}

export function roleName({ t }: PageContext, role: string): string {
  const [, dimension] = role.split(':');
  return dimension === undefined ? t(`import.roles.${role}`) : t('import.roles.dimension', { dimension: t(optionKey('indicator', 'dimensions', dimension)) });
}

interface ShownColumn {
  readonly at: number;
  readonly head: string;
  readonly examples: string;
}

/** The columns of the sheet that hold something, with the first three texts below the head. */
export function columnsIn({ workbook, plan }: Pick<Import, 'workbook' | 'plan'>): ShownColumn[] {
  const rows = workbook.sheets[plan.sheet]?.rows ?? [];
  const filled = new Set(rows.slice(plan.header).flatMap((row) => Object.keys(row).map(Number)));
  return [...filled].toSorted((a, b) => a - b).slice(0, MOST_COLUMNS).map((at) => {
    const below = rows.slice(plan.header + 1).flatMap((row) => (row[at] === undefined || row[at].text.trim() === '' ? [] : [row[at].text]));
    return { at, head: cut(rows[plan.header]?.[at]?.text ?? ''), examples: below.slice(0, 3).map(cut).join(' · ') };
  });
}
