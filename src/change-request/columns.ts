import type { ColumnOptions } from 'typeorm';
import { bytesOf, type Digest, digestOf } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';

/** An instant: a Date to the driver, UTC text to everybody else. */
export const INSTANT = {
  type: 'timestamptz',
  precision: 3,
  transformer: {
    to: (value: Instant | null | undefined) => value,
    from: (value: Date | null) => value?.toISOString() ?? null,
  },
} as const satisfies ColumnOptions;

/** A SHA-256: 32 bytes in the database, 64 digits to everybody else. */
export const DIGEST = {
  type: 'bytea',
  transformer: {
    to: (value: Digest | undefined) => (value === undefined ? undefined : bytesOf(value)),
    from: (value: Buffer | null) => value && digestOf(value),
  },
} as const satisfies ColumnOptions;
