/** The dates of a strategy: deadlines of actions and due dates of milestones, in the order of time. */
import { lastDay, present } from '#core/kinds/values.ts';
import type { CalendarEntry } from '#formats/icalendar/index.ts';
import { plainText } from '#core/web/components/text.ts';
import { type PageContext, recordHref } from '#core/web/context.ts';
import { action as actionKind } from './kinds/action.ts';
import type { ActionRecord, Plan } from './plan.ts';

export interface PlanDate {
  /** No more precise than the source: `2026`, `2026-12`, `2026-12-31`. */
  readonly date: string;
  readonly action: ActionRecord;
  /** Undefined for the deadline of the action as a whole. */
  readonly milestone: NonNullable<ActionRecord['document']['milestones']>[number] | undefined;
}

export function datesOf({ actions }: Plan): PlanDate[] {
  return actions
    .flatMap((action) => [
      { date: present<string>(action.document.deadline), action, milestone: undefined },
      ...(action.document.milestones ?? []).map((milestone) => ({ date: present<string>(milestone.dueOn), action, milestone })),
    ])
    .flatMap((one): PlanDate[] => (one.date === undefined ? [] : [{ ...one, date: one.date }]))
    .toSorted((a, b) => (lastDay(a.date) < lastDay(b.date) ? -1 : lastDay(a.date) > lastDay(b.date) ? 1 : 0));
}

/** The same for a calendar program: a date that names only a month or a year lasts all of it. */
export function calendarEntries(context: PageContext, dates: readonly PlanDate[]): CalendarEntry[] {
  return dates.map(({ date, action, milestone }) => ({
    // A milestone may have any key, "deadline" too.
    uid: `${action.id}${milestone ? `-${encodeURIComponent(milestone.key)}` : ''}@yupana`,
    title: [present<string>(action.document.printedCode), plainText(context, (milestone ?? action.document).text)].filter(Boolean).join(' '),
    description: plainText(context, action.document.text),
    url: `${context.platform.origin}${recordHref(context, actionKind, action.id)}`,
    from: `${date}-01-01`.slice(0, 10),
    to: lastDay(date),
  }));
}
