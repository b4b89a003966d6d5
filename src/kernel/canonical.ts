/**
 * JSON in the one form that RFC 8785 allows: keys in the order of their UTF-16 code units, no white space, ECMAScript's
 * numbers and escapes. Strings are taken as given: two Unicode forms of one word are two contents. Members that are undefined
 * do not exist. What JSON cannot say exactly (NaN, bigint, Date, a lone surrogate, undefined in an array) is a bug of the
 * caller and thrown.
 *
 * Written here because it is thirty lines: the npm package would be a dependency under every hash for as long.
 */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return numeral(value);
  if (value === null || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return list(value);
  if (typeof value === 'object') return structure(value);
  throw new TypeError(`canonicalJson: a ${typeof value} has no canonical form`);
}

// In Unicode mode a surrogate matches only where its other half is missing.
const LONE_SURROGATE = /[\ud800-\udfff]/u;

function quote(text: string): string {
  const quoted = JSON.stringify(text);
  // JSON.stringify escapes half a character; looking for the escape first spares nearly every string the pattern.
  if (quoted.includes('\\ud') && LONE_SURROGATE.test(text)) {
    throw new TypeError('canonicalJson: a string holds half a character');
  }
  return quoted;
}

function numeral(value: number): string {
  if (!Number.isFinite(value)) throw new TypeError(`canonicalJson: ${value} is no number of JSON`);
  return JSON.stringify(value);
}

function list(values: readonly unknown[]): string {
  let text = '[';
  for (let index = 0; index < values.length; index++) text += (index ? ',' : '') + canonicalJson(values[index]);
  return text + ']';
}

function structure(value: object): string {
  // By its tag and not by its prototype, so that objects of another realm (a worker, a test) count.
  const tag = Object.prototype.toString.call(value);
  if (tag !== '[object Object]') throw new TypeError(`canonicalJson: ${tag} has no canonical form`);
  const members = value as Readonly<Record<string, unknown>>;
  let text = '';
  // Without a comparison of its own, sort() goes by UTF-16 code units.
  for (const key of Object.keys(members).sort()) {
    if (members[key] !== undefined) text += `${text && ','}${quote(key)}:${canonicalJson(members[key])}`;
  }
  return `{${text}}`;
}
