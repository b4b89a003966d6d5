import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';
import { parseArgs } from 'node:util';
import { type Message, says } from '../kernel/message.js';
import { isProblem, type Problem, ValidationFailed } from '../kernel/problem.js';
import { say } from '../platform/i18n.js';
import { runCommand, type Running } from '../start.js';
import { FirstAdministrator } from './first-administrator.js';

/**
 * `npm run create-administrator -- --username NAME --name NAME --staff-number NUMBER [--another]` makes the administrator
 * who makes all other accounts. The password comes from ZIDIAN_ADMIN_PASSWORD or is asked for.
 */
const OPTIONS = {
  username: { type: 'string' },
  name: { type: 'string' },
  'staff-number': { type: 'string' },
  another: { type: 'boolean', default: false },
} as const;

interface Arguments {
  readonly username: string;
  readonly name: string;
  readonly staffNumber: string;
  readonly another: boolean;
}

const readArguments = (): Arguments | null => {
  try {
    const { values } = parseArgs({ options: OPTIONS });
    const { username, name, 'staff-number': staffNumber, another } = values;
    return username && name && staffNumber ? { username, name, staffNumber, another } : null;
  } catch {
    return null;
  }
};

/** Asks without showing what is typed; null where nobody sits at a terminal. */
const askPassword = async (prompt: string): Promise<string | null> => {
  if (!process.stdin.isTTY) return null;
  const silence = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: silence, terminal: true });
  process.stdout.write(prompt);
  try {
    return await terminal.question('');
  } finally {
    terminal.close();
    process.stdout.write('\n');
  }
};

const faultsOf = (problem: Problem): readonly Message[] =>
  problem instanceof ValidationFailed ? problem.issues.map((issue) => issue.says) : [problem.says];

const make = async ({ app, config }: Running): Promise<number> => {
  const end = (exitCode: number, ...messages: readonly Message[]): number => {
    for (const message of messages) console.error(say(message, config.language));
    return exitCode;
  };
  const given = readArguments();
  if (!given) return end(2, says('identity.command.usage'));
  const prompt = say(says('identity.command.password'), config.language);
  const password = process.env['ZIDIAN_ADMIN_PASSWORD'] ?? (await askPassword(prompt));
  if (password === null) return end(2, says('identity.command.noPassword'));
  const made = await app.get(FirstAdministrator).make({ ...given, password }, given.another);
  if (isProblem(made)) return end(1, ...faultsOf(made));
  return end(0, says('identity.command.done', { username: made.username, name: made.name }));
};

await runCommand(make);
