import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import * as fc from 'fast-check';
import { testDatabase } from '../../../test/support/database.ts';
import { makeAccount } from './accounts.ts';
import { SecretBox } from './secret-box.ts';
import { setTotp, useTotp } from './second-factors.ts';
import { sealTotpSecrets, totpBox } from './totp-key.ts';
import { codeAt, newSecret, stepAt } from './totp.ts';

const [box, other] = [new SecretBox(Buffer.alloc(32, 1)), new SecretBox(Buffer.alloc(32, 2))];
const home = mkdtempSync(join(tmpdir(), 'yupana-key-'));
after(() => rmSync(home, { recursive: true }));
const NOW = new Date('2026-11-21T17:00:00Z');

describe('a sealed secret', () => {
  it('comes back under its key and account, and under no other', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.string(), fc.string(), (bytes, owner, stranger) => {
        const sealed = box.seal(Buffer.from(bytes), owner);
        assert.deepEqual(box.open(sealed, owner), Buffer.from(bytes));
        assert.equal(other.open(sealed, owner), undefined);
        if (Buffer.from(owner).compare(Buffer.from(stranger)) !== 0) assert.equal(box.open(sealed, stranger), undefined);
        assert.notDeepEqual(box.seal(Buffer.from(bytes), owner), sealed, 'never twice the same');
      }),
    );
  });

  it('is refused when a bit of it differs, or it is cut', () => {
    const sealed = box.seal(newSecret(), 'ana');
    for (let at = 0; at < sealed.length; at += 1) {
      const changed = Buffer.from(sealed);
      changed[at] = (changed[at] ?? 0) ^ 1;
      assert.equal(box.open(changed, 'ana'), undefined, String(at));
      assert.equal(box.open(sealed.subarray(0, at), 'ana'), undefined, String(at));
    }
  });
});

describe('the key of code applications', () => {
  it('is that of TOTP_KEY, else one that the data folder keeps for its owner alone', async () => {
    const folder = join(home, 'data');
    const [first, second] = await Promise.all([totpBox({}, folder), totpBox({}, folder)]);
    const sealed = first.seal(Buffer.from('x'), 'ana');
    assert.deepEqual(second.open(sealed, 'ana'), Buffer.from('x'));
    assert.equal(statSync(join(folder, 'totp.key')).mode & 0o777, 0o600);
    const given = await totpBox({ TOTP_KEY: Buffer.alloc(32, 1).toString('base64') }, join(home, 'nowhere'));
    assert.deepEqual(given.open(box.seal(Buffer.from('y'), 'ana'), 'ana'), Buffer.from('y'));
    assert.throws(() => statSync(join(home, 'nowhere')), 'nothing is written where the environment has one');
  });

  it('is told at once where it is none', async () => {
    for (const text of ['short', Buffer.alloc(31).toString('base64'), Buffer.alloc(33).toString('base64'), 'x'.repeat(44)]) await assert.rejects(totpBox({ TOTP_KEY: text }, home), /TOTP_KEY is not a key/, text);
    writeFileSync(join(home, 'totp.key'), 'nonsense');
    chmodSync(join(home, 'totp.key'), 0o600);
    await assert.rejects(totpBox({}, home), /totp\.key is not a key/);
    assert.equal(readFileSync(join(home, 'totp.key'), 'utf8'), 'nonsense');
  });
});

describe('the secrets in the database', () => {
  it('are sealed at the start where an earlier version left them plain, work as before, and stand nowhere as they are', async (context) => {
    const { database } = await testDatabase({ after: (hook) => context.after(hook) });
    const [ana, beto] = [await makeAccount(database, { name: 'Ana', email: 'ana@example.org' }), await makeAccount(database, { name: 'Beto', email: 'beto@example.org' })];
    const [plain, fresh] = [newSecret(), newSecret()];
    await database.insertInto('totp').values({ account_id: ana.id, secret: plain, last_step: 0, created_at: NOW }).execute();
    await setTotp(database, box, { accountId: beto.id, name: 'Beto' }, fresh, 0, NOW);
    assert.ok(!(await useTotp(database, box, ana.id, codeAt(plain, stepAt(NOW)), NOW)), 'nothing plain is taken: whoever writes to the database alone plants no secret');
    await sealTotpSecrets(database, box);
    await sealTotpSecrets(database, box);
    for (const { secret } of await database.selectFrom('totp').select('secret').execute()) for (const one of [plain, fresh]) assert.ok(!secret.includes(one));
    assert.ok(await useTotp(database, box, ana.id, codeAt(plain, stepAt(NOW)), NOW));
    assert.ok(await useTotp(database, box, beto.id, codeAt(fresh, stepAt(NOW)), NOW));
    assert.ok(!(await useTotp(database, box, beto.id, codeAt(fresh, stepAt(NOW)), NOW)), 'once');
    await assert.rejects(sealTotpSecrets(database, other), /2 code applications are kept under another key/);
    await database.updateTable('totp').set({ secret: (await database.selectFrom('totp').select('secret').where('account_id', '=', beto.id).executeTakeFirstOrThrow()).secret }).where('account_id', '=', ana.id).execute();
    await assert.rejects(sealTotpSecrets(database, box), /1 code applications/, 'none serves for another account');
  });
});
