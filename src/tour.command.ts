/**
 * `npm run tour`: drives a running service through its public API, as its people would, from a proposed price to the
 * version that a HIS reads, and stops with a non-zero exit code at the first surprise. ZIDIAN_URL names the service,
 * ZIDIAN_DEMO_PASSWORD the password of its demonstration accounts. It can be run again and again: each run raises the
 * price that the last one left by a tenth.
 */
const url = process.env['ZIDIAN_URL'] ?? `http://127.0.0.1:${process.env['PORT'] ?? '3000'}`;
const password = process.env['ZIDIAN_DEMO_PASSWORD'] ?? 'zidian-demo';
const DICTIONARY = 'drug_price';
const CHANNELS = ['TEST', 'PILOT', 'PRODUCTION'] as const;
const DAY_MS = 86_400_000;

type Json = { readonly [key: string]: unknown };
class Surprise extends Error {}

let steps = 0;
const say = (zh: string, en: string): void => console.log(`${String(++steps).padStart(2)}  ${zh}\n    ${en}`);
const expect = (holds: boolean, what: string): void => {
  if (!holds) throw new Surprise(what);
};

async function ask<T>(token: string | null, query: string, variables: Json = {}): Promise<T> {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  const body = (await response.json()) as { data?: T; errors?: readonly { message: string }[] };
  if (body.errors || !body.data) throw new Surprise(`${response.status} ${JSON.stringify(body.errors ?? body)}`);
  return body.data;
}

/** Runs one mutation and insists on the kind of its answer: a refusal that was expected is as good as a success that was. */
async function act<T = Json>(token: string, kind: string, call: string, select: string, variables: Json): Promise<T> {
  const heads = Object.entries(variables).map(([name, value]) => `$${name}: ${(value as { type: string }).type}`);
  const args = Object.keys(variables).map((name) => `${name}: $${name}`);
  const query = `mutation(${heads.join(', ')}) { answer: ${call}(${args.join(', ')}) { __typename ... on Problem { message } ${
    select ? `... on ${kind} { ${select} }` : ''
  } } }`;
  const values = Object.fromEntries(
    Object.entries(variables).map(([name, value]) => [name, (value as { value: unknown }).value]),
  );
  const { answer } = await ask<{ answer: T & { __typename: string; message?: string } }>(token, query, values);
  expect(answer.__typename === kind, `${call}: ${kind} was expected, not ${answer.__typename} ${answer.message ?? ''}`);
  return answer;
}

const text = (value: string) => ({ type: 'String!', value });
const count = (value: number) => ({ type: 'Int!', value });
const decision = (value: string) => ({ type: 'Decision!', value });

async function signIn(username: string): Promise<string> {
  const session = await act<{ token: string }>('', 'Session', 'signIn', 'token', {
    username: text(username),
    password: text(password),
  });
  return session.token;
}

interface Reading {
  readonly position: string;
  readonly row: { readonly values: { readonly retail: string }; readonly origin: { readonly number: string } } | null;
}

async function lookUp(token: string, code: string, point: Json): Promise<Reading> {
  const { lookup } = await ask<{ lookup: readonly (Reading | null)[] }>(
    token,
    `query($codes: [String!]!, $point: PointInput) {
      lookup(dictionary: "${DICTIONARY}", codes: $codes, point: $point) { position row { values origin { number } } } }`,
    { codes: [code], point },
  );
  const entry = lookup[0];
  if (!entry) throw new Surprise(`${DICTIONARY} ${code} was not found`);
  return entry;
}

const priceOf = (reading: Reading): string => reading.row?.values.retail ?? 'no price';

/** Adds ten fen to a price, in whole ten-thousandths: no float touches money, not even here. */
const raised = (price: string): string => {
  const [whole = '0', part = ''] = price.split('.');
  const tenThousandths = BigInt(whole) * 10_000n + BigInt(part.padEnd(4, '0').slice(0, 4)) + 1_000n;
  return `${tenThousandths / 10_000n}.${String(tenThousandths % 10_000n).padStart(4, '0')}`.replace(/0{1,2}$/, '');
};

/** Midnight in the hospital, `days` from today: prices flip when the day does. */
const midnight = (days: number): string => {
  const day = new Date(Date.now() + days * DAY_MS).toLocaleDateString('sv-SE', { timeZone: 'Asia/Shanghai' });
  return `${day}T00:00:00+08:00`;
};

async function productionVersion(token: string): Promise<number> {
  const { channels } = await ask<{ channels: readonly { code: string; version: number }[] }>(
    token,
    '{ channels { code version } }',
  );
  return channels.find((channel) => channel.code === 'PRODUCTION')?.version ?? -1;
}

interface Draft {
  readonly number: string;
  readonly revision: number;
  readonly digest: string;
}
const DRAFT = 'number revision digest';

async function propose(maintainer: string, code: string, price: string, validFrom: string): Promise<Draft> {
  const input = {
    title: '调整零售价（导览）',
    reason: '导览：按政策文件调整零售价',
    changes: [{ dictionary: DICTIONARY, code, values: { retail: price }, validFrom }],
  };
  return act<Draft>(maintainer, 'ChangeRequest', 'createChangeRequest', DRAFT, {
    input: { type: 'CreateChangeRequestInput!', value: input },
  });
}

const submit = (token: string, draft: Draft) =>
  act<Draft>(token, 'ChangeRequest', 'submitChangeRequest', DRAFT, {
    request: text(draft.number),
    revision: count(draft.revision),
  });

const sign = (token: string, kind: string, draft: Draft, digest: string, select = '') =>
  act<{ status: string; release: { number: string } | null }>(token, kind, 'reviewChangeRequest', select, {
    request: text(draft.number),
    digest: text(digest),
    decision: decision('APPROVE'),
  });

/** The part before anything is signed: proposal, refusal of self-review, an edit that makes an old digest worthless. */
async function prepare(
  maintainer: string,
  reviewer: string,
  code: string,
  validFrom: string,
  now: string,
): Promise<Draft> {
  const drafted = await propose(maintainer, code, raised(now), validFrom);
  const seen = await submit(maintainer, drafted);
  say(
    `药品维护员提交 ${seen.number}：${code} ${now} → ${raised(now)}，自 ${validFrom} 起`,
    'The drug maintainer proposes a price and submits it.',
  );
  await sign(maintainer, 'Forbidden', seen, seen.digest);
  say('药品维护员审核自己的申请：被拒', 'Signing one’s own request is refused.');

  const better = raised(raised(now));
  const { changeRequest } = await ask<{
    changeRequest: { revision: number; changes: { nodes: readonly { id: string }[] } };
  }>(maintainer, 'query($number: String!) { changeRequest(number: $number) { revision changes { nodes { id } } } }', {
    number: seen.number,
  });
  const edited = await act<Draft>(maintainer, 'ChangeRequest', 'putChanges', DRAFT, {
    request: text(seen.number),
    revision: count(changeRequest.revision),
    changes: {
      type: '[ChangeInput!]!',
      value: [
        { id: changeRequest.changes.nodes[0]?.id, dictionary: DICTIONARY, code, values: { retail: better }, validFrom },
      ],
    },
  });
  const again = await submit(maintainer, edited);
  await sign(reviewer, 'StaleDigest', again, seen.digest);
  say(
    `维护员改为 ${better}；审核员按旧校验码签署：被拒`,
    'After an edit, the digest seen before can no longer be signed.',
  );
  return again;
}

async function carry(manager: string, release: string): Promise<void> {
  await act(manager, 'WrongState', 'applyRelease', '', { release: text(release), channel: text('PRODUCTION') });
  say('直接上正式环境：被拒，须先测试、试运行', 'PRODUCTION is refused before TEST and PILOT hold the release.');
  for (const channel of CHANNELS) {
    const held = await act<{ version: number; hash: string }>(
      manager,
      'ChannelVersion',
      'applyRelease',
      'version hash',
      {
        release: text(release),
        channel: text(channel),
      },
    );
    say(
      `${release} 已应用：${channel}@${held.version} ${held.hash.slice(0, 12)}…`,
      `The release manager applies it to ${channel}.`,
    );
  }
}

/** A price that changes at an instant, and the version that still knows nothing of it. */
interface Flip {
  readonly code: string;
  readonly at: string;
  readonly before: string;
  readonly after: string;
  readonly pinned: number;
}

async function observe(his: string, { code, at: flip, before, after, pinned }: Flip): Promise<void> {
  const eve = new Date(Date.parse(flip) - 1).toISOString();
  const atEve = await lookUp(his, code, { at: eve });
  const atFlip = await lookUp(his, code, { at: flip });
  expect(priceOf(atEve) === before, `before the flip ${before} was expected, not ${priceOf(atEve)}`);
  expect(priceOf(atFlip) === after, `after the flip ${after} was expected, not ${priceOf(atFlip)}`);
  say(
    `HIS 读取 ${atFlip.position}：零点前 ${before}，零点起 ${after}（${atFlip.row?.origin.number}）`,
    'A HIS reads the price before and after the flip.',
  );
  const old = await lookUp(his, code, { version: pinned, at: flip });
  expect(priceOf(old) === before, `a reader pinned to version ${pinned} expects ${before}, not ${priceOf(old)}`);
  say(
    `锁定 PRODUCTION@${pinned} 的读者读到的仍是 ${before}`,
    'A reader pinned to the version before still reads what it read.',
  );
}

async function verify(monitor: string): Promise<void> {
  for (const channel of CHANNELS) {
    const { verifyChannel } = await ask<{
      verifyChannel: { intact: boolean; versions: number; entries: number; detail: string | null };
    }>(monitor, 'query($channel: String!) { verifyChannel(channel: $channel) { intact versions entries detail } }', {
      channel,
    });
    expect(verifyChannel.intact, `${channel} is not intact: ${verifyChannel.detail}`);
    say(
      `监控员核验 ${channel}：${verifyChannel.versions} 个版本、${verifyChannel.entries} 个条目，完好`,
      'The monitor replays the log and finds it intact.',
    );
  }
}

async function firstPrice(token: string): Promise<string> {
  const { entries } = await ask<{ entries: { nodes: readonly { code: string }[] } }>(
    token,
    `{ entries(dictionary: "${DICTIONARY}", first: 1) { nodes { code } } }`,
  );
  const code = entries.nodes[0]?.code;
  if (!code) throw new Surprise(`${DICTIONARY} is empty`);
  return code;
}

async function tour(): Promise<void> {
  const [maintainer, pharmacy, pricing, manager, monitor] = [
    await signIn('drug-maintainer'),
    await signIn('pharmacy-reviewer'),
    await signIn('pricing-reviewer'),
    await signIn('release-manager'),
    await signIn('monitor'),
  ];
  const code = await firstPrice(monitor);
  const flip = midnight(1);
  const pinned = await productionVersion(monitor);
  const before = priceOf(await lookUp(monitor, code, { at: flip }));
  say(
    `${DICTIONARY} ${code} 在 ${flip} 的零售价：${before}（PRODUCTION@${pinned}）`,
    'What the price will be tomorrow, as known today.',
  );

  const request = await prepare(maintainer, pharmacy, code, flip, before);
  const first = await sign(pharmacy, 'ChangeRequest', request, request.digest, 'status release { number }');
  expect(first.status === 'IN_REVIEW', `one of two sign-offs left the request ${first.status}`);
  say('药学审核签署；还差价格审核', 'The pharmacy reviewer signs; pricing is still missing.');
  const last = await sign(pricing, 'ChangeRequest', request, request.digest, 'status release { number }');
  expect(last.release !== null, 'the last sign-off made no release');
  const release = last.release?.number ?? '';
  say(`价格审核签署；生成发布单 ${release}`, 'The pricing reviewer signs, and the release is made.');

  await carry(manager, release);
  await observe(monitor, { code, at: flip, before, after: raised(raised(before)), pinned });
  await verify(monitor);
  console.log('\n导览结束：没有意外。 The tour ended without a surprise.');
}

try {
  await tour();
} catch (error) {
  console.error(`\n✗ 意外 surprise: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}

export {};
