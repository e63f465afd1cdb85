/** The public log over what was published, seen by three witnesses: the pages of the history are as large as in earnest. */
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { keepLog } from '#modules/history/ledger/service.ts';
import { statusOf } from '#modules/history/ledger/status.ts';
import { policyOf, testWitness } from '../../platform/modules/history/ledger/testing/witness.ts';
import type { BenchStorage } from '../lib/storage.ts';

const ORIGIN = 'ia.gob.pe/log';
const NAMES = ['testigo.universidad.edu.pe', 'testigo.ong.org.pe', 'testigo.contraloria.gob.pe'];

/** @returns how many entries the log has. */
export async function logEverything({ database, server }: BenchStorage, folder: string): Promise<number> {
  const endings: (() => Promise<void>)[] = [];
  const scope = { after: (hook: () => Promise<void>) => void endings.push(hook) };
  let known: readonly string[] = [];
  const witnesses = await Promise.all(NAMES.map((name) => testWitness(scope, name, ORIGIN, () => known)));
  const settings = { origin: ORIGIN, address: `https://${ORIGIN}`, keyFolder: join(folder, 'keys'), policyText: undefined, mirrors: [] };
  const keep = async (policyText: string | undefined, isDone: () => Promise<boolean>): Promise<void> => {
    const running = keepLog({ connection: server.connection }, { database, settings: { ...settings, policyText }, environment: {}, now: () => new Date(), warn: (event) => event === 'log-key-made' || console.error(event) });
    while (!(await isDone())) await sleep(20);
    await running.stop();
  };
  try {
    const isSigned = async (): Promise<boolean> => {
      const { latest, waiting } = await statusOf(database);
      return latest !== undefined && waiting === 0;
    };
    await keep(undefined, isSigned);
    known = (await statusOf(database)).keys;
    await keep(policyOf(2, ...witnesses), async () => (await statusOf(database)).cosignatures.length === NAMES.length);
    return (await statusOf(database)).latest?.size ?? 0;
  } finally {
    for (const end of endings) await end();
  }
}
