/**
 * From where a request comes, as far as it can be known. Only proxies that TRUSTED_PROXIES names are believed
 * (ASVS 5.0: 4.1.3): whoever else sends X-Forwarded-For could choose whose allowance they use up.
 */
import { BlockList, isIP } from 'node:net';
import { getConnInfo } from '@hono/node-server/conninfo';
import type { Context } from 'hono';

/** Where machines of one household or office share an address. */
const IPV4_PREFIX = 24;
const IPV6_PREFIX = 64;

/** @param list addresses or networks with commas between them: `10.0.0.0/8, ::1`. @throws where one is neither. */
export function trustedProxies(list: string): BlockList {
  const trusted = new BlockList();
  for (const entry of list.split(',').map((one) => one.trim()).filter((one) => one !== '')) {
    const [address = '', prefix] = entry.split('/');
    const family = isIP(address);
    const bits = family === 6 ? 128 : 32;
    if (family === 0 || (prefix !== undefined && !(/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits))) throw new Error(`TRUSTED_PROXIES: "${entry}" is not an address or a network.`);
    trusted.addSubnet(address, prefix === undefined ? bits : Number(prefix), family === 6 ? 'ipv6' : 'ipv4');
  }
  return trusted;
}

/** An IPv4 address that came in IPv6 clothes is an IPv4 address. */
function bare(address: string): string {
  return address.trim().replace(/^::ffff:(?=\d+\.\d+\.\d+\.\d+$)/i, '');
}

function isIn(list: BlockList, address: string): boolean {
  const family = isIP(address);
  return family !== 0 && list.check(address, family === 6 ? 'ipv6' : 'ipv4');
}

/** The address that the nearest machine which is no proxy of ours had. Empty where there is no connection (tests). */
export function addressOf(context: Context, trusted: BlockList): string {
  const direct = connectedAddress(context);
  if (!isIn(trusted, direct)) return direct;
  const told = (context.req.header('x-forwarded-for') ?? '').split(',').map(bare).filter((one) => isIP(one) !== 0);
  return told.toReversed().find((one) => !isIn(trusted, one)) ?? direct;
}

/** The address of the machine at the other end of the connection. Empty where there is none (tests). */
export function connectedAddress(context: Context): string {
  // Without a server (tests that ask the application itself) there is no environment at all.
  const env: unknown = context.env;
  return typeof env === 'object' && env !== null && 'incoming' in env ? bare(getConnInfo(context).remote.address ?? '') : '';
}

/** The /24 or /64 of an address: who controls one address of it controls the others. */
export function networkOf(address: string): string {
  switch (isIP(address)) {
    case 4:
      return `${address.split('.').slice(0, IPV4_PREFIX / 8).join('.')}.0/${IPV4_PREFIX}`;
    case 6:
      return `${groups(address).slice(0, IPV6_PREFIX / 16).join(':')}::/${IPV6_PREFIX}`;
    default:
      return 'unknown';
  }
}

const pieces = (part: string): string[] => (part === '' ? [] : part.split(':'));

function groups(address: string): string[] {
  const [head = '', tail] = address.replace(/%.*$/, '').split('::');
  const [left, right] = [pieces(head), pieces(tail ?? '')];
  const missing = tail === undefined ? 0 : 8 - left.length - right.length;
  return [...left, ...Array<string>(Math.max(0, missing)).fill('0'), ...right].map((group) => (Number.parseInt(group, 16) || 0).toString(16));
}

const INSIDE = new BlockList();
for (const [net, prefix] of [['127.0.0.0', 8], ['10.0.0.0', 8], ['172.16.0.0', 12], ['192.168.0.0', 16], ['100.64.0.0', 10], ['169.254.0.0', 16]] as const) INSIDE.addSubnet(net, prefix, 'ipv4');
for (const [net, prefix] of [['::1', 128], ['fc00::', 7], ['fe80::', 10]] as const) INSIDE.addSubnet(net, prefix, 'ipv6');

/**
 * True where an address stands for nobody in particular: that of a proxy that nobody named, which all readers would
 * share. Such a network has no allowance of its own that somebody could use up for all.
 */
export function isShared(address: string): boolean {
  return address === '' || isIn(INSIDE, address);
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

/** True for this machine itself, by address or by name. @param host as in a URL: an IPv6 address may have its brackets. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || isIn(LOOPBACK, host.replace(/^\[(.*)\]$/, '$1'));
}
