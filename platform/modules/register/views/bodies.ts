/** Which public bodies have filed, and which are silent: the register with its denominator. */
import { formatDate, formatShare } from '#core/i18n/format.ts';
import { chooseTitle } from '#core/i18n/texts.ts';
import { kindName } from '#core/web/components/text.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { BODY_STATES, type BodyStatus, countStates, daysUntil, statusOfBody } from '../bodies.ts';
import { tranche } from '../kinds/tranche.ts';
import { type NamedBody, readBodies } from '../bodies-queries.ts';

/** Of each type the page names so many; the table has them all. */
const MOST_NAMED = 30;

interface Listed extends BodyStatus {
  readonly title: NamedBody['title'];
}

export async function bodiesView(context: PageContext): Promise<View> {
  const { t, platform, today } = context;
  const { bodies, types, facts } = await readBodies(platform.database, today);
  const listed = bodies.map((body): Listed => ({ ...statusOfBody(body, facts), title: body.title }));
  const byType = [...Map.groupBy(listed, ({ type }) => type)].toSorted((a, b) => b[1].length - a[1].length);
  const name = (id: string, title: NamedBody['title'] | undefined): string => chooseTitle(title ?? {}, context.preferred)?.text ?? id;
  const typeName = (id: string): string => name(id, types.get(id));
  const filed = listed.filter(({ state }) => state === 'filed').length;
  const title = t('register.bodies.title');
  return {
    html: () =>
      page(context, {
        title,
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${t('register.bodies.lead')}</p>
<p>${t('register.bodies.filed', { share: formatShare(t, filed, listed.length) })} <small>${t('register.bodies.frame')}</small></p>
<p><a href="${href(context, 'systems/statistics')}">${t('register.statistics.title')}</a></p>
${facts.tranches.some(({ document }) => document.confidence !== 'official') && html`<p class="notice">${t('register.bodies.second_hand')} <a href="${href(context, tranche.path)}">${kindName(context, tranche, 'many')}</a></p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('register.bodies.type')}</th><th scope="col" class="number">${t('register.bodies.number')}</th>${BODY_STATES.map((state) => html`<th scope="col" class="number">${t(`register.bodies.states.${state}`)}</th>`)}<th scope="col">${t('register.bodies.due')}</th></tr></thead>
<tbody>${byType.map(([type, list]) => row(context, typeName(type), list))}${row(context, t('register.bodies.all'), listed)}</tbody></table></div>
${byType.map(([type, list]) => html`<details><summary>${typeName(type)} <span class="n">${list.length}</span></summary><ul class="records">${list.slice(0, MOST_NAMED).map((one) => html`<li><a href="${recordHref(context, platform.kinds.get('institution'), one.id)}">${name(one.id, one.title)}</a><small>${t(`register.bodies.states.${one.state}`)}${one.systems > 0 && ` · ${t('register.bodies.systems', { count: one.systems })}`}</small></li>`)}</ul>${list.length > MOST_NAMED && html`<p><a href="${href(context, platform.kinds.get('institution').path, { f: `type:${type}` })}">${t('register.body.all_of_type', { count: list.length })}</a></p>`}</details>`)}`,
      }),
    json: () => ({ bodies: listed.length, states: countStates(listed), types: byType.map(([type, list]) => ({ type, bodies: list.length, states: countStates(list), dueOn: dayOfAll(list) ?? null })) }),
    csv: () => ({ columns: ['institution', 'name', 'type', 'state', 'systems', 'due_on'], rows: listed.map((one) => [one.id, name(one.id, one.title), typeName(one.type), one.state, one.systems, one.dueOn ?? '[not_applicable]']) }),
  };
}

function row(context: PageContext, label: string, list: readonly Listed[]): Html {
  const { t, today } = context;
  const counts = countStates(list);
  const day = dayOfAll(list);
  return html`<tr><th scope="row">${label}</th><td class="number">${list.length}</td>${BODY_STATES.map((state) => html`<td class="number">${counts[state]}</td>`)}<td>${day !== undefined && html`${formatDate(t, day)}<br><small>${clock(context, daysUntil(day, today))}</small>`}</td></tr>`;
}

/** The day that all of them have; undefined where they differ, as where the law names some apart from their type. */
function dayOfAll(list: readonly Listed[]): string | undefined {
  const days = new Set(list.map(({ dueOn }) => dueOn));
  return days.size === 1 ? list[0]?.dueOn : undefined;
}

function clock({ t }: PageContext, days: number): string {
  return days >= 0 ? t('register.bodies.days_left', { days }) : t('register.bodies.days_late', { days: -days });
}
