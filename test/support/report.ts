/** What a test run prints: a line for each file, every failure in full, every skipped test with its reason, the total. */
import { relative } from 'node:path';
import type { EventData } from 'node:test';
import { inspect } from 'node:util';

type Result = EventData.TestPass | EventData.TestFail;

interface FileResults {
  passed: number;
  failed: number;
  skipped: number;
  milliseconds: number;
  /** What the tests of the file said: shown only beside a failure. */
  readonly notes: string[];
  output: string;
}

export class Report {
  readonly #files = new Map<string, FileResults>();
  readonly #skips: string[] = [];
  readonly #print: (line: string) => void;
  /** The tests that the one being reported now stands in, outermost first. */
  readonly #parents: string[] = [];

  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  get counts(): { passed: number; failed: number; skipped: number } {
    const total = { passed: 0, failed: 0, skipped: 0 };
    for (const { passed, failed, skipped } of this.#files.values()) {
      total.passed += passed;
      total.failed += failed;
      total.skipped += skipped;
    }
    return total;
  }

  started({ name, nesting }: EventData.TestStart): void {
    this.#parents.length = nesting;
    this.#parents.push(name);
  }

  finished(result: Result, passed: boolean): void {
    const file = this.#of(result.file ?? result.name);
    const { type, duration_ms } = result.details;
    if (result.nesting === 0) file.milliseconds += duration_ms;
    const name = [...this.#parents.slice(0, result.nesting), result.name].join(' › ');
    // A suite fails where a test in it fails, and passes without having tested anything itself.
    if (type === 'suite' && (passed || isOfSubtests(result))) return;
    if (result.skip !== undefined || result.todo !== undefined) {
      file.skipped += 1;
      this.#skips.push(`${short(result.file)} ${name}: ${reasonOf(result)}`);
    } else if (passed && result.name === result.file) {
      this.#fail(file, result, name, 'there is no test in the file');
    } else if (passed) {
      file.passed += 1;
    } else {
      this.#fail(file, result, name, 'error' in result.details ? describe(result.details.error) : '');
    }
  }

  noted({ file, message }: EventData.TestDiagnostic): void {
    if (file !== undefined) this.#of(file).notes.push(message);
  }

  wrote({ file, message }: EventData.TestStderr | EventData.TestStdout): void {
    this.#of(file).output += message;
  }

  fileEnded(path: string): void {
    const { passed, failed, skipped, milliseconds, notes, output } = this.#of(path);
    const counts = [`${passed} passed`, ...(failed > 0 ? [`${failed} FAILED`] : []), ...(skipped > 0 ? [`${skipped} skipped`] : [])];
    this.#print(`${failed > 0 ? '✖' : '✔'} ${short(path)}  ${counts.join(', ')}  (${(milliseconds / 1000).toFixed(1)} s)`);
    for (const note of notes) this.#print(`    ${note}`);
    if (failed > 0 && output !== '') this.#print(indent(output.trimEnd()));
  }

  /** @param version of the PostgreSQL under the tests. */
  end(version: string, milliseconds: number): void {
    if (this.#skips.length > 0) this.#print(`\nSkipped:\n${this.#skips.map((skip) => `  ${skip}`).join('\n')}`);
    this.#print(`\nPostgreSQL ${version}, ${(milliseconds / 1000).toFixed(0)} s`);
    const { passed, failed, skipped } = this.counts;
    this.#print(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  }

  #fail(file: FileResults, result: Result, name: string, description: string): void {
    file.failed += 1;
    const place = result.line === undefined || result.name === result.file ? '' : `:${result.line}`;
    this.#print(`\n✖ ${short(result.file)}${place} ${result.name === result.file ? '' : name}\n${indent(description)}\n`);
  }

  #of(path: string): FileResults {
    const known = this.#files.get(path) ?? { passed: 0, failed: 0, skipped: 0, milliseconds: 0, notes: [], output: '' };
    this.#files.set(path, known);
    return known;
  }
}

function isOfSubtests(result: Result): boolean {
  const error = 'error' in result.details ? result.details.error : undefined;
  return error !== undefined && 'failureType' in error && error.failureType === 'subtestsFailed';
}

function reasonOf({ skip, todo }: Result): string {
  const reason = skip ?? todo;
  return typeof reason === 'string' && reason !== '' ? reason : todo === undefined ? 'no reason given' : 'to do';
}

function describe(error: Error): string {
  // The runner wraps what the test threw.
  const cause = error.cause ?? error;
  return typeof cause === 'string' ? cause : inspect(cause, { depth: 8, maxStringLength: 4000 });
}

function short(path: string | undefined): string {
  return path === undefined ? '' : relative(process.cwd(), path);
}

function indent(text: string): string {
  return text.replace(/^/gm, '    ');
}
