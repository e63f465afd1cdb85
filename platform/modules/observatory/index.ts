import type { Module } from '#core/module.ts';
import { indexGate, indicatorGate, observationGate } from './gates.ts';
import { index } from './kinds/index-kind.ts';
import { indexEdition } from './kinds/index-edition.ts';
import { indicator } from './kinds/indicator.ts';
import { observationSet } from './kinds/observation-set.ts';
import { operations } from './operations.ts';
import { projectObservations } from './observations.ts';
import { choicesView } from './views/choices.ts';
import { compareView } from './views/compare.ts';
import { editionPage } from './views/edition.ts';
import { figuresView, setFiguresView } from './views/figures.ts';
import { glanceView } from './views/glance.ts';
import { bundleView, indexPage, resultsView } from './views/index-page.ts';
import { indicatorPage } from './views/indicator.ts';
import { methodView } from './views/method.ts';
import { indicatorMapView } from './views/region-map.ts';
import { robustnessView } from './views/robustness.ts';
import { setPage } from './views/set.ts';

/** Where the country stands: figures with their sources, and indices that tell how sure they are. */
export const observatory: Module = {
  name: 'observatory',
  kinds: [indicator, observationSet, index, indexEdition],
  gates: { [indicator.name]: indicatorGate, [observationSet.name]: observationGate, [index.name]: indexGate },
  projections: { [observationSet.name]: projectObservations },
  migrations: { owner: 'observatory', folder: new URL('migrations/', import.meta.url) },
  browser: new URL('browser/', import.meta.url),
  messages: ['kinds', 'pages', 'api', 'engine', 'sure'].map((folder) => new URL(`messages/${folder}/`, import.meta.url)),
  navigation: [{ path: 'observatory', label: 'observatory.title' }],
  recordPages: { [indicator.name]: indicatorPage, [index.name]: indexPage, [indexEdition.name]: editionPage, [observationSet.name]: setPage },
  operations,
  routes(web) {
    web.page('/observatory', glanceView);
    web.page('/observatory/compare', compareView);
    web.page('/indicators/:id/figures', figuresView);
    web.page('/observations/:id/figures', setFiguresView);
    web.page('/indices/:id/results', resultsView);
    web.page('/indices/:id/bundle', bundleView);
    web.page('/indices/:id/robustness', robustnessView);
    web.page('/indices/:id/choices', choicesView);
    web.page('/indices/:id/method', methodView);
    web.page('/indicators/:id/map', indicatorMapView);
  },
};
