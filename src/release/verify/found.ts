import { type Message, says } from '../../kernel/message.js';

/** A fault of a channel: at a version, or of the database around it. */
export interface Found {
  readonly version: number | null;
  readonly says: Message;
}

export const found = (version: number | null, key: string, params: Message['params'] = {}): Found => ({
  version,
  says: says(`release.broken.${key}`, { version: version ?? '', ...params }),
});

/** A fault that names a version says more than one that does not. */
const isBefore = (a: Found, b: Found): boolean => (a.version ?? Infinity) < (b.version ?? Infinity);

export const firstFound = (all: readonly Found[]): Found | null =>
  all.reduce<Found | null>((first, next) => (first === null || isBefore(next, first) ? next : first), null);
