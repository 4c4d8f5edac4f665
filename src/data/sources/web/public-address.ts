/**
 * Which network addresses a source may be fetched from: public ones, and those that the configuration allows. An address
 * that wraps an IPv4 one (mapped, NAT64) counts as the one inside.
 */
import { BlockList, isIP } from 'node:net';

/** Special-purpose IPv4 blocks: IANA IPv4 Special-Purpose Address Registry (RFC 6890), multicast and reserved. */
const RESERVED_V4: readonly (readonly [string, number])[] = [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.0.2.0', 24],
  ['192.88.99.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['198.51.100.0', 24],
  ['203.0.113.0', 24],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
];

/** Only 2000::/3 is global unicast (RFC 4291 §2.4); inside it, protocol assignments, documentation and 6to4 are not hosts. */
const RESERVED_V6: readonly (readonly [string, number])[] = [
  ['2001::', 23],
  ['2001:db8::', 32],
  ['2002::', 16],
  ['3fff::', 20],
];

const listOf = (ranges: readonly (readonly [string, number])[], family: 'ipv4' | 'ipv6'): BlockList => {
  const list = new BlockList();
  for (const [network, prefix] of ranges) list.addSubnet(network, prefix, family);
  return list;
};

const reservedV4 = listOf(RESERVED_V4, 'ipv4');
const reservedV6 = listOf(RESERVED_V6, 'ipv6');
const globalV6 = listOf([['2000::', 3]], 'ipv6');

/** The eight groups of an IPv6 address, without its zone. */
function groupsOf(address: string): number[] {
  const plain = address.replace(/%.*$/, '');
  // The URL parser writes every spelling, dotted tails included, in its one canonical form.
  const canonical = new URL(`http://[${plain}]/`).hostname.slice(1, -1);
  const [head = '', tail] = canonical.split('::');
  const parse = (part: string): number[] =>
    part === '' ? [] : part.split(':').map((group) => Number.parseInt(group, 16));
  const [left, right] = [parse(head), tail === undefined ? [] : parse(tail)];
  return [
    ...left,
    ...Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => 0),
    ...right,
  ];
}

/** The IPv4 address inside ::ffff:a.b.c.d, ::a.b.c.d and 64:ff9b::a.b.c.d; null: none. */
function wrapped(groups: readonly number[]): string | null {
  const prefix = groups.slice(0, 6).join(':');
  if (!['0:0:0:0:0:65535', '0:0:0:0:0:0', '100:65435:0:0:0:0'].includes(prefix)) return null;
  const [high = 0, low = 0] = groups.slice(6);
  return [high >> 8, high & 255, low >> 8, low & 255].join('.');
}

export interface AddressPolicy {
  /** @param address as DNS or a URL gave it */
  isAllowed(address: string): boolean;
}

/** @param allowed addresses or ranges in CIDR form that are allowed though they are not public */
export function createAddressPolicy(allowed: readonly string[]): AddressPolicy {
  const list = new BlockList();
  for (const range of allowed) {
    const [network = '', prefix] = range.split('/');
    const family = isIP(network) === 6 ? 'ipv6' : 'ipv4';
    if (prefix === undefined) list.addAddress(network, family);
    else list.addSubnet(network, Number(prefix), family);
  }
  return {
    isAllowed(address) {
      const plain = address.replace(/%.*$/, '');
      const family = isIP(plain);
      if (family === 4) return list.check(plain, 'ipv4') || !reservedV4.check(plain, 'ipv4');
      if (family !== 6) return false;
      const inside = wrapped(groupsOf(plain));
      if (inside !== null && inside !== '0.0.0.0' && inside !== '0.0.0.1') return this.isAllowed(inside);
      return list.check(plain, 'ipv6') || (globalV6.check(plain, 'ipv6') && !reservedV6.check(plain, 'ipv6'));
    },
  };
}

/** Whether `text` is an address, or a range in CIDR form. */
export function isAddressRange(text: string): boolean {
  const [network = '', prefix, more] = text.split('/');
  const family = isIP(network);
  if (family === 0 || more !== undefined) return false;
  if (prefix === undefined) return true;
  return /^\d{1,3}$/.test(prefix) && Number(prefix) <= (family === 4 ? 32 : 128);
}
