/** `yupana verify site` */
import { parseArgs } from 'node:util';
import { Difference } from '../history/tree.ts';
import { type Command, UsageFault } from '../command.ts';
import { readPolicy } from '../history/config.ts';
import { openSource } from '../history/source.ts';
import { readHead } from '../history/verify/head.ts';
import { compareSite, shownVersions, type SiteComparison } from '../history/verify/site.ts';
import { progressBar } from '../progress.ts';
import { CODES, codeOf, headLines, headResult, REFUTED, shown, type Verdict, withVerdict } from './verify.ts';

export const verifySite: Command = {
  help: `
yupana verify site <address> [--log <address or folder>] [--language es]
                   [--policy file] [--json]

Fetches every version that the site shows and holds its document against the
digest in the log; names what was changed, what the site shows and never logged,
and what was logged and is gone.

  --log       where the log is read; better a mirror of somebody else than the
              site itself, which is the default (<address>/log)
  --language  one of the site's languages, for the addresses of its pages
  --policy    whom to trust (c2sp.org/tlog-policy)
  --json      the result as JSON
${CODES}

Examples:
  yupana verify site https://ia.gob.pe --policy peru.policy
  yupana verify site https://ia.gob.pe --log https://espejo.ong.example/<hash>`,
  async run(args) {
    const { values, positionals } = parseArgs({ args: [...args], options: { log: { type: 'string' }, language: { type: 'string', default: 'es' }, policy: { type: 'string' }, json: { type: 'boolean', default: false } }, allowPositionals: true });
    const [address] = positionals;
    if (address === undefined || positionals.length > 1 || !/^https?:\/\//.test(address)) throw new UsageFault('Name one site by its address, such as https://ia.gob.pe');
    if (!/^[a-z]{2,3}(-[A-Za-z0-9]+)*$/.test(values.language)) throw new UsageFault(`"${values.language}" is no code of a language. Such as: es`);
    const site = address.replace(/\/+$/, '');
    const policy = values.policy === undefined ? undefined : readPolicy(values.policy);
    const log = await openSource(values.log ?? `${site}/log`);
    return withVerdict(values.json, async (): Promise<Verdict> => {
      const before = await readHead(log, policy);
      const versions = await shownVersions(site, values.language);
      const head = await readHead(log, policy);
      if (head.checkpoint.origin !== before.checkpoint.origin) throw new Difference(`${log.name} has changed its name`);
      const bar = progressBar('Comparing');
      const comparison = await compareSite({ site, log, before: before.checkpoint, head: head.checkpoint, shown: versions, now: Date.now, progress: bar.update }).finally(bar.end);
      const code = comparison.faults > 0 ? REFUTED : codeOf(head);
      return { code, result: { ...headResult(head), ...comparison }, lines: [...headLines(head), ...siteLines(comparison), verdictOf(code, head.vouched === 'unchecked')] };
    });
  },
};

function siteLines({ versions, same, waiting, findings, faults }: SiteComparison): string[] {
  return [
    `Site      ${versions} versions; ${same} as they were logged${waiting > 0 ? `; ${waiting} just published, not yet logged` : ''}`,
    ...findings.map(({ what, record, version, entry, reason }, index) => `${index === 0 ? 'FIRST DIFFERENCE  ' : 'Then  '}${what}: record ${shown(record)}, version ${version}${entry === undefined ? '' : `, entry ${entry}`}: ${shown(reason)}`),
    ...(faults > findings.length ? [`and ${faults - findings.length} more`] : []),
  ];
}

function verdictOf(code: number, unchecked: boolean): string {
  if (code === REFUTED) return 'DOES NOT HOLD.';
  if (code === 0) return 'HOLDS: the site shows what was logged, all of it, unchanged.';
  return unchecked ? 'Nothing is wrong with it, but no signature was checked: give --policy.' : 'Nothing is wrong with it, but the log is not yet witnessed: the quorum is not met.';
}
