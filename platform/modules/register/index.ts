import type { Module } from '#core/module.ts';
import { deploymentFacets } from './facets.ts';
import { dueOfDeployment } from './due.ts';
import { deploymentGate, waiverGate } from './gate.ts';
import { contract } from './kinds/contract.ts';
import { correction } from './kinds/correction.ts';
import { dataset } from './kinds/dataset.ts';
import { declaration } from './kinds/declaration.ts';
import { deployment } from './kinds/deployment.ts';
import { duty } from './kinds/duty.ts';
import { foreignCase } from './kinds/foreign-case.ts';
import { incident } from './kinds/incident.ts';
import { model } from './kinds/model.ts';
import { product } from './kinds/product.ts';
import { reply } from './kinds/reply.ts';
import { riskRule } from './kinds/risk-rule.ts';
import { service } from './kinds/service.ts';
import { supplier } from './kinds/supplier.ts';
import { tranche } from './kinds/tranche.ts';
import { waiver } from './kinds/waiver.ts';
import { sendConfirmationReminders } from './reminders.ts';
import { operations } from './operations.ts';
import { bodySection } from './views/body.ts';
import { bodiesView } from './views/bodies.ts';
import { claim } from './views/claim.ts';
import { correctionPage } from './views/correction.ts';
import { deploymentPage } from './views/deployment.ts';
import { deskSections } from './views/desk.ts';
import { mapView } from './views/map.ts';
import { productPage } from './views/product.ts';
import { reportLink, reportRoutes } from './views/report.ts';
import { statisticsView } from './views/statistics.ts';
import { supplierPage } from './views/supplier.ts';

/** Which AI the State runs, on what data, for whom, and what the law asks of it. */
export const register: Module = {
  name: 'register',
  kinds: [deployment, product, model, dataset, supplier, contract, service, waiver, incident, declaration, correction, reply, riskRule, duty, tranche, foreignCase],
  due: { [deployment.name]: dueOfDeployment },
  gates: { [deployment.name]: deploymentGate, [waiver.name]: waiverGate },
  computedFacets: { [deployment.name]: deploymentFacets },
  messages: ['kinds', 'steps', 'pages', 'public', 'api'].map((folder) => new URL(`messages/${folder}/`, import.meta.url)),
  navigation: [{ path: 'systems', label: 'kinds.deployment.many' }],
  reference: [{ path: 'bodies', label: 'register.bodies.title' }],
  jobs: [{ name: 'register-reminders', cron: '0 8 1 * *', run: ({ platform }) => sendConfirmationReminders(platform) }],
  desk: deskSections,
  recordFooter: reportLink,
  recordPages: { correction: correctionPage, deployment: deploymentPage, product: productPage, supplier: supplierPage },
  recordSections: { institution: bodySection },
  passesNewsOn: { product: ['supplier'] },
  operations,
  routes(web) {
    web.page('/bodies', bodiesView);
    web.page('/systems/statistics', statisticsView);
    web.page('/systems/map', mapView);
    web.editorAction('/systems/:id/claim', claim);
    reportRoutes(web);
  },
};
