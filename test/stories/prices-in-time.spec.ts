import { GovernedPath, midnight, must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';

interface RowSeen {
  readonly values: Readonly<Record<string, unknown>>;
  readonly validFrom: string;
  readonly validTo: string | null;
}
interface EntrySeen {
  readonly status: string;
  readonly row: RowSeen | null;
  readonly rows: readonly RowSeen[];
}

describe('a price in time', () => {
  const hospital = useHospital();
  const path = new GovernedPath(hospital);
  const ENTRY = `query($code: String!, $point: PointInput) {
    entry(dictionary: "charge_price", code: $code, point: $point) { status row { values validFrom validTo } rows { values validFrom validTo } } }`;
  const read = async (code: string, point: object = {}): Promise<EntrySeen> =>
    (await hospital.as('monitor').gql<{ entry: EntrySeen }>(ENTRY, { code, point })).entry;
  /** An item of its own for each story, with one open price: nobody's neighbours disturb it. */
  const freshPrice = async (ordinal: number): Promise<string> => {
    const { entries } = await hospital
      .as('monitor')
      .gql<{ entries: { nodes: { code: string; rows: RowSeen[] }[] } }>(
        '{ entries(dictionary: "charge_price", first: 200) { nodes { code rows { values validFrom validTo } } } }',
      );
    const open = entries.nodes.filter(
      ({ rows }) =>
        rows.length > 1 && rows.at(-1)?.validTo === null && Date.parse(rows.at(-1)?.validFrom ?? '') < Date.now(),
    );
    const code = open[ordinal]?.code;
    if (!code) throw new Error('the sample hospital has too few open prices');
    return code;
  };
  const set = (code: string, values: object, more: object = {}) => ({
    dictionary: 'charge_price',
    code,
    values: { ...values },
    ...more,
  });
  const release = (changes: Parameters<GovernedPath['signed']>[2], more: object = {}) =>
    path.signed('price-maintainer', ['pricing-reviewer'], changes, more);

  it('changes one field in each of two prices when a SET covers a period with both, and nothing outside it', async () => {
    const code = await freshPrice(0);
    await path.carry(await release([set(code, { price: '61.00' }, { validFrom: midnight(40) })]));
    const before = await read(code);
    const period = { validFrom: midnight(20), until: 'AT', validTo: midnight(50) };
    await path.carry(await release([set(code, { remark: '含材料' }, period)]));
    const after = await read(code);
    const price = before.rows.at(-2)?.values['price'];
    expect(after.rows.slice(-4).map(({ values, validFrom }) => [values['price'], values['remark'], validFrom])).toEqual(
      [
        [price, before.rows.at(-2)?.values['remark'], before.rows.at(-2)?.validFrom],
        [price, '含材料', midnight(20)],
        ['61.00', '含材料', midnight(40)],
        ['61.00', before.rows.at(-1)?.values['remark'], midnight(50)],
      ],
    );
    expect(after.rows.slice(0, -4)).toEqual(before.rows.slice(0, -2));
  });

  it('is not erased by an open-ended SET when it was already planned', async () => {
    const code = await freshPrice(1);
    await path.carry(await release([set(code, { price: '77.00' }, { validFrom: midnight(60) })]));
    await path.carry(await release([set(code, { price: '70.00' }, { validFrom: midnight(10) })]));
    expect((await read(code, { at: midnight(10) })).row?.values['price']).toBe('70.00');
    expect((await read(code, { at: midnight(60) })).row?.values['price']).toBe('77.00');
  });

  it('signed for one moment and applied after it is refused as late, and nothing is written', async () => {
    const code = await freshPrice(2);
    const soon = new Date(Date.now() + 5_000).toISOString();
    const number = await release([set(code, { price: '88.00' }, { validFrom: soon })]);
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(soon) - Date.now()) + 300));
    const answer = must('Blocked', await path.apply(number, 'TEST'));
    expect(JSON.stringify(answer['findings'])).toContain(code);
    expect((await read(code, { channel: 'TEST' })).rows.map(({ values }) => values['price'])).not.toContain('88.00');
  });

  it('is refused a second release, which is told the number of the first', async () => {
    const code = await freshPrice(3);
    const first = await release([set(code, { price: '31.00' }, { validFrom: midnight(5) })]);
    const second = await release([set(code, { price: '32.00' }, { validFrom: midnight(6) })]);
    await path.carry(first);
    const answer = must('BaseChanged', await path.apply(second, 'TEST'));
    expect(answer['conflicts']).toEqual([
      expect.objectContaining({ dictionary: 'charge_price', code, release: first }),
    ]);
  });

  it('gives no row to a reader of a retired, a future or an interrupted entry', async () => {
    const [retired, gapped] = [await freshPrice(4), await freshPrice(5)];
    const number = await release([
      { dictionary: 'charge_price', code: retired, operation: 'RETIRE', validFrom: midnight(3) },
      { dictionary: 'charge_price', code: gapped, operation: 'RETIRE', validFrom: midnight(3) },
    ]);
    await path.carry(number);
    const last = (await read(gapped)).rows.at(-1);
    await path.carry(await release([set(gapped, last?.values ?? {}, { validFrom: midnight(9) })]));
    expect(await read(retired, { at: midnight(3) })).toMatchObject({ status: 'RETIRED', row: null });
    expect((await read(retired, { at: midnight(2) })).row).not.toBeNull();
    expect(await read(gapped, { at: midnight(5) })).toMatchObject({ status: 'GAP', row: null });
    expect((await read(gapped, { at: midnight(9) })).row).not.toBeNull();
    expect(await read(gapped, { at: '2001-01-01T00:00:00+08:00' })).toMatchObject({ status: 'FUTURE', row: null });
  });
});
