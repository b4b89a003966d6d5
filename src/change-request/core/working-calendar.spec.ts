import fc from 'fast-check';
import { dateInZone } from '../../kernel/zone.js';
import { type CalendarDays, dueAfter, isWorkingDay } from './working-calendar.js';

const ZONE = 'Asia/Shanghai';
const none: CalendarDays = new Map();

describe('the working calendar', () => {
  it('makes a request of Thursday morning due on Friday at the same time', () => {
    expect(dueAfter('2026-11-19T01:12:00.000Z', ZONE, none)).toBe('2026-11-20T01:12:00.000Z');
  });

  it('makes a request of Friday due on Monday', () => {
    expect(dueAfter('2026-11-20T01:12:00.000Z', ZONE, none)).toBe('2026-11-23T01:12:00.000Z');
  });

  it('counts the day by the hospital’s zone: late Sunday in London is already Monday here', () => {
    expect(dueAfter('2026-11-22T17:30:00.000Z', ZONE, none)).toBe('2026-11-23T17:30:00.000Z');
  });

  it('skips the Spring Festival and works on the Sunday that was swapped for it', () => {
    const calendar: CalendarDays = new Map([
      ['2027-02-05', 'OFF'],
      ['2027-02-07', 'WORKING'],
    ]);
    expect(dueAfter('2027-02-04T02:00:00.000Z', ZONE, calendar)).toBe('2027-02-07T02:00:00.000Z');
  });

  it('is due the next day where the calendar knows no working day at all, rather than never', () => {
    const closed = new Map(
      Array.from({ length: 400 }, (_, day) => [
        new Date(Date.UTC(2026, 10, 1) + day * 86_400_000).toISOString().slice(0, 10),
        'OFF' as const,
      ]),
    );
    expect(dueAfter('2026-11-19T01:00:00.000Z', ZONE, closed)).toBe('2026-11-20T01:00:00.000Z');
  });

  it('always answers a later instant, on a working day', () => {
    const instants = fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true });
    fc.assert(
      fc.property(instants, (date) => {
        const due = dueAfter(date.toISOString(), ZONE, none);
        expect(due > date.toISOString()).toBe(true);
        expect(isWorkingDay(dateInZone(due, ZONE), none)).toBe(true);
      }),
    );
  });
});
