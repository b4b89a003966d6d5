import { type Answer, useHospital } from '../../../test/harness/hospital.js';
import { ward } from '../../../test/platform/ward.fixture.js';
import {
  ALIASES_MAX,
  COST_MAX,
  DEPTH_MAX,
  LOOKUP_CODES_MAX,
  PAGE_MAX,
  ROOT_MUTATIONS_MAX,
  TOKENS_MAX,
} from '../../kernel/limits.js';

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

describe('the limits of a GraphQL request', () => {
  const hospital = useHospital({ root: ward });

  const ask = (query: string, variables: Record<string, unknown> = {}): Promise<Answer> =>
    hospital.anonymous.raw(query, variables, { 'accept-language': 'en' });
  const refusal = async (query: string, variables?: Record<string, unknown>): Promise<unknown> => {
    const { body } = await ask(query, variables);
    expect(body.data).toBeUndefined();
    return { ...body.errors?.[0]?.extensions, message: body.errors?.[0]?.message };
  };
  const passes = async (query: string, variables?: Record<string, unknown>): Promise<void> => {
    expect((await ask(query, variables)).body.errors).toBeUndefined();
  };

  const deep = (depth: number): string =>
    `{ bed(id: "1") ${times(depth - 2, () => '{ spare')} { id } ${times(depth - 2, () => '}')} }`;
  const aliased = (count: number): string => `{ ${times(count, (index) => `a${index}: bed(id: "1") { id }`)} }`;
  const mutations = (count: number): string =>
    `mutation { ${times(count, (index) => `a${index}: stripBed(input: { name: "A" }) { __typename }`)} }`;

  it(`lets fields lie ${DEPTH_MAX} deep and no deeper, through fragments too`, async () => {
    // Ten times assumed for each nested list would exceed the cost long before the depth, so a chain of single beds is asked.
    const chain = (depth: number): string =>
      `{ bed(id: "1") ${times(depth - 3, (i) => (i % 2 ? '{ nodes' : '{ neighbours(first: 1)'))} { __typename } ${times(depth - 3, () => '}')} }`;
    await passes(chain(DEPTH_MAX));
    expect(await refusal(deep(DEPTH_MAX + 1))).toMatchObject({ code: 'LimitExceeded', limit: DEPTH_MAX });
    const hidden = `{ bed(id: "1") { ...A } } fragment A on Bed { ...B } fragment B on Bed ${times(DEPTH_MAX, () => '{ spare')} { id } ${times(DEPTH_MAX, () => '}')}`;
    expect(await refusal(hidden)).toMatchObject({ code: 'LimitExceeded', limit: DEPTH_MAX });
  });

  it(`takes ${ALIASES_MAX} aliases and not one more`, async () => {
    await passes(aliased(ALIASES_MAX));
    expect(await refusal(aliased(ALIASES_MAX + 1))).toEqual({
      code: 'LimitExceeded',
      name: 'platform.limit.aliases',
      limit: ALIASES_MAX,
      given: ALIASES_MAX + 1,
      message: `Number of aliases is over its limit: at most ${ALIASES_MAX}, given ${ALIASES_MAX + 1}.`,
    });
  });

  it(`runs ${ROOT_MUTATIONS_MAX} mutations and not one more, hidden in fragments or not`, async () => {
    await passes(mutations(ROOT_MUTATIONS_MAX));
    expect(await refusal(mutations(ROOT_MUTATIONS_MAX + 1))).toMatchObject({ limit: ROOT_MUTATIONS_MAX });
    const hidden = mutations(ROOT_MUTATIONS_MAX + 1).replace(
      'mutation {',
      'mutation { ...M } fragment M on Mutation {',
    );
    expect(await refusal(hidden)).toMatchObject({ limit: ROOT_MUTATIONS_MAX });
  });

  it('refuses a hundred aliased mutations', async () => {
    expect(await refusal(mutations(100))).toMatchObject({ code: 'LimitExceeded' });
  });

  it(`reads ${TOKENS_MAX} tokens and not one more`, async () => {
    // Braces, brackets and the field's own tokens are 9.
    const padded = (tokens: number): string => `{ echo(values: [${times(tokens - 9, () => '1')}]) }`;
    await passes(padded(TOKENS_MAX));
    expect(await refusal(padded(TOKENS_MAX + 1))).toMatchObject({ code: 'LimitExceeded', limit: TOKENS_MAX });
  });

  it('gives up on a field that is repeated thousands of times', async () => {
    const repeated = `{ bed(id: "1") { ${times(TOKENS_MAX - 12, () => 'name')} } }`;
    expect(await refusal(repeated)).toMatchObject({ name: 'platform.limit.comparisons' });
  });

  it.each([
    ['in the document', `{ beds(first: ${PAGE_MAX + 1}) { totalCount } }`, {}],
    ['in a variable', 'query ($n: Int) { beds(first: $n) { totalCount } }', { n: PAGE_MAX + 1 }],
    ['in a variable’s default', `query ($n: Int = 1000000) { beds(first: $n) { totalCount } }`, {}],
    ['deep inside', `{ bed(id: "1") { neighbours(first: ${PAGE_MAX + 1}) { totalCount } } }`, {}],
  ])(`refuses a page of more than ${PAGE_MAX} %s`, async (_where, query, variables) => {
    await passes('query ($n: Int) { beds(first: $n) { totalCount } }', { n: PAGE_MAX });
    expect(await refusal(query, variables)).toMatchObject({ code: 'LimitExceeded', limit: PAGE_MAX });
  });

  it(`looks up ${LOOKUP_CODES_MAX} codes at once and not one more`, async () => {
    const query = 'query ($codes: [String!]!) { bedsByCode(codes: $codes) { id } }';
    const codes = Array.from({ length: LOOKUP_CODES_MAX }, (_, index) => String(index));
    await passes(query, { codes });
    expect(await refusal(query, { codes: [...codes, 'x'] })).toMatchObject({ limit: LOOKUP_CODES_MAX });
    const literal = `{ bedsByCode(codes: [${times(LOOKUP_CODES_MAX + 1, () => '"1"')}]) { id } }`;
    expect(await refusal(literal)).toMatchObject({ limit: LOOKUP_CODES_MAX });
  });

  it(`reckons lists inside lists, and refuses what costs more than ${COST_MAX}`, async () => {
    const nested = 'query ($a: Int, $b: Int) { beds(first: $a) { nodes { neighbours(first: $b) { nodes { id } } } } }';
    // beds, nodes and neighbours once a bed, then nodes and id once a neighbour: 1 + a × (2 + b × 2).
    await passes(nested, { a: 49, b: 500 });
    expect(await refusal(nested, { a: 50, b: 500 })).toMatchObject({ limit: COST_MAX, given: 1 + 50 * (2 + 500 * 2) });
    expect(await refusal(nested, { a: 500, b: 500 })).toMatchObject({ code: 'LimitExceeded', limit: COST_MAX });
  });

  it('stays up and answers others after all of this', async () => {
    await Promise.all(
      [aliased(1_000), mutations(500), deep(300), '{'.repeat(3_000), '{ ...A } fragment A on Query { ...A }'].map(
        (query) => ask(query),
      ),
    );
    await passes('{ bed(id: "1") { id } }');
  });
});
