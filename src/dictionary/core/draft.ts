import type { FieldDefinition } from './shape.js';

export interface LocatedField {
  readonly field: FieldDefinition;
  readonly path: string;
  /** Properties that were given and could not be read, so that they are not called missing as well. */
  readonly unread: readonly (keyof FieldDefinition)[];
}

/** A definition that may still be at fault: what of it could be read. */
export interface Draft {
  readonly code: string;
  readonly path: string;
  readonly key: readonly string[];
  readonly codePattern: string | null;
  readonly fields: readonly LocatedField[];
  /** Every name that a field claims, also of those that could not be read. */
  readonly names: readonly string[];
}
