import type { Digest } from '../../kernel/digest.js';

/** SHA-256 over the catalogue that this version of the product brings. Written by `npm run catalogue:digest`. */
export const CATALOGUE_DIGEST = 'ed55d8a01ead431aa5590c1276b6492595cdb887a138076b869bbed3101a659e' as Digest;
