import type { Instant } from '../../kernel/timeline.js';

/** How long failures are remembered: ten guesses at an account in it are a thousand a day, too few for a dictionary attack. */
export const WINDOW_MINUTES = 15;
/** Failures of one account in a window. A person who mistypes gives up or asks for help before the tenth. */
export const ACCOUNT_FAILURES_MAX = 10;
/** Failures from one address in a window: a whole ward signs in behind one address, and a sprayer gets no further than a ward. */
export const ADDRESS_FAILURES_MAX = 60;

/** Attempts counted under one key since its window began, the present one included. */
export interface AttemptCount {
  readonly key: string;
  readonly failures: number;
  readonly windowEndsAt: Instant;
}

/** A refusal before the password is even looked at. `first` is true for the attempt that reached the limit: the one to record. */
export interface Throttled {
  readonly retryAfterMinutes: number;
  readonly limit: number;
  readonly failures: number;
  readonly first: boolean;
}

const ACCOUNT = 'account:';

/** The keys an attempt counts under, in the one order in which their rows are locked. */
export const throttleKeys = (foldedUsername: string, address: string): readonly string[] =>
  [`${ACCOUNT}${foldedUsername}`, `address:${networkOf(address)}`].sort();

export const isAccountKey = (key: string): boolean => key.startsWith(ACCOUNT);

/** One IPv6 customer owns 2^64 addresses, so the network counts; an IPv4 address written as IPv6 is the IPv4 address. */
export const networkOf = (address: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1];
  if (mapped) return mapped;
  return address.includes(':') ? groupsOf(address).slice(0, 4).join(':') : address;
};

const groupsOf = (address: string): readonly string[] => {
  const [left = '', right] = (address.split('%')[0] ?? '').toLowerCase().split('::');
  const before = left === '' ? [] : left.split(':');
  const after = right === undefined || right === '' ? [] : right.split(':');
  const between = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => '0');
  return [...before, ...between, ...after].map((group) => group.replace(/^0+(?=.)/, ''));
};

/** Whether an attempt is one too many under any of its keys; the longest wait counts. */
export const throttle = (counts: readonly AttemptCount[], now: Instant): Throttled | null => {
  const over = counts
    .map((count) => ({ ...count, limit: isAccountKey(count.key) ? ACCOUNT_FAILURES_MAX : ADDRESS_FAILURES_MAX }))
    .filter(({ failures, limit }) => failures > limit)
    .sort((a, b) => b.windowEndsAt.localeCompare(a.windowEndsAt));
  const [worst] = over;
  if (!worst) return null;
  const waitMs = Date.parse(worst.windowEndsAt) - Date.parse(now);
  return {
    retryAfterMinutes: Math.max(1, Math.ceil(waitMs / 60_000)),
    limit: worst.limit,
    failures: worst.failures,
    first: over.some(({ failures, limit }) => failures === limit + 1),
  };
};
