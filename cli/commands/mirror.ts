/** `yupana mirror` */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { originHash } from '@yupana/ledger';
import { type Command, UsageFault } from '../command.ts';
import { readConfiguration, reasonOf } from '../history/config.ts';
import { Cosigner, type KeyFile, privateKey } from '../history/cosigner.ts';
import { lockFolder } from '../history/lock.ts';
import { answersOfMirror } from '../history/mirror/http.ts';
import { LogCopy } from '../history/mirror/copy.ts';
import { Mirror, type MirrorOutcome } from '../history/mirror/mirror.ts';
import { followed, type MirrorSettings, mirrorSettings } from '../history/mirror/settings.ts';
import { Submissions } from '../history/mirror/submissions.ts';
import { everySeconds } from '../history/rounds.ts';
import { startServer, stopSignal } from '../history/server.ts';
import { httpSource, Unreachable } from '../history/source.ts';
import { progressBar } from '../progress.ts';

export const mirrorCommand: Command = {
  help: `
yupana mirror --config mirror.yaml [--once] [--show-key]

Follows logs and keeps their files (c2sp.org/tlog-tiles) in a folder that any
static server can serve, or serves them itself. Every byte is checked before it
is kept: signatures and quorum by the policy, that the log only grew, each tile
and each entry by its hash. What was interrupted goes on. Of a log that shows
two histories both heads are kept as evidence (fork-*.note), and nothing more
is taken from it.

  --config    the configuration, YAML or JSON
  --once      one look, then end: for cron
  --show-key  print the lines for the policy of the log, and end

mirror.yaml:
  files: /var/lib/yupana-mirror
  every: 60                              # seconds
  logs:
    - policy: historia.policy            # from the log's page
      url: https://ia.gob.pe/log         # where the policy does not say
      unwitnessed: false                 # keep heads without quorum too?
  name: espejo.ong.example               # optional: signs what is kept
  key: mirror.key
  serve:                                 # optional
    listen: 127.0.0.1:8420
    url: https://espejo.ong.example
    behindProxy: true
    submissions: true                    # logs bring their entries themselves

With "submissions" it is a mirror in the sense of c2sp.org/tlog-mirror: a log
that names it in its policy sends it each head and the entries, and gets the
signature that they are kept. It goes on fetching too.

Ends with 0 when stopped or, with --once, when all is well; 1 when a log cannot
be reached; 3 when a log forked or serves bytes that are not what it signed.

Examples:
  yupana mirror --config mirror.yaml
  yupana mirror --config mirror.yaml --once`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, once: { type: 'boolean', default: false }, 'show-key': { type: 'boolean', default: false } } });
    if (values.config === undefined) throw new UsageFault('Name the configuration: --config mirror.yaml.');
    const configuration = readConfiguration(values.config, mirrorSettings);
    const settings = configuration.value;
    const files = configuration.path(settings.files);
    const logs = settings.logs.map((log) => ({ ...followed(log, configuration), unwitnessed: log.unwitnessed }));
    const stopped = stopSignal();
    // To show keys that are there disturbs nobody who works in the folder.
    const lock = values['show-key'] && existsSync(configuration.path(settings.key)) ? undefined : lockFolder(files);
    try {
      const cosigner = openCosigner(settings, configuration.path);
      if (values['show-key']) {
        if (cosigner === undefined) throw new Error('This mirror has no key. Give it a "name" in the configuration.');
        process.stdout.write(`${cosigner.policyLines(settings.serve?.submissions ? settings.serve.url : undefined).join('\n')}\n`);
        return 0;
      }
      const states = new Map<string, string>();
      const followedCopies = await Promise.all(logs.map(async (log) => ({ ...log, copy: await LogCopy.open({ folder: join(files, originHash(log.origin)), origin: log.origin, policy: log.policy, cosigner, now }) })));
      const looks = followedCopies.map(({ origin, place, copy, unwitnessed }) => {
        const bar = progressBar(origin);
        const mirror = new Mirror({ source: httpSource(place), copy, unwitnessed, progress: bar.update });
        return async (): Promise<number> => {
          const told = await look(mirror).finally(bar.end);
          tell(origin, told, states);
          return told.code;
        };
      });
      if (values.once) return Math.max(...(await inOrder(looks)));
      const copies = followedCopies.map(({ copy }) => copy);
      const server = settings.serve && (await startServer({ ...settings.serve, answer: answersOfMirror({ files, origins: logs.map(({ origin }) => origin), cosigner, url: settings.serve.url, requestsPerMinute: settings.serve.requestsPerMinute, submissions: takesSubmissions(settings.serve, copies, states), states: () => states }) }));
      process.stdout.write(`Mirror of ${logs.map(({ origin }) => origin).join(', ')} in ${files}${server === undefined ? '' : `, served at ${server.address}/`}\n`);
      await everySeconds(settings.every, stopped, async () => Math.max(...(await inOrder(looks))) !== 1);
      await server?.close();
      return 0;
    } finally {
      lock?.release();
    }
  },
};

function takesSubmissions({ submissions, packageBytes }: NonNullable<MirrorSettings['serve']>, copies: readonly LogCopy[], states: Map<string, string>): Submissions | undefined {
  if (!submissions) return undefined;
  return new Submissions({
    copies,
    packageBytes,
    now: () => new Date(),
    warn: (origin, line) => tell(origin, { code: 3, line }, states),
    grown: (origin, size) => tell(origin, { code: 0, line: `${size} entries` }, states),
  });
}

const now = (): number => Math.floor(Date.now() / 1000);

function openCosigner(settings: MirrorSettings, path: (relative: string) => string): Cosigner | undefined {
  if (settings.name === undefined) return undefined;
  const files: KeyFile[] = [{ path: path(settings.key), algorithm: 'ed25519' }];
  if (settings.mlDsaKey !== undefined) files.push({ path: path(settings.mlDsaKey), algorithm: 'ml-dsa-44' });
  return new Cosigner(settings.name, files.map(privateKey));
}

async function inOrder(looks: readonly (() => Promise<number>)[]): Promise<number[]> {
  const codes: number[] = [];
  for (const one of looks) codes.push(await one());
  return codes;
}

interface Told {
  readonly code: 0 | 1 | 3;
  readonly line: string;
}

async function look(mirror: Mirror): Promise<Told> {
  try {
    return said(await mirror.update());
  } catch (error) {
    if (error instanceof Unreachable) return { code: 1, line: error.message };
    // What a disk says has a code; what a log says wrongly has none.
    const ours = error instanceof Error && 'code' in error;
    return ours ? { code: 1, line: `cannot be kept: ${reasonOf(error)}` } : { code: 3, line: `REFUSED: ${reasonOf(error)}. Nothing of it was kept.` };
  }
}

function said(outcome: MirrorOutcome): Told {
  switch (outcome.outcome) {
    case 'grown':
    case 'unchanged':
      return { code: 0, line: `${outcome.size} entries` };
    case 'behind':
      return { code: 0, line: `the log shows ${outcome.size} entries, fewer than it has signed` };
    case 'damaged':
      return { code: 1, line: `what was kept of ${outcome.size} entries was not what lay on the disk afterwards. It was thrown away and is fetched again. Check the disk.` };
    case 'not-witnessed':
      return { code: 0, line: `a head of ${outcome.size} entries is not yet witnessed` };
    case 'fork':
      return { code: 3, line: `FORK: the log has signed two histories: ${outcome.reason}. Nothing more is taken from it. Both heads are kept: ${outcome.files.join(', ')}. Publish them.` };
  }
}

/** The same is not said twice in a row. */
function tell(origin: string, { code, line }: Told, states: Map<string, string>): void {
  if (states.get(origin) === line) return;
  states.set(origin, line);
  (code === 0 ? process.stdout : process.stderr).write(`${new Date().toISOString()} ${origin}: ${line}\n`);
}
