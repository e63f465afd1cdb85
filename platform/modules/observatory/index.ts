import type { Module } from '#core/module.ts';
import { indicatorNode, setNode } from './dcat.ts';
import { indexGate, indicatorGate, observationGate } from './gates.ts';
import { exposureEstimate } from './kinds/exposure-estimate.ts';
import { exposureScoreSet } from './kinds/exposure-score-set.ts';
import { index } from './kinds/index-kind.ts';
import { indexEdition } from './kinds/index-edition.ts';
import { indicator } from './kinds/indicator.ts';
import { observationSet } from './kinds/observation-set.ts';
import { occupationCrosswalk } from './kinds/occupation-crosswalk.ts';
import { forgetImports } from './import/job.ts';
import { deskSection } from './import/links.ts';
import { importRoutes } from './import/routes.ts';
import { estimateGate } from './labour/gate.ts';
import { operations, plainOperations } from './operations.ts';
import { projectObservations } from './observations.ts';
import { sdmxRoutes } from './sdmx/routes.ts';
import { choicesView } from './views/choices.ts';
import { compareView } from './views/compare.ts';
import { editionPage } from './views/edition.ts';
import { catalogueView, indicatorSdmxView, openSdgView, setSdmxView } from './views/exchange.ts';
import { figureView } from './views/figure.ts';
import { figuresView, setFiguresView } from './views/figures.ts';
import { glanceView } from './views/glance.ts';
import { goalSection, measuredSection } from './views/goals.ts';
import { bundleView, indexPage, resultsView } from './views/index-page.ts';
import { indicatorPage } from './views/indicator.ts';
import { estimatePage, labourView } from './views/labour.ts';
import { crosswalkPage, scoreSetPage } from './views/labour-records.ts';
import { methodView } from './views/method.ts';
import { indicatorMapView } from './views/region-map.ts';
import { robustnessView } from './views/robustness.ts';
import { setPage } from './views/set.ts';

/** Where the country stands: figures with their sources, and indices that tell how sure they are. */
export const observatory: Module = {
  name: 'observatory',
  kinds: [indicator, observationSet, index, indexEdition, exposureScoreSet, occupationCrosswalk, exposureEstimate],
  gates: { [indicator.name]: indicatorGate, [observationSet.name]: observationGate, [index.name]: indexGate, [exposureEstimate.name]: estimateGate },
  projections: { [observationSet.name]: projectObservations },
  migrations: { owner: 'observatory', folder: new URL('migrations/', import.meta.url) },
  browser: new URL('browser/', import.meta.url),
  messages: ['kinds', 'pages', 'api', 'engine', 'sure', 'labour', 'origins', 'sdmx', 'import'].map((folder) => new URL(`messages/${folder}/`, import.meta.url)),
  navigation: [{ path: 'observatory', label: 'observatory.title' }],
  recordPages: { [indicator.name]: indicatorPage, [index.name]: indexPage, [indexEdition.name]: editionPage, [observationSet.name]: setPage, [exposureEstimate.name]: estimatePage, [exposureScoreSet.name]: scoreSetPage, [occupationCrosswalk.name]: crosswalkPage },
  recordSections: { 'indicator-link': goalSection, action: measuredSection, objective: measuredSection },
  linkedData: { [indicator.name]: indicatorNode, [observationSet.name]: setNode },
  operations,
  plainOperations,
  desk: deskSection,
  jobs: [forgetImports],
  routes(web) {
    web.page('/observatory', glanceView);
    web.page('/observatory/compare', compareView);
    web.page('/observatory/labour', labourView);
    web.page('/indicators/:id/figures', figuresView);
    web.page('/observations/:id/figures', setFiguresView);
    web.page('/observations/:id/figures/:figure', figureView);
    web.page('/indices/:id/results', resultsView);
    web.page('/indices/:id/bundle', bundleView);
    web.page('/observatory/catalogue', catalogueView);
    web.page('/indicators/:id/sdmx', indicatorSdmxView);
    web.page('/indicators/:id/open-sdg', openSdgView);
    web.page('/observations/:id/sdmx', setSdmxView);
    sdmxRoutes(web);
    importRoutes(web);
    web.page('/indices/:id/robustness', robustnessView);
    web.page('/indices/:id/choices', choicesView);
    web.page('/indices/:id/method', methodView);
    web.page('/indicators/:id/map', indicatorMapView);
  },
};
