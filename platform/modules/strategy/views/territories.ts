/** Where the strategy acts: a map of tiles, one square for each territory, and the same as a table. */
import { formatNumber } from '#core/i18n/format.ts';
import type { PublicRecord } from '#core/records/read.ts';
import { recordsOfKind } from '#core/records/read.ts';
import { chooseTitle } from '#core/i18n/texts.ts';
import { titleOf } from '#core/kinds/content.ts';
import { isAbsence } from '#core/kinds/values.ts';
import { chartForms } from '#core/web/charts/chart-forms.ts';
import { type Tile, tileFile, tileMap } from '#core/web/components/tile-map.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { html, type Html } from '#core/web/html.ts';
import type { View } from '#core/web/view.ts';
import type { ActionRecord } from '../plan.ts';
import { actionList } from './parts.ts';
import { planAt, planPage } from './plan-pages.ts';

interface Square {
  readonly territory: PublicRecord;
  readonly name: string;
  readonly code: string;
  readonly tile: { readonly column: number; readonly row: number } | undefined;
  readonly actions: readonly ActionRecord[];
  readonly institutions: number;
}

const SCOPES = ['nationwide', 'regions_unnamed', 'named'] as const;

export async function territoriesView(context: PageContext): Promise<View> {
  const plan = await planAt(context);
  const { t, platform } = context;
  const [territories, institutions] = await Promise.all([recordsOfKind(platform.database, 'territory'), recordsOfKind(platform.database, 'institution')]);
  const squares = territories
    .filter(({ document }) => document['level'] === 'first')
    .map((territory): Square => ({
      territory,
      name: chooseTitle(titleOf(platform.kinds.get('territory'), territory.document), context.preferred)?.text ?? territory.id,
      code: isAbsence(territory.document['code']) ? '' : String(territory.document['code']),
      tile: territory.document['tile'] as Square['tile'],
      actions: plan.actions.filter(({ document }) => (document.territories ?? []).includes(territory.id)),
      institutions: institutions.filter(({ document }) => document['territory'] === territory.id).length,
    }))
    .toSorted((a, b) => (a.code < b.code ? -1 : 1));
  const scopes = SCOPES.map((scope) => ({ scope, actions: plan.actions.filter(({ document }) => document.territorialScope === scope) }));
  const drawn = squares.some(({ tile }) => tile !== undefined);
  return {
    html: () =>
      planPage(context, plan, 'territories', html`<p class="lead">${t('strategy.territories.lead', { named: scopes.find(({ scope }) => scope === 'named')?.actions.length ?? 0, total: plan.actions.length })}</p>
<ul class="plain">${scopes.map(({ scope, actions }) => html`<li><strong>${formatNumber(t, actions.length)}</strong> ${t(`kinds.action.fields.territorialScope.options.${scope}`)}</li>`)}</ul>
<div class="columns wide">${map(context, squares)}${table(context, squares)}</div>
${scopes.filter(({ scope, actions }) => scope !== 'nationwide' && actions.length > 0).map(({ scope, actions }) => html`<details><summary>${t(`kinds.action.fields.territorialScope.options.${scope}`)} <span class="n">${actions.length}</span></summary>${actionList(context, actions)}</details>`)}`, ['json', 'csv', ...(drawn ? ['svg', 'png'] : [])]),
    json: () => squares.map(({ territory, code, actions, institutions: number }) => ({ territory: territory.id, code, actions: actions.map(({ id }) => id), institutions: number })),
    csv: () => ({ columns: ['territory', 'code', 'name', 'actions', 'institutions'], rows: squares.map(({ territory, code, name, actions, institutions: number }) => [territory.id, code, name, actions.length, number]) }),
    ...(drawn && { others: chartForms(context, tileFile(context, tilesOf(squares), textsOf(context)), { title: t('strategy.territories.map') }) }),
  };
}

/** The number in a square is of actions that name the territory. */
const tilesOf = (squares: readonly Square[]): Tile[] => squares.map((square) => ({ ...square, number: square.actions.length }));

const textsOf = ({ t }: PageContext) => ({ title: t('strategy.territories.map'), caption: t('strategy.territories.caption'), none: t('strategy.territories.none_named'), noMap: t('strategy.territories.no_map') });

function map(context: PageContext, squares: readonly Square[]): Html {
  return tileMap(context, tilesOf(squares), textsOf(context));
}

function table(context: PageContext, squares: readonly Square[]): Html {
  const { t, platform } = context;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('strategy.territories.map')}"><table><thead><tr><th scope="col">${t('kinds.territory.one')}</th><th scope="col" class="number">${t('strategy.territories.actions')}</th><th scope="col" class="number">${t('strategy.territories.institutions')}</th></tr></thead><tbody>${squares.map(({ territory, name, code, actions, institutions }) => html`<tr><th scope="row"><a href="${recordHref(context, platform.kinds.get('territory'), territory.id)}"><span class="code">${code}</span> ${name}</a></th><td class="number">${actions.length}</td><td class="number">${institutions}</td></tr>`)}</tbody></table></div>`;
}
