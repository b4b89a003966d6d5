import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { dateInZone, inZone, isDate, isZone, parseInstant, parseOffsetInstant, startOfDay } from './zone.js';

const SHANGHAI = 'Asia/Shanghai';
const ZONES = [
  SHANGHAI,
  'UTC',
  'America/New_York',
  'Asia/Kolkata',
  'America/Sao_Paulo',
  'Pacific/Apia',
  'Africa/Monrovia',
];

const aDate = fc
  .date({ min: new Date('1920-01-02'), max: new Date('2100-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('a day in the hospital', () => {
  it('begins at midnight in the zone, not in UTC', () => {
    expect(startOfDay('2026-12-01', SHANGHAI)).toBe('2026-11-30T16:00:00.000Z');
    expect(startOfDay('2026-12-01', 'America/New_York')).toBe('2026-12-01T05:00:00.000Z');
  });

  /** Shanghai kept summer time from 1986 to 1991: the days before and after each change of the clock. */
  it.each([
    ['1986-05-04', '1986-05-03T16:00:00.000Z'],
    ['1986-05-05', '1986-05-04T15:00:00.000Z'],
    ['1986-09-14', '1986-09-13T15:00:00.000Z'],
    ['1986-09-15', '1986-09-14T16:00:00.000Z'],
    ['1987-04-12', '1987-04-11T16:00:00.000Z'],
    ['1987-04-13', '1987-04-12T15:00:00.000Z'],
    ['1988-07-01', '1988-06-30T15:00:00.000Z'],
    ['1988-09-12', '1988-09-11T16:00:00.000Z'],
    ['1989-04-17', '1989-04-16T15:00:00.000Z'],
    ['1990-09-16', '1990-09-15T15:00:00.000Z'],
    ['1991-04-15', '1991-04-14T15:00:00.000Z'],
    ['1991-09-15', '1991-09-14T15:00:00.000Z'],
    ['1991-09-16', '1991-09-15T16:00:00.000Z'],
    ['1992-07-01', '1992-06-30T16:00:00.000Z'],
  ])('%s begins at %s in Shanghai, as its summer time was', (date, instant) => {
    expect(startOfDay(date, SHANGHAI)).toBe(instant);
  });

  it('without a midnight begins when the clock was set forward, and with two at the first', () => {
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe('2018-11-04T03:00:00.000Z');
    expect(startOfDay('2018-02-18', 'America/Sao_Paulo')).toBe('2018-02-18T03:00:00.000Z');
    expect(startOfDay('2021-11-07', 'America/Havana')).toBe('2021-11-07T04:00:00.000Z');
    expect(startOfDay('2011-12-31', 'Pacific/Apia')).toBe('2011-12-30T10:00:00.000Z');
  });

  it('begins at the first instant whose date it is, in every zone and year', () => {
    fc.assert(
      fc.property(aDate, fc.constantFrom(...ZONES), (date, zone) => {
        // The one day that a zone left out altogether, when it crossed the date line.
        fc.pre(!(zone === 'Pacific/Apia' && date === '2011-12-30'));
        const start = startOfDay(date, zone);
        expect(dateInZone(start, zone)).toBe(date);
        expect(dateInZone(new Date(Date.parse(start) - 1).toISOString(), zone) < date).toBe(true);
      }),
      { numRuns: 500 },
    );
  });

  it('is a day of the calendar and nothing else', () => {
    expect(['2024-02-29', '2000-02-29', '9999-12-31'].every(isDate)).toBe(true);
    const wrong = [
      '2023-02-29',
      '1900-02-29',
      '2024-04-31',
      '2024-13-01',
      '2024-00-10',
      '2024-1-1',
      '0999-01-01',
      '２０２４-01-01',
      '2024-01-01 ',
      '',
    ];
    expect(wrong.filter(isDate)).toEqual([]);
    expect(() => startOfDay('2023-02-29', SHANGHAI)).toThrow(RangeError);
  });
});

describe('an instant that somebody wrote', () => {
  it('is a day in the hospital, or RFC 3339 with its offset', () => {
    expect(parseInstant('2027-01-01', SHANGHAI)).toBe('2026-12-31T16:00:00.000Z');
    expect(parseInstant('2027-01-01T00:00:00+08:00', SHANGHAI)).toBe('2026-12-31T16:00:00.000Z');
    expect(parseInstant('2026-12-31T16:00:00Z', SHANGHAI)).toBe('2026-12-31T16:00:00.000Z');
    expect(parseInstant('2026-12-31t11:00:00.25-05:00', SHANGHAI)).toBe('2026-12-31T16:00:00.250Z');
    expect(parseInstant('2027-01-01T00:00:00.123000+08:00', SHANGHAI)).toBe('2026-12-31T16:00:00.123Z');
  });

  it('is refused without an offset, because it would mean another instant on every machine', () => {
    expect(parseInstant('2027-01-01T00:00:00', SHANGHAI)).toBeNull();
    expect(parseInstant('2027-01-01 00:00', SHANGHAI)).toBeNull();
  });

  it('is refused where no clock shows it, where it is finer than a millisecond, and where its year has not four digits', () => {
    const wrong = [
      '2027-02-29T00:00:00Z',
      '2027-01-01T24:00:00Z',
      '2027-01-01T23:60:00Z',
      '2016-12-31T23:59:60Z',
      '2027-01-01T00:00:00.0001Z',
      '2027-01-01T00:00:00+24:00',
      '2027-01-01T00:00:00+8:00',
      '9999-12-31T23:59:59-01:00',
      '0999-12-31T00:00:00Z',
      '+012027-01-01T00:00:00Z',
      'now',
      '',
    ];
    expect(wrong.filter((text) => parseOffsetInstant(text) !== null)).toEqual([]);
  });

  it('comes back from how the hospital sees it', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date('1930-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.constantFrom(...ZONES),
        (date, zone) => {
          expect(parseInstant(inZone(date.toISOString(), zone), zone)).toBe(date.toISOString());
        },
      ),
    );
  });

  it('is shown with the offset that held then', () => {
    expect(inZone('2026-12-31T16:00:00.000Z', SHANGHAI)).toBe('2027-01-01T00:00:00.000+08:00');
    expect(inZone('1988-07-01T00:00:00.000Z', SHANGHAI)).toBe('1988-07-01T09:00:00.000+09:00');
    expect(inZone('2026-07-01T00:00:00.000Z', 'America/New_York')).toBe('2026-06-30T20:00:00.000-04:00');
    expect(inZone('1890-01-01T00:00:00.000Z', SHANGHAI)).toBe('1890-01-01T00:00:00.000Z');
  });
});

describe('the zone of the machine', () => {
  const asked = `import(process.argv[1]).then((zone) => process.stdout.write(JSON.stringify([
    zone.startOfDay('1988-07-01', 'Asia/Shanghai'),
    zone.parseInstant('2026-12-01', 'Asia/Shanghai'),
    zone.parseInstant('2026-12-01T00:00:00+08:00', 'Asia/Shanghai'),
    zone.dateInZone('2026-11-30T16:00:00.000Z', 'Asia/Shanghai'),
    zone.inZone('2026-07-01T00:00:00.000Z', 'Asia/Shanghai'),
  ])))`;

  it.each(['UTC', 'Asia/Shanghai', 'America/New_York'])('does not matter, be it %s', (TZ) => {
    const module = new URL('./zone.ts', import.meta.url).href;
    const options = { env: { ...process.env, TZ, NODE_OPTIONS: '--no-warnings' }, encoding: 'utf8' } as const;
    expect(JSON.parse(execFileSync(process.execPath, ['-e', asked, module], options))).toEqual([
      '1988-06-30T15:00:00.000Z',
      '2026-11-30T16:00:00.000Z',
      '2026-11-30T16:00:00.000Z',
      '2026-12-01',
      '2026-07-01T08:00:00.000+08:00',
    ]);
  });
});

describe('a zone', () => {
  it('is one that the runtime knows', () => {
    expect(ZONES.every(isZone)).toBe(true);
    expect(['', 'Asia/Peking City', 'GMT+25'].filter(isZone)).toEqual([]);
  });
});
