import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { COMMON_PASSWORDS, isCommonPassword } from './common-passwords.ts';
import { hashPassword, isPassword, passwordFault, SHORTEST_ALONE, SHORTEST_WITH_SECOND } from './passwords.ts';

/** Milliseconds to find out, eight times, that a password is wrong. */
async function time(hash: string | undefined): Promise<number> {
  const began = performance.now();
  for (let round = 0; round < 8; round += 1) assert.ok(!(await isPassword(hash, 'otra cosa por completo')));
  return performance.now() - began;
}

describe('a password', () => {
  it('is kept as argon2id with the parameters of OWASP and a salt of its own', async () => {
    const [one, two] = [await hashPassword('un caballo come alfalfa'), await hashPassword('un caballo come alfalfa')];
    assert.match(one, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    assert.notEqual(one, two);
    assert.ok(await isPassword(one, 'un caballo come alfalfa'));
    assert.ok(!(await isPassword(one, 'un caballo come Alfalfa')));
    assert.ok(!(await isPassword(one, 'un caballo come alfalfa ')));
  });

  it('is the same however the letters are composed', async () => {
    assert.ok(await isPassword(await hashPassword('pin\u0303a colada en Ica'), 'pi\u00f1a colada en Ica'));
  });

  it('of nobody takes about as long to be wrong', async () => {
    const kept = await hashPassword('un caballo come alfalfa');
    await time(kept);
    const [known, nobody] = [await time(kept), await time(undefined)];
    assert.ok(nobody > known / 3 && nobody < known * 3, `${known} ms against ${nobody} ms`);
  });

  it('has 12 signs, 15 where it stands alone, and at most 128, of any sort', () => {
    assert.equal(passwordFault('cuy trueno 7', SHORTEST_WITH_SECOND, []), undefined);
    assert.equal(passwordFault('cuy trueno ', SHORTEST_WITH_SECOND, []), 'too_short');
    assert.equal(passwordFault('cuy trueno 77', SHORTEST_ALONE, []), 'too_short');
    assert.equal(passwordFault('🦙🌽⛰️☕🐟🌊', SHORTEST_ALONE, []), 'too_short');
    assert.equal(passwordFault('lluvia sobre tejados', SHORTEST_ALONE, []), undefined);
    assert.equal(passwordFault('á'.concat('lluvia sobre tejados ').repeat(6).slice(0, 128), SHORTEST_ALONE, []), undefined);
    assert.equal(passwordFault('lluvia sobre tejados '.repeat(7).slice(0, 129), SHORTEST_ALONE, []), 'too_long');
  });

  it('is not one that everybody tries', () => {
    assert.ok(COMMON_PASSWORDS.size > 3000, String(COMMON_PASSWORDS.size));
    for (const common of [
      'password123456', 'Password2026!!!!', 'P@ssw0rd12345678', 'contraseña123456', 'Contraseña2026!', 'qwertyuiop123456', 'administrador1', '123456789012345', '111111111111111', 'abcabcabcabcabc',
      'abcdefghijklmnop', 'Ministerio2026!!', 'machupicchu1234', 'passwordpassword', 'adminadminadmin', 'holamundo123456', '2026202620262026', 'Bienvenido2026!!',
    ]) assert.ok(isCommonPassword(common), common);
    for (const good of ['siete llamas cruzan Ayacucho', 'lluvia sobre tejados', 'Kx9#pQ2v!mZ7wL4r', 'el cuy de mi tia baila', 'ministerio con goteras 88']) assert.ok(!isCommonPassword(good), good);
  });

  it('is not the name, the address or the site', () => {
    for (const [password, about] of [['anaquispe2026!!!', ['ana.quispe@pcm.gob.pe']], ['Ana Quispe Rojas 1', ['Ana Quispe Rojas']], ['ana.quispe@pcm.gob.pe', ['ana.quispe@pcm.gob.pe']], ['yupana-yupana-2026', ['Yupana']]] as const) {
      assert.ok(['personal', 'common'].includes(passwordFault(password, SHORTEST_ALONE, about) ?? ''), password);
    }
    assert.equal(passwordFault('ana come chirimoyas maduras', SHORTEST_ALONE, ['ana@example.org', 'Ana']), undefined);
  });
});
