/** An editor for tests: signs in by a link, reads forms as a browser does, sends what the form holds. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Scope } from '../../../../../test/support/database.ts';
import { TEST_ORIGIN, type TestPlatform } from '../../../../../test/support/platform.ts';
import { createSignInLink } from '../../../access/sign-in-links.ts';
import type { Membership } from '../../../access/person.ts';
import type { Database } from '../../../storage/database.ts';
import { fieldMeta } from '../../../kinds/fields.ts';
import type { FormEntry } from '../../../kinds/form-tree.ts';
import type { Fields, Kind } from '../../../kinds/kind.ts';
import type { Module } from '../../../module.ts';

export class Editor {
  readonly #platform: TestPlatform;
  readonly #cookie: string;

  private constructor(platform: TestPlatform, cookie: string) {
    this.#platform = platform;
    this.#cookie = cookie;
  }

  /** An editor of the strategy office, with two factors shown, unless another place and role are given. */
  static async signIn(platform: TestPlatform, person: string, membership: Membership = { institution: undefined, role: 'editor' }): Promise<Editor> {
    const token = await createSignInLink(platform.database, person, platform.now(), { membership });
    const answer = await platform.web.app.request(`${TEST_ORIGIN}/es/sign-in/${token}`, { method: 'POST', headers: { origin: TEST_ORIGIN } });
    assert.equal(answer.status, 303);
    await strengthenSessions(platform.database);
    return new Editor(platform, (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '');
  }

  async get(path: string): Promise<Response> {
    return this.#platform.web.app.request(`${TEST_ORIGIN}${path}`, { headers: { cookie: this.#cookie } });
  }

  async post(path: string, entries: Iterable<FormEntry>, headers: Record<string, string> = {}): Promise<Response> {
    const body = new URLSearchParams([...entries].map(([name, text]) => [name, text])).toString();
    return this.#platform.web.app.request(`${TEST_ORIGIN}${path}`, { method: 'POST', body, headers: { cookie: this.#cookie, origin: TEST_ORIGIN, 'content-type': 'application/x-www-form-urlencoded', ...headers } });
  }

  /** Sends a form with a file, as a browser does. */
  async upload(path: string, file: File, fields: Readonly<Record<string, string>> = {}): Promise<Response> {
    const body = new FormData();
    for (const [name, text] of Object.entries(fields)) body.set(name, text);
    body.set('file', file);
    return this.#platform.web.app.request(`${TEST_ORIGIN}${path}`, { method: 'POST', body, headers: { cookie: this.#cookie, origin: TEST_ORIGIN } });
  }

  /** The form of a page that must be there. */
  async open(path: string): Promise<OpenForm> {
    const answer = await this.get(path);
    assert.equal(answer.status, 200, path);
    return readForm(await answer.text());
  }
}

/** Sends the draft of a record as one person of the office and publishes it as another. @param path of the record: `/es/things/…`. */
export async function publishByReview(writer: Editor, reviewer: Editor, path: string, note = ''): Promise<void> {
  for (const [who, act] of [[writer, 'submit'], [reviewer, 'publish']] as const) {
    const form = await who.open(`${path}/review`);
    const answer = await who.post(form.action, form.filled(act === 'submit' ? { note } : {}, act));
    assert.equal(answer.status, 303, `${act}: ${await answer.text()}`);
  }
}

/** As if everybody who is signed in had shown a second factor; how that is done has its own tests. */
export async function strengthenSessions(database: Database): Promise<void> {
  await database.updateTable('session').set({ strong: true }).execute();
}

export interface OpenForm {
  readonly html: string;
  readonly action: string;
  /** What a browser would send: disabled by nothing, only what is checked. */
  readonly entries: readonly FormEntry[];
  /** The same with other texts in some fields, as if they had been typed, and a button pressed. */
  filled(typed: Readonly<Record<string, string>>, act: string): FormEntry[];
}

/** Reads the edit form of a page. */
export function readForm(html: string): OpenForm {
  const [, action, inside] = /<form class="form"[^>]* action="([^"]*)"[^>]*>([\s\S]*?)<\/form>/.exec(html) ?? assert.fail('no form');
  const entries = [...controls(inside ?? '')];
  const filled = (typed: Readonly<Record<string, string>>, act: string): FormEntry[] => [
    ...entries.filter(([name]) => !Object.hasOwn(typed, name)), ...Object.entries(typed), ['_do', act],
  ];
  return { html, action: decode(action ?? ''), entries, filled };
}

function* controls(html: string): Generator<FormEntry> {
  for (const [, tag, attributes = '', content = ''] of html.matchAll(/<(input|textarea|select)\b([^>]*)>((?<=<(?:textarea|select)[^>]*>)[\s\S]*?(?=<\/(?:textarea|select)>))?/g)) {
    const name = decode(/ name="([^"]*)"/.exec(attributes)?.[1] ?? '');
    if (tag === 'textarea') yield [name, decode(content).replace(/^\n/, '')];
    else if (tag === 'select') yield [name, decode(/<option value="([^"]*)" selected>/.exec(content)?.[1] ?? '')];
    else if (!/ type="(radio|checkbox)"/.test(attributes) || / checked/.test(attributes)) yield [name, decode(/ value="([^"]*)"/.exec(attributes)?.[1] ?? '')];
  }
}

function decode(text: string): string {
  const signs: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };
  return text.replace(/&(?:lt|gt|quot|#39|amp);/g, (sign) => signs[sign] ?? sign);
}

/** A module of kinds that no module has, with a label for each field. */
export function moduleOf(scope: Scope, kinds: readonly Kind[]): Module {
  const folder = mkdtempSync(join(tmpdir(), 'yupana-messages-'));
  scope.after(async () => rmSync(folder, { recursive: true }));
  const texts = Object.fromEntries(kinds.map((kind) => [kind.name, { one: `one ${kind.name}`, many: `many ${kind.name}`, about: kind.name, steps: Object.fromEntries(kind.steps.map(({ name }) => [name, `step ${name}`])), fields: labels(kind.fields) }]));
  writeFileSync(join(folder, 'es.json'), JSON.stringify({ kinds: texts }));
  return { name: 'test', kinds, messages: [pathToFileURL(`${folder}/`)] };
}

function labels(fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([name]) => name !== 'evidence').map(([name, schema]) => {
      const meta = fieldMeta(schema);
      const inner = meta.type === 'list' ? fieldMeta(meta.element) : meta;
      const parts = inner.type === 'group' ? { fields: labels(inner.fields) } : inner.type === 'choice' ? { options: Object.fromEntries(inner.options.map((option) => [option, `option ${option}`])) } : {};
      return [name, { label: `label ${name}`, ...parts }];
    }),
  );
}
