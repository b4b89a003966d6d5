import { Injectable } from '@nestjs/common';
import type { Instant } from '../kernel/timeline.js';
import { Config } from '../platform/config.js';
import type { Db } from '../platform/transactor.js';
import { type CalendarDays, datesConsidered, dueAfter } from './core/working-calendar.js';

/** The hospital's holidays and swapped days, which are entries of `calendar_day` like any other. */
@Injectable()
export class WorkingCalendar {
  constructor(private readonly config: Config) {}

  /** When what was asked at an instant must be answered: at the same time of the next working day. */
  async dueAfter(db: Db, instant: Instant): Promise<Instant> {
    const { zone } = this.config;
    return dueAfter(instant, zone, await this.days(db, datesConsidered(instant, zone)));
  }

  private async days(db: Db, dates: readonly string[]): Promise<CalendarDays> {
    const rows = await db.query<{ date: string; working: boolean }[]>(
      `SELECT code AS date, (row_values ->> 'working')::boolean AS working FROM head_row
       WHERE channel = 'PRODUCTION' AND dictionary = 'calendar_day' AND code = ANY ($1::text[])
         AND NOT retired AND row_values ? 'working'`,
      [dates],
    );
    return new Map(rows.map(({ date, working }) => [date, working ? 'WORKING' : 'OFF']));
  }
}
