import { type Answer, useHospital } from '../../../test/harness/hospital.js';
import { ward } from '../../../test/platform/ward.fixture.js';

const ENGLISH = { 'accept-language': 'en' };
const message = (answer: Answer): string | undefined => answer.body.errors?.[0]?.message;
const extensions = (answer: Answer): Record<string, unknown> | undefined => answer.body.errors?.[0]?.extensions;

describe('the GraphQL driver', () => {
  const hospital = useHospital({ root: ward });
  const ask = (query: string, variables?: Record<string, unknown>, headers?: Record<string, string>): Promise<Answer> =>
    hospital.anonymous.raw(query, variables, headers);

  it.each([
    ['fields', '{ bed(id: "1") { id name price since values } }', {}],
    ['nulls', '{ bed(id: "none") { id } }', {}],
    [
      'fragments',
      'query ($id: ID!) { bed(id: $id) { ...F neighbours { nodes { ...F } } } } fragment F on Bed { id price }',
      { id: '1' },
    ],
    ['directives', 'query ($b: Boolean!) { bed(id: "1") { id @skip(if: $b) name @include(if: $b) } }', { b: true }],
    ['aliases', '{ a: bed(id: "1") { id } b: bed(id: "2") { id } }', {}],
    ['lists with nulls', '{ bedsByCode(codes: ["1", "none", "2"]) { id } }', {}],
    ['pages', '{ beds(first: 2) { totalCount edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }', {}],
    ['type names', '{ __typename bed(id: "1") { __typename } }', {}],
    ['bugs beside data', '{ a: bed(id: "throws") { id } b: bed(id: "2") { id } }', {}],
    ['refusals', '{ bed(id: "forbidden") { id } }', {}],
    [
      'scalars',
      'query ($at: DateTime, $v: JSON) { echo(at: $at, price: "1.50", values: $v) }',
      { at: '2027-01-01', v: { a: [1] } },
    ],
    ['wrong variables', 'query ($at: DateTime!) { echo(at: $at) }', { at: 'soon' }],
  ])(
    'answers %s alike at the first use, by the reference, and at later ones, compiled',
    async (_what, query, variables) => {
      const answers = [await ask(query, variables), await ask(query, variables), await ask(query, variables)];
      const comparable = answers.map(({ body, status }) => ({
        status,
        data: body.data,
        errors: body.errors?.map(({ path, extensions: { requestId, ...facts } = {} }) => ({
          path,
          facts,
          had: typeof requestId,
        })),
      }));
      expect(comparable[1]).toEqual(comparable[0]);
      expect(comparable[2]).toEqual(comparable[0]);
    },
  );

  it('writes instants in the hospital’s offset, and decimals as they were written', async () => {
    const { body } = await ask('{ bed(id: "1") { since price } }');
    expect(body.data).toEqual({ bed: { since: '2027-01-01T00:00:00.000+08:00', price: '12.50' } });
  });

  it('reads instants with an offset and days of the hospital’s zone, and refuses a time without either', async () => {
    const query = 'query ($at: DateTime) { echo(at: $at) }';
    const given = ['2027-01-01', '2027-01-01T00:00:00+08:00', '2026-12-31T16:00:00Z'];
    for (const at of given) {
      expect((await ask(query, { at })).body.data).toEqual({ echo: { at: '2026-12-31T16:00:00.000Z' } });
    }
    const naive = await ask(query, { at: '2027-01-01T00:00:00' });
    expect(message(naive)).toBe(
      '“2027-01-01T00:00:00”不是带时区的日期时间（如 2027-01-01T00:00:00+08:00）或日期（如 2027-01-01）。',
    );
  });

  it('refuses a price given as a number, in a literal and in a variable', async () => {
    expect(message(await ask('{ echo(price: 12.5) }', {}, ENGLISH))).toMatch(/decimals are given as text/);
    const query = 'query ($price: Decimal) { echo(price: $price) }';
    const byReference = await ask(query, { price: 12.5 }, ENGLISH);
    const compiled = await ask(query, { price: 12.5 }, ENGLISH);
    for (const answer of [byReference, compiled]) expect(message(answer)).toMatch(/decimals are given as text/);
  });

  it('refuses keys that reach for a prototype, in literals too', async () => {
    for (const key of ['__proto__', 'constructor', 'prototype']) {
      expect(message(await ask(`{ echo(values: { a: [{ ${key}: 1 }] }) }`, {}, ENGLISH))).toBe(
        `A key named ${key} is not allowed.`,
      );
    }
  });

  it('reads booleans and numbers of a JSON literal as what they are', async () => {
    const { body } = await ask('query ($v: JSON) { echo(values: { a: true, b: 1.5, c: null, d: [$v] }) }', { v: 'x' });
    expect(body.data).toEqual({ echo: { values: { a: true, b: 1.5, c: null, d: ['x'] } } });
  });

  it('tells a refused query’s kind and facts, in the reader’s language', async () => {
    const query = '{ bed(id: "invalid") { id } }';
    expect((await ask(query)).body).toMatchObject({
      data: { bed: null },
      errors: [
        {
          message: '提交的内容有 1 处不符合要求。',
          extensions: { code: 'ValidationFailed', issues: [{ path: 'id', code: 'required', message: '必须填写。' }] },
        },
      ],
    });
    expect(message(await ask(query, {}, ENGLISH))).toBe('The input has 1 faults.');
  });

  it('never shows the inside of a bug, and gives a number by which the log knows it', async () => {
    const answer = await ask('{ bed(id: "throws") { id } }', {}, { 'x-request-id': 'his-7' });
    expect(message(answer)).toContain('his-7');
    expect(extensions(answer)).toEqual({ code: 'InternalError', requestId: 'his-7' });
    expect(JSON.stringify(answer.body)).not.toMatch(/secret|SELECT|stack/);
  });

  it('says that the database is away, where that is what happened', async () => {
    const answer = await ask('{ bed(id: "disconnected") { id } }');
    expect(extensions(answer)).toEqual({ code: 'Unavailable' });
    expect(message(answer)).toBe('数据库暂时无法连接，请稍后再试。');
  });

  it('gives a mutation’s faults as members of its union, all at once and each with its path', async () => {
    const query = `mutation ($input: BedInput!) { makeBed(input: $input) { __typename ... on Bed { values }
      ... on ValidationFailed { message issues { path code message } } } }`;
    const input = { name: '', code: 'x', linen: [{ sheets: 1 }, { sheets: 0 }] };
    const { body } = await ask(query, { input }, ENGLISH);
    expect(body.data?.['makeBed']).toEqual({
      __typename: 'ValidationFailed',
      message: 'The input has 3 faults.',
      issues: [
        { path: 'input.name', code: 'length', message: 'The length must be between 1 and 20.' },
        { path: 'input.code', code: 'pattern', message: 'The form is not as required.' },
        { path: 'input.linen[1].sheets', code: 'range', message: 'It must be between 1 and ∞.' },
      ],
    });
  });

  it('hands an input on as it was given: an absent field stays absent', async () => {
    const query = 'mutation ($input: BedInput!) { makeBed(input: $input) { ... on Bed { values } } }';
    const { body } = await ask(query, { input: { name: 'A' } });
    expect(body.data).toEqual({ makeBed: { values: { name: 'A' } } });
  });

  it('gives faults as an error where the union has no place for them', async () => {
    const query = 'mutation { stripBed(input: { name: "" }) { __typename } }';
    expect(extensions(await ask(query))).toMatchObject({ code: 'ValidationFailed', issues: [{ path: 'input.name' }] });
  });

  it('says a Problem of a union by the interface that all of them share', async () => {
    const query = 'mutation { makeBed(input: { name: "nobody" }) { __typename ... on Problem { message } } }';
    const expected = { makeBed: { __typename: 'NotFound', message: '没有条目 nobody。' } };
    expect((await ask(query)).body.data).toEqual(expected);
  });

  it('tells a developer of a misspelt field what was meant', async () => {
    expect(message(await ask('{ bedd { id } }'))).toContain('Did you mean');
  });
});

describe('the GraphQL driver in production', () => {
  const hospital = useHospital({
    root: ward,
    env: { NODE_ENV: 'production', DATABASE_URL: process.env['ZIDIAN_TEST_SERVER'] ?? '' },
  });

  it('tells nobody what fields there are', async () => {
    const misspelt = await hospital.anonymous.raw('{ bedd { id } }');
    expect(message(misspelt)).toBe('Cannot query field "bedd" on type "Query".');
    const introspection = await hospital.anonymous.raw('{ __schema { types { name } } }');
    expect(extensions(introspection)).toMatchObject({ code: 'InvalidDocument' });
    expect(introspection.body.data).toBeUndefined();
  });

  it('has no page', async () => {
    const page = await hospital.app.inject({ method: 'GET', url: '/graphql', headers: { accept: 'text/html' } });
    expect(page.statusCode).toBe(406);
  });
});
