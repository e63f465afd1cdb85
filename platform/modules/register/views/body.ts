/** What the register adds to the page of an institution: where it stands, its systems, what it declared. */
import { formatDate } from '#core/i18n/format.ts';
import { type PublicRecord, recordsWithFacet } from '#core/records/read.ts';
import { facetCounts } from '#core/search/counts.ts';
import { text } from '#core/web/components/text.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { readBody } from '../bodies-queries.ts';
import { readRules } from '../gate.ts';
import { declaration } from '../kinds/declaration.ts';
import { type Deployment, deployment } from '../kinds/deployment.ts';
import { as } from '../queries.ts';
import { riskOf } from '../risk.ts';
import { deploymentLink, riskTag, status } from './parts.ts';

/** A page names so many; the list behind it has them all. */
const MOST_LISTED = 30;

export async function bodySection(context: PageContext, record: PublicRecord): Promise<Html> {
  const { t, platform, today } = context;
  const { database } = platform;
  const facet = `institution:${record.id}`;
  const [records, rules, counts, { body, declarations, filed }] = await Promise.all([
    recordsWithFacet(database, deployment.name, facet, MOST_LISTED),
    readRules(database),
    facetCounts(database, deployment.name, 'institution'),
    readBody(database, record, today),
  ]);
  const all = counts.get(record.id) ?? 0;
  // A firm that neither has systems nor says anything has no part in the register.
  if (!body && all === 0 && declarations.length === 0) return nothing;
  const systems = records.map((one) => ({ ...as<typeof deployment>(one), risk: riskOf(one.document as Deployment, rules, today) }));
  return html`<section><h2>${t('register.body.title')}</h2>
${body && html`<p><span class="state">${t(`register.bodies.states.${body.state}`)}</span>${body.dueOn !== undefined && html` <small>${t('register.body.due', { date: formatDate(t, body.dueOn) })}</small>`} · <a href="${href(context, 'bodies')}">${t('register.bodies.title')}</a></p>`}
${all === 0 ? html`<p class="absent">${t('register.body.none')}</p>` : html`<ul class="records">${systems.map((one) => html`<li>${deploymentLink(context, one)}<small>${status(context, one)} · ${riskTag(context, one.risk)}</small></li>`)}</ul>`}
${all > filed && html`<p>${t('register.body.reported', { count: all - filed })}</p>`}
${all > systems.length && html`<p><a href="${href(context, deployment.path, { f: facet })}">${t('register.supplier.all_systems', { count: all })}</a></p>`}
${declarations.length > 0 && html`<ul class="records">${declarations.map(({ id, document }) => html`<li><a href="${recordHref(context, declaration, id)}">${text(context, document.statement)}</a><small>${t(`kinds.declaration.fields.says.options.${document.says}`)} · ${formatDate(t, document.date)}</small></li>`)}</ul>`}</section>`;
}
