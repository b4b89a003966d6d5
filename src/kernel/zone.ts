import type { Instant } from './timeline.js';

const DATE = /^(\d{4})-(\d{2})-(\d{2})$/;
const INSTANT = /^(\d{4})-(\d{2})-(\d{2})T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{1,9}))?(?:Z|([+-])(\d{2}):(\d{2}))$/i;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
// Four digits keep the text's order that of time; no hospital price is older than this.
const YEAR_MIN = 1000;
const YEAR_MAX = 9999;

/** Whether the text is a day of the calendar, `2024-02-29`. */
export const isDate = (text: string): boolean => midnightUtc(text) !== null;

/** Whether the runtime knows the zone, `Asia/Shanghai`. */
export function isZone(zone: string): boolean {
  try {
    return clockOf(zone) !== undefined;
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * An instant that a person or a machine wrote: RFC 3339 with its offset, or a day, which begins at midnight in the hospital's
 * zone. A time without an offset is refused (null), because it means another instant on every machine.
 */
export function parseInstant(text: string, zone: string): Instant | null {
  return isDate(text) ? startOfDay(text, zone) : parseOffsetInstant(text);
}

/** RFC 3339 with an offset, to UTC with milliseconds; null where it is not, or finer than a millisecond. */
export function parseOffsetInstant(text: string): Instant | null {
  const parts = INSTANT.exec(text);
  if (!parts) return null;
  const [
    ,
    year = '',
    month = '',
    day = '',
    hour = '',
    minute = '',
    second = '',
    fraction = '',
    sign,
    offHour,
    offMinute,
  ] = parts;
  const midnight = midnightUtc(`${year}-${month}-${day}`);
  const [h, m, s, oh, om] = [+hour, +minute, +second, +(offHour ?? 0), +(offMinute ?? 0)];
  if (midnight === null || h > 23 || m > 59 || s > 59 || oh > 23 || om > 59) return null;
  if (!/^\d{0,3}0*$/.test(fraction)) return null;
  const local = midnight + ((h * 60 + m) * 60 + s) * 1000 + +fraction.slice(0, 3).padEnd(3, '0');
  const offset = (oh * 60 + om) * MINUTE_MS * (sign === '-' ? -1 : 1);
  return instantOf(local - offset);
}

/** The day on the hospital's calendar at that instant. */
export const dateInZone = (instant: Instant, zone: string): string => {
  const utc = Date.parse(instant);
  return new Date(utc + offsetAt(utc, zone)).toISOString().slice(0, 10);
};

/** The instant in the hospital's own hours, `2027-01-01T00:00:00.000+08:00`; in UTC where its offset then had seconds. */
export function inZone(instant: Instant, zone: string): string {
  const utc = Date.parse(instant);
  const offset = offsetAt(utc, zone);
  if (offset % MINUTE_MS !== 0) return instant;
  const minutes = Math.abs(offset) / MINUTE_MS;
  const two = (n: number): string => String(n).padStart(2, '0');
  const local = new Date(utc + offset).toISOString().slice(0, -1);
  return `${local}${offset < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

/**
 * The first instant of a day in the zone. Where the clock was set forward over midnight that is the moment it was set; where
 * it was set back over midnight, the first of the two midnights. Throws on what is no day: ask isDate first.
 */
export function startOfDay(date: string, zone: string): Instant {
  const local = midnightUtc(date);
  if (local === null) throw new RangeError(`startOfDay: ${date} is no day`);
  const key = `${zone} ${date}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  if (starts.size >= STARTS_MAX) starts.clear();
  const instant = instantOf(firstInstant(local, zone)) ?? unreachable(date);
  starts.set(key, instant);
  return instant;
}

/** A price list names few days in many rows, and asking the zone costs microseconds. */
const STARTS_MAX = 2_000;
const starts = new Map<string, Instant>();

function firstInstant(local: number, zone: string): number {
  const before = offsetAt(local - DAY_MS, zone);
  const after = offsetAt(local + DAY_MS, zone);
  const candidates = [local - Math.max(before, after), local - Math.min(before, after)];
  const exact = candidates.find((utc) => utc + offsetAt(utc, zone) === local);
  if (exact !== undefined) return exact;
  // No midnight that day: the moment the clock jumped, found by halving.
  let [low = 0, high = 0] = candidates;
  for (low -= 1; high - low > 1;) {
    const middle = Math.floor((low + high) / 2);
    if (middle + offsetAt(middle, zone) < local) low = middle;
    else high = middle;
  }
  return high;
}

/** Local time minus UTC in milliseconds at the instant, as the zone's history has it. */
function offsetAt(utc: number, zone: string): number {
  const whole = Math.floor(utc / 1000) * 1000;
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] = (
    clockOf(zone).format(whole).match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) - whole;
}

const clocks = new Map<string, Intl.DateTimeFormat>();

/** The formatter that tells a zone's wall clock; making one costs a hundred times more than using it. */
function clockOf(zone: string): Intl.DateTimeFormat {
  let clock = clocks.get(zone);
  if (!clock) {
    clock = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      numberingSystem: 'latn',
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    clocks.set(zone, clock);
  }
  return clock;
}

/** The day's midnight as if its zone were UTC, or null where the calendar has no such day. */
function midnightUtc(date: string): number | null {
  const parts = DATE.exec(date);
  if (!parts) return null;
  const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
  const utc = Date.UTC(year, month - 1, day);
  const back = new Date(utc);
  if (year < YEAR_MIN || back.getUTCMonth() !== month - 1 || back.getUTCDate() !== day) return null;
  return utc;
}

/** UTC with milliseconds, or null outside the years that four digits can say. */
function instantOf(utc: number): Instant | null {
  const year = new Date(utc).getUTCFullYear();
  return year < YEAR_MIN || year > YEAR_MAX ? null : new Date(utc).toISOString();
}

function unreachable(date: string): never {
  throw new RangeError(`startOfDay: ${date} does not begin within the years that can be written`);
}
