/** The method of an index as a checklist: the ten steps of the handbook, each with its evidence. */
import { formatList, formatNumber } from '#core/i18n/format.ts';
import type { Multilingual } from '#core/kinds/values.ts';
import { recordsOfKind } from '#core/records/read.ts';
import { bareText, text } from '#core/web/components/text.ts';
import { href, type PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { type Evidence, evidenceOf, HANDBOOK, textOf } from '../handbook.ts';
import { type IndexEdition, indexEdition } from '../kinds/index-edition.ts';
import type { HandbookStep } from '../kinds/index-kind.ts';
import { factorWords, stepWords } from '../method-words.ts';
import { territoryName } from '../names.ts';
import { percentWords } from './index-charts.ts';
import { indexAddress, namesOf, ownView, type OwnView, partName } from './own-view.ts';
import { driverWords } from './driver-words.ts';

/** Longer lists say less. */
const MOST_NAMED = 12;

export async function methodView(context: PageContext): Promise<View> {
  const { t, platform } = context;
  const view = await ownView(context);
  const { id, title, document, own } = view;
  const editions = (await recordsOfKind(platform.database, indexEdition.name)).map((one) => ({ id: one.id, document: one.document as IndexEdition }));
  const evidence = evidenceOf(document, own, view.unit, editions);
  const done = HANDBOOK.filter((step) => evidence.states[step] === 'done').length;
  return {
    html: () =>
      page(context, {
        title: t('observatory.handbook.of', { name: title }),
        crumbs: [{ label: title, href: indexAddress(context, id) }],
        forms: ['json'],
        body: html`<h1>${t('observatory.handbook.of', { name: title })}</h1><p class="lead">${t('observatory.handbook.lead')}</p><p><strong>${t('observatory.handbook.count', { done })}</strong></p>${HANDBOOK.map((step) => stepSection(context, view, evidence, step))}`,
      }),
    json: () => ({
      index: id,
      steps: HANDBOOK.map((step) => ({ step, state: evidence.states[step], text: textOf(document, step) ?? null })),
      coherence: evidence.coherence.map(({ group, alpha, components, pairs }) => ({ group, alpha, firstComponent: components?.shares[0] ?? null, correlations: pairs.map(({ first, second, value }) => ({ first, second, value: Number.isNaN(value) ? null : value })) })),
      editions: evidence.editions.map(({ id: edition, value, units }) => ({ edition, correlation: value, units })),
    }),
  };
}

function stepSection(context: PageContext, view: OwnView, evidence: Evidence, step: HandbookStep): Html {
  const { t } = context;
  const state = evidence.states[step];
  const said = textOf(view.document, step) as Multilingual | undefined;
  const lines = linesOf[step](context, view, evidence).filter((one) => one !== '' && one !== false);
  const place = HANDBOOK.indexOf(step) + 1;
  return html`<section id="${step}"><h2>${formatNumber(t, place)}. ${t(`observatory.handbook.steps.${step}`)} <small class="mark">${t(`observatory.handbook.${state}`)}</small></h2>${said && html`<p>${text(context, said)}</p>`}${state === 'not_done' && !said && html`<p class="absent">${t('observatory.handbook.no_reason')}</p>`}${lines.length > 0 && html`<ul>${lines.map((one) => html`<li>${one}</li>`)}</ul>`}</section>`;
}

type Line = Html | string | false;

/** By step: what shows that it was done, each a figure, a setting or a link. */
const linesOf: Readonly<Record<HandbookStep, (context: PageContext, view: OwnView, evidence: Evidence) => Line[]>> = {
  framework: ({ t, ...context }, { document, own: { data: { recipe } } }) => [
    isAbsence(document.about) ? t('observatory.handbook.no_about') : text({ t, ...context }, document.about),
    t('observatory.handbook.structure', { indicators: recipe.indicators.length, groups: recipe.aggregates.length }),
  ],
  selection: (context, { id, own: { data } }, { cells, screened }) => [
    context.t('observatory.handbook.cells', { k: cells.present, n: cells.all, units: data.dataset.units.length }),
    screened > 0 && context.t('observatory.handbook.screened', { count: screened }),
    html`<a href="${indexAddress(context, id)}#data">${context.t('observatory.index.data')}</a>: ${formatList(context.t, data.recipe.indicators.slice(0, MOST_NAMED).map(({ code }) => partName(context, data, code)))}`,
  ],
  imputation: (context, view, { cells, imputation }) => {
    const { t } = context;
    if (imputation.imputed > 0) return [t('observatory.handbook.imputed', { count: imputation.imputed, method: formatList(t, imputation.steps.map((step) => stepWords(t, step, namesOf(context, view.own.data, view.regions)))) })];
    return [cells.present === cells.all ? t('observatory.handbook.no_gaps') : t('observatory.handbook.gaps', { count: cells.all - cells.present })];
  },
  multivariate: (context, view, { coherence }) => {
    const lines = coherence.flatMap((group) => coherenceLines(context, view, group));
    return lines.length > 0 ? lines : [context.t('observatory.handbook.too_few')];
  },
  normalisation: (context, view, { scales, treatment }) => {
    const { t } = context;
    const names = namesOf(context, view.own.data, view.regions);
    return [
      ...scales.map((step) => t('observatory.handbook.scale', { method: stepWords(t, step, names) })),
      treatment.steps.length > 0 && t('observatory.handbook.treated', { count: treatment.treated, method: formatList(t, treatment.steps.map((step) => stepWords(t, step, names))) }),
    ];
  },
  weighting: (context, view, { aggregation, weights }) => {
    const { t } = context;
    const { data } = view.own;
    return [
      aggregation !== undefined && t('observatory.handbook.mean', { method: stepWords(t, aggregation, namesOf(context, data, view.regions)) }),
      formatList(t, [...weights].slice(0, MOST_NAMED).map(([code, share]) => t('observatory.handbook.weight', { part: partName(context, data, code), percent: `${formatNumber(t, Math.round(1000 * share) / 10)} %` }))),
      html`<a href="${indexAddress(context, view.id)}#weights">${t('observatory.index.weights')}</a>`,
    ];
  },
  robustness: (context, { id, own }) => {
    const { t } = context;
    const { robustness, data } = own;
    if (!robustness) return [t('observatory.handbook.no_factors')];
    return [t('observatory.handbook.runs', { runs: robustness.design.runs, factors: formatList(t, robustness.factors.map(({ name }) => factorWords(t, data.recipe, name))) }), driverWords(context, own), html`<a href="${indexAddress(context, id)}/robustness">${t('observatory.sure.title')}</a>`];
  },
  back: (context, { own, unit, regions, id }, { strengths, weaknesses, removal }) => {
    const { t } = context;
    const listed = (codes: readonly string[]): string => formatList(t, codes.map((code) => partName(context, own.data, code)));
    const name = territoryName(context, unit, regions);
    return [
      strengths.length > 0 && t('observatory.handbook.strong', { unit: name, parts: listed(strengths) }),
      weaknesses.length > 0 && t('observatory.handbook.weak', { unit: name, parts: listed(weaknesses) }),
      removal !== undefined && t('observatory.handbook.removal', { part: partName(context, own.data, removal.code), places: formatNumber(t, Math.round(10 * removal.places) / 10) }),
      html`<a href="${indexAddress(context, id)}#data">${t('observatory.index.data_about')}</a>`,
    ];
  },
  links: (context, _, { editions }) =>
    editions.length === 0
      ? [context.t('observatory.handbook.no_editions')]
      : editions.slice(0, MOST_NAMED).map(({ id, document, value, units }) => html`<a href="${href(context, `index-editions/${id}`)}">${bareText(context, document.title)}</a>: ${context.t('observatory.handbook.edition', { edition: document.edition, value: hundredth(context, value), count: units })}`),
  presentation: (context, { id }) => {
    const address = indexAddress(context, id);
    return [context.t('observatory.handbook.shown', { forms: 'CSV, JSON, SVG, PNG' }), html`<a href="${address}">${context.t('observatory.index.ranking')}</a>`, html`<a href="${address}/bundle.json">${context.t('observatory.index.bundle')}</a>`];
  },
};

function coherenceLines(context: PageContext, { own: { data } }: OwnView, { group, alpha, components, pairs, opposed, redundant }: Evidence['coherence'][number]): Line[] {
  const { t } = context;
  const values = pairs.map(({ value }) => value).filter((value) => !Number.isNaN(value));
  const facts = [
    ...(alpha === null || Number.isNaN(alpha) ? [] : [t('observatory.handbook.alpha', { group: partName(context, data, group), alpha: hundredth(context, alpha) })]),
    ...(components === null ? [] : [t('observatory.handbook.component', { percent: percentWords(t, components.shares[0] ?? 0) })]),
    ...(values.length === 0 ? [] : [t('observatory.handbook.correlations', { low: hundredth(context, Math.min(...values)), high: hundredth(context, Math.max(...values)) })]),
  ];
  const pair = (key: 'opposed' | 'redundant') => ({ first, second, value }: (typeof pairs)[number]): string => t(`observatory.handbook.${key}`, { first: partName(context, data, first), second: partName(context, data, second), value: hundredth(context, value) });
  return [...(facts.length > 0 ? [facts.join('; ')] : []), ...opposed.slice(0, MOST_NAMED).map(pair('opposed')), ...redundant.slice(0, MOST_NAMED).map(pair('redundant'))];
}

function hundredth({ t }: PageContext, value: number): string {
  return formatNumber(t, Math.round(100 * value) / 100);
}
