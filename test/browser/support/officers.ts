/** People of a public body and of the office for browser tests: how they are invited, sign up, and get their mail. */
import assert from 'node:assert/strict';
import type { BrowserContextOptions, Page } from 'playwright-core';
import type { Membership } from '../../../platform/core/access/person.ts';
import { createSignInLink } from '../../../platform/core/access/sign-in-links.ts';
import { base32, codeAt, stepAt } from '../../../platform/core/access/totp.ts';
import type { Platform } from '../../../platform/core/platform.ts';
import { strengthenSessions } from '../../../platform/core/web/pages/testing/editor.ts';
import type { Bench, Visitor } from './browser-tests.ts';

export const PASSWORD = 'siete llamas cruzan Ayacucho';

/** A person who is in by a link, with two factors shown. Everybody else's session counts as strong from then on too. */
export async function officer(bench: Bench, email: string, membership: Membership, options: BrowserContextOptions = {}): Promise<Visitor> {
  const visitor = await bench.visitor(options);
  const token = await createSignInLink(bench.platform.database, email, bench.platform.now(), { membership });
  await visitor.go(`/es/sign-in/${token}`);
  await visitor.page.locator('main form button').click();
  await visitor.page.waitForURL('**/desk');
  await strengthenSessions(bench.platform.database);
  return visitor;
}

/** Invites on the page of the people of a body. @returns the link as it stands in the mail. */
export async function invite({ platform }: Pick<Bench, 'platform'>, { page, go }: Visitor, institution: string, email: string, role: string): Promise<string> {
  await go(`/es/members/${institution}`);
  await page.locator('form[action$="/invite"] [name=email]').fill(email);
  await page.locator('#f-role').selectOption(role);
  await page.locator('form[action$="/invite"] button').click();
  await page.locator('.notice code').waitFor();
  return linkIn(await mailTo(platform, email), '/invitation/');
}

/** What the newest mail to somebody says. */
export async function mailTo({ database }: Pick<Platform, 'database'>, email: string): Promise<string> {
  const mail = await database.selectFrom('mail_outbox').select('body').where('recipient', '=', email).orderBy('id', 'desc').executeTakeFirst();
  return mail?.body ?? assert.fail(`no mail to ${email}`);
}

/** The first address in a text that holds some words. */
export function linkIn(text: string, words: string): string {
  return text.split(/\s+/).find((word) => word.startsWith('http') && word.includes(words)) ?? assert.fail(`no link with ${words} in: ${text}`);
}

/** Accepts an invitation with a password, and adds an app that gives codes. */
export async function signUpByPassword({ platform }: Pick<Bench, 'platform'>, { page, go }: Visitor, link: string, name: string): Promise<void> {
  assert.equal(await go(link), 200);
  const form = page.locator('form.form:has([name=new_password])');
  await form.locator('[name=name]').fill(name);
  await form.locator('[name=new_password]').fill(PASSWORD);
  await form.locator('button').click();
  await page.waitForURL('**/es/account');
  await page.locator('form[action$="/account/totp"] button').click();
  const secret = bytesOf((await page.locator('main code').first().textContent()) ?? '');
  await page.locator('[name=code]').fill(codeAt(secret, stepAt(platform.now())));
  await page.locator('form[action$="/totp/confirm"] button').click();
  await page.locator('ul.codes').waitFor();
  await page.locator('main a.button').click();
  await page.waitForURL('**/es/account');
}

/** Accepts an invitation with a passkey, which the browser's own authenticator makes (WebAuthn level 3, section 11). */
export async function signUpByPasskey({ page, go, context }: Visitor, link: string, name: string): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('WebAuthn.enable');
  await session.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
  assert.equal(await go(link), 200);
  const form = page.locator('form[action$="/passkey"]');
  await form.locator('[name=name]').fill(name);
  await form.locator('button').click();
  await page.locator('form[data-passkey=create] button').click();
  await page.waitForURL('**/es/account');
}

/** RFC 4648 section 6: what is shown for apps to be typed in. */
function bytesOf(shown: string): Buffer {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...shown.replace(/\s/g, '')].map((letter) => alphabet.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const bytes = Buffer.from((bits.match(/.{8}/g) ?? []).map((eight) => Number.parseInt(eight, 2)));
  assert.equal(base32(bytes), shown.replace(/\s/g, ''));
  return bytes;
}

/** Answers a question of a form, whatever its control. */
export async function answer(page: Page, name: string, text: string): Promise<void> {
  // Whoever answers takes back that there was no answer.
  const absence = page.locator(`select[name="${name.split('.')[0]}.absent"]`);
  if (!name.endsWith('.absent') && (await absence.count()) > 0 && (await absence.inputValue()) !== '') await absence.selectOption('');
  const box = page.locator(`[name^="${name}."][type=checkbox][value="${text}"]`);
  if ((await box.count()) > 0) return box.first().check();
  const control = page.locator(`[name="${name}"]`).first();
  const kind = await control.evaluate((element) => (element instanceof HTMLSelectElement ? 'select' : element instanceof HTMLInputElement ? element.type : 'text'));
  if (kind === 'radio') return page.locator(`[name="${name}"][value="${text}"]`).check();
  if (kind === 'select') return void (await control.selectOption(text));
  return control.fill(text);
}

/** Presses a button of the review page. */
export async function decide({ page, go }: Visitor, record: string, act: 'submit' | 'approve' | 'publish' | 'return', typed: Readonly<Record<string, string>> = {}): Promise<void> {
  assert.equal(await go(`${record}/review`), 200);
  if (act === 'return') await page.locator('main details:has([name="remark.0.field"]) > summary').first().click();
  for (const [name, text] of Object.entries(typed)) await answer(page, name, text);
  const answered = page.waitForResponse((response) => response.request().method() === 'POST');
  await page.locator(`main form button[value=${act}]`).click();
  assert.equal((await answered).status(), 303, `${act} ${record}`);
  await page.waitForLoadState();
}
