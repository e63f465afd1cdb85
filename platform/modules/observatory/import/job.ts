import type { Job } from '#core/jobs/job.ts';
import { forgetOldImports } from './store.ts';

/** Every hour, because a day was promised. */
export const forgetImports: Job = { name: 'observatory-imports', cron: '50 * * * *', run: ({ platform: { database, now } }) => forgetOldImports(database, now()) };
