/** Pieces that several pages of the register share. */
import { isAbsence } from '#core/kinds/values.ts';
import { absence, bareText } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { daysUntil } from '../bodies.ts';
import { deployment } from '../kinds/deployment.ts';
import type { AssessedDeployment } from '../queries.ts';
import type { AskedRule, Risk } from '../risk.ts';

export function riskTag({ t }: PageContext, { riskClass }: Risk): Html {
  return html`<span class="risk risk-${riskClass ?? 'unknown'}">${t(`register.risk.classes.${riskClass ?? 'unknown'}`)}</span>`;
}

/** What a rule asked, and what the record answered. */
export function conditions({ t }: PageContext, { conditions: asked }: AskedRule): Html {
  return html`<ul>${asked.map(({ field, anyOf, answer, found }) => html`<li>${t(`kinds.deployment.fields.${field}.label`)}: ${(found.length > 0 ? found : anyOf).map((value) => t(`kinds.deployment.fields.${field}.options.${value}`)).join(', ')} <small>(${t(`register.risk.answers.${answer}`)})</small></li>`)}</ul>`;
}

export function deploymentLink(context: PageContext, { id, document }: AssessedDeployment): Html {
  return html`<a href="${recordHref(context, deployment, id)}">${bareText(context, document.title)}</a>`;
}

export function status(context: PageContext, { document }: AssessedDeployment): Html {
  return isAbsence(document.status) ? absence(context, document.status) : html`${context.t(`kinds.deployment.fields.status.options.${document.status}`)}`;
}

/** How many days an answer still has, or is late. */
export function clock({ t, today }: PageContext, dueOn: string): Html {
  const days = daysUntil(dueOn, today);
  return days < 0 ? html`<span class="flag">${t('register.report.late', { days: -days })}</span>` : html`${t('register.report.left', { days })}`;
}
