/** A process that opens a data folder, tells how it went in one line of JSON, and stops when its input ends. */
import { once } from 'node:events';
import { openOwnPostgres, StorageFault } from '../index.ts';
import { TEST_SETTINGS } from './settings.ts';

try {
  const own = await openOwnPostgres(process.argv[2] ?? '', { settings: TEST_SETTINGS });
  console.log(JSON.stringify({ how: own.how, pid: process.pid }));
  process.stdin.resume();
  await once(process.stdin, 'end');
  await own.stop();
} catch (error) {
  if (!(error instanceof StorageFault)) throw error;
  console.log(JSON.stringify({ fault: error.code, params: error.params }));
}
