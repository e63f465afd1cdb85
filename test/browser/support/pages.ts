/** One page of every kind that the site has. */
import type { Page } from 'playwright-core';
import type { Samples } from './samples.ts';

export interface PageKind {
  readonly name: string;
  /** Below the language. */
  readonly path: string;
  /** For people who are signed in. */
  readonly editors?: true;
  readonly status?: 404 | 410;
  /** What is done on the page before it is looked at. */
  readonly prepare?: (page: Page) => Promise<void>;
}

export function pageKinds(of: Samples): PageKind[] {
  const strategy = `/strategies/${of.strategy}`;
  return [
    { name: 'home', path: '/' },
    { name: 'list', path: '/actions' },
    { name: 'search with results', path: '/search?q=inteligensia' },
    { name: 'search with a kind chosen', path: '/search?q=nacional&kind=action&f=kind:fund' },
    { name: 'list with words', path: '/institutions?q=ministerio' },
    { name: 'search without results', path: '/search?q=zzzzzz' },
    { name: 'strategy', path: strategy },
    { name: 'axis', path: `/axes/${of.axis}` },
    { name: 'objective', path: `/objectives/${of.objective}` },
    { name: 'action', path: `/actions/${of.action}` },
    { name: 'printed table', path: `/tables/${of.table}` },
    { name: 'record with the default page', path: `/institutions/${of.institution}` },
    { name: 'source', path: `/sources/${of.source}` },
    { name: 'claim', path: `/claims/${of.claim}` },
    { name: 'versions', path: `/actions/${of.action}/versions` },
    { name: 'one version', path: `/actions/${of.action}/versions/1` },
    { name: 'comparison of versions', path: `/actions/${of.action}/compare?from=1&to=2` },
    { name: 'following a record', path: `/actions/${of.action}/subscribe` },
    { name: 'confirmation of following', path: '/subscriptions/confirm/abc' },
    { name: 'end of following', path: '/subscriptions/abc', status: 404 },
    { name: 'gaps', path: `${strategy}/gaps` },
    { name: 'calendar', path: `${strategy}/calendar` },
    { name: 'institutions of a strategy', path: `${strategy}/institutions` },
    { name: 'territories', path: `${strategy}/territories` },
    { name: 'results', path: `${strategy}/results` },
    { name: 'comparison of strategies', path: `${strategy}/with/${of.otherStrategy}` },
    { name: 'laws timeline', path: '/laws/timeline' },
    { name: 'systems', path: '/systems' },
    { name: 'system', path: `/systems/${of.deployment}` },
    { name: 'product', path: `/products/${of.product}` },
    { name: 'risk rule', path: `/risk-rules/${of.riskRule}` },
    { name: 'paper form', path: '/systems/form' },
    { name: 'register in figures', path: '/systems/statistics' },
    { name: 'systems by region', path: '/systems/map' },
    { name: 'systems narrowed', path: '/systems?f=risk:high' },
    { name: 'bodies', path: '/bodies' },
    { name: 'observatory', path: '/observatory' },
    { name: 'indicator', path: `/indicators/${of.indicator}` },
    { name: 'figures of an indicator', path: `/indicators/${of.indicator}/figures?history=1` },
    { name: 'set of figures', path: `/observations/${of.figures}` },
    { name: 'territories side by side', path: '/observatory/compare' },
    { name: 'index of our own, with other weights', path: `/indices/${of.ownIndex}?w.internet=3` },
    { name: 'results of an index', path: `/indices/${of.ownIndex}/results` },
    { name: 'edition of an index', path: `/index-editions/${of.edition}` },
    { name: 'about', path: '/about' },
    { name: 'data', path: '/data' },
    { name: 'fields', path: '/fields' },
    { name: 'fields of a kind', path: '/fields/actions' },
    { name: 'filters of a kind', path: '/fields/systems/filters' },
    { name: 'api', path: '/api' },
    { name: 'sign-in', path: '/sign-in' },
    { name: 'error', path: '/actions/k00000000000', status: 404 },
    { name: 'tombstone', path: `/claims/${of.withdrawn}`, status: 410 },
    { name: 'sign-in link', path: '/sign-in/abc' },
    { name: 'desk', path: '/desk', editors: true },
    { name: 'new record', path: `/desk/new/claims?action=${of.plainAction}`, editors: true },
    { name: 'edit form', path: `/actions/${of.action}/edit`, editors: true },
    { name: 'edit form with faults', path: '/desk/new/claims?date=ayer&action=registro+de+algoritmos', editors: true, prepare: async (page) => page.locator('button[value=check]').first().click() },
    { name: 'new system', path: '/desk/new/systems', editors: true },
    ...['1', '2', '3', '4', '5', '6', '7', '8', 'all'].map((step) => ({ name: `system form, step ${step}`, path: `/systems/${of.deployment}/edit?step=${step}`, editors: true as const })),
    { name: 'unknown code', path: '/desk/continue?code=abc', editors: true, status: 404 },
    { name: 'account', path: '/account', editors: true },
    { name: 'members of the office', path: '/members/office', editors: true },
    { name: 'withdrawal', path: `/claims/${of.claim}/withdraw`, editors: true },
  ];
}

/** Pages for readers: what the promises about size and cookies are about. */
export function publicPageKinds(of: Samples): PageKind[] {
  return pageKinds(of).filter(({ editors }) => editors !== true);
}
