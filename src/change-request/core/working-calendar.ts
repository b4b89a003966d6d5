import type { Instant } from '../../kernel/timeline.js';
import { dateInZone, startOfDay } from '../../kernel/zone.js';

const DAY_MS = 86_400_000;
/** The longest holiday is nine days; a calendar that closes for longer than this is a mistake in its data. */
const DAYS_AHEAD_MAX = 60;

/** What the calendar says of the days it names (`2027-01-01`); Monday to Friday work where it says nothing. */
export type CalendarDays = ReadonlyMap<string, 'WORKING' | 'OFF'>;

const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * DAY_MS).toISOString().slice(0, 10);

export const isWorkingDay = (date: string, calendar: CalendarDays): boolean => {
  const said = calendar.get(date);
  if (said) return said === 'WORKING';
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
};

/** The dates a due time may depend on, so that the shell reads just these. */
export const datesConsidered = (instant: Instant, zone: string): readonly string[] => {
  const today = dateInZone(instant, zone);
  return Array.from({ length: DAYS_AHEAD_MAX + 1 }, (_, ahead) => plusDays(today, ahead));
};

/** The same time of day on the next working day: when what was asked at `instant` must be answered. */
export function dueAfter(instant: Instant, zone: string, calendar: CalendarDays): Instant {
  const [today = '', ...ahead] = datesConsidered(instant, zone);
  const day = ahead.find((date) => isWorkingDay(date, calendar)) ?? plusDays(today, 1);
  const sinceMidnightMs = Date.parse(instant) - Date.parse(startOfDay(today, zone));
  return new Date(Date.parse(startOfDay(day, zone)) + sinceMidnightMs).toISOString();
}
