/**
 * The page of a deployment in three depths: one paragraph in plain language; what a person whom it affects needs; everything.
 */
import { formatDate } from '#core/i18n/format.ts';
import { leaves } from '#core/kinds/content.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { type Mention, mentionsOf, type PublicRecord, recordsLinking } from '#core/records/read.ts';
import { facts } from '#core/web/components/facts.ts';
import { easeLine } from '#core/web/components/reading-ease.ts';
import { mentionLink, text } from '#core/web/components/text.ts';
import { value, type ValueContext } from '#core/web/components/value.ts';
import { href, type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { type Document, fieldsOf } from '#core/kinds/kind.ts';
import { labelKey } from '#core/kinds/labels.ts';
import type { DutyAnswer } from '../duties.ts';
import { freshnessOf } from '../freshness.ts';
import { correction } from '../kinds/correction.ts';
import { type Deployment, deployment } from '../kinds/deployment.ts';
import { incident } from '../kinds/incident.ts';
import { reply } from '../kinds/reply.ts';
import { riskRule } from '../kinds/risk-rule.ts';
import { duty } from '../kinds/duty.ts';
import { product } from '../kinds/product.ts';
import { waiver } from '../kinds/waiver.ts';
import { as, type ProductUses, readAnswers, usesOfProduct } from '../queries.ts';
import type { Risk } from '../risk.ts';
import { claimNotice } from './claim.ts';
import { clock, conditions, deploymentLink, riskTag, status } from './parts.ts';

export async function deploymentPage(context: PageContext, record: PublicRecord): Promise<Html> {
  const { database } = context.platform;
  const document = record.document as Deployment;
  const references = [...leaves(deployment, document)].flatMap(({ meta, value: content }) => (meta.type === 'reference' && typeof content === 'string' ? [content] : []));
  const [{ risk, answers }, incidents, corrections, replies, elsewhere, mentions] = await Promise.all([
    readAnswers(database, record, context.today),
    recordsLinking(database, incident.name, 'deployment', [record.id]),
    recordsLinking(database, correction.name, 'record', [record.id]),
    recordsLinking(database, reply.name, 'record', [record.id]),
    typeof document.product === 'string' ? usesOfProduct(database, document.product, context.today) : undefined,
    mentionsOf(database, references),
  ]);
  const values: ValueContext = { page: context, kind: deployment, mentions };
  return html`${tags(context, record.id, document, risk)}
<p class="lead">${text(context, document.plainSummary)}</p>${easeLine(context, document.plainSummary)}
${forPerson(values, document)}
${riskSection(context, risk)}
${duties(context, answers)}
${otherDeployments(context, document, record.id, elsewhere, mentions)}
${happened(context, incidents, corrections)}${repliesTo(context, replies)}
<details class="everything"><summary><strong>${context.t('register.everything')}</strong></summary>${facts(values, document, ['title', 'plainSummary', ...FOR_PERSON])}</details>`;
}

function tags(context: PageContext, id: string, document: Deployment, risk: Risk): Html {
  const { t } = context;
  const fresh = freshnessOf(document, context.today);
  return html`<p class="tags">${isAbsence(document.status) ? nothing : html`<span class="state">${t(`kinds.deployment.fields.status.options.${document.status}`)}</span> `}${riskTag(context, risk)}
${!document.claimedByBody && html` <span class="flag">${t('register.unclaimed')}</span>`}
${fresh.state === 'review_due' && html` <span class="flag">${t('register.fresh.review_due', { date: formatDate(t, fresh.reviewDueOn ?? '') })}</span>`}
${fresh.state === 'never_confirmed' && html` <span class="flag">${t('register.fresh.never_confirmed')}</span>`}
${fresh.state === 'fresh' && fresh.confirmedOn !== undefined && html` <small>${t('register.fresh.confirmed', { date: formatDate(t, fresh.confirmedOn) })}</small>`}</p>
${!document.claimedByBody && claimNotice(context, id, document.institution)}`;
}

/** What somebody needs to know about whom the system decides something. */
const FOR_PERSON = ['institution', 'purpose', 'decisionRole', 'personalData', 'dataTypes', 'humanOversight', 'notice', 'explanation', 'objection', 'contact'] as const;

function forPerson(values: ValueContext, document: Deployment): Html {
  const { t } = values.page;
  const record: Document = document;
  return html`<section><h2>${t('register.for_person')}</h2><dl class="facts">${FOR_PERSON.flatMap((name) => fieldsOf(deployment).filter(([field]) => field === name && document[name] !== undefined)).map(([name, meta]) => html`<div><dt>${t(labelKey(deployment.name, name))}</dt><dd>${value(values, name, meta, record[name])}</dd></div>`)}</dl></section>`;
}

/** The class, the rule that gave it and what that rule asked, and the rules that almost held. */
function riskSection(context: PageContext, risk: Risk): Html {
  const { t } = context;
  const { fired, nearMisses } = risk;
  return html`<section class="card"><h2>${t('register.risk.title')}: ${riskTag(context, risk)}</h2>
${fired ? html`<p><a href="${recordHref(context, riskRule, fired.rule.id)}"><span class="code">${fired.rule.document.code}</span> ${text(context, fired.rule.document.title)}</a> <small>${t(`kinds.risk-rule.fields.confidence.options.${fired.rule.document.confidence}`)}</small></p>${conditions(context, fired)}` : html`<p>${t('register.risk.cannot_tell')}</p>`}
${nearMisses.length > 0 && html`<details><summary>${t('register.risk.near')} <span class="n">${nearMisses.length}</span></summary>${nearMisses.map((near) => html`<p>${riskTag(context, { ...risk, riskClass: near.rule.document.riskClass })} <a href="${recordHref(context, riskRule, near.rule.id)}"><span class="code">${near.rule.document.code}</span> ${text(context, near.rule.document.title)}</a></p>${conditions(context, near)}`)}</details>`}
<p><small>${t('register.risk.note')}</small></p></section>`;
}

function duties(context: PageContext, answers: readonly DutyAnswer[]): Html {
  const { t } = context;
  const [first] = answers;
  if (!first) return html`<section><h2>${t('register.duties.title')}</h2><p class="absent">${t('register.duties.none')}</p></section>`;
  const alike = answers.every(({ state, reason, day }) => state === first.state && reason === first.reason && day === first.day);
  const table = dutyTable(context, answers);
  // Where there is one answer to everything, it is said once.
  const body = alike && answers.length > 2 ? html`<p><strong>${stateText(context, first)}.</strong> ${t(`register.duties.reasons.${first.reason}`)}</p><details><summary>${t('register.duties.each')} <span class="n">${answers.length}</span></summary>${table}</details>` : table;
  return html`<section><h2>${t('register.duties.title')}</h2><p>${t('register.duties.lead')}</p>${body}</section>`;
}

function stateText({ t }: PageContext, { state, day }: DutyAnswer): string {
  return t(`register.duties.states.${state}`, { day: day === undefined ? '' : formatDate(t, day) });
}

function dutyTable(context: PageContext, answers: readonly DutyAnswer[]): Html {
  const { t } = context;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('register.duties.title')}"><table><thead><tr><th scope="col">${t('register.duties.item')}</th><th scope="col">${t('register.duties.state')}</th><th scope="col">${t('register.duties.basis')}</th></tr></thead>
<tbody>${answers.map((one) => html`<tr class="duty-${one.state}"><th scope="row">${t(`kinds.deployment.fields.${one.item}.label`)}</th><td><strong>${stateText(context, one)}</strong><br><small>${one.waiver === undefined ? t(`register.duties.reasons.${one.reason}`) : html`<a href="${recordHref(context, waiver, one.waiver)}">${t(`register.duties.reasons.${one.reason}`)}</a>`}</small></td><td><a href="${recordHref(context, duty, one.duty.id)}"><span class="code">${one.duty.document.code}</span> ${text(context, one.duty.document.title)}</a><br><small>${!isAbsence(one.duty.document.article) && `${one.duty.document.article} · `}${t(`kinds.duty.fields.confidence.options.${one.duty.document.confidence}`)}</small></td></tr>`)}</tbody></table></div>`;
}

/** The same product in other bodies; where bodies see its risk differently, it is said. */
function otherDeployments(context: PageContext, document: Deployment, own: string, uses: ProductUses | undefined, mentions: ReadonlyMap<string, Mention>): Html {
  const others = uses?.listed.filter(({ id }) => id !== own) ?? [];
  if (!uses || others.length === 0) return nothing;
  const { t } = context;
  const named = typeof document.product === 'string' ? mentions.get(document.product) : undefined;
  return html`<section><h2>${t('register.elsewhere.title')}</h2>${named && html`<p>${t(`kinds.${product.name}.one`)}: ${mentionLink(context, named)}</p>`}
${uses.disagreement.size > 0 && html`<p class="notice">${t('register.elsewhere.disagreement')}</p>`}
<ul class="records">${others.map((one) => html`<li>${deploymentLink(context, one)}<small>${status(context, one)} · ${riskTag(context, one.risk)}</small></li>`)}</ul>${uses.all > uses.listed.length && typeof document.product === 'string' && html`<p><a href="${href(context, deployment.path, { f: `product:${document.product}` })}">${t('register.supplier.all_systems', { count: uses.all })}</a></p>`}</section>`;
}

function happened(context: PageContext, incidents: readonly PublicRecord[], corrections: readonly PublicRecord[]): Html {
  const { t } = context;
  const events = incidents.map((record) => as<typeof incident>(record)).toSorted((a, b) => (dateOf(a.document.date) < dateOf(b.document.date) ? 1 : -1));
  return html`${events.length > 0 && html`<section><h2>${t('kinds.incident.many')}</h2><ul class="records">${events.map(({ id, document }) => html`<li><a href="${recordHref(context, incident, id)}">${text(context, document.title)}</a><small>${t(`kinds.incident.fields.type.options.${document.type}`)}${!isAbsence(document.date) && ` · ${formatDate(t, document.date)}`}</small></li>`)}</ul></section>`}
${corrections.length > 0 && html`<section><h2>${t('kinds.correction.many')}</h2><ul class="records">${corrections.map((record) => as<typeof correction>(record)).map(({ id, document }) => html`<li><a href="${recordHref(context, correction, id)}">${text(context, document.subject)}</a><small>${t(`kinds.correction.fields.outcome.options.${document.outcome}`)} · ${document.outcome === 'open' ? html`${t('register.corrections.due', { date: formatDate(t, document.dueOn) })} · ${clock(context, document.dueOn)}` : formatDate(t, document.receivedOn)}</small></li>`)}</ul></section>`}`;
}

/** What the body says to the record, in its own words. */
function repliesTo(context: PageContext, replies: readonly PublicRecord[]): Html {
  if (replies.length === 0) return nothing;
  return html`<section><h2>${context.t('register.report.replies')}</h2>${replies.map((record) => as<typeof reply>(record)).map(({ id, document }) => html`<article class="card"><h3><a href="${recordHref(context, reply, id)}">${text(context, document.subject)}</a></h3><p>${text(context, document.statement)}</p><p><small>${formatDate(context.t, document.date)}</small></p></article>`)}</section>`;
}

function dateOf(date: string | object): string {
  return typeof date === 'string' ? date : '';
}
