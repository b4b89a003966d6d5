import { jest } from '@jest/globals';
import { ChannelHeads } from '../../src/dictionary/channel.heads.js';
import { LookupStore } from '../../src/dictionary/lookup.store.js';
import { DictionaryMemory } from '../../src/dictionary/memory/memory.js';
import { defined, seed, undated } from '../harness/seed.js';
import { PRICE, UNIT } from './definitions.fixture.js';
import { useService } from './service.js';

describe('the memory of hot dictionaries', () => {
  const service = useService();
  const memory = (): DictionaryMemory => service.app.get(DictionaryMemory);
  const name = async (code: string, point = '{}'): Promise<unknown> => {
    const { lookup } = await service.gql<{
      lookup: ({ position: string; row: { values: { name: string } } | null } | null)[];
    }>(`{ lookup(dictionary: "t_unit", codes: ["${code}"], point: ${point}) { position row { values } } }`);
    return lookup[0]?.row?.values.name ?? null;
  };
  /** How often the database is asked for codes while work is done. */
  const askedDuring = async (work: () => Promise<unknown>): Promise<number> => {
    const find = jest.spyOn(service.app.get(LookupStore), 'find');
    await work();
    const { length } = find.mock.calls;
    find.mockRestore();
    return length;
  };

  beforeAll(async () => {
    await seed(service.owner, 'PRODUCTION', [
      defined(UNIT),
      defined(PRICE),
      undated('t_unit', 'Box', { name: '盒' }),
      undated('t_unit', 'PCS', { name: '片' }),
    ]);
    await memory().refreshNow();
    await name('BOX');
    // The dictionary comes in after it was first asked for; this waits for its turn.
    await memory().refreshNow();
  });

  it('answers without the database once the dictionary is in, as the database would', async () => {
    expect(await askedDuring(async () => expect(await name('bOx')).toBe('盒'))).toBe(0);
    expect(await askedDuring(async () => expect(await name('none')).toBeNull())).toBe(0);
    expect(memory().bytes).toBeGreaterThan(0);
  });

  it('takes up what a version wrote: changed, new and absent entries', async () => {
    await seed(service.owner, 'PRODUCTION', [
      undated('t_unit', 'Box', { name: '纸盒' }),
      undated('t_unit', 'BAG', { name: '袋' }),
      { dictionary: 't_unit', code: 'PCS', timeline: null },
    ]);
    await memory().refreshNow();
    const asked = await askedDuring(async () => {
      expect(await name('BOX')).toBe('纸盒');
      expect(await name('BAG')).toBe('袋');
      expect(await name('PCS')).toBeNull();
    });
    expect(asked).toBe(0);
  });

  it('asks the database for older versions, which it does not hold', async () => {
    const version = await seed(service.owner, 'PRODUCTION', [undated('t_unit', 'BAG', { name: '布袋' })]);
    await memory().refreshNow();
    expect(await askedDuring(async () => expect(await name('BAG', `{ version: ${version - 1} }`)).toBe('袋'))).toBe(1);
    expect(await askedDuring(async () => expect(await name('BAG', `{ version: ${version} }`)).toBe('布袋'))).toBe(0);
  });

  it('never answers from before what this process has seen elsewhere', async () => {
    const position = async (of: string, code: string): Promise<number> => {
      const { lookup } = await service.gql<{ lookup: { position: string }[] }>(
        `{ lookup(dictionary: "${of}", codes: ["${code}"]) { position } }`,
      );
      return Number(/@(\d+)#/.exec(lookup[0]?.position ?? '')?.[1]);
    };
    const version = await seed(service.owner, 'PRODUCTION', [
      undated('t_price', 'K1|1', { price: '1' }),
      undated('t_unit', 'BAG', { name: '皮袋' }),
    ]);
    // Read past the memory, because this dictionary is not in it; from then on the memory is known to be behind.
    expect(await position('t_price', 'K1|1')).toBe(version);
    expect(await position('t_unit', 'BAG')).toBe(version);
    expect(await name('BAG')).toBe('皮袋');
  });

  it('would go back if it did not mind what was seen (planted)', async () => {
    await memory().refreshNow();
    const blind = jest.spyOn(ChannelHeads.prototype, 'seen').mockImplementation(() => undefined);
    const version = await seed(service.owner, 'PRODUCTION', [
      undated('t_price', 'K1|1', { price: '2' }),
      undated('t_unit', 'BAG', { name: '纸袋' }),
    ]);
    expect(await name('BAG')).toBe('皮袋');
    blind.mockRestore();
    await memory().refreshNow();
    expect(await name('BAG', `{ version: ${version} }`)).toBe('纸袋');
  });

  it('finds out by itself within a second or two that the channel has moved on', async () => {
    await memory().refreshNow();
    await seed(service.owner, 'PRODUCTION', [undated('t_unit', 'BAG', { name: '麻袋' })]);
    for (let waited = 0; waited < 100 && (await name('BAG')) !== '麻袋'; waited++)
      await new Promise((resolve) => setTimeout(resolve, 50));
    expect(await name('BAG')).toBe('麻袋');
  });

  it('listens again after its connection was cut', async () => {
    const listeners = async (): Promise<number[]> =>
      (
        await service.owner.query<{ pid: number }[]>(
          `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND query = 'LISTEN zidian_channel_moved'`,
        )
      ).map(({ pid }) => pid);
    const until = async (reached: () => Promise<boolean>): Promise<void> => {
      for (let waited = 0; waited < 100 && !(await reached()); waited++)
        await new Promise((resolve) => setTimeout(resolve, 50));
    };
    await until(async () => (await listeners()).length === 1);
    const [cut = 0] = await listeners();
    await service.owner.query('SELECT pg_terminate_backend($1)', [cut]);
    await until(async () => (await listeners()).some((pid) => pid !== cut));
    expect(await listeners()).toEqual([expect.any(Number)]);
    expect(await name('BAG')).toBe('麻袋');
  });

  it('does not go back where the reader names a position that it has not reached', async () => {
    const version = await seed(service.owner, 'PRODUCTION', [undated('t_unit', 'BAG', { name: '新袋' })]);
    const [channel] = await service.owner.query<{ epoch: string }[]>(
      `SELECT epoch FROM channel WHERE code = 'PRODUCTION'`,
    );
    expect(await name('BAG', `{ minPosition: "PRODUCTION@${version}#${channel?.epoch.slice(0, 8)}" }`)).toBe('新袋');
  });
});

describe('a memory with little room', () => {
  const service = useService({ ZIDIAN_MEMORY_MIB: '1' });

  it('leaves a dictionary that does not fit to the database', async () => {
    const many = Array.from({ length: 6_000 }, (_, n) =>
      undated('t_unit', `U${n}`, { name: `单位${n}`.padEnd(100, '长') }),
    );
    await seed(service.owner, 'PRODUCTION', [defined(UNIT), ...many]);
    const memory = service.app.get(DictionaryMemory);
    const first = async (): Promise<unknown> =>
      (await service.gql<{ lookup: unknown[] }>(`{ lookup(dictionary: "t_unit", codes: ["U1"]) { code } }`)).lookup[0];
    expect(await first()).toEqual({ code: 'U1' });
    await memory.refreshNow();
    expect(memory.bytes).toBe(0);
    expect(await first()).toEqual({ code: 'U1' });
  });
});
