import { says } from '../kernel/message.js';
import { decodeCursor } from '../kernel/page.js';
import { inputError } from '../platform/scalars.js';
import type { ReleaseCursor } from './release.store.js';

const NUMBER = /^(GENESIS|R\d{4}-\d{4,})$/;

/** Where a page of releases goes on; null at its beginning. A cursor that this service did not write is refused in words. */
export const releaseAfter = ({ after }: { readonly after?: string | null | undefined }): ReleaseCursor | null => {
  if (after === undefined || after === null) return null;
  const [signedAt = '', number = ''] = decodeCursor(after) ?? [];
  if (Number.isNaN(Date.parse(signedAt)) || !NUMBER.test(number)) {
    throw inputError(says('platform.badCursor', { cursor: after }));
  }
  return { signedAt, number };
};
