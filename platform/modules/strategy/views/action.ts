/** The page of an action: what was promised, what is stated, what the government claims, what reviewers find. */
import { formatDate, formatMoney, formatNumber } from '#core/i18n/format.ts';
import type { DocumentOf } from '#core/kinds/kind.ts';
import { type Absence, isAbsence, present } from '#core/kinds/values.ts';
import { type Mention, mentionsOf, type PublicRecord } from '#core/records/read.ts';
import { absence, mentionLink, text } from '#core/web/components/text.ts';
import { facts } from '#core/web/components/facts.ts';
import { placeText } from '#core/web/components/place.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html, nothing } from '#core/web/html.ts';
import { NotFound } from '#core/web/view.ts';
import { action } from '../kinds/action.ts';
import { axis } from '../kinds/axis.ts';
import { claim } from '../kinds/claim.ts';
import { objective } from '../kinds/objective.ts';
import { strategy } from '../kinds/strategy.ts';
import { verdict } from '../kinds/verdict.ts';
import { type ActionRecord, ASPECTS, type ClaimRecord, hasEvidence, type IndicatorLinkRecord, readIndicatorLinks, states, type VerdictRecord, withStatus } from '../plan.ts';
import { stateTag, withdrawnLink } from './parts.ts';

type Document = DocumentOf<typeof action>;
type Mentions = ReadonlyMap<string, Mention>;

export async function actionPage(context: PageContext, record: PublicRecord): Promise<Html> {
  const { database } = context.platform;
  const [of] = await withStatus(database, [record], context.today);
  if (!of) throw new NotFound();
  const [mentions, indicators] = await Promise.all([mentionsOf(database, mentioned(of)), readIndicatorLinks(database, [of.id])]);
  const { document } = of;
  return html`${place(context, document, mentions)}
<div class="columns wide"><div>
${document.why && section(context, 'why', text(context, document.why))}
${document.how && section(context, 'how', text(context, document.how))}
${status(context, of)}
${sides(context, of, mentions)}
${milestones(context, of, mentions)}
${indicators.length > 0 && html`<section><h2>${context.t('kinds.indicator-link.many')}</h2>${indicators.map((one) => indicator(context, one))}</section>`}
</div><div>
${stated(context, document, mentions)}
<section><h2>${context.t('strategy.action.more')}</h2>${facts({ page: context, kind: action, mentions }, document, SHOWN_ELSEWHERE)}</section>
</div></div>`;
}

/** Fields that the page shows in a place of their own. */
const SHOWN_ELSEWHERE = ['text', 'strategy', 'axis', 'objective', 'printedCode', 'position', 'why', 'how', 'responsible', 'deadline', 'budget', 'baseline', 'target', 'milestones'];

function mentioned({ document, claims, verdicts }: ActionRecord): string[] {
  const references = [document.strategy, document.axis, document.objective, document.responsible, ...(document.milestones ?? []).map(({ responsible }) => responsible), ...(document.territories ?? []), ...(document.institutions ?? [])];
  const authors = [...claims.map((one) => one.document.institution), ...verdicts.map((one) => one.document.institution)];
  const sources = [...claims, ...verdicts].flatMap((one) => (one.document.evidence ?? []).map(({ source }) => source));
  return [...references, ...authors, ...sources].filter((id) => typeof id === 'string');
}

function place(context: PageContext, document: Document, mentions: Mentions): Html {
  const steps = [
    [strategy, document.strategy],
    [axis, present<string>(document.axis)],
    [objective, present<string>(document.objective)],
  ] as const;
  const links = steps.flatMap(([, id]) => (id === undefined ? [] : [mentions.get(id)])).filter((mention) => mention !== undefined);
  return html`<p class="place">${context.t('strategy.part_of')} ${links.map((mention, index) => html`${index > 0 && ' › '}${mentionLink(context, mention)}`)}</p>`;
}

function section({ t }: PageContext, field: string, content: Html): Html {
  return html`<section><h2>${t(`kinds.action.fields.${field}.label`)}</h2><p>${content}</p></section>`;
}

function status(context: PageContext, { status: of }: ActionRecord): Html {
  const { t } = context;
  return html`<section class="status"><h2>${t('strategy.action.status')}</h2><p class="verdict">${stateTag(context, of)}</p>
<h3>${t('strategy.action.reasons')}</h3><ul>${of.reasons.map(({ code, params }) => html`<li>${t(`strategy.reasons.${code}`, { ...params, date: params['date'] ? formatDate(t, params['date']) : '', says: params['says'] ? t(`kinds.claim.fields.says.options.${params['says']}`) : '', finding: params['finding'] ? t(`kinds.verdict.fields.finding.options.${params['finding']}`) : '' })}</li>`)}</ul></section>`;
}

/** Claim and verdict side by side: neither takes the other's place. */
function sides(context: PageContext, { claims, verdicts }: ActionRecord, mentions: Mentions): Html {
  const { t } = context;
  return html`<section class="sides"><div><h2>${t('strategy.action.claims')}</h2>${claims.length === 0 ? html`<p class="absent">${t('strategy.action.no_claims')}</p>` : claims.toReversed().map((one) => claimCard(context, one, mentions))}</div>
<div><h2>${t('strategy.action.verdicts')}</h2>${verdicts.length === 0 ? html`<p class="absent">${t('strategy.action.no_verdicts')}</p>` : verdicts.toReversed().map((one) => verdictCard(context, one, mentions))}</div></section>`;
}

function author(context: PageContext, institution: string | Absence, date: string | Absence, mentions: Mentions): Html {
  // "Not stated, not stated" says no more than saying it once.
  if (isAbsence(institution) && isAbsence(date) && institution.absent === date.absent && date.ground === undefined) return absence(context, institution);
  return html`${isAbsence(institution) ? absence(context, institution) : recordLink(context, institution, mentions)}, ${isAbsence(date) ? absence(context, date) : html`<time datetime="${date}">${formatDate(context.t, date)}</time>`}`;
}

function claimCard(context: PageContext, { id, document }: ClaimRecord, mentions: Mentions): Html {
  const { t } = context;
  const milestone = present<string>(document.milestone);
  return html`<article class="card"><h3><a href="${recordHref(context, claim, id)}">${t(`kinds.claim.fields.says.options.${document.says}`)}</a>${milestone !== undefined && html` <small>${t('strategy.action.of_milestone', { milestone })}</small>`}</h3>
<p>${text(context, document.text)}</p>${!isAbsence(document.reason) && html`<p><strong>${t('kinds.claim.fields.reason.label')}:</strong> ${text(context, document.reason)}</p>`}
<p><small>${author(context, document.institution, document.date, mentions)}</small></p>
${hasEvidence(document) ? html`<p><small>${t('strategy.action.evidence')} ${document.proof !== undefined && html`<a href="${document.proof}" rel="external noopener">${document.proof}</a>`}${(document.evidence ?? []).map(({ source, place: where }) => html` ${recordLink(context, source, mentions)}, ${placeText(t, where)}`)}</small></p>` : document.says !== 'not_pursued' && html`<p><span class="flag">${t('strategy.marks.claim_without_evidence')}</span></p>`}</article>`;
}

function recordLink(context: PageContext, id: string, mentions: Mentions): Html {
  const mention = mentions.get(id);
  return mention ? mentionLink(context, mention) : withdrawnLink(context, id);
}

function verdictCard(context: PageContext, { id, document }: VerdictRecord, mentions: Mentions): Html {
  return html`<article class="card"><h3><a href="${recordHref(context, verdict, id)}">${context.t(`kinds.verdict.fields.finding.options.${document.finding}`)}</a></h3><p>${text(context, document.reason)}</p><p><small>${author(context, document.institution, document.date, mentions)}</small></p></article>`;
}

/** What the source states of the action, and what it does not. */
function stated(context: PageContext, document: Document, mentions: Mentions): Html {
  const { t } = context;
  return html`<section class="stated"><h2>${t('strategy.action.stated')}</h2><dl class="facts">${ASPECTS.filter((aspect) => aspect !== 'owner_with_deadline').map((aspect) => html`<div><dt>${t(`strategy.facts.${aspect}`)}</dt><dd>${states(document, aspect) ? value(context, document, aspect, mentions) : html`<span class="absent">${t('core.absences.not_stated')}</span>`}</dd></div>`)}</dl></section>`;
}

function value(context: PageContext, document: Document, aspect: (typeof ASPECTS)[number], mentions: Mentions): Html {
  const { t } = context;
  switch (aspect) {
    case 'date':
      return isAbsence(document.deadline) ? html`${t('strategy.action.in_milestones')}` : html`<time datetime="${document.deadline}">${formatDate(t, document.deadline)}</time>`;
    case 'budget':
      return isAbsence(document.budget) ? nothing : html`${formatMoney(t, document.budget.amount, document.budget.currency)}`;
    case 'baseline':
      return isAbsence(document.baseline) ? nothing : text(context, document.baseline);
    case 'target':
      return isAbsence(document.target) ? nothing : text(context, document.target);
    default: {
      return isAbsence(document.responsible) ? html`${t('strategy.action.in_milestones')}` : recordLink(context, document.responsible, mentions);
    }
  }
}

function milestones(context: PageContext, { document }: ActionRecord, mentions: Mentions): Html {
  const { t } = context;
  const list = document.milestones ?? [];
  if (list.length === 0) return nothing;
  return html`<section><h2>${t('kinds.action.fields.milestones.label')}</h2><ol class="records">${list.map((one) => html`<li>${text(context, one.text)}<small>${author(context, one.responsible, one.dueOn, mentions)}</small></li>`)}</ol></section>`;
}

/** Baseline, target, actual, in the order in which they were entered: what moved is seen to have moved. */
function indicator(context: PageContext, { document }: IndicatorLinkRecord): Html {
  const { t } = context;
  // By its id: the observatory is another module, and the address leads on to its page.
  const figures = document.indicator !== undefined && html`<p><a href="/id/${document.indicator}">${t('kinds.indicator-link.fields.indicator.label')}</a></p>`;
  // What is measured by an indicator of the observatory has its figures there.
  if (document.entries.length === 0) return html`<h3>${text(context, document.title)}</h3>${figures || html`<p class="absent">${t('core.values.none')}</p>`}`;
  return html`<h3>${text(context, document.title)}</h3>${figures}<div class="scroll" tabindex="0" role="region" aria-label="${t('kinds.indicator-link.fields.entries.label')}"><table><thead><tr>${(['type', 'period', 'value', 'enteredOn'] as const).map((name) => html`<th scope="col"${name === 'value' && html` class="number"`}>${t(`kinds.indicator-link.fields.entries.fields.${name}.label`)}</th>`)}</tr></thead>
<tbody>${document.entries.map((entry) => html`<tr><th scope="row">${t(`kinds.indicator-link.fields.entries.fields.type.options.${entry.type}`)}</th><td>${formatDate(t, entry.period)}</td><td class="number">${isAbsence(entry.value) ? absence(context, entry.value) : html`${formatNumber(t, entry.value)} ${document.unit}`}</td><td>${formatDate(t, entry.enteredOn)}</td></tr>`)}</tbody></table></div>`;
}

