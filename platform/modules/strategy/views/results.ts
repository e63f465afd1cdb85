/** A strategy as results in the shape of IATI 2.03, for programs that compare plans of several countries. */
import { html } from '#core/web/html.ts';
import type { PageContext } from '#core/web/context.ts';
import type { View } from '#core/web/view.ts';
import { iatiResults } from '#formats/iati/index.ts';
import { readIndicatorLinks } from '../plan.ts';
import { planAt, planPage } from './plan-pages.ts';

export async function resultsView(context: PageContext): Promise<View> {
  const plan = await planAt(context);
  const links = await readIndicatorLinks(context.platform.database, [...plan.actions, ...plan.objectives].map(({ id }) => id));
  const { t } = context;
  return {
    html: () => planPage(context, plan, 'results', html`<p class="lead">${t('strategy.results.lead')}</p>`, ['json']),
    json: () => iatiResults(plan.strategy, plan.actions, plan.objectives, links, context.platform.origin),
  };
}
