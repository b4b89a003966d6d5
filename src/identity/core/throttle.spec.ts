import fc from 'fast-check';
import { ACCOUNT_FAILURES_MAX, ADDRESS_FAILURES_MAX, networkOf, throttle, throttleKeys } from './throttle.js';

const NOW = '2026-06-01T08:00:00.000Z';
const count = (key: string, failures: number, windowEndsAt = '2026-06-01T08:10:00.000Z') => ({
  key,
  failures,
  windowEndsAt,
});

describe('the sign-in throttle', () => {
  it('lets the tenth attempt at an account through and refuses the eleventh', () => {
    expect(throttle([count('account:admin', ACCOUNT_FAILURES_MAX)], NOW)).toBeNull();
    expect(throttle([count('account:admin', ACCOUNT_FAILURES_MAX + 1)], NOW)).toMatchObject({
      limit: ACCOUNT_FAILURES_MAX,
      failures: ACCOUNT_FAILURES_MAX + 1,
    });
  });

  it('lets a ward of sixty mistype behind one address and refuses the sixty-first', () => {
    expect(throttle([count('address:10.0.0.1', ADDRESS_FAILURES_MAX)], NOW)).toBeNull();
    expect(throttle([count('address:10.0.0.1', ADDRESS_FAILURES_MAX + 1)], NOW)).not.toBeNull();
  });

  it('says in whole minutes when to try again, never zero, and the longer wait of two', () => {
    const both = [
      count('account:a', 99, '2026-06-01T08:03:10.000Z'),
      count('address:b', 99, '2026-06-01T08:01:00.000Z'),
    ];
    expect(throttle(both, NOW)?.retryAfterMinutes).toBe(4);
    expect(throttle([...both].reverse(), NOW)?.retryAfterMinutes).toBe(4);
    expect(throttle([count('account:a', 99, '2026-06-01T07:59:00.000Z')], NOW)?.retryAfterMinutes).toBe(1);
  });

  it('is recorded once a window, at the attempt that went over', () => {
    expect(throttle([count('account:a', ACCOUNT_FAILURES_MAX + 1)], NOW)?.first).toBe(true);
    expect(throttle([count('account:a', ACCOUNT_FAILURES_MAX + 2)], NOW)?.first).toBe(false);
  });

  it('takes its keys in one order, so that two attempts never wait for each other', () => {
    fc.assert(
      fc.property(fc.string(), fc.ipV4(), (username, address) => {
        const keys = throttleKeys(username, address);
        expect(keys).toEqual([...keys].sort());
      }),
    );
  });

  it('counts an IPv6 network as one address, and an IPv4 address the same in both notations', () => {
    expect(networkOf('2001:db8:1:2:aaaa::1')).toBe(networkOf('2001:0DB8:0001:2::ffff'));
    expect(networkOf('2001:db8:1:3::1')).not.toBe(networkOf('2001:db8:1:2::1'));
    expect(networkOf('fe80::1%eth0')).toBe('fe80:0:0:0');
    expect(networkOf('::1')).toBe('0:0:0:0');
    expect(networkOf('::ffff:10.0.0.1')).toBe('10.0.0.1');
  });
});
