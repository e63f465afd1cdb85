/** The register in figures, each with its denominator: read off the counters, so that it costs the same for any number of systems. */
import { formatNumber, formatShare } from '#core/i18n/format.ts';
import { ABSENCES } from '#core/kinds/values.ts';
import { type Mention, mentionsOf } from '#core/records/read.ts';
import { facetCounts, recordCount, tallyCounts } from '#core/search/counts.ts';
import { isId } from '#core/records/id.ts';
import { mentionTitle } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { deployment } from '../kinds/deployment.ts';
import { CORE_ITEMS, RISK_CLASSES, STATUSES } from '../kinds/vocabulary.ts';

interface Count {
  readonly label: string;
  readonly number: number;
}

const CLASSES = [...RISK_CLASSES, 'unknown'] as const;
type Class = (typeof CLASSES)[number];

/** One type of body: how many systems of each class of risk. */
interface Row {
  /** An id, or the reason why there is none. */
  readonly bodyType: string;
  readonly label: string;
  readonly total: number;
  readonly classes: Readonly<Record<Class, number>>;
}

export async function statisticsView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const { database } = platform;
  const [total, status, risk, stated, claimed, cross] = await Promise.all([
    recordCount(database, deployment.name),
    facetCounts(database, deployment.name, 'status'),
    facetCounts(database, deployment.name, 'risk'),
    tallyCounts(database, deployment.name, 'stated'),
    facetCounts(database, deployment.name, 'claimedByBody'),
    tallyCounts(database, deployment.name, 'riskOfBodyType'),
  ]);
  const groups = {
    status: [...STATUSES.map((one) => count(t(`kinds.deployment.fields.status.options.${one}`), status.get(one))), count(t('core.absences.unknown'), ABSENCES.reduce((sum, absent) => sum + (status.get(absent) ?? 0), 0))],
    risk: CLASSES.map((one) => count(t(`register.risk.classes.${one}`), risk.get(one))),
    stated: CORE_ITEMS.map((item) => count(t(`kinds.deployment.fields.${item}.label`), stated.get(item))),
    standing: [count(t('register.claimed'), claimed.get('true')), count(t('register.unclaimed'), claimed.get('false'))],
  };
  const types = await mentionsOf(database, [...cross.keys()].flatMap((key) => key.split(':')[1] ?? []).filter(isId));
  const rows = rowsOf(context, cross, types);
  const title = t('register.statistics.title');
  return {
    html: () =>
      page(context, {
        title,
        forms: ['json', 'csv'],
        body: html`<h1>${title}</h1><p class="lead">${t('register.statistics.lead', { total })} <a href="${href(context, 'systems/map')}">${t('register.map.title')}</a></p>${Object.entries(groups).map(([name, counts]) => bars(context, t(`register.statistics.${name}`), counts, total))}${crossTable(context, rows)}`,
      }),
    json: () => ({ deployments: total, ...groups, riskOfBodyType: rows.map(({ bodyType, total: systems, classes }) => ({ bodyType, systems, ...classes })) }),
    csv: () => ({ columns: ['body_type', 'name', 'systems', ...CLASSES], rows: rows.map((row) => [isId(row.bodyType) ? row.bodyType : `[${row.bodyType}]`, row.label, row.total, ...CLASSES.map((one) => row.classes[one])]) }),
  };
}

function count(label: string, number: number | undefined): Count {
  return { label, number: number ?? 0 };
}

function rowsOf(context: PageContext, cross: ReadonlyMap<string, number>, types: ReadonlyMap<string, Mention>): Row[] {
  const byType = Map.groupBy([...cross].map(([key, number]) => ({ of: key.split(':'), number })), ({ of }) => of[1] ?? '');
  return [...byType]
    .map(([bodyType, list]): Row => {
      const mention = types.get(bodyType);
      const number = (one: Class): number => list.find(({ of }) => of[0] === one)?.number ?? 0;
      return {
        bodyType,
        label: mention ? mentionTitle(context, mention) : isId(bodyType) ? bodyType : context.t(`core.absences.${bodyType}`),
        total: list.reduce((sum, one) => sum + one.number, 0),
        classes: { prohibited: number('prohibited'), high: number('high'), acceptable: number('acceptable'), unknown: number('unknown') },
      };
    })
    .toSorted((a, b) => b.total - a.total || (a.label < b.label ? -1 : 1));
}

function bars({ t }: PageContext, caption: string, counts: readonly Count[], total: number): Html {
  return html`<table class="bars"><caption><strong>${caption}</strong></caption><tbody>${counts.map(({ label, number }) => html`<tr><th scope="row">${label}</th><td><meter min="0" max="${Math.max(total, 1)}" value="${number}">${number}</meter> ${formatShare(t, number, total)}</td></tr>`)}</tbody></table>`;
}

/** Each cell leads to its systems; the last column is what the others of its row are of. */
function crossTable(context: PageContext, rows: readonly Row[]): Html {
  const { t } = context;
  const cell = (number: number, facets: readonly string[]): Html => html`<td class="number">${number > 0 ? html`<a href="${href(context, deployment.path, { f: facets })}">${formatNumber(t, number)}</a>` : '0'}</td>`;
  const caption = t('register.cross.title');
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption><strong>${caption}</strong></caption><thead><tr><th scope="col">${t('register.facets.bodyType.label')}</th>${CLASSES.map((one) => html`<th scope="col" class="number">${t(`register.risk.classes.${one}`)}</th>`)}<th scope="col" class="number">${t('register.cross.total')}</th></tr></thead>
<tbody>${rows.map(({ bodyType, label, total, classes }) => html`<tr><th scope="row">${label}</th>${CLASSES.map((one) => cell(classes[one], [`bodyType:${bodyType}`, `risk:${one}`]))}${cell(total, [`bodyType:${bodyType}`])}</tr>`)}</tbody></table></div>`;
}
