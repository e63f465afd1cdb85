/** One page of every kind that the site has. */
import type { Locator, Page } from 'playwright-core';
import { followImport } from './import.ts';
import type { ReviewSamples, SampleOfficer } from './review-samples.ts';
import type { Samples } from './samples.ts';

export interface PageKind {
  readonly name: string;
  /** Below the language. */
  readonly path: string;
  /** For people who are signed in. */
  readonly editors?: true;
  /** Who looks at it, where it is not the office's administrator: somebody of the body in the samples, or a reviewer. */
  readonly as?: SampleOfficer;
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
    { name: 'supplier', path: `/suppliers/${of.supplier}` },
    { name: 'report of an error', path: `/systems/${of.deployment}/report` },
    { name: 'report of an error, empty', path: `/systems/${of.deployment}/report`, prepare: leaveBy((page) => page.locator('main form.form button')) },
    { name: 'reported error', path: `/corrections/${of.review.report}` },
    { name: 'preview by link', path: `/preview/${of.review.preview}` },
    { name: 'systems narrowed', path: '/systems?f=risk:high' },
    { name: 'bodies', path: '/bodies' },
    { name: 'history', path: '/history' },
    { name: 'entries', path: '/history/entries' },
    { name: 'entry', path: '/history/entries/3' },
    { name: 'printed code of another entry', path: `/history/entries/3?leaf=${'0'.repeat(64)}` },
    { name: 'changes between days', path: '/history/changes?to=2999-01-01&from=2020-01-01' },
    { name: 'redactions', path: '/history/redactions' },
    { name: 'verification', path: '/history/verify?entry=3' },
    { name: 'verification on the server', path: '/history/verify?entry=3', prepare: leaveBy((page) => page.locator('button:not([type])').last()) },
    { name: 'how to verify', path: '/history/how-to-verify' },
    { name: 'becoming a witness', path: '/history/witness' },
    { name: 'keeping a mirror', path: '/history/mirror' },
    { name: 'history of a record', path: `/actions/${of.action}/history` },
    { name: 'observatory', path: '/observatory' },
    { name: 'indicator', path: `/indicators/${of.indicator}` },
    { name: 'figures of an indicator', path: `/indicators/${of.indicator}/figures?history=1` },
    { name: 'set of figures', path: `/observations/${of.figures}` },
    { name: 'figures by SDMX', path: `/indicators/${of.indicator}/sdmx` },
    { name: 'figures for Open SDG', path: `/indicators/${of.indicator}/open-sdg` },
    { name: 'a set of figures by SDMX', path: `/observations/${of.figures}/sdmx` },
    { name: 'data sets of the observatory', path: '/observatory/catalogue' },
    { name: 'territories side by side', path: '/observatory/compare' },
    { name: 'labour observatory', path: '/observatory/labour' },
    { name: 'estimate of exposure', path: `/exposure-estimates/${of.labour.estimate}` },
    { name: 'exposure scores', path: `/exposure-scores/${of.labour.direct}` },
    { name: 'crosswalk of occupations', path: `/occupation-crosswalks/${of.labour.crosswalk}` },
    { name: 'figure', path: of.figure },
    { name: 'index of our own, with other weights', path: `/indices/${of.ownIndex}?w.internet=3` },
    { name: 'results of an index', path: `/indices/${of.ownIndex}/results` },
    { name: 'how sure an index is', path: `/indices/${of.ownIndex}/robustness` },
    { name: 'index under other choices', path: `/indices/${of.ownIndex}/choices` },
    { name: 'method of an index', path: `/indices/${of.ownIndex}/method` },
    { name: 'edition of an index', path: `/index-editions/${of.edition}` },
    { name: 'import', path: '/observatory/import', editors: true },
    ...(['table', 'columns', 'questions', 'preview'] as const).map((step): PageKind => ({ name: `import: ${step}`, path: '/observatory/import', editors: true, prepare: (page) => followImport(page, step) })),
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
    { name: 'edit form with faults', path: '/desk/new/claims?date=ayer&action=registro+de+algoritmos', editors: true, prepare: leaveBy((page) => page.locator('button[value=check]').first()) },
    { name: 'new system', path: '/desk/new/systems', editors: true },
    ...['1', '2', '3', '4', '5', '6', '7', '8', 'all'].map((step) => ({ name: `system form, step ${step}`, path: `/systems/${of.deployment}/edit?step=${step}`, editors: true as const })),
    { name: 'unknown code', path: '/desk/continue?code=abc', editors: true, status: 404 },
    { name: 'account', path: '/account', editors: true },
    { name: 'members of the office', path: '/members/office', editors: true },
    { name: 'accounts', path: '/accounts', editors: true },
    { name: 'withdrawal', path: `/claims/${of.claim}/withdraw`, editors: true },
    ...reviewPages(of.review),
  ];
}

/** Pages for readers: what the promises about size and cookies are about. */
export function publicPageKinds(of: Samples): PageKind[] {
  return pageKinds(of).filter(({ editors }) => editors !== true);
}

/** Presses a button that leads to another page, and waits until that page is whole. */
const leaveBy = (button: (page: Page) => Locator) => async (page: Page): Promise<void> => {
  await Promise.all([page.waitForEvent('load'), button(page).click()]);
};

/** Opens whatever is folded away. */
const unfold = async (page: Page): Promise<void> => page.locator('main details').evaluateAll((all) => all.forEach((one) => void one.setAttribute('open', '')));

/** The way of a draft to publication, as each of those on it sees it. */
function reviewPages({ institution, returned, submitted, approved, withdrawal, published, report, unclaimed }: ReviewSamples): PageKind[] {
  const page = (name: string, as: SampleOfficer, path: string, prepare?: PageKind['prepare']): PageKind => ({ name, path, editors: true, as, ...(prepare && { prepare }) });
  return [
    page('desk of an author', 'author', '/desk'),
    page('desk of an approver', 'approver', '/desk'),
    page('desk of a reviewer', 'reviewer', '/desk'),
    page('review of what came back, author', 'author', `/systems/${returned}/review`),
    page('form of what came back', 'author', `/systems/${returned}/edit?step=3`),
    page('review of what was sent, author', 'author', `/systems/${submitted}/review`),
    page('review of what was sent, approver', 'approver', `/systems/${submitted}/review`, unfold),
    page('form under review', 'author', `/systems/${submitted}/edit`),
    page('review of what was approved, approver', 'approver', `/systems/${approved}/review`),
    page('review of what was approved, reviewer', 'reviewer', `/systems/${approved}/review`, unfold),
    page('review with a fault, reviewer', 'reviewer', `/systems/${approved}/review`, async (browser) => {
      await unfold(browser);
      await browser.locator('button[value=return]').click();
    }),
    page('preview of a draft', 'author', `/systems/${submitted}/preview`),
    page('proposal to withdraw, author', 'author', `/systems/${withdrawal}/review`),
    page('proposal to withdraw, approver', 'approver', `/systems/${withdrawal}/review`),
    page('withdrawal by a body', 'author', `/systems/${published}/withdraw`),
    page('system of the own body', 'author', `/systems/${published}`),
    page('system to be claimed', 'author', `/systems/${unclaimed}`),
    page('answer to a report', 'author', `/corrections/${report}/edit`),
    page('queue', 'reviewer', '/desk/queue'),
    page('people of a body', 'manager', `/members/${institution}`),
  ];
}
