/** A process that keeps the log, to be killed. It tells of every point that it passes, one line each. */
import { writeSync } from 'node:fs';
import { connect } from '#core/storage/database.ts';
import { keepLog } from '../service.ts';
import type { LogSettings } from '../settings.ts';

const { config, settings } = JSON.parse(process.env['LOG_TEST'] ?? '{}') as { config: object; settings: LogSettings };
const { database } = await connect({ ...config, max: 2 });
keepLog(
  { connection: config },
  { database, settings, environment: {}, now: () => new Date(), warn: (event, details) => void writeSync(2, `${event} ${JSON.stringify(details)}\n`), pauseMs: 5, standbyMs: 20, fault: (point) => void writeSync(1, `${point}\n`) },
);
