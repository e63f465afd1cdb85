/** What a question of SDMX is not answered, and why: RFC 9457, in the language of whoever asks. */
import type { Translator } from '#core/i18n/messages.ts';

export type RefusalStatus = 400 | 404 | 406 | 413 | 501;

/** The message keys are `observatory.sdmx.problems.<problem>` and `…_help`. */
export class Refusal extends Error {
  readonly status: RefusalStatus;
  readonly problem: string;
  readonly params: Readonly<Record<string, string>>;

  constructor(status: RefusalStatus, problem: string, params: Readonly<Record<string, string>> = {}) {
    super(problem);
    this.name = 'Refusal';
    this.status = status;
    this.problem = problem;
    // What was asked is repeated, never at length.
    this.params = Object.fromEntries(Object.entries(params).map(([name, text]) => [name, text.slice(0, 80)]));
  }
}

export function refusalAnswer(t: Translator, { status, problem, params }: Refusal): Response {
  const key = `observatory.sdmx.problems.${problem}`;
  return Response.json(
    { type: `urn:yupana:problem:sdmx-${problem.replaceAll('_', '-')}`, title: t(key, params), status, detail: t(`${key}_help`, params) },
    { status, headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', Vary: 'Accept, Accept-Language', 'Content-Language': t.language } },
  );
}
