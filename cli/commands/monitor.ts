/** `yupana monitor` */
import { parseArgs } from 'node:util';
import { type Command, UsageFault } from '../command.ts';
import { readConfiguration, reasonOf } from '../history/config.ts';
import { lockFolder } from '../history/lock.ts';
import { followed } from '../history/mirror/settings.ts';
import { deliver } from '../history/monitor/deliver.ts';
import { ALARMS, type MonitorEvent, textLine } from '../history/monitor/events.ts';
import { Monitor } from '../history/monitor/monitor.ts';
import { type MonitorSettings, monitorSettings } from '../history/monitor/settings.ts';
import { MonitorStore } from '../history/monitor/store.ts';
import { everySeconds } from '../history/rounds.ts';
import { stopSignal } from '../history/server.ts';
import { httpSource } from '../history/source.ts';

export const monitorCommand: Command = {
  help: `
yupana monitor --config monitor.yaml [--once]

Follows a log and reports: withdrawals, new versions of records of the kinds
that you name, erasures, new keys, missing versions, entries that do not fit
the ones before, a head without quorum, silence, two histories (fork). All of
it is checked as a mirror would. What was reported is kept in the state folder
(events.jsonl); a report that does not arrive is tried again.

  --config   the configuration, YAML or JSON
  --once     one look, then end: for cron

monitor.yaml:
  policy: historia.policy          # from the log's page; better: from a witness
  url: https://ia.gob.pe/log       # where the policy does not say
  state: monitor-state             # folder
  every: 60                        # seconds
  kinds: [action, objective]       # whose new versions are reported
  silenceHours: 72
  unreachableHours: 6
  witnessMinutes: 60
  history: skip                    # or report: also what was before the first look
  compare: [https://espejo.ong.example/<hash>]  # mirrors and witnesses
  report:
    format: text                   # or json: one event a line
    webhook: https://chat.example/hook
    command: [mail, -s, Yupana, equipo@ong.example]

Ends with 0 when stopped or, with --once, when nothing is wrong; 1 when the log
cannot be reached; 3 when something is wrong was found in this look.

Examples:
  yupana monitor --config monitor.yaml
  yupana monitor --config monitor.yaml --once`,
  async run(args) {
    const { values } = parseArgs({ args: [...args], options: { config: { type: 'string' }, once: { type: 'boolean', default: false } } });
    if (values.config === undefined) throw new UsageFault('Name the configuration: --config monitor.yaml.');
    const configuration = readConfiguration(values.config, monitorSettings);
    const settings = configuration.value;
    const state = configuration.path(settings.state);
    const { policy, origin, place } = followed(settings, configuration);
    const stopped = stopSignal();
    const lock = lockFolder(state);
    try {
      const store = new MonitorStore(state, origin);
      const monitor = new Monitor({
        source: httpSource(place), policy, origin, store,
        kinds: new Set(settings.kinds),
        silenceSeconds: settings.silenceHours * 3600,
        unreachableSeconds: settings.unreachableHours * 3600,
        witnessSeconds: settings.witnessMinutes * 60,
        tellsHistory: settings.history === 'report',
        compare: settings.compare,
        now: () => Math.floor(Date.now() / 1000),
      });
      const look = async (): Promise<number> => {
        const { reached, events } = await monitor.look();
        for (const event of events) process.stdout.write(`${lineOf(event, settings)}\n`);
        await deliverWaiting(store, settings);
        if (events.some(({ type }) => ALARMS.has(type))) return 3;
        return reached ? 0 : 1;
      };
      if (values.once) return await look();
      await everySeconds(settings.every, stopped, async () => {
        try {
          return (await look()) !== 1;
        } catch (error) {
          // A full disk: what was seen is seen again when there is room.
          process.stderr.write(`${new Date().toISOString()} the state cannot be kept: ${reasonOf(error)}\n`);
          return false;
        }
      });
      return 0;
    } finally {
      lock.release();
    }
  },
};

function lineOf(event: MonitorEvent, { report }: MonitorSettings): string {
  return report.format === 'json' ? JSON.stringify(event) : textLine(event);
}

/** In their order; what does not arrive waits for the next look, and all after it. */
async function deliverWaiting(store: MonitorStore, { report }: MonitorSettings): Promise<void> {
  for (;;) {
    const { lines, upTo } = store.undelivered(100);
    if (lines.length === 0) return;
    try {
      await deliver({ webhook: report.webhook, command: report.command }, lines);
    } catch (error) {
      process.stderr.write(`${new Date().toISOString()} ${lines.length} events wait to be delivered: ${reasonOf(error)}\n`);
      return;
    }
    store.delivered(upTo);
  }
}
