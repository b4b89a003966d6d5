import { GovernedPath, midnight, must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';

const KINDS = [
  {
    what: 'a public dictionary is signed by one of IT',
    author: 'public-maintainer',
    reviewers: ['it-reviewer'],
    change: { dictionary: 'nation', code: '01', values: { remark: '常用' } },
  },
  {
    what: 'a system dictionary is signed by two of IT',
    author: 'system-maintainer',
    reviewers: ['it-reviewer', 'it-reviewer-2'],
    change: { dictionary: 'gender', code: '9', values: { remark: '急诊未问及时用' } },
  },
  {
    what: 'a drug price is signed by pharmacy and by pricing',
    author: 'drug-maintainer',
    reviewers: ['pharmacy-reviewer', 'pricing-reviewer'],
    change: {
      dictionary: 'drug_price',
      code: 'X010100101',
      values: { retail: '2.90', trade: '2.90' },
      validFrom: midnight(2),
    },
  },
  {
    what: 'a charge is signed by pricing',
    author: 'price-maintainer',
    reviewers: ['pricing-reviewer'],
    change: { dictionary: 'charge_price', code: '110200001|3', values: { price: '21.00' }, validFrom: midnight(2) },
  },
] as const;

describe('from a proposed change to the version that the HIS reads', () => {
  const hospital = useHospital();
  const path = new GovernedPath(hospital);
  const LOOKUP = `query($dictionary: String!, $codes: [String!]!, $point: PointInput) {
    lookup(dictionary: $dictionary, codes: $codes, point: $point) { position row { values } } }`;
  const ORIGIN = `query($dictionary: String!, $code: String!, $point: PointInput) {
    entry(dictionary: $dictionary, code: $code, point: $point) { row { origin { number } } } }`;
  interface Reading {
    readonly position: string;
    readonly row: { readonly values: Record<string, unknown> };
  }
  /** The HIS reads values without signing in; which release is behind them, people of the hospital may see. */
  const look = async (dictionary: string, code: string, point: object): Promise<Reading | undefined> =>
    (await hospital.anonymous.gql<{ lookup: Reading[] }>(LOOKUP, { dictionary, codes: [code], point })).lookup[0];
  const originOf = async (dictionary: string, code: string, point: object): Promise<string | undefined> => {
    interface Seen {
      readonly entry: { readonly row: { readonly origin: { readonly number: string } } };
    }
    const { entry } = await hospital.as('monitor').gql<Seen>(ORIGIN, { dictionary, code, point });
    return entry.row.origin.number;
  };
  const productionVersion = async (): Promise<number> => {
    const { channels } = await hospital.anonymous.gql<{ channels: { code: string; version: number }[] }>(
      '{ channels { code version } }',
    );
    return channels.find(({ code }) => code === 'PRODUCTION')?.version ?? -1;
  };

  it.each(KINDS)(
    '$what, then read in PRODUCTION while a pinned reader reads on',
    async ({ author, reviewers, change }) => {
      const at = 'validFrom' in change ? { at: change.validFrom } : {};
      const pinned = await productionVersion();
      const old = await look(change.dictionary, change.code, { version: pinned, ...at });
      const request = must(
        'ChangeRequest',
        await path.submit(author, must('ChangeRequest', await path.propose(author, [change]))),
      );
      for (const [index, reviewer] of reviewers.entries()) {
        const answer = must('ChangeRequest', await path.sign(reviewer, request));
        expect(answer.status).toBe(index === reviewers.length - 1 ? 'SIGNED' : 'IN_REVIEW');
      }
      const { changeRequest } = await hospital
        .as(author)
        .gql<{ changeRequest: { release: { number: string } } }>(
          'query($n: String!) { changeRequest(number: $n) { release { number } } }',
          {
            n: request.number,
          },
        );
      await path.carry(changeRequest.release.number);
      const now = await look(change.dictionary, change.code, at);
      expect(now?.row.values).toMatchObject(change.values);
      expect(await originOf(change.dictionary, change.code, at)).toBe(changeRequest.release.number);
      expect(await look(change.dictionary, change.code, { version: pinned, ...at })).toEqual({
        ...old,
        position: expect.any(String) as string,
      });
    },
  );

  it('and every channel still verifies', async () => {
    for (const channel of ['TEST', 'PILOT', 'PRODUCTION']) {
      const { verifyChannel } = await hospital
        .as('monitor')
        .gql<{ verifyChannel: object }>(
          'query($channel: String!) { verifyChannel(channel: $channel) { intact brokenAt detail } }',
          { channel },
        );
      expect(verifyChannel).toEqual({ intact: true, brokenAt: null, detail: null });
    }
  });
});
