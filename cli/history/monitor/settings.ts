/** `monitor.yaml`. */
import { z } from 'zod';
import { amount, httpUrl } from '../config.ts';
import { followedLog } from '../mirror/settings.ts';

export const monitorSettings = z.strictObject({
  ...followedLog,
  state: z.string('Name a folder.').default('monitor-state'),
  every: amount('seconds between two looks', 1, 86_400).default(60),
  /** Kinds of records of which every new version is reported: where the promises stand (`Module.promises`). */
  kinds: z.array(z.string(), 'List kinds of records: [action, objective].').default(['strategy', 'axis', 'objective', 'action', 'indicator', 'indicator-link']),
  silenceHours: amount('hours without a new entry', 0.01, 8760).default(72),
  unreachableHours: amount('hours without an answer', 0, 8760).default(6),
  witnessMinutes: amount('minutes without the quorum', 0, 100_000).default(60),
  /** Whether what happened before the first look is reported one by one. */
  history: z.enum(['skip', 'report'], 'Answer skip or report.').default('skip'),
  /** Mirrors and witnesses: they must have been shown the same. */
  compare: z.array(httpUrl, 'List addresses that have a checkpoint.').default([]),
  report: z
    .strictObject({
      format: z.enum(['text', 'json'], 'Answer text or json.').default('text'),
      webhook: httpUrl.optional(),
      command: z.array(z.string(), 'List the program and its arguments: [mail, -s, Yupana, you@example.org].').min(1, 'Name a program.').optional(),
    })
    .prefault({}),
});

export type MonitorSettings = z.infer<typeof monitorSettings>;
