/** What the command line can do. A command is read when it is called: a witness has no use for the platform, nor the memory for it. */
import type { Command } from './command.ts';

export interface ListedCommand {
  /** As it is typed: `pack check`. */
  readonly name: string;
  readonly summary: string;
  load(): Promise<Command>;
}

export const COMMANDS: readonly ListedCommand[] = [
  { name: 'serve', summary: 'run the platform', load: async () => (await import('./commands/serve.ts')).serve },
  { name: 'pack check', summary: 'find every fault of a country pack', load: async () => (await import('./commands/pack.ts')).packCheck },
  { name: 'pack load', summary: 'publish what is new or changed in a country pack', load: async () => (await import('./commands/pack.ts')).packLoad },
  { name: 'export', summary: 'write everything that is public to files', load: async () => (await import('./commands/export.ts')).exportCommand },
  { name: 'id', summary: 'make new permanent ids for records of a pack', load: async () => (await import('./commands/id.ts')).idCommand },
  { name: 'sign-in-link', summary: 'make an account and a link that signs its person in', load: async () => (await import('./commands/sign-in-link.ts')).signInLink },
  { name: 'jobs', summary: 'see what the jobs do, and which mail did not go out', load: async () => (await import('./commands/jobs.ts')).jobsCommand },
  { name: 'erase', summary: "delete a person's data from a record, for good", load: async () => (await import('./commands/erase.ts')).eraseCommand },
  { name: 'log rotate-key', summary: 'give the public log a new key', load: async () => (await import('./commands/log.ts')).logRotateKey },
  { name: 'log recover', summary: 'after a restored backup: take what the log has forgotten from a mirror', load: async () => (await import('./commands/log.ts')).logRecover },
  { name: 'witness', summary: 'confirm that a public log only grows (for a university or NGO)', load: async () => (await import('./commands/witness.ts')).witnessCommand },
  { name: 'mirror', summary: 'keep a checked copy of a public log, and serve it', load: async () => (await import('./commands/mirror.ts')).mirrorCommand },
  { name: 'verify proof', summary: 'check offline that a version is in the public log', load: async () => (await import('./commands/verify.ts')).verifyProof },
  { name: 'verify log', summary: 'check a whole public log, or a log against a mirror', load: async () => (await import('./commands/verify.ts')).verifyLog },
  { name: 'verify site', summary: 'check that a site shows what its public log says, all of it, unchanged', load: async () => (await import('./commands/verify-site.ts')).verifySite },
  { name: 'monitor', summary: 'follow a public log and report what people should look at', load: async () => (await import('./commands/monitor.ts')).monitorCommand },
  { name: 'index rerun', summary: 'compute a published index again from its bundle', load: async () => (await import('./commands/index-rerun.ts')).indexRerun },
  { name: 'figures convert', summary: 'turn figures of SDMX or Open SDG into a sheet that the import takes', load: async () => (await import('./commands/figures-convert.ts')).figuresConvert },
];
