import fc from 'fast-check';
import { coalesce, type Row, type Timeline } from '../../kernel/timeline.js';
import { originsOf } from './origins.js';

const year = (at: number): string => `${2000 + at}-01-01T00:00:00.000Z`;
const row = (from: number, to: number | null, price: string): Row => ({
  from: year(from),
  ...(to === null ? {} : { to: year(to) }),
  values: { price },
});

const timeline = fc
  .uniqueArray(fc.nat({ max: 20 }), { minLength: 2, maxLength: 6 })
  .map((edges) => [...edges].sort((a, b) => a - b))
  .chain((edges) =>
    fc
      .array(fc.constantFrom('1', '2', '3'), { minLength: edges.length - 1, maxLength: edges.length - 1 })
      .map((prices): Timeline => ({
        rows: coalesce(prices.map((price, index) => row(edges[index] ?? 0, edges[index + 1] ?? null, price))),
      })),
  );
const numbered = (held: Timeline): string[] =>
  held.rows.map((_, index) => `R2025-${String(index + 1).padStart(4, '0')}`);

describe('the release that a row comes from', () => {
  it('stays for a row that stays, and for one that was trimmed', () => {
    const held: Timeline = { rows: [row(1, 5, '10'), row(5, null, '12')] };
    const proposed: Timeline = { rows: [row(1, 5, '10'), row(5, 7, '12'), row(7, null, '15')] };
    expect(originsOf(held, ['R2025-0001', 'R2025-0002'], proposed, 'R2026-0003')).toEqual([
      'R2025-0001',
      'R2025-0002',
      'R2026-0003',
    ]);
  });

  it('is the new one for a row that now reaches further', () => {
    const held: Timeline = { rows: [row(1, 5, '10')] };
    expect(originsOf(held, ['R2025-0001'], { rows: [row(1, 8, '10')] }, 'R2026-0003')).toEqual(['R2026-0003']);
  });

  it('is kept on both sides of a price that interrupts another', () => {
    const held: Timeline = { rows: [row(1, null, '10')] };
    const proposed: Timeline = { rows: [row(1, 3, '10'), row(3, 4, '9'), row(4, null, '10')] };
    expect(originsOf(held, ['R2025-0001'], proposed, 'R2026-0003')).toEqual(['R2025-0001', 'R2026-0003', 'R2025-0001']);
  });

  it('is the new one for every row of a new entry', () => {
    fc.assert(
      fc.property(timeline, (proposed) =>
        expect(originsOf(null, [], proposed, 'R2026-0003')).toEqual(proposed.rows.map(() => 'R2026-0003')),
      ),
    );
  });

  it('stays everywhere when nothing changes, and is one for each row whatever changes', () => {
    fc.assert(
      fc.property(timeline, timeline, (held, proposed) => {
        expect(originsOf(held, numbered(held), held, 'R2026-0003')).toEqual(numbered(held));
        const origins = originsOf(held, numbered(held), proposed, 'R2026-0003');
        expect(origins).toHaveLength(proposed.rows.length);
        origins.forEach((origin) => expect([...numbered(held), 'R2026-0003']).toContain(origin));
      }),
    );
  });

  it('stays for an undated entry that is retired with its last values', () => {
    const held: Timeline = { rows: [{ values: { name: '甲' } }] };
    expect(originsOf(held, ['GENESIS'], { ...held, retired: true }, 'R2026-0003')).toEqual(['GENESIS']);
  });
});
