import type { Module } from '#core/module.ts';
import { action } from './kinds/action.ts';
import { axis } from './kinds/axis.ts';
import { claim } from './kinds/claim.ts';
import { crosswalk } from './kinds/crosswalk.ts';
import { indicatorLink } from './kinds/indicator-link.ts';
import { objective } from './kinds/objective.ts';
import { strategy } from './kinds/strategy.ts';
import { verdict } from './kinds/verdict.ts';
import { operations } from './operations.ts';
import { actionPage } from './views/action.ts';
import { compareStrategiesView } from './views/compare-strategies.ts';
import { axisPage, objectivePage } from './views/divisions.ts';
import { home } from './views/home.ts';
import { strategyPage } from './views/overview.ts';
import { calendarView, gapsView, institutionsView } from './views/plan-pages.ts';
import { resultsView } from './views/results.ts';
import { territoriesView } from './views/territories.ts';

/** The strategy and what became of it: promises, claims, verdicts. */
export const strategyModule: Module = {
  name: 'strategy',
  kinds: [strategy, axis, objective, action, indicatorLink, claim, verdict, crosswalk],
  messages: ['kinds', 'steps', 'pages', 'api'].map((folder) => new URL(`messages/${folder}/`, import.meta.url)),
  navigation: [{ path: 'strategies', label: 'kinds.strategy.many' }],
  reference: [{ path: 'actions', label: 'kinds.action.many' }],
  home,
  recordPages: { strategy: strategyPage, axis: axisPage, objective: objectivePage, action: actionPage },
  promises: {
    strategy: ['title', 'periodStart', 'periodEnd', 'standing'],
    objective: ['title'],
    action: ['text', 'target', 'baseline', 'deadline', 'budget', 'milestones', 'responsible'],
    'indicator-link': ['entries', 'unit', 'direction'],
  },
  operations,
  routes(web) {
    web.page('/strategies/:id/gaps', gapsView);
    web.page('/strategies/:id/calendar', calendarView);
    web.page('/strategies/:id/institutions', institutionsView);
    web.page('/strategies/:id/territories', territoriesView);
    web.page('/strategies/:id/results', resultsView);
    web.page('/strategies/:id/with/:other', compareStrategiesView);
  },
};
