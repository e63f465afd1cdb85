import type { Module } from '#core/module.ts';
import { dueOfDeployment } from './due.ts';
import { deploymentGate } from './gate.ts';
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
import { riskRule } from './kinds/risk-rule.ts';
import { service } from './kinds/service.ts';
import { supplier } from './kinds/supplier.ts';
import { tranche } from './kinds/tranche.ts';
import { waiver } from './kinds/waiver.ts';
import { bodiesView } from './views/bodies.ts';
import { deploymentPage } from './views/deployment.ts';
import { productPage } from './views/product.ts';
import { statisticsView } from './views/statistics.ts';

/** Which AI the State runs, on what data, for whom, and what the law asks of it. */
export const register: Module = {
  name: 'register',
  kinds: [deployment, product, model, dataset, supplier, contract, service, waiver, incident, declaration, correction, riskRule, duty, tranche, foreignCase],
  due: { [deployment.name]: dueOfDeployment },
  gates: { [deployment.name]: deploymentGate },
  messages: [new URL('messages/kinds/', import.meta.url), new URL('messages/steps/', import.meta.url), new URL('messages/pages/', import.meta.url)],
  navigation: [
    { path: 'systems', label: 'kinds.deployment.many' },
    { path: 'bodies', label: 'register.bodies.title' },
  ],
  recordPages: { deployment: deploymentPage, product: productPage },
  routes(web) {
    web.page('/bodies', bodiesView);
    web.page('/systems/statistics', statisticsView);
  },
};
