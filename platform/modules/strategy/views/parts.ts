/** Pieces that several pages of the strategy share. */
import { formatDate, formatNumber } from '#core/i18n/format.ts';
import { present } from '#core/kinds/values.ts';

import { bareText, mentionTitle } from '#core/web/components/text.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { Crumb } from '#core/web/layout.ts';
import { action } from '../kinds/action.ts';
import { strategy } from '../kinds/strategy.ts';
import { type ActionRecord, type Aspect, countStating, type StrategyRecord } from '../plan.ts';
import { STATES, type Status } from '../status.ts';

export function stateTag({ t }: PageContext, { state, marks }: Status): Html {
  return html`<span class="state state-${state}"><span class="seed state-${state}" aria-hidden="true"></span> ${t(`strategy.states.${state}`)}</span>${marks.map((mark) => html` <span class="flag">${t(`strategy.marks.${mark}`)}</span>`)}`;
}

export function actionLink(context: PageContext, { id, document }: ActionRecord): Html {
  const code = present<string>(document.printedCode);
  return html`<a href="${recordHref(context, action, id)}">${code !== undefined && html`<span class="code">${code}</span> `}${bareText(context, document.text)}</a>`;
}

/** A record that has no name any more: its page says why it was withdrawn. */
export function withdrawnLink({ t }: PageContext, id: string): Html {
  return html`<a href="/id/${id}">${t('core.records.withdrawn_record')}</a>`;
}

/** A list of actions, each with its state. */
export function actionList(context: PageContext, actions: readonly ActionRecord[]): Html {
  return html`<ol class="records">${actions.map((one) => html`<li>${actionLink(context, one)}<small>${stateTag(context, one.status)}</small></li>`)}</ol>`;
}

/** `0 of 75 with a budget`, as the large figures of the first page. */
export function figure({ t }: PageContext, actions: readonly ActionRecord[], aspect: Aspect): Html {
  const stating = countStating(actions, aspect);
  return html`<div class="figure${stating === 0 && ' none'}"><dt>${t(`strategy.aspects.${aspect}`)}</dt><dd><strong>${formatNumber(t, stating)}</strong> <span>${t('strategy.of', { total: actions.length })}</span></dd></div>`;
}

/** How many actions are in each state, as a table. */
export function stateTable(context: PageContext, groups: readonly { readonly label: Html | string; readonly actions: readonly ActionRecord[] }[]): Html {
  const { t } = context;
  const all = groups.flatMap(({ actions }) => actions);
  const used = STATES.filter((state) => all.some(({ status }) => status.state === state));
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('strategy.table.caption')}"><table><caption>${t('strategy.table.caption')}</caption><thead><tr><th scope="col">${t('strategy.table.axis')}</th><th scope="col" class="number">${t('strategy.table.actions')}</th>${used.map((state) => html`<th scope="col" class="number">${t(`strategy.states.${state}`)}</th>`)}</tr></thead>
<tbody>${groups.map(({ label, actions }) => html`<tr><th scope="row">${label}</th><td class="number">${actions.length}</td>${used.map((state) => html`<td class="number">${actions.filter(({ status }) => status.state === state).length}</td>`)}</tr>`)}</tbody></table></div>`;
}

export function strategyCrumbs(context: PageContext, of: StrategyRecord): Crumb[] {
  return [
    { label: context.t('kinds.strategy.many'), href: href(context, strategy.path) },
    { label: strategyTitle(context, of), href: recordHref(context, strategy, of.id) },
  ];
}

export function strategyTitle(context: PageContext, { document }: StrategyRecord): string {
  return mentionTitle(context, { title: Object.fromEntries(Object.entries(document.title).map(([language, one]) => [language, one.text])) });
}

/** The views of one strategy. */
export function strategyTabs(context: PageContext, of: StrategyRecord, current: string): Html {
  const { t } = context;
  const base = recordHref(context, strategy, of.id);
  const tabs = ['', 'gaps', 'calendar', 'institutions', 'territories', 'results'];
  return html`<nav class="tabs" aria-label="${t('strategy.tabs.label')}"><ul>${tabs.map((tab) => html`<li><a href="${tab === '' ? base : `${base}/${tab}`}"${tab === current && html` aria-current="page"`}>${t(`strategy.tabs.${tab === '' ? 'overview' : tab}`)}</a></li>`)}
<li><a href="${href(context, action.path, { f: `strategy:${of.id}` })}">${t('strategy.tabs.search')}</a></li></ul></nav>`;
}

export function period({ t }: PageContext, { document }: StrategyRecord): string | undefined {
  const [start, end] = [present<string>(document.periodStart), present<string>(document.periodEnd)];
  return start === undefined || end === undefined ? undefined : `${formatDate(t, start)}–${formatDate(t, end)}`;
}


