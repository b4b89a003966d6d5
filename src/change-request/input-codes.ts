import { pinyin } from 'pinyin-pro';
import type { Definition } from '../dictionary/core/definition.js';
import { sameValue, type Value, type Values } from '../kernel/timeline.js';

const INITIALS_FIELD = 'pinyin';
const FULL_FIELD = 'pinyin_full';
const LENGTH_MAX = 200;

export interface InputCodes {
  /** Initials in capitals: 血常规 is XCG. */
  readonly initials: string;
  /** The whole of it in small letters: xuechanggui. */
  readonly full: string;
}

/** What a person types to find a name. Latin letters and digits stand for themselves; what cannot be typed is left out. */
export function inputCodesOf(name: string): InputCodes {
  const text = name.normalize('NFKC');
  const typed = (of: string): string => of.replace(/[^a-z0-9]/gi, '');
  // One element a character: a syllable of a Chinese one, any other as it is.
  const whole = pinyin(text, { toneType: 'none', type: 'array', v: true });
  return {
    initials: typed(whole.map((syllable) => syllable.slice(0, 1)).join('')).toUpperCase(),
    full: typed(whole.join('')).toLowerCase(),
  };
}

/**
 * The values of a SET with the input codes that a new name calls for: where the definition has such fields and the values
 * leave them out. A name that stays keeps its codes, because a maintainer may have chosen them.
 */
export function withInputCodes(definition: Definition, values: Values, before: Values | null): Values {
  const { name } = values;
  if (typeof name !== 'string' || sameValue(name, before?.['name'])) return values;
  const wanted = definition.fields.filter(
    (field) => (field.name === INITIALS_FIELD || field.name === FULL_FIELD) && !Object.hasOwn(values, field.name),
  );
  if (wanted.length === 0) return values;
  const codes = inputCodesOf(name);
  const written = wanted.map((field): [string, Value] => {
    const code = field.name === INITIALS_FIELD ? codes.initials : codes.full;
    // The beginning of a long name is what people type; the rest would only be refused.
    return [field.name, code.slice(0, field.maxLength ?? LENGTH_MAX) || null];
  });
  return { ...values, ...Object.fromEntries(written) };
}
