/**
 * What a draft of a deployment still owes, while it is being written: what the gate would refuse it for, and what the law asks
 * of it. A draft may be incomplete and wrong; what it does not say yet counts as not known.
 */
import { formatDate } from '#core/i18n/format.ts';
import { fieldsOf, type Document } from '#core/kinds/kind.ts';
import { isAbsence } from '#core/kinds/values.ts';
import type { Due, DueFinder } from '#core/module.ts';
import { faultText } from '#core/web/components/form-context.ts';
import { plainText } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import type { DutyAnswer } from './duties.ts';
import { faultsAtGate } from './gate.ts';
import { type Deployment, deployment } from './kinds/deployment.ts';
import { duty } from './kinds/duty.ts';
import { readDraftAnswers } from './queries.ts';

export const dueOfDeployment: DueFinder = async (context, document, id) => {
  const assumed = deploymentOf(document);
  const { answers, rules, waivers } = await readDraftAnswers(context.platform.database, assumed, id, context.today);
  const gate = faultsAtGate(assumed, rules, waivers, context.today).map((one): Due => ({ field: one.path, reason: faultText(context, one), blocks: true }));
  return [...gate, ...answers.filter(isOwed).map((one) => dueOf(context, one))];
};

/** A draft as a deployment: what is missing or wrong is not known, and its body is taken to stand behind it. */
export function deploymentOf(document: Document): Deployment {
  const members = fieldsOf(deployment).flatMap(([name, meta, schema]): [string, unknown][] => {
    const { success, data } = schema.safeParse(document[name]);
    if (success && data !== undefined) return [[name, data]];
    return meta.required ? [[name, name === 'claimedByBody' ? true : { absent: 'unknown' }]] : [];
  });
  return Object.fromEntries(members) as Deployment;
}

/** What is owed, now or on a day to come. What nobody can tell yet is left to the page of the record. */
function isOwed({ state, reason }: DutyAnswer): boolean {
  return state === 'due_since' || state === 'not_due' || (state === 'cannot_tell' && reason === 'no_evidence');
}

function dueOf(context: PageContext, { duty: { id, document }, item, state, reason, day }: DutyAnswer): Due {
  const { t } = context;
  const asked = t(`register.duties.states.${state}`, { day: day === undefined ? '' : formatDate(t, day) });
  const article = isAbsence(document.article) ? '' : ` · ${document.article}`;
  return {
    field: item,
    reason: `${asked}. ${t(`register.duties.reasons.${reason}`)}`,
    basis: { label: `${document.code} ${plainText(context, document.title)}${article}`, href: recordHref(context, duty, id) },
    blocks: false,
  };
}
