import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { parseArgs } from 'node:util';

/**
 * `npm run import -- DICTIONARY FILE.csv [--map field=column]… [--mode merge|replace] [--valid-from DATE] [--title …]
 * [--reason …] [--policy-document CODE] [--retroactive]` sends a table to a running service and prints what it became: the
 * counts and the number of the request, or every bad row. ZIDIAN_URL names the service; ZIDIAN_USERNAME and ZIDIAN_PASSWORD
 * sign in, without them the demonstration's maintainer of the dictionary's kind.
 */
const OPTIONS = {
  map: { type: 'string', multiple: true, default: [] as string[] },
  mode: { type: 'string', default: 'merge' },
  'valid-from': { type: 'string' },
  title: { type: 'string' },
  reason: { type: 'string' },
  'policy-document': { type: 'string' },
  retroactive: { type: 'boolean', default: false },
} as const;

const USAGE = `用法 usage: npm run import -- DICTIONARY FILE.csv [--map field=column]… [--mode merge|replace] [--valid-from DATE]
    [--title TEXT] [--reason TEXT] [--policy-document CODE] [--retroactive]`;

const { env } = process;
const url = env['ZIDIAN_URL'] ?? `http://127.0.0.1:${env['PORT'] ?? '3000'}`;

/** Whatever ends the command, in words for whoever sits at the terminal. */
class Refused extends Error {}

interface Fault {
  readonly path: string;
  readonly line?: number;
  readonly column?: string | null;
  readonly message: string;
}

interface Answer {
  readonly changeRequest?: { readonly number: string };
  readonly added: number;
  readonly revived: number;
  readonly changed: number;
  readonly retired: number;
  readonly unchanged: number;
  readonly ignoredColumns: readonly string[];
  readonly error?: {
    readonly message: string;
    readonly issues?: readonly Fault[];
    readonly findings?: readonly Fault[];
  };
}

interface Arguments {
  readonly dictionary: string;
  readonly file: string;
  readonly query: URLSearchParams;
}

function readArguments(): Arguments {
  const { values, positionals } = parsed();
  const [dictionary, file] = positionals;
  if (dictionary === undefined || file === undefined || positionals.length > 2) throw new Refused(USAGE);
  const query = new URLSearchParams({ dictionary, mode: values.mode, retroactive: String(values.retroactive) });
  for (const pair of values.map) query.append('map', pair);
  const said = {
    validFrom: values['valid-from'],
    title: values.title,
    reason: values.reason,
    policyDocument: values['policy-document'],
  };
  for (const [name, value] of Object.entries(said)) if (value !== undefined) query.set(name, value);
  // npm runs commands in the project's folder; the file is meant from where the command was typed.
  return { dictionary, file: resolve(env['INIT_CWD'] ?? process.cwd(), file), query };
}

function parsed() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch (error) {
    throw new Refused(`${error instanceof Error ? error.message : String(error)}\n${USAGE}`);
  }
}

async function ask<T>(query: string, variables: object): Promise<T> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data?: T; errors?: readonly { message: string }[] };
  if (errors || !data) throw new Refused(errors?.map(({ message }) => message).join('\n') ?? `HTTP ${response.status}`);
  return data;
}

async function signIn(username: string, password: string): Promise<string> {
  const { signIn: session } = await ask<{ signIn: { token?: string; message?: string } }>(
    `mutation ($username: String!, $password: String!) {
      signIn(username: $username, password: $password) { ... on Session { token } ... on Problem { message } } }`,
    { username, password },
  );
  if (session.token === undefined) throw new Refused(`${username}: ${session.message ?? ''}`);
  return session.token;
}

/** The demonstration has a maintainer for each kind of dictionary. */
async function maintainerOf(dictionary: string): Promise<string> {
  const query = 'query ($code: String!) { dictionary(code: $code) { kind } }';
  const { dictionary: found } = await ask<{ dictionary: { kind: string } | null }>(query, { code: dictionary });
  if (!found) throw new Refused(`没有字典 ${dictionary}。 There is no dictionary ${dictionary}.`);
  return `${found.kind.toLowerCase()}-maintainer`;
}

async function send(token: string, { file, query }: Arguments): Promise<Answer> {
  const size = (await stat(file)).size;
  const response = await fetch(`${url}/imports?${query.toString()}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/csv', 'content-length': String(size) },
    body: Readable.toWeb(createReadStream(file)),
    duplex: 'half',
  });
  return (await response.json()) as Answer;
}

const shown = ({ line, column, path, message }: Fault): string => {
  if (line === undefined) return `  ${path}: ${message}`;
  return `  第 ${line} 行 line ${line}${column ? `，列 column ${column}` : ''}: ${message}`;
};

function report(answer: Answer): void {
  const { changeRequest, error } = answer;
  if (error || !changeRequest) {
    const faults = [...(error?.issues ?? []), ...(error?.findings ?? [])];
    throw new Refused([error?.message ?? 'HTTP', ...faults.map(shown)].join('\n'));
  }
  console.log(`变更申请 change request ${changeRequest.number}`);
  console.log(`  新增 added      ${answer.added}`);
  if (answer.revived > 0) console.log(`  恢复 revived    ${answer.revived}`);
  console.log(`  修改 changed    ${answer.changed}`);
  console.log(`  停用 retired    ${answer.retired}`);
  console.log(`  未变 unchanged  ${answer.unchanged}`);
  if (answer.ignoredColumns.length > 0) {
    console.log(`  未用的列 ignored columns: ${answer.ignoredColumns.join(', ')}`);
  }
}

try {
  const asked = readArguments();
  const username = env['ZIDIAN_USERNAME'] ?? (await maintainerOf(asked.dictionary));
  const password = env['ZIDIAN_PASSWORD'] ?? env['ZIDIAN_DEMO_PASSWORD'] ?? 'zidian-demo';
  report(await send(await signIn(username, password), asked));
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}

export {};
