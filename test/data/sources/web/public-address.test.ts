/** Which addresses a source may be fetched from. */
import { describe, expect, it } from 'vitest';
import { createAddressPolicy, isAddressRange } from '../../../../src/data/sources/web/public-address.ts';

const open = createAddressPolicy([]);

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.1.2.3',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '192.0.0.192',
    '198.18.0.1',
    '224.0.0.1',
    '255.255.255.255',
    '::1',
    '::',
    '::ffff:127.0.0.1',
    '::ffff:7f00:1',
    '::ffff:169.254.169.254',
    '::127.0.0.1',
    '::a9fe:a9fe',
    '64:ff9b::7f00:1',
    '64:ff9b::10.0.0.1',
    '64:ff9b:1::1',
    'fe80::1',
    'fe80::1%eth0',
    'fc00::1',
    'fd00:ec2::254',
    'ff02::1',
    '2001:db8::1',
    '2001::1',
    '2002:7f00:1::1',
    '100::1',
    'localhost',
    '',
  ])('does not let %s through', (address) => {
    expect(open.isAllowed(address)).toBe(false);
  });

  it.each(['8.8.8.8', '172.32.0.1', '1.1.1.1', '2606:4700:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
    'lets %s through',
    (address) => {
      expect(open.isAllowed(address)).toBe(true);
    },
  );

  it('lets through what is allowed by name, in any disguise, and nothing beside it', () => {
    const policy = createAddressPolicy(['10.0.0.0/8', '::1', 'fd00::/8']);
    for (const address of ['10.9.8.7', '::ffff:10.0.0.1', '::1', 'fd12::1'])
      expect(policy.isAllowed(address)).toBe(true);
    for (const address of ['127.0.0.1', '11.0.0.1.', 'fe80::1', '::ffff:127.0.0.1'])
      expect(policy.isAllowed(address)).toBe(false);
  });

  it('knows a range when it sees one', () => {
    for (const range of ['10.0.0.0/8', '127.0.0.1', 'fd00::/8', '::1']) expect(isAddressRange(range)).toBe(true);
    for (const range of ['10.0.0.0/33', 'host', '10.0.0.0/8/8', 'fd00::/129', '/8'])
      expect(isAddressRange(range)).toBe(false);
  });
});
