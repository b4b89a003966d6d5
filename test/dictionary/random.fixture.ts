import type { Row, Timeline } from '../../src/kernel/timeline.js';

/** A fixed sequence: what fails once fails again. */
let state = 42;
export const random = (): number => {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
};

/** Up to three periods of whole years, some with gaps between, the last one sometimes open. */
export function randomTimeline(): Timeline {
  const rows: Row[] = [];
  for (let year = 2000 + Math.floor(random() * 4); rows.length < 3 && year < 2010;) {
    const to = year + 1 + Math.floor(random() * 2);
    const open = random() < 0.2;
    rows.push({
      from: `${year}-01-01T00:00:00.000Z`,
      ...(open ? {} : { to: `${to}-01-01T00:00:00.000Z` }),
      values: { price: `${year}.${rows.length}` },
    });
    if (open) break;
    year = to + Math.floor(random() * 3);
  }
  return { rows };
}
