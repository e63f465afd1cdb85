/** The page of a product: what it is, and every body that uses it. */
import { formatNumber } from '#core/i18n/format.ts';
import { leaves } from '#core/kinds/content.ts';
import { mentionsOf, type PublicRecord } from '#core/records/read.ts';
import { facts } from '#core/web/components/facts.ts';
import { text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { deployment } from '../kinds/deployment.ts';
import { product } from '../kinds/product.ts';
import { as, usesOfProduct } from '../queries.ts';
import { deploymentLink, riskTag, status } from './parts.ts';

export async function productPage(context: PageContext, record: PublicRecord): Promise<Html> {
  const { platform, t, today } = context;
  const { document } = as<typeof product>(record);
  const references = [...leaves(product, document)].flatMap(({ meta, value }) => (meta.type === 'reference' && typeof value === 'string' ? [value] : []));
  const [{ listed, all, disagreement: classes }, mentions] = await Promise.all([usesOfProduct(platform.database, record.id, today), mentionsOf(platform.database, references)]);
  return html`<p class="lead">${text(context, document.summary)}</p>
<section><h2>${t('register.product.deployments')} <span class="n">${formatNumber(t, all)}</span></h2>
${classes.size > 0 && html`<p class="notice">${t('register.elsewhere.disagreement')} ${[...classes].map(([riskClass, uses]) => `${t(`register.risk.classes.${riskClass}`)}: ${formatNumber(t, uses)}`).join('; ')}</p>`}
${all === 0 ? html`<p class="absent">${t('core.values.none')}</p>` : html`<ul class="records">${listed.map((one) => html`<li>${deploymentLink(context, one)}<small>${status(context, one)} · ${riskTag(context, one.risk)}</small></li>`)}</ul>`}${all > listed.length && html`<p><a href="${href(context, deployment.path, { f: `product:${record.id}` })}">${t('register.supplier.all_systems', { count: all })}</a></p>`}</section>
<section><h2>${t('register.everything')}</h2>${facts({ page: context, kind: product, mentions }, document, ['name', 'summary'])}</section>`;
}
