import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, type GraphQLUnionType, isUnionType } from 'graphql';
import pg from 'pg';
import { CHANGES_PER_PUT_MAX, REASON_LENGTH_MAX } from '../src/kernel/limits.js';
import { type Answered, type ChangeAsked, GovernedPath, midnight, must, type RequestSeen } from './harness/governed.js';
import { useHospital } from './harness/hospital.js';

const hospital = useHospital();
const path = new GovernedPath(hospital);

const remark = (text: string): ChangeAsked => ({ dictionary: 'nation', code: '01', values: { remark: text } });
const drafted = async (changes: readonly ChangeAsked[] = [remark('草稿')]): Promise<RequestSeen> =>
  must('ChangeRequest', await path.propose('public-maintainer', changes));
const inReview = async (changes?: readonly ChangeAsked[]): Promise<RequestSeen> =>
  must('ChangeRequest', await path.submit('public-maintainer', await drafted(changes)));
const put = (request: RequestSeen, changes: readonly ChangeAsked[]): Promise<RequestSeen> =>
  path.act(
    'public-maintainer',
    'putChanges',
    {
      request: ['String!', request.number],
      revision: ['Int!', request.revision],
      changes: ['[ChangeInput!]!', changes],
    },
    '... on ChangeRequest { number revision status digest release { number } }',
  );

/** Holds a request as a long transaction would, for as long as `work` takes. */
const whileHeld = async <T>(number: string, work: () => Promise<T>): Promise<T> => {
  const holder = new pg.Client({ connectionString: hospital.ownerUrl });
  await holder.connect();
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM change_request WHERE number = $1 FOR UPDATE', [number]);
    return await work();
  } finally {
    await holder.end();
  }
};

interface Story {
  readonly problem: string;
  readonly sentence: string;
  readonly happens: () => Promise<Answered>;
  /** What a client needs to go on. */
  readonly carries: object;
}

const STORIES: readonly Story[] = [
  {
    problem: 'NotFound',
    sentence: 'is told to whoever submits a request that nobody made',
    happens: () => path.submit('public-maintainer', { number: 'C1999-0001', revision: 1 } as RequestSeen),
    carries: {},
  },
  {
    problem: 'Forbidden',
    sentence: 'is told to a maintainer of public dictionaries who proposes a price',
    happens: () =>
      path.propose('public-maintainer', [
        {
          dictionary: 'charge_price',
          code: '110200001|3',
          values: { price: '1.00' },
          validFrom: midnight(2),
        },
      ]),
    carries: {},
  },
  {
    problem: 'ValidationFailed',
    sentence: 'names every fault of every change at once, each with its path',
    happens: () =>
      path.propose('public-maintainer', [
        { dictionary: 'nation', code: '01', values: { letter_code: '汉', sort: 'ten' } },
        { dictionary: 'nation', code: 'A1', values: { name: '某族' } },
        { dictionary: 'nation', code: '02', values: { colour: 'red' } },
        { dictionary: 'country', code: 'CN', values: {}, reason: '长'.repeat(REASON_LENGTH_MAX + 1) },
      ]),
    carries: {
      issues: expect.arrayContaining(
        [
          'changes[0].values.letter_code',
          'changes[0].values.sort',
          'changes[1].code',
          'changes[2].values.colour',
          'changes[3].dictionary',
          'changes[3].reason',
        ].map((at) => expect.objectContaining({ path: at }) as unknown),
      ) as unknown,
    },
  },
  {
    problem: 'WrongState',
    sentence: 'is told to whoever submits what lies in review already, with the states in which one may',
    happens: async () => path.submit('public-maintainer', await inReview()),
    carries: { state: 'IN_REVIEW', allowed: expect.arrayContaining(['DRAFT']) as unknown },
  },
  {
    problem: 'StaleRevision',
    sentence: 'is told to whoever edits a request that somebody else has edited since',
    happens: async () => {
      const seen = await drafted();
      must('ChangeRequest', await put(seen, [{ ...remark('另一处'), code: '02' }]));
      return put(seen, [{ ...remark('再一处'), code: '03' }]);
    },
    carries: { currentRevision: 2 },
  },
  {
    problem: 'StaleDigest',
    sentence: 'is told to a reviewer whose request was edited after they read it',
    happens: async () => {
      const read = await inReview();
      const edited = must('ChangeRequest', await put(read, [{ ...remark('后来加的'), code: '02' }]));
      must('ChangeRequest', await path.submit('public-maintainer', edited));
      return path.sign('it-reviewer', read);
    },
    carries: { currentDigest: expect.stringMatching(/^[0-9a-f]{64}$/) as unknown },
  },
  {
    problem: 'BaseChanged',
    sentence: 'is told to the release manager, with the release that came between',
    happens: async () => {
      const change = { dictionary: 'nation', code: '11' };
      const first = await path.signed(
        'public-maintainer',
        ['it-reviewer'],
        [{ ...change, values: { remark: '第一个' } }],
      );
      const second = await path.signed(
        'public-maintainer',
        ['it-reviewer'],
        [{ ...change, values: { remark: '第二个' } }],
      );
      must('ChannelVersion', await path.apply(first, 'TEST'));
      return path.apply(second, 'TEST');
    },
    carries: {
      conflicts: [
        {
          dictionary: 'nation',
          code: '11',
          release: expect.stringMatching(/^R\d{4}-\d{4,}$/) as unknown,
          version: expect.any(Number) as unknown,
        },
      ],
    },
  },
  {
    problem: 'PolicyNotMet',
    sentence: 'is told to whoever submits a new charge item without the minutes of the price committee',
    happens: async () => {
      const known = await hospital.sql<{ body: string }>(
        `SELECT c.body FROM entry_head h JOIN content c ON c.hash = h.content
         WHERE h.channel = 'PRODUCTION' AND h.dictionary = 'charge_item' ORDER BY h.code LIMIT 1`,
      );
      const { rows } = JSON.parse(known[0]?.body ?? '{}') as { rows: { values: object }[] };
      const change = {
        dictionary: 'charge_item',
        code: '999900001',
        values: { ...rows.at(-1)?.values, name: '新项目' },
        validFrom: midnight(3),
      };
      const draft = must('ChangeRequest', await path.propose('price-maintainer', [change]));
      return path.submit('price-maintainer', draft);
    },
    carries: {
      missing: expect.arrayContaining([
        expect.objectContaining({
          role: 'MINUTES',
          count: 1,
          met: 0,
          because: expect.stringContaining('会议纪要') as unknown,
        }),
      ]) as unknown,
    },
  },
  {
    problem: 'Blocked',
    sentence: 'is told to whoever applies a price after the moment from which it was signed to hold',
    happens: async () => {
      const soon = Date.now() + 5_000;
      const change = {
        dictionary: 'charge_price',
        code: '110200001|3',
        values: { price: '23.00' },
        validFrom: new Date(soon).toISOString(),
      };
      const release = await path.signed('price-maintainer', ['pricing-reviewer'], [change]);
      await new Promise((resolve) => setTimeout(resolve, Math.max(0, soon - Date.now()) + 300));
      return path.apply(release, 'TEST');
    },
    carries: {
      findings: [
        expect.objectContaining({ severity: 'BLOCK', path: expect.stringContaining('110200001|3') as unknown }),
      ],
    },
  },
  {
    problem: 'LimitExceeded',
    sentence: 'names the limit to whoever puts one change too many',
    happens: async () =>
      put(
        await drafted(),
        Array.from({ length: CHANGES_PER_PUT_MAX + 1 }, (_, at) => ({ ...remark(''), code: String(at) })),
      ),
    carries: { limit: CHANGES_PER_PUT_MAX, given: CHANGES_PER_PUT_MAX + 1 },
  },
  {
    problem: 'Busy',
    sentence: 'is told to whoever edits what another transaction holds for too long',
    happens: async () => {
      const request = await drafted();
      return whileHeld(request.number, () => put(request, [{ ...remark('等不到'), code: '02' }]));
    },
    carries: {},
  },
];

describe('a refusal that is expected', () => {
  it.each(STORIES)('$problem $sentence', async ({ problem, happens, carries }) => {
    const answer = must(problem, await happens());
    expect(answer.message).not.toBe('');
    expect(answer).toMatchObject(carries);
  });

  it('has a story here for each kind that a mutation may answer with', () => {
    const schema = buildSchema(readFileSync(join(process.cwd(), 'schema.gql'), 'utf8'));
    const unions = Object.values(schema.getTypeMap()).filter((type): type is GraphQLUnionType => isUnionType(type));
    const problems = unions.flatMap((union) =>
      union
        .getTypes()
        .filter((type) => type.getInterfaces().some(({ name }) => name === 'Problem'))
        .map(({ name }) => name),
    );
    expect(new Set(STORIES.map(({ problem }) => problem))).toEqual(new Set(problems));
  });
});
