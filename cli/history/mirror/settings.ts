/** `mirror.yaml`. */
import { z } from 'zod';
import type { Policy, PolicyLog } from '@yupana/ledger';
import { amount, type Configuration, httpUrl, listenText, readPolicy } from '../config.ts';
import { nameOfKeys } from '../witness/settings.ts';

/** A log, and whom to believe about it: for mirror and monitor. */
export const followedLog = {
  policy: z.string('Name the policy file of the log (C2SP tlog-policy): its site gives one.'),
  /** Where the policy has several logs. */
  origin: z.string('Give the first line of its checkpoints.').optional(),
  /** Where the policy does not say. */
  url: httpUrl.optional(),
};

export const mirrorSettings = z.strictObject({
  files: z.string('Name the folder for the copies.').default('mirror'),
  every: amount('seconds between two looks', 1, 86_400).default(60),
  logs: z.array(z.strictObject({ ...followedLog, unwitnessed: z.boolean('Answer true or false: keep heads without quorum too?').default(false) }), 'List the logs that you mirror.').min(1, 'List at least one log.'),
  /** Signs what is kept, as C2SP tlog-mirror asks. */
  name: nameOfKeys.optional(),
  key: z.string('Name a file.').default('mirror.key'),
  mlDsaKey: z.string('Name a file.').optional(),
  serve: z
    .strictObject({
      listen: listenText.default({ host: '127.0.0.1', port: 8420 }),
      url: httpUrl.optional(),
      behindProxy: z.boolean('Answer true or false.').default(false),
      requestsPerMinute: amount('requests a minute from one address', 1, 1_000_000).default(6000),
      /** Whether logs may bring their entries themselves. */
      submissions: z.boolean('Answer true or false: may logs bring their entries themselves?').default(false),
      /** 256 entries of 8 KB; the standard allows 64 KB each. */
      packageBytes: amount('bytes of a package of 256 entries', 65_536, 16_900_000).default(2_097_152),
    })
    .optional(),
}).superRefine(({ name, serve }, context) => {
  if (serve?.submissions === true && name === undefined) context.addIssue({ code: 'custom', path: ['serve', 'submissions'], message: 'A log brings its entries for the signature that they are kept. Give the mirror a "name", and it makes a key.' });
});

export type MirrorSettings = z.infer<typeof mirrorSettings>;

export interface Followed {
  readonly policy: Policy;
  readonly origin: string;
  /** An address or a folder. */
  readonly place: string;
}

/** Throws where policy and configuration do not say together which log it is and where it lies. */
export function followed(setting: { readonly policy: string; readonly origin?: string | undefined; readonly url?: string | undefined }, { path }: Configuration<unknown>): Followed {
  const file = path(setting.policy);
  const policy = readPolicy(file);
  const origins = [...new Set(policy.logs.map(({ key }) => key.name))];
  const origin = setting.origin ?? origins[0];
  if (origin === undefined) throw new Error(`${file} names no log. Add its line: log <vkey> <url>.`);
  if (setting.origin === undefined && origins.length > 1) throw new Error(`${file} names several logs (${origins.join(', ')}). Say which one with "origin".`);
  const logs: readonly PolicyLog[] = policy.logs.filter(({ key }) => key.name === origin);
  if (logs.length === 0) throw new Error(`${file} names no log ${origin}, only ${origins.join(', ')}. Correct "origin", or add its line: log <vkey> <url>.`);
  const place = setting.url ?? logs.find(({ url }) => url !== undefined)?.url;
  if (place === undefined) throw new Error(`Neither ${file} nor the configuration says where ${origin} lies. Add "url".`);
  return { policy, origin, place: place.replace(/\/+$/, '') };
}
