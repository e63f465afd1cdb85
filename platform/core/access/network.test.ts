import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Hono } from 'hono';
import { addressOf, isLoopback, isShared, networkOf, trustedProxies } from './network.ts';

async function addressSeen(proxies: string, remoteAddress: string, forwarded?: string): Promise<string> {
  const app = new Hono().get('/', (context) => context.text(addressOf(context, trustedProxies(proxies))));
  const answer = await app.request('/', { headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded } }, { incoming: { socket: { remoteAddress } } });
  return answer.text();
}

describe('where a request comes from', () => {
  it('is the connection, whatever a header says, unless a proxy of ours says it', async () => {
    assert.equal(await addressSeen('', '198.51.100.7', '203.0.113.1'), '198.51.100.7');
    assert.equal(await addressSeen('10.0.0.1', '198.51.100.7', '203.0.113.1'), '198.51.100.7');
    assert.equal(await addressSeen('10.0.0.1', '10.0.0.1', '203.0.113.1'), '203.0.113.1');
    assert.equal(await addressSeen('10.0.0.1', '::ffff:10.0.0.1', '203.0.113.1'), '203.0.113.1');
  });

  it('is the nearest address that is no proxy: what stands left of it anybody can write', async () => {
    assert.equal(await addressSeen('10.0.0.0/8', '10.0.0.1', '1.1.1.1, 203.0.113.1, 10.2.3.4'), '203.0.113.1');
    assert.equal(await addressSeen('10.0.0.0/8', '10.0.0.1', 'nonsense'), '10.0.0.1');
    assert.equal(await addressSeen('10.0.0.0/8', '10.0.0.1'), '10.0.0.1');
    assert.equal(await addressSeen('fd00::/8', 'fd00::1', '2001:db8::5'), '2001:db8::5');
  });

  it('is refused at the start where TRUSTED_PROXIES is no list of networks', () => {
    for (const wrong of ['proxy', '10.0.0.0/33', '::1/129', '10.0.0.0/x']) assert.throws(() => trustedProxies(wrong), /TRUSTED_PROXIES/);
  });

  it('counts as its /24 or /64', () => {
    assert.equal(networkOf('203.0.113.77'), '203.0.113.0/24');
    assert.equal(networkOf('2001:db8:1:2:3:4:5:6'), '2001:db8:1:2::/64');
    assert.equal(networkOf('2001:db8::1'), '2001:db8:0:0::/64');
    assert.equal(networkOf('::1'), '0:0:0:0::/64');
    assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64');
    assert.equal(networkOf(''), 'unknown');
  });

  it('is nobody in particular for addresses inside, which a proxy that nobody named has', () => {
    for (const inside of ['127.0.0.1', '::1', '10.1.2.3', '172.20.0.1', '192.168.1.1', 'fd00::1', '']) assert.ok(isShared(inside), inside);
    for (const outside of ['203.0.113.1', '2001:db8::1', '172.32.0.1']) assert.ok(!isShared(outside), outside);
  });
});

describe('this machine', () => {
  it('is known by its addresses and its name, and by nothing that looks like them', () => {
    for (const host of ['localhost', '127.0.0.1', '127.8.9.10', '::1', '[::1]']) assert.ok(isLoopback(host), host);
    for (const host of ['', 'localhost.', 'localhost.example', '127.0.0.1.example', '128.0.0.1', '0.0.0.0', '::', '10.0.0.1', '::2', '::1]', 'LOCALHOST.evil']) assert.ok(!isLoopback(host), host);
  });
});
