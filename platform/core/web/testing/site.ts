/** A site of test kinds for tests over HTTP: publishes, asks, and reads what comes back. */
import assert from 'node:assert/strict';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import type { Scope } from '../../../../test/support/database.ts';
import { log, source, thing } from '../../../../test/support/kinds.ts';
import { TEST_ORIGIN, type TestPlatform, testPlatform, type TestPlatformOptions } from '../../../../test/support/platform.ts';
import { sample } from '../../../../test/support/sample-kind.ts';
import type { Document, Kind } from '../../kinds/kind.ts';
import { publisherOf } from '../../platform.ts';
import { newId } from '../../records/id.ts';
import { publishAll, type Published, withdraw } from '../../records/publish.ts';
import { moduleOf } from '../pages/testing/editor.ts';

const TESTER = { name: 'person:tester' };

export class Site {
  readonly platform: TestPlatform;

  private constructor(platform: TestPlatform) {
    this.platform = platform;
  }

  /** Of the kinds `thing`, `log`, `source` and `sample`, unless other modules are given. */
  static async open(scope: Scope, options: TestPlatformOptions = {}): Promise<Site> {
    return new Site(await testPlatform(scope, { modules: [moduleOf(scope, [thing, log, source, sample])], ...options }));
  }

  /** @param path below the origin, as a browser would send it. */
  async ask(path: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Response> {
    return this.platform.web.app.request(`${TEST_ORIGIN}${path}`, { method, headers });
  }

  /** The text of an answer that must be 200. */
  async text(path: string, headers: Readonly<Record<string, string>> = {}): Promise<string> {
    const answer = await this.ask(path, headers);
    assert.equal(answer.status, 200, path);
    return answer.text();
  }

  /** The JSON of an answer that must be 200. */
  async json<T>(path: string): Promise<T> {
    return JSON.parse(await this.text(path)) as T;
  }

  async publish(kind: Kind, document: Document, id: string = newId(), basedOn = 0): Promise<Published> {
    const [published] = await this.publishEach([{ id, kind: kind.name, document, basedOn }]);
    return published ?? assert.fail('nothing was published');
  }

  async publishEach(submissions: Parameters<typeof publishAll>[2]): Promise<Published[]> {
    return this.platform.database.transaction().execute((transaction) => publishAll(transaction, publisherOf(this.platform), submissions, TESTER));
  }

  async withdraw({ id, number }: Published, reason: string): Promise<Published> {
    return withdraw(this.platform.database, publisherOf(this.platform), id, number, { es: { text: reason, status: 'original' } }, TESTER);
  }
}

/** The body of an answer as it was before it was compressed. */
export async function decoded(answer: Response): Promise<string> {
  const bytes = Buffer.from(await answer.arrayBuffer());
  const coding = answer.headers.get('content-encoding');
  return (coding === 'br' ? brotliDecompressSync(bytes) : coding === 'gzip' ? gunzipSync(bytes) : bytes).toString('utf8');
}
