/** Which body of the hospital answers for a dictionary: it decides who maintains and who signs. */
export const DICTIONARY_KINDS = ['PUBLIC', 'SYSTEM', 'DRUG', 'PRICE'] as const;
export type DictionaryKind = (typeof DICTIONARY_KINDS)[number];

/** Whether two changes of one row are merged field by field, or the row as a whole. */
export const MERGE_MODES = ['CELL', 'ROW'] as const;
export type MergeMode = (typeof MERGE_MODES)[number];

/** What a field may hold. `structure` (lists of lists) exists only in the definition of `dictionary` itself. */
export const FIELD_TYPES = [
  'text',
  'code',
  'integer',
  'decimal',
  'boolean',
  'date',
  'instant',
  'enumeration',
  'reference',
  'structure',
] as const;
export type FieldType = (typeof FIELD_TYPES)[number];

export const REFERENCE_KINDS = ['CODE', 'NAME', 'LIST', 'WILDCARD', 'PREFIX', 'COMPOSITE'] as const;
export type ReferenceKind = (typeof REFERENCE_KINDS)[number];

export interface FieldOption {
  readonly value: string;
  readonly label: string;
  readonly labelEn: string;
}

/**
 * Which entries a field names. Either `dictionary`, or `discriminator` and `dictionaries`: the value of another field says
 * which dictionary is meant, and a value that is not in `dictionaries` means that the reference is empty.
 */
export interface ReferenceDefinition {
  readonly kind: ReferenceKind;
  readonly dictionary?: string;
  readonly discriminator?: string;
  readonly dictionaries?: Readonly<Record<string, string>>;
  /** LIST: the token that stands for every entry. */
  readonly any?: string;
  /** PREFIX: the lengths at which a code's ancestors end, shortest first. */
  readonly widths?: readonly number[];
  /** COMPOSITE: the fields whose values, joined by `|`, are the code. */
  readonly fields?: readonly string[];
  /** Whether a missing target is a fault. */
  readonly mustExist: boolean;
}

export interface FieldDefinition {
  readonly name: string;
  readonly label: string;
  readonly labelEn: string;
  readonly help?: string;
  readonly helpEn?: string;
  readonly type: FieldType;
  readonly required: boolean;
  /** Code points, for text and code. */
  readonly maxLength?: number;
  /** Digits altogether and after the point, for decimal. */
  readonly precision?: number;
  readonly scale?: number;
  /** Both inclusive, as text: of an integer, a decimal or a date. */
  readonly min?: string;
  readonly max?: string;
  /** An anchored regular expression that is matched in Unicode mode. */
  readonly pattern?: string;
  /** No two live entries share the value. */
  readonly unique: boolean;
  readonly checkDigit?: 'GTIN14';
  readonly options?: readonly FieldOption[];
  readonly default?: string | number | boolean;
  readonly reference?: ReferenceDefinition;
}

/** What a dictionary is. Stored as an entry of the dictionary `dictionary`, whose own definition is META. */
export interface Definition {
  readonly code: string;
  readonly kind: DictionaryKind;
  readonly name: string;
  readonly nameEn: string;
  readonly help: string;
  readonly helpEn: string;
  /** Whether its entries have one row after another, each with its period. */
  readonly dated: boolean;
  /** Whether ordinary maintenance may not touch it. */
  readonly locked: boolean;
  readonly merge: MergeMode;
  /** `code`, or the fields whose values joined by `|` are the code. */
  readonly key: readonly string[];
  /** Allow-list of the code; of each of its parts where the key has several. */
  readonly codePattern: string;
  /** Whether codes that differ only in case are one code. */
  readonly foldsCase: boolean;
  /** The standard or regulation it comes from. */
  readonly source?: string;
  /** Key fields other than `code` among them. */
  readonly fields: readonly FieldDefinition[];
}

/** What stands between the parts of a code. */
export const KEY_SEPARATOR = '|';

/** The key of a dictionary whose codes are codes and nothing else. */
export const isPlainKey = (definition: Definition): boolean =>
  definition.key.length === 1 && definition.key[0] === 'code';

/** Fields whose values the code carries, and which an entry's values therefore leave out. */
export const isKeyField = (definition: Definition, field: string): boolean => definition.key.includes(field);
