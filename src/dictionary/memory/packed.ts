import type { FoundEntry } from '../entry.graphql.js';

/** What a version wrote for an entry; without a body it made the entry absent. */
export type Change = Omit<FoundEntry, 'content' | 'body'> & {
  readonly content: Buffer | null;
  readonly body: string | null;
};

/** Numbers kept for an entry, in this order. */
const SEGMENT = 0;
const OFFSET = 1;
const CODE_BYTES = 2;
const BODY_BYTES = 3;
const VERSION = 4;
const ENTRY_ID = 5;
const ORIGINS = 6;
const KEY_HASH = 7;
const NUMBERS = 8;

const HASH_BYTES = 32;
const SEGMENT_BYTES = 1024 * 1024;
const SLOTS_MIN = 64;
const EMPTY = -1;
const ABSENT = -1;

/** How a code is compared: as it is written, or folded. */
export type Fold = ((code: string) => string) | null;

/** Text of entries one after another: hash, code, body. Only ever appended to, so older indexes over it stay true. */
interface Texts {
  readonly segments: Buffer[];
  used: number;
  /** Lists of releases, each once: most entries of a dictionary share one. */
  readonly origins: (readonly string[])[];
  readonly originsByText: Map<string, number>;
}

interface Index {
  readonly slots: Int32Array;
  readonly numbers: Int32Array;
  readonly count: number;
  /** Bytes of text that no entry points to any more. */
  readonly wasted: number;
}
type Growing = { -readonly [K in keyof Index]: Index[K] };

/**
 * The entries of a dictionary at one version as bytes and an index: 500,000 small entries took 334 MiB as objects. It is
 * immutable to whoever reads it; `with` makes the next one, which shares the text.
 */
export class PackedDictionary {
  private constructor(
    private readonly fold: Fold,
    private readonly texts: Texts,
    private readonly index: Index,
  ) {}

  static empty(fold: Fold): PackedDictionary {
    const texts = { segments: [], used: 0, origins: [], originsByText: new Map<string, number>() };
    return new PackedDictionary(fold, texts, {
      slots: new Int32Array(SLOTS_MIN).fill(EMPTY),
      numbers: new Int32Array((SLOTS_MIN / 2) * NUMBERS),
      count: 0,
      wasted: 0,
    });
  }

  /** Bytes held, those of lists of releases not counted. */
  get bytes(): number {
    const text = this.texts.segments.reduce((sum, segment) => sum + segment.length, 0);
    return text + this.index.slots.byteLength + this.index.numbers.byteLength;
  }

  /** Null where the dictionary has no such code. `key` is the code, folded where the dictionary folds. */
  find(key: string): FoundEntry | null {
    const slot = this.slotOf(key, hashOf(key), this.index);
    if (slot < 0) return null;
    const { slots, numbers } = this.index;
    const at = (slots[slot] ?? 0) * NUMBERS;
    if (numbers[at + BODY_BYTES] === ABSENT) return null;
    return new PackedEntry(this.texts, numbers, at, this.fold ? codeAt(this.texts, numbers, at) : key);
  }

  /** The dictionary after these changes. Copies the index and appends the text: a millisecond for 100,000 entries. */
  with(changes: readonly Change[]): PackedDictionary {
    const next = copyWithRoom(this.index, this.index.count + changes.length);
    for (const change of changes) this.put(next, change);
    const made = new PackedDictionary(this.fold, this.texts, next);
    return next.wasted > made.bytes / 2 ? made.repacked() : made;
  }

  private put(index: Growing, change: Change): void {
    const key = this.fold ? this.fold(change.code) : change.code;
    const hash = hashOf(key);
    const slot = this.slotOf(key, hash, index);
    const place = slot < 0 ? index.count++ : (index.slots[slot] ?? 0);
    if (slot < 0) index.slots[~slot] = place;
    else index.wasted += sizeAt(index.numbers, place * NUMBERS);
    index.numbers[place * NUMBERS + KEY_HASH] = hash;
    this.write(index.numbers, place * NUMBERS, change);
  }

  private write(numbers: Int32Array, at: number, { code, content, body, version, entryId, origins }: Change): void {
    const codeBytes = Buffer.byteLength(code);
    const bodyBytes = body === null ? 0 : Buffer.byteLength(body);
    const { segment, offset } = room(this.texts, HASH_BYTES + codeBytes + bodyBytes);
    const text = this.texts.segments[segment] ?? Buffer.alloc(0);
    content?.copy(text, offset);
    text.write(code, offset + HASH_BYTES, 'utf8');
    text.write(body ?? '', offset + HASH_BYTES + codeBytes, 'utf8');
    numbers[at + SEGMENT] = segment;
    numbers[at + OFFSET] = offset;
    numbers[at + CODE_BYTES] = codeBytes;
    numbers[at + BODY_BYTES] = body === null ? ABSENT : bodyBytes;
    numbers[at + VERSION] = version;
    numbers[at + ENTRY_ID] = entryId;
    numbers[at + ORIGINS] = internedOrigins(this.texts, origins);
  }

  /** The slot that holds the key, or the complement (~) of the free one where it would go. */
  private slotOf(key: string, hash: number, { slots, numbers }: Index): number {
    const mask = slots.length - 1;
    for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
      const place = slots[slot] ?? EMPTY;
      if (place === EMPTY) return ~slot;
      const at = place * NUMBERS;
      if (numbers[at + KEY_HASH] === hash && this.isKey(key, numbers, at)) return slot;
    }
  }

  private isKey(key: string, numbers: Int32Array, at: number): boolean {
    if (this.fold) return this.fold(codeAt(this.texts, numbers, at)) === key;
    return isAscii(key, this.texts, numbers, at) || codeAt(this.texts, numbers, at) === key;
  }

  private repacked(): PackedDictionary {
    const { numbers, count } = this.index;
    const entryAt = (at: number): PackedEntry =>
      new PackedEntry(this.texts, numbers, at, codeAt(this.texts, numbers, at));
    const all = Array.from({ length: count }, (_, place) => entryAt(place * NUMBERS));
    const live = all.filter((_, place) => numbers[place * NUMBERS + BODY_BYTES] !== ABSENT);
    return PackedDictionary.empty(this.fold).with(live);
  }
}

/** An entry in packed text, decoded where it is asked. */
class PackedEntry implements FoundEntry {
  constructor(
    private readonly texts: Texts,
    private readonly numbers: Int32Array,
    private readonly at: number,
    readonly code: string,
  ) {}

  get entryId(): number {
    return this.numbers[this.at + ENTRY_ID] ?? 0;
  }

  get version(): number {
    return this.numbers[this.at + VERSION] ?? 0;
  }

  get content(): Buffer {
    const { text, offset } = textAt(this.texts, this.numbers, this.at);
    return text.subarray(offset, offset + HASH_BYTES);
  }

  get body(): string {
    const { text, offset } = textAt(this.texts, this.numbers, this.at);
    const start = offset + HASH_BYTES + (this.numbers[this.at + CODE_BYTES] ?? 0);
    return text.toString('utf8', start, start + (this.numbers[this.at + BODY_BYTES] ?? 0));
  }

  get origins(): readonly string[] {
    return this.texts.origins[this.numbers[this.at + ORIGINS] ?? 0] ?? [];
  }
}

const textAt = (texts: Texts, numbers: Int32Array, at: number): { text: Buffer; offset: number } => ({
  text: texts.segments[numbers[at + SEGMENT] ?? 0] ?? Buffer.alloc(0),
  offset: numbers[at + OFFSET] ?? 0,
});

function codeAt(texts: Texts, numbers: Int32Array, at: number): string {
  const { text, offset } = textAt(texts, numbers, at);
  const start = offset + HASH_BYTES;
  return text.toString('utf8', start, start + (numbers[at + CODE_BYTES] ?? 0));
}

/** Whether a code is this text, byte by byte: a third of the time that making a text of it takes. */
function isAscii(key: string, texts: Texts, numbers: Int32Array, at: number): boolean {
  if (numbers[at + CODE_BYTES] !== key.length) return false;
  const { text, offset } = textAt(texts, numbers, at);
  for (let index = 0; index < key.length; index++) {
    const byte = text[offset + HASH_BYTES + index] ?? 0;
    if (byte !== key.charCodeAt(index) || byte > 127) return false;
  }
  return true;
}

const sizeAt = (numbers: Int32Array, at: number): number =>
  HASH_BYTES + (numbers[at + CODE_BYTES] ?? 0) + Math.max(numbers[at + BODY_BYTES] ?? 0, 0);

function room(texts: Texts, bytes: number): { segment: number; offset: number } {
  const last = texts.segments.at(-1);
  if (!last || texts.used + bytes > last.length) {
    texts.segments.push(Buffer.allocUnsafe(Math.max(SEGMENT_BYTES, bytes)));
    texts.used = 0;
  }
  const offset = texts.used;
  texts.used += bytes;
  return { segment: texts.segments.length - 1, offset };
}

function internedOrigins(texts: Texts, origins: readonly string[]): number {
  const text = origins.join(',');
  let place = texts.originsByText.get(text);
  if (place === undefined) {
    place = texts.origins.push(origins) - 1;
    texts.originsByText.set(text, place);
  }
  return place;
}

/** A copy with room for so many entries, its slots at most half full. */
function copyWithRoom(index: Index, count: number): Growing {
  const { slots, numbers } = index;
  let size = slots.length;
  while (size < count * 2) size *= 2;
  if (size === slots.length) return { ...index, slots: slots.slice(), numbers: numbers.slice() };
  const larger = { slots: new Int32Array(size).fill(EMPTY), numbers: new Int32Array((size / 2) * NUMBERS) };
  larger.numbers.set(numbers);
  for (let place = 0; place < index.count; place++) {
    let slot = (numbers[place * NUMBERS + KEY_HASH] ?? 0) & (size - 1);
    while (larger.slots[slot] !== EMPTY) slot = (slot + 1) & (size - 1);
    larger.slots[slot] = place;
  }
  return { ...index, ...larger };
}

/** FNV-1a over UTF-16 code units. */
function hashOf(key: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < key.length; index++) {
    hash = Math.imul(hash ^ key.charCodeAt(index), 0x01000193);
  }
  return (hash ^ (hash >>> 15)) & 0x7fffffff;
}
