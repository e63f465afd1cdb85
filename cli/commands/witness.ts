/** `yupana witness` */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Command, UsageFault } from '../command.ts';
import { readConfiguration } from '../history/config.ts';
import { Cosigner, type KeyFile, privateKey } from '../history/cosigner.ts';
import { lockFolder } from '../history/lock.ts';
import { startServer, stopSignal, whenStopped } from '../history/server.ts';
import { answersOfWitness } from '../history/witness/http.ts';
import { originOf, type WitnessSettings, witnessSettings } from '../history/witness/settings.ts';
import { Witness } from '../history/witness/witness.ts';

export const witnessCommand: Command = {
  help: `
yupana witness --config witness.yaml [--show-key]

Runs a witness (c2sp.org/tlog-witness): a log sends it each new checkpoint, it
checks that nothing earlier was changed or removed, and cosigns. Needs no
database. The first start makes the key; what it signed is kept in "state".
Never remove that folder, and never run two witnesses with one key.

  --config    the configuration, YAML or JSON
  --show-key  print the line for the policy of the log, and end

witness.yaml:
  name: testigo.universidad.edu.pe     # name of the key; never changes
  url: https://testigo.universidad.edu.pe
  listen: 127.0.0.1:8410
  behindProxy: true                    # nginx or Caddy stands before it
  state: witness-state                 # folder
  key: witness.key                     # made with mode 0600
  mlDsaKey: witness-mldsa.key          # optional second key (ML-DSA-44)
  contact: redes@universidad.edu.pe
  logs:
    - keys: [historia.gob.pe+0f1e2d3c+AaBb...]   # from the log's page
      url: https://ia.gob.pe/log
  limits: {requestsPerMinute: 120, bodyBytes: 131072}

Paths begin at the folder of the file. More: docs/witness.md.

Examples:
  yupana witness --config witness.yaml --show-key
  yupana witness --config /etc/yupana/witness.yaml`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, 'show-key': { type: 'boolean', default: false } } });
    if (values.config === undefined) throw new UsageFault('Name the configuration: --config witness.yaml.');
    const configuration = readConfiguration(values.config, witnessSettings);
    const settings = configuration.value;
    const state = configuration.path(settings.state);
    const stopped = stopSignal();
    // To show keys that are there disturbs nobody who works in the folder.
    const lock = values['show-key'] && existsSync(configuration.path(settings.key)) ? undefined : lockFolder(state);
    try {
      const cosigner = openCosigner(settings, state, configuration.path);
      if (values['show-key']) {
        process.stdout.write(`${cosigner.policyLines(settings.url).join('\n')}\n`);
        return 0;
      }
      const logs = settings.logs.map((log) => ({ origin: originOf(log), keys: log.keys }));
      const witness = await Witness.open({ state, cosigner, logs, now: () => Math.floor(Date.now() / 1000), tell });
      const server = await startServer({ listen: settings.listen, behindProxy: settings.behindProxy, answer: answersOfWitness(witness, cosigner, settings) });
      process.stdout.write(`Witness ${settings.name} listens at ${server.address}/ and keeps its state in ${state}.\nLogs: ${logs.map(({ origin }) => origin).join(', ')}\nFor the policy of the log:\n${cosigner.policyLines(settings.url).join('\n')}\n`);
      await whenStopped(stopped);
      await server.close();
      return 0;
    } finally {
      lock?.release();
    }
  },
};

/** A witness that has signed before never gets a new key by accident: a key that is gone is a fault. */
function openCosigner(settings: WitnessSettings, state: string, path: (relative: string) => string): Cosigner {
  const file = path(settings.key);
  if (existsSync(join(state, 'keys')) && !existsSync(file)) {
    throw new Error(`${file} is gone, though this witness has signed before. Put it back from your copy; if it is lost for good, docs/witness.md says how to go on with a new key.`);
  }
  const files: KeyFile[] = [{ path: file, algorithm: 'ed25519' }];
  if (settings.mlDsaKey !== undefined) files.push({ path: path(settings.mlDsaKey), algorithm: 'ml-dsa-44' });
  return new Cosigner(settings.name, files.map(privateKey));
}

function tell(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`);
}
