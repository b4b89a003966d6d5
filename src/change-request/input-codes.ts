import { pinyin } from 'pinyin-pro';
import type { Definition } from '../dictionary/core/definition.js';
import { sameValue, type Value, type Values } from '../kernel/timeline.js';

const INITIALS_FIELD = 'pinyin';
const FULL_FIELD = 'pinyin_full';
const INITIALS_LENGTH_MAX = 60;
const FULL_LENGTH_MAX = 200;

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
    initials: typed(whole.map((syllable) => syllable.slice(0, 1)).join(''))
      .toUpperCase()
      .slice(0, INITIALS_LENGTH_MAX),
    full: typed(whole.join('')).toLowerCase().slice(0, FULL_LENGTH_MAX),
  };
}

/**
 * The values of a SET with the input codes that a new name calls for: where the definition has such fields and the values
 * leave them out. A name that stays keeps its codes, because a maintainer may have chosen them.
 */
export function withInputCodes(definition: Definition, values: Values, before: Values | null): Values {
  const { name } = values;
  if (typeof name !== 'string' || sameValue(name, before?.['name'])) return values;
  const wanted = [INITIALS_FIELD, FULL_FIELD].filter(
    (field) => !Object.hasOwn(values, field) && definition.fields.some((one) => one.name === field),
  );
  if (wanted.length === 0) return values;
  const codes = inputCodesOf(name);
  const found: Record<string, Value> = { [INITIALS_FIELD]: codes.initials, [FULL_FIELD]: codes.full };
  return { ...values, ...Object.fromEntries(wanted.map((field) => [field, found[field] || null])) };
}
