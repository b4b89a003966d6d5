/** A code as it is compared with others: NFKC, and in capitals where the definition folds case. Two codes with one fold are one. */
export function foldCode(code: string, foldsCase: boolean): string {
  const folded = code.normalize('NFKC');
  return foldsCase ? folded.toUpperCase().normalize('NFKC') : folded;
}

// NFKC would read 10⁹ as 109 and 1½ as 11⁄2: to a person, and to a dose, those are different.
const RAISED_OR_FRACTION = /([\u00b2\u00b3\u00b9\u00bc-\u00be\u2070-\u209f\u2150-\u215f\u2189]+)/u;
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu;
const DASHES = /[\u00ad\u058a\u2010-\u2015\u2043\u2212\ufe58\ufe63\uff0d]/gu;
const SUSPICIOUS_DASH = /[\u058a\u2010-\u2013\u2015\u2043\u2212\ufe58\ufe63\uff0d]/u;
const SPACES = /\s+/gu;

/** A text as a person reads it: NFKC (but for raised figures and fractions), one dash, one space, nothing invisible. */
export function foldText(text: string): string {
  const pieces = text.split(RAISED_OR_FRACTION).map((piece, index) => (index % 2 ? piece : piece.normalize('NFKC')));
  return pieces.join('').replace(DASHES, '-').replace(SPACES, ' ').replace(INVISIBLE, '').trim();
}

/** Whether two texts differ only in what a person does not see: a change from one to the other is cosmetic. */
export const sameToAPerson = (a: string, b: string): boolean => a === b || foldText(a) === foldText(b);

const nameOf = (character: string): string =>
  `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;

/** Characters nobody can see (control, zero-width, bidirectional, fillers, half characters), each once, as `U+200B`. */
export function invisibleCharacters(text: string): string[] {
  return [...new Set(text.match(INVISIBLE))].map(nameOf);
}

// Letters that look like a Latin one in the fonts hospitals use. α, β, γ and μ are themselves: drug names are full of them.
const LOOK_ALIKE = /[АВЕЅІЈКМНОРСТУХаеорсухѕіјһԁԛԝΑΒΕΖΗΙΚΜΝΟΡΤΥΧοϲϳ]/gu;
const UNMISTAKABLE = /[\p{Script=Cyrillic}\p{Script=Greek}]/u;
const LATIN = /\p{Script=Latin}/u;
const WORD = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{M}\p{N}]+/gu;

/**
 * What a person cannot see or takes for something else, each once, as `U+0410`: invisible characters, dashes other than the
 * hyphen (and the Chinese dash ——), and Cyrillic or Greek letters that look Latin, unless their word is plainly of that script.
 */
export function suspiciousCharacters(text: string): string[] {
  const found = new Set([...text].filter((character) => SUSPICIOUS_DASH.test(character)).map(nameOf));
  for (const name of invisibleCharacters(text)) found.add(name);
  for (const [word] of text.matchAll(WORD)) {
    if (!LATIN.test(word) && UNMISTAKABLE.test(word.replace(LOOK_ALIKE, ''))) continue;
    for (const letter of word.match(LOOK_ALIKE) ?? []) found.add(nameOf(letter));
  }
  return [...found];
}
