/** The page of a supplier: its products, the bodies that use them, its contracts. */
import { formatDate, formatNumber } from '#core/i18n/format.ts';
import { leaves } from '#core/kinds/content.ts';
import { fieldMeta } from '#core/kinds/fields.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { mentionsOf, type PublicRecord, recordsWithFacet } from '#core/records/read.ts';
import { facetCounts } from '#core/search/counts.ts';
import { facts } from '#core/web/components/facts.ts';
import { absence, mentionLink, text } from '#core/web/components/text.ts';
import { value, type ValueContext } from '#core/web/components/value.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { contract } from '../kinds/contract.ts';
import { deployment } from '../kinds/deployment.ts';
import { product } from '../kinds/product.ts';
import { supplier } from '../kinds/supplier.ts';
import { as, type Of } from '../queries.ts';
import { amountsOf, type Amounts, usersOfSupplier } from '../suppliers.ts';

/** A page names so many; the list behind it has them all. */
const MOST_LISTED = 50;

export async function supplierPage(context: PageContext, record: PublicRecord): Promise<Html> {
  const { t, platform } = context;
  const { database } = platform;
  const facet = `supplier:${record.id}`;
  const [products, contracts, users, amounts, systems] = await Promise.all([
    recordsWithFacet(database, product.name, facet, MOST_LISTED),
    recordsWithFacet(database, contract.name, facet, MOST_LISTED),
    usersOfSupplier(database, record.id, MOST_LISTED),
    amountsOf(database, record.id),
    facetCounts(database, deployment.name, 'supplier'),
  ]);
  const references = [...leaves(supplier, record.document)].flatMap(({ meta, value: one }) => (meta.type === 'reference' && typeof one === 'string' ? [one] : []));
  const listed = contracts.map((one) => as<typeof contract>(one));
  const mentions = await mentionsOf(database, [...references, ...users.map(({ institution }) => institution), ...listed.flatMap(({ document }) => (typeof document.buyer === 'string' ? [document.buyer] : []))]);
  const values: ValueContext = { page: context, kind: contract, mentions };
  const all = systems.get(record.id) ?? 0;
  return html`${facts({ page: context, kind: supplier, mentions }, record.document, ['name'])}
<section><h2>${t('register.supplier.products')}</h2>${products.length === 0 ? html`<p class="absent">${t('core.values.none')}</p>` : html`<ul class="records">${products.map((one) => as<typeof product>(one)).map(({ id, document }) => html`<li><a href="${recordHref(context, product, id)}">${text(context, document.name)}</a></li>`)}</ul>`}</section>
<section><h2>${t('register.supplier.bodies')}</h2>${users.length === 0 ? html`<p class="absent">${t('core.values.none')}</p>` : html`<ul class="records">${users.map(({ institution, systems: number }) => {
    const mention = mentions.get(institution);
    return mention && html`<li>${mentionLink(context, mention)}<small><a href="${href(context, deployment.path, { f: [facet, `institution:${institution}`] })}">${t('register.supplier.uses', { count: number })}</a></small></li>`;
  })}</ul>`}${all > 0 && html`<p><a href="${href(context, deployment.path, { f: facet })}">${t('register.supplier.all_systems', { count: all })}</a></p>`}</section>
${contractSection(values, listed, amounts, facet)}`;
}

/** Money of two currencies is never one sum; what is not stated is said, and counts in no sum. */
function contractSection(values: ValueContext, contracts: readonly Of<typeof contract>[], { all, stated, sums }: Amounts, facet: string): Html {
  const context = values.page;
  const { t } = context;
  if (all === 0) return nothing;
  const title = t('kinds.contract.many');
  const amount = fieldMeta(contract.fields['amount'] ?? contract.schema);
  return html`<section><h2>${title}</h2>
${sums.length > 0 ? html`<p>${t('register.supplier.sums', { stated, all })} ${sums.map((sum, index) => html`${index > 0 && '; '}${value(values, 'amount', amount, sum)}`)}</p>` : html`<p>${t('register.supplier.no_sums', { all })}</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('kinds.contract.one')}</th><th scope="col">${t('register.supplier.buyer')}</th><th scope="col">${t('register.supplier.amount')}</th><th scope="col">${t('register.supplier.signed')}</th></tr></thead>
<tbody>${contracts.map(({ id, document }) => {
    const buyer = typeof document.buyer === 'string' ? values.mentions.get(document.buyer) : undefined;
    return html`<tr><th scope="row"><a href="${recordHref(context, contract, id)}">${text(context, document.title)}</a></th><td>${buyer ? mentionLink(context, buyer) : isAbsence(document.buyer) && absence(context, document.buyer)}</td><td>${value(values, 'amount', amount, document.amount)}</td><td>${isAbsence(document.signedOn) ? absence(context, document.signedOn) : formatDate(t, document.signedOn)}</td></tr>`;
  })}</tbody></table></div>
${all > contracts.length && html`<p><a href="${href(context, contract.path, { f: facet })}">${t('register.supplier.all_contracts', { count: all })}</a> <span class="n">${formatNumber(t, all)}</span></p>`}</section>`;
}
