/** The register in figures, each with its denominator. */
import { formatShare } from '#core/i18n/format.ts';
import { isAbsence } from '#core/kinds/values.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { isSaid } from '../duties.ts';
import { CORE_ITEMS, RISK_CLASSES, STATUSES } from '../kinds/vocabulary.ts';
import { allDeployments, type AssessedDeployment } from '../queries.ts';

interface Count {
  readonly label: string;
  readonly number: number;
}

export async function statisticsView(context: PageContext): Promise<View> {
  const { t, platform, today } = context;
  const all = await allDeployments(platform.database, today);
  const count = (label: string, holds: (one: AssessedDeployment) => boolean): Count => ({ label, number: all.filter(holds).length });
  const groups = {
    status: [...STATUSES.map((status) => count(t(`kinds.deployment.fields.status.options.${status}`), ({ document }) => document.status === status)), count(t('core.absences.unknown'), ({ document }) => isAbsence(document.status))],
    risk: [...RISK_CLASSES.map((riskClass) => count(t(`register.risk.classes.${riskClass}`), ({ risk }) => risk.riskClass === riskClass)), count(t('register.risk.classes.unknown'), ({ risk }) => risk.riskClass === undefined)],
    stated: CORE_ITEMS.map((item) => count(t(`kinds.deployment.fields.${item}.label`), ({ document }) => isSaid(document, item))),
    standing: [count(t('register.claimed'), ({ document }) => document.claimedByBody), count(t('register.unclaimed'), ({ document }) => !document.claimedByBody)],
  };
  const title = t('register.statistics.title');
  return {
    html: () =>
      page(context, {
        title,
        forms: ['json'],
        body: html`<h1>${title}</h1><p class="lead">${t('register.statistics.lead', { total: all.length })}</p>${Object.entries(groups).map(([name, counts]) => table(context, t(`register.statistics.${name}`), counts, all.length))}`,
      }),
    json: () => ({ deployments: all.length, ...groups }),
  };
}

function table({ t }: PageContext, caption: string, counts: readonly Count[], total: number): Html {
  return html`<table class="bars"><caption><strong>${caption}</strong></caption><tbody>${counts.map(({ label, number }) => html`<tr><th scope="row">${label}</th><td><meter min="0" max="${Math.max(total, 1)}" value="${number}">${number}</meter> ${formatShare(t, number, total)}</td></tr>`)}</tbody></table>`;
}
