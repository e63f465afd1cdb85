/** A unit under other choices: a table from what was changed to the rank that comes out. */
import type { Step } from '@yupana/composite';
import { formatNumber } from '#core/i18n/format.ts';
import type { PageContext } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import { page } from '#core/web/layout.ts';
import type { View } from '#core/web/view.ts';
import { type Choice, choicesOf, type Outcome } from '../choices.ts';
import { type Names, refusalWords, stepWords } from '../method-words.ts';
import { type Regions, territoryName } from '../names.ts';
import type { OwnIndex } from '../own-index.ts';
import { computed } from './marks.ts';
import { howOf, indexAddress, namesOf, ownView, partName, unitForm } from './own-view.ts';

interface About {
  /** Of the index. */
  readonly id: string;
  readonly own: OwnIndex;
  readonly unit: string;
  readonly regions: Regions;
}

export async function choicesView(context: PageContext): Promise<View> {
  const { t } = context;
  const view = await ownView(context);
  const { own, unit, title, id } = view;
  const choices = choicesOf(own, unit);
  return {
    html: () =>
      page(context, {
        title: `${t('observatory.choices.title', { unit: territoryName(context, unit, view.regions) })}: ${title}`,
        crumbs: [{ label: title, href: indexAddress(context, id) }],
        forms: ['csv', 'json'],
        body: html`<h1>${title}</h1>${unitForm(context, view)}${choicesSection(context, view)}`,
      }),
    json: () => ({ index: id, unit, choices: choices.map((one) => ({ choice: choiceWords(context, view, one), change: one.change, ...outcomeJson(one.outcome, unit) })) }),
    csv: () => ({
      columns: ['choice', 'rank_best', 'rank_worst', 'refused'],
      rows: choices.map((one) => {
        const { rank, best, worst, refused } = outcomeJson(one.outcome, unit);
        return [choiceWords(context, view, one), rank ?? best, rank ?? worst, refused];
      }),
    }),
  };
}

export function choicesSection(context: PageContext, about: About): Html {
  const { t } = context;
  const { own, unit, regions } = about;
  const title = t('observatory.choices.title', { unit: territoryName(context, unit, regions) });
  return html`<section id="choices"><h2>${title}</h2><p>${t('observatory.choices.about')}</p><div class="scroll" tabindex="0" role="region" aria-label="${title}"><table><thead><tr><th scope="col">${t('observatory.choices.choice')}</th><th scope="col">${t('observatory.choices.rank')}</th></tr></thead><tbody>${choicesOf(own, unit).map((one) => html`<tr><th scope="row">${choiceWords(context, about, one)}</th><td>${outcomeWords(context, about, one.outcome)}</td></tr>`)}</tbody></table></div></section>`;
}

function choiceWords(context: PageContext, { own, regions }: About, { change }: Choice): string {
  const { t } = context;
  const { data } = own;
  const names = namesOf(context, data, regions);
  const percent = (share: number): string => `${formatNumber(t, Math.round(1000 * share) / 10)} %`;
  switch (change.kind) {
    case 'none':
      return t('observatory.choices.none', { method: data.recipe.steps.filter(({ step }) => step === 'normalise' || step === 'aggregate').map((step) => stepWords(t, step, names)).join('; ') });
    case 'steps':
      return change.omitted ? t('observatory.choices.omitted') : capital(change.steps.map((step) => changeWords(t, step, names)).join('; '), context.language);
    case 'without':
      return t('observatory.choices.without', { part: partName(context, data, change.code) });
    case 'weights': {
      if (change.multiples === undefined) return t('observatory.choices.any');
      const bounds = Object.values(change.bounds);
      const [first = [0, 1] as const] = bounds;
      const alike = bounds.every(([least, most]) => Math.abs(least - first[0]) < 1e-9 && Math.abs(most - first[1]) < 1e-9);
      const [least, most] = alike ? first : change.multiples;
      return t(`observatory.choices.${alike ? 'shares' : 'weights'}`, { least: percent(least), most: percent(most) });
    }
  }
}

/** What is chosen otherwise: “Scale: min–max”. */
function changeWords(t: PageContext['t'], step: Step, names: Names): string {
  const words = stepWords(t, step, names);
  return step.step === 'normalise' ? t('observatory.choices.scale', { method: words }) : step.step === 'aggregate' ? t('observatory.choices.mean', { method: words }) : words;
}

function capital(text: string, language: string): string {
  return `${text.slice(0, 1).toLocaleUpperCase(language)}${text.slice(1)}`;
}

function outcomeWords(context: PageContext, { id, own, unit, regions }: About, outcome: Outcome): Html | string {
  const { t } = context;
  if ('refused' in outcome) return html`<small class="absent">${t('observatory.choices.refused', { why: refusalWords(t, outcome.refused, namesOf(context, own.data, regions)) })}</small>`;
  if ('best' in outcome) return html`${computed(howOf(context, id), outcome.best, outcome.best === outcome.worst ? formatNumber(t, outcome.best) : t('observatory.index.range_value', { low: outcome.best, high: outcome.worst }))}${!outcome.proven && html` <small>${t('observatory.index.reach_open')}</small>`}`;
  const rank = outcome.ranks.get(unit) ?? 0;
  return rank > 0 ? computed(howOf(context, id), rank, rankWords(context, rank, [...outcome.ranks.values()])) : t('observatory.choices.unranked');
}

/** Ranks that tie say so: nobody is above the other. */
export function rankWords({ t }: PageContext, rank: number, all: readonly number[]): string {
  const text = formatNumber(t, rank);
  return all.filter((one) => one === rank).length > 1 ? t('observatory.tie.rank', { rank: text }) : text;
}

function outcomeJson(outcome: Outcome, unit: string): { readonly rank: number | null; readonly best: number | null; readonly worst: number | null; readonly refused: string | null } {
  if ('refused' in outcome) return { rank: null, best: null, worst: null, refused: outcome.refused.code };
  if ('best' in outcome) return { rank: null, best: outcome.best, worst: outcome.worst, refused: null };
  return { rank: outcome.ranks.get(unit) || null, best: null, worst: null, refused: null };
}
