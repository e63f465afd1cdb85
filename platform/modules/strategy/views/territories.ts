/** Where the strategy acts: a map of tiles, one square for each territory, and the same as a table. */
import { formatNumber } from '#core/i18n/format.ts';
import type { PublicRecord } from '#core/records/read.ts';
import { recordsOfKind } from '#core/records/read.ts';
import { chooseTitle } from '#core/i18n/texts.ts';
import { titleOf } from '#core/kinds/content.ts';
import { isAbsence } from '#core/kinds/values.ts';
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
  return {
    html: () =>
      planPage(context, plan, 'territories', html`<p class="lead">${t('strategy.territories.lead', { named: scopes.find(({ scope }) => scope === 'named')?.actions.length ?? 0, total: plan.actions.length })}</p>
<ul class="plain">${scopes.map(({ scope, actions }) => html`<li><strong>${formatNumber(t, actions.length)}</strong> ${t(`kinds.action.fields.territorialScope.options.${scope}`)}</li>`)}</ul>
<div class="columns wide">${tileMap(context, squares)}${table(context, squares)}</div>
${scopes.filter(({ scope, actions }) => scope !== 'nationwide' && actions.length > 0).map(({ scope, actions }) => html`<details><summary>${t(`kinds.action.fields.territorialScope.options.${scope}`)} <span class="n">${actions.length}</span></summary>${actionList(context, actions)}</details>`)}`, ['json', 'csv']),
    json: () => squares.map(({ territory, code, actions, institutions: number }) => ({ territory: territory.id, code, actions: actions.map(({ id }) => id), institutions: number })),
    csv: () => ({ columns: ['territory', 'code', 'name', 'actions', 'institutions'], rows: squares.map(({ territory, code, name, actions, institutions: number }) => [territory.id, code, name, actions.length, number]) }),
  };
}

const SIDE = 56;

/** The number in a square is of actions that name the territory; the shade tells the same. */
function tileMap({ t }: PageContext, squares: readonly Square[]): Html {
  const placed = squares.flatMap((square) => (square.tile ? [{ ...square, tile: square.tile }] : []));
  if (placed.length === 0) return html`<p class="absent">${t('strategy.territories.no_map')}</p>`;
  const columns = Math.max(...placed.map(({ tile }) => tile.column)) + 1;
  const rows = Math.max(...placed.map(({ tile }) => tile.row)) + 1;
  const most = Math.max(...placed.map(({ actions }) => actions.length), 1);
  const named = placed.filter(({ actions }) => actions.length > 0).map(({ name, actions }) => `${name}: ${actions.length}`);
  return html`<figure class="tiles"><svg viewBox="0 0 ${columns * SIDE} ${rows * SIDE}" role="img" aria-labelledby="tiles-title tiles-text"><title id="tiles-title">${t('strategy.territories.map')}</title><desc id="tiles-text">${named.length > 0 ? named.join('; ') : t('strategy.territories.none_named')}</desc>
${placed.map(({ name, code, tile, actions }) => html`<g class="tile shade-${shade(actions.length, most)}" transform="translate(${tile.column * SIDE} ${tile.row * SIDE})"><title>${code} ${name}: ${actions.length}</title><rect x="2" y="2" width="${SIDE - 4}" height="${SIDE - 4}" rx="4"/><text x="${SIDE / 2}" y="23" class="name">${abbreviate(name)}</text><text x="${SIDE / 2}" y="42" class="value">${actions.length}</text></g>`)}</svg><figcaption>${t('strategy.territories.caption')}</figcaption></figure>`;
}

/** 0 for none, 1 to 4 for a quarter each of the most. */
function shade(number: number, most: number): number {
  return number === 0 ? 0 : Math.ceil((number / most) * 4);
}

function abbreviate(name: string): string {
  return name.length <= 8 ? name : `${name.slice(0, 6)}.`;
}

function table(context: PageContext, squares: readonly Square[]): Html {
  const { t, platform } = context;
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${t('strategy.territories.map')}"><table><thead><tr><th scope="col">${t('kinds.territory.one')}</th><th scope="col" class="number">${t('strategy.territories.actions')}</th><th scope="col" class="number">${t('strategy.territories.institutions')}</th></tr></thead><tbody>${squares.map(({ territory, name, code, actions, institutions }) => html`<tr><th scope="row"><a href="${recordHref(context, platform.kinds.get('territory'), territory.id)}"><span class="code">${code}</span> ${name}</a></th><td class="number">${actions.length}</td><td class="number">${institutions}</td></tr>`)}</tbody></table></div>`;
}
