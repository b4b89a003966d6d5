import { request } from 'node:http';
import { useHospital } from './harness/hospital.js';
import { listening } from './harness/listening.js';

/** An answer as whoever attacks sees it: all of its text. */
interface Seen {
  readonly status: number;
  readonly text: string;
  readonly ms: number;
}

/** What no answer may show: stacks, SQL, paths of this machine, names of our dependencies' insides. */
const INSIDE =
  /\bat \w[\w.<>]* ?\(|node_modules|\.(ts|js|mjs):\d+|\/work\/|\/home\/|file:\/\/|\bSELECT\b.*\bFROM\b|\bINSERT INTO\b|QueryFailedError|TypeORM|pg_catalog|syntax error at or near/i;
const CHINESE = /\p{Script=Han}/u;
const ENGLISH_ONLY = /^[^\p{Script=Han}]*$/u;
const SLOW_MS = 900;

const times = (count: number, make: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => make(index)).join(' ');

describe('a hostile request', () => {
  const hospital = useHospital();

  const send = async (body: string, headers: Record<string, string> = {}, path = '/graphql'): Promise<Seen> => {
    const started = Date.now();
    const init = { method: 'POST', body, headers: { 'content-type': 'application/json', ...headers } };
    const response = await fetch(`${await listening(hospital.app)}${path}`, init);
    return { status: response.status, text: await response.text(), ms: Date.now() - started };
  };
  const ask = (query: string, variables: unknown = {}, headers: Record<string, string> = {}): Promise<Seen> =>
    send(JSON.stringify({ query, variables }), headers);
  const messages = ({ text }: Seen): string => {
    const { errors } = JSON.parse(text) as { errors?: { message: string }[] };
    return (errors ?? []).map(({ message }) => message).join('\n');
  };
  /** Refused, said in both languages, and nothing of the inside shown in either. */
  const refused = async (body: string, headers: Record<string, string> = {}): Promise<Seen> => {
    const chinese = await send(body, headers);
    const english = await send(body, { ...headers, 'accept-language': 'en' });
    for (const seen of [chinese, english]) {
      expect(seen.text).not.toMatch(INSIDE);
      expect(messages(seen)).not.toBe('');
      expect(seen.text).not.toContain('InternalError');
    }
    expect(messages(chinese)).toMatch(CHINESE);
    expect(messages(english)).toMatch(ENGLISH_ONLY);
    return chinese;
  };
  const query = (text: string, variables: unknown = {}): string => JSON.stringify({ query: text, variables });

  afterEach(async () => {
    expect((await ask('{ about { zone } }')).text).toBe('{"data":{"about":{"zone":"Asia/Shanghai"}}}');
    expect(({} as { x?: unknown }).x).toBeUndefined();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  const signOff = (index: number): string =>
    `a${index}: reviewChangeRequest(request: "C2026-0001", digest: "00", decision: APPROVE) { __typename }`;
  const deep = (levels: number): string =>
    `{ releases(first: 1) ${times(levels, (i) => (i % 2 ? '{ versions' : '{ nodes'))} { __typename } ${times(levels, () => '}')} }`;

  it.each([
    ['a hundred aliased sign-offs', query(`mutation { ${times(100, signOff)} }`)],
    ['six mutations', query(`mutation { ${times(6, signOff)} }`)],
    ['a hundred aliased reads', query(`{ ${times(100, (i) => `a${i}: channels { code }`)} }`)],
    ['fields thirty deep', query(deep(30))],
    ['a page of a million', query('{ entries(dictionary: "area", first: 1000000) { nodes { code } } }')],
    [
      'a page of a million in a variable',
      query('query ($n: Int) { releases(first: $n) { nodes { number } } }', { n: 1e6 }),
    ],
    ['a page of less than nothing', query('{ releases(first: -1) { nodes { number } } }')],
    [
      'more codes than any bill has',
      query('query ($c: [String!]!) { lookup(dictionary: "area", codes: $c) { code } }', { c: Array(501).fill('11') }),
    ],
    ['a hundred thousand tokens', query(`{ ${times(100_000, () => 'me')} }`)],
    ['two mebibytes', `{"query":"{ about { zone } }","pad":"${'x'.repeat(2 * 1024 * 1024)}"}`],
    [
      'JSON that lies ten thousand deep',
      `{"query":"{ about { zone } }","variables":${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)},"x":`,
    ],
    ['no JSON', '{"query": "{ about { zone } }"'],
    ['a list of requests', `[${times(20, () => query('{ about { zone } }')).replaceAll('} {', '},{')}]`],
    ['a cursor of somebody’s own making', query('{ releases(first: 1, after: "\' OR 1=1 --") { nodes { number } } }')],
  ])('is refused in the reader’s language: %s', async (_what, body) => {
    await refused(body);
  });

  it.each([
    ['an order', `orderBy: [{ field: $text }]`],
    ['a condition', `where: [{ field: $text, op: EQ, value: "1" }]`],
  ])('does not reach the database through %s', async (_what, argument) => {
    const texts = [
      'name; SELECT pg_sleep(2)',
      "name' || pg_sleep(2) || '",
      '(SELECT pg_sleep(2))',
      'name") , pg_sleep(2) --',
      '__proto__',
      'constructor',
      'row_values',
    ];
    for (const text of texts) {
      const body = query(`query ($text: String!) { entries(dictionary: "area", ${argument}) { nodes { code } } }`, {
        text,
      });
      const seen = await refused(body);
      expect(seen.ms).toBeLessThan(SLOW_MS);
    }
  });

  it('finds nothing, and runs nothing, where SQL is given for a value', async () => {
    const attacks = ["' OR '1'='1", "'; SELECT pg_sleep(2); --", '%', '_', '\\', '\u0000', '$1', '{"a":1}'];
    const asked = [
      'query ($text: String!) { a: entries(dictionary: "area", search: $text) { nodes { code } } }',
      'query ($text: String!) { a: lookup(dictionary: "area", codes: [$text]) { code } }',
      'query ($text: String!) { a: lookup(dictionary: $text, codes: ["11"]) { code } }',
      'query ($text: String!) { a: entry(dictionary: "area", code: $text) { code } }',
      'query ($text: String!) { a: release(number: $text) { number } }',
      'query ($text: String!) { a: lookup(dictionary: "area", codes: ["11"], point: { channel: $text }) { code } }',
    ];
    for (const text of attacks) {
      for (const each of asked) {
        const seen = await ask(each, { text });
        expect([each, text, seen.text.match(INSIDE)?.[0]]).toEqual([each, text, undefined]);
        expect([each, text, seen.text.includes('InternalError')]).toEqual([each, text, false]);
        expect(seen.ms).toBeLessThan(SLOW_MS);
      }
    }
  });

  it.each(['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'])(
    'pollutes no object through %s among the values of a change',
    async (key) => {
      const values = `{"${key}": {"x": 1}, "name": "新区"}`;
      const change = `{"dictionary":"area","code":"990001","values":${values}}`;
      const mutation = `mutation ($v: [ChangeInput!]!) { createChangeRequest(input: { title: "题", reason: "因", changes: $v }) {
        __typename ... on ValidationFailed { issues { path code } } } }`;
      const maintainer = hospital.as('public-maintainer');
      const byVariable = await maintainer.raw(mutation, { v: [JSON.parse(change)] });
      const literal = mutation
        .replace('($v: [ChangeInput!]!)', '')
        .replace('$v', `[{ dictionary: "area", code: "990001", values: { ${key}: { x: 1 }, name: "新区" } }]`);
      const byLiteral = await maintainer.raw(literal);
      for (const text of [byVariable, byLiteral].map(({ body }) => JSON.stringify(body))) {
        expect(text).toMatch(/ValidationFailed|BAD_USER_INPUT|InvalidRequest/);
        expect(text).not.toMatch(INSIDE);
        expect(text).not.toContain('InternalError');
      }
    },
  );

  it('is refused as a document that GraphQL itself calls faulty, whose authors read English', async () => {
    for (const faulty of ['{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }', '{ nothing }', '{']) {
      const seen = await ask(faulty);
      expect(seen.text).toContain('InvalidDocument');
      expect(seen.text).not.toMatch(INSIDE);
    }
  });

  it('is refused as a form, as a file, as plain text, and by GET where it would change something', async () => {
    const form = { 'content-type': 'application/x-www-form-urlencoded' };
    expect((await refused('query=mutation{signOut{__typename}}', form)).status).toBe(415);
    expect((await refused('--x', { 'content-type': 'multipart/form-data; boundary=x' })).status).toBe(415);
    expect((await refused('{}', { 'content-type': 'text/plain' })).status).toBe(415);
    const url = `${await listening(hospital.app)}/graphql?query=${encodeURIComponent('mutation { signOut { __typename } }')}`;
    expect((await fetch(url)).status).toBe(405);
  });

  it('forges no line of the log, and no header, by a request id with a line break in it', async () => {
    const url = new URL(await listening(hospital.app));
    // fetch refuses to send such a header, so it is sent as bytes.
    const said = await new Promise<string>((resolve, reject) => {
      const sent = request({ port: url.port, path: '/graphql', method: 'POST' }, (response) => {
        resolve(`${response.statusCode} ${JSON.stringify(response.headers)}`);
        response.resume();
      });
      sent.on('error', reject);
      sent.setHeader('content-type', 'application/json');
      sent.setHeader('x-request-id', Buffer.from('a%0d%0aset-cookie: x=1').toString('latin1'));
      sent.end('{"query":"{ about { zone } }"}');
    });
    expect(said).not.toMatch(/set-cookie/i);
    expect(said).toMatch(/"x-request-id":"[0-9a-f-]{36}"/);
  });

  it('that tries one password on every account is slowed down, and says for how long', async () => {
    const attempt = (username: string): Promise<Seen> =>
      ask(
        'mutation ($u: String!) { signIn(username: $u, password: "Spring2026!") { __typename ... on Problem { message } } }',
        {
          u: username,
        },
      );
    let last = await attempt('nobody-0');
    for (let at = 1; at < 80 && !last.text.includes('LimitExceeded'); at++) last = await attempt(`nobody-${at}`);
    expect(last.text).toContain('LimitExceeded');
    expect(last.text).toMatch(/\d+/);
    expect(last.text).not.toMatch(INSIDE);
  });
});
