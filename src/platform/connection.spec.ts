import { pageOf } from './connection.js';
import { newId } from './id.js';

describe('a page', () => {
  const page = (given: number, first: number, after?: string): ReturnType<typeof pageOf<number>> =>
    pageOf(
      Array.from({ length: given }, (_, index) => index),
      { first, after },
      99,
      String,
    );

  it('knows of a next one by the node that was read too many', () => {
    expect(page(3, 2)).toMatchObject({
      nodes: [0, 1],
      pageInfo: { hasNextPage: true, startCursor: '0', endCursor: '1' },
    });
    expect(page(2, 2)).toMatchObject({ nodes: [0, 1], pageInfo: { hasNextPage: false } });
  });

  it('may be empty', () => {
    expect(page(0, 2)).toMatchObject({ nodes: [], totalCount: 99, pageInfo: { startCursor: null, endCursor: null } });
  });

  it('has one before it when it begins after a cursor', () => {
    expect(page(1, 2).pageInfo.hasPreviousPage).toBe(false);
    expect(page(1, 2, 'x').pageInfo.hasPreviousPage).toBe(true);
  });
});

describe('a new id', () => {
  it('is a UUID of version 7, unlike every other, and later ones sort after earlier ones', async () => {
    const ids = Array.from({ length: 1_000 }, newId);
    expect(new Set(ids).size).toBe(1_000);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(newId() > (ids[0] ?? '')).toBe(true);
  });
});
