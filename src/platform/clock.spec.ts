import { useHospital } from '../../test/harness/hospital.js';
import { ward } from '../../test/platform/ward.fixture.js';
import { databaseNow, DatabaseClock } from './clock.js';

describe('the clock', () => {
  const hospital = useHospital({ root: ward });

  it('says what the database says', async () => {
    const clock = hospital.app.get(DatabaseClock);
    await clock.measure();
    const [before, here, after] = [
      await databaseNow(hospital.db.manager),
      clock.now(),
      await databaseNow(hospital.db.manager),
    ];
    expect(Math.abs(Date.parse(here) - Date.parse(before))).toBeLessThan(250);
    expect(here).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
    expect(after).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
  });

  it('does not care about this machine’s own clock', async () => {
    const clock = hospital.app.get(DatabaseClock);
    const realNow = Date.now;
    try {
      Date.now = () => realNow() + 3 * 86_400_000;
      await clock.measure();
      expect(Math.abs(clock.nowMs() - realNow())).toBeLessThan(60_000);
    } finally {
      Date.now = realNow;
    }
  });

  it('never runs backwards between two measurements', () => {
    const clock = hospital.app.get(DatabaseClock);
    const first = clock.nowMs();
    expect(clock.nowMs()).toBeGreaterThanOrEqual(first);
  });
});
