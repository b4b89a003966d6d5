import { says } from '../kernel/message.js';
import { decodeCursor } from '../kernel/page.js';
import type { Instant } from '../kernel/timeline.js';
import { inputError } from '../platform/scalars.js';

/** Where a list that is ordered by time goes on: an id tells apart what happened in one millisecond. */
export interface TimeCursor {
  readonly at: Instant;
  readonly id: string;
}

interface Asked {
  readonly after?: string | null | undefined;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The parts of a cursor that this service wrote; any other is refused in words. */
const partsAfter = <T>({ after }: Asked, read: (parts: readonly string[]) => T | null): T | null => {
  if (after === undefined || after === null) return null;
  const parts = decodeCursor(after);
  const cursor = parts && read(parts);
  if (cursor === null) throw inputError(says('platform.badCursor', { cursor: after }));
  return cursor;
};

export const timeAfter = (asked: Asked): TimeCursor | null =>
  partsAfter(asked, ([at = '', id = '']) => (Number.isNaN(Date.parse(at)) || !UUID.test(id) ? null : { at, id }));

export const ordinalAfter = (asked: Asked): number | null =>
  partsAfter(asked, ([ordinal = '']) => (/^\d{1,9}$/.test(ordinal) ? Number(ordinal) : null));
