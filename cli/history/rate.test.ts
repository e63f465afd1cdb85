import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateLimit } from './rate.ts';

test('so many a minute, saved up to a minute’s worth, each address by itself', () => {
  const rate = new RateLimit(3);
  const asked = (client: string, at: number): boolean => rate.takes(client, at);
  assert.deepEqual([0, 1, 2, 3].map((at) => asked('192.0.2.1', at)), [true, true, true, false]);
  assert.ok(asked('192.0.2.2', 3));
  assert.deepEqual([asked('192.0.2.1', 20_010), asked('192.0.2.1', 20_020)], [true, false]);
  assert.deepEqual([1, 2, 3, 4].map(() => asked('192.0.2.1', 9_000_000)), [true, true, true, false]);
});

test('a network of IPv6 is one client, an IPv4 address within IPv6 is itself', () => {
  const rate = new RateLimit(1);
  assert.deepEqual(['2001:db8:1:2::1', '2001:db8:1:2:ffff::9', '2001:db8:1:2:3:4:5:6', '2001:db8:1:3::1', '::ffff:192.0.2.1', '::ffff:192.0.2.2', '::1'].map((client) => rate.takes(client, 0)), [true, false, false, true, true, true, true]);
});

test('however many addresses ask, not all are remembered', () => {
  const rate = new RateLimit(1);
  assert.ok(rate.takes('first', 0));
  for (let client = 0; client < 10_000; client++) rate.takes(`c${client}`, 0);
  assert.ok(rate.takes('first', 0), 'forgotten, so it may ask again');
  assert.ok(!rate.takes('c9999', 0));
});
