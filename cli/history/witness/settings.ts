/** `witness.yaml`. */
import { z } from 'zod';
import { isKeyName } from '@yupana/ledger';
import { amount, httpUrl, listenText, verifierKeyText } from '../config.ts';

export const nameOfKeys = z.string('Give the name of the key: your host name and a path, such as testigo.universidad.edu.pe.').refine(isKeyName, 'A name of a key has no spaces and no plus: testigo.universidad.edu.pe.');

export const witnessSettings = z.strictObject({
  name: nameOfKeys,
  /** Where the log and others reach this witness from outside. */
  url: httpUrl.optional(),
  listen: listenText.default({ host: '127.0.0.1', port: 8410 }),
  behindProxy: z.boolean('Answer true or false: does a proxy (nginx, Caddy) stand before this server?').default(false),
  state: z.string('Name a folder.').default('witness-state'),
  key: z.string('Name a file.').default('witness.key'),
  /** A second key, against quantum computers. */
  mlDsaKey: z.string('Name a file.').optional(),
  contact: z.string().max(200).optional(),
  logs: z
    .array(
      z.strictObject({
        origin: z.string('Give the first line of its checkpoints.').min(1).optional(),
        keys: z.array(verifierKeyText, 'List the verifier keys of the log.').min(1, 'List at least one verifier key of the log.'),
        url: httpUrl.optional(),
      }),
      'List the logs that you witness.',
    )
    .min(1, 'List at least one log.')
    .superRefine((logs, context) => {
      const seen = new Set<string>();
      for (const [index, log] of logs.entries()) {
        const origin = originOf(log);
        if (seen.has(origin)) context.addIssue({ code: 'custom', path: [index, 'keys'], message: `${origin} is listed twice. Put all its keys in one list.` });
        seen.add(origin);
      }
    }),
  limits: z
    .strictObject({
      requestsPerMinute: amount('requests a minute from one address', 1, 100_000).default(120),
      bodyBytes: amount('bytes of a request', 4096, 1_052_672).default(131_072),
    })
    .prefault({}),
});

export type WitnessSettings = z.infer<typeof witnessSettings>;

/** The origin is the key's name, unless it is said otherwise. */
export function originOf(log: { readonly origin?: string | undefined; readonly keys: readonly { readonly name: string }[] }): string {
  return log.origin ?? log.keys[0]?.name ?? '';
}
