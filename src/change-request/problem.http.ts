import { issue, type Message } from '../kernel/message.js';
import { type Problem, type ProblemKind, ValidationFailed } from '../kernel/problem.js';
import { type Language, say } from '../platform/i18n.js';

const STATUS: Readonly<Record<ProblemKind, number>> = {
  NotFound: 404,
  Forbidden: 403,
  ValidationFailed: 422,
  WrongState: 409,
  StaleRevision: 409,
  StaleDigest: 409,
  BaseChanged: 409,
  ImpactGrew: 409,
  PolicyNotMet: 409,
  Blocked: 422,
  LimitExceeded: 413,
  Busy: 503,
};

export interface HttpAnswer {
  readonly status: number;
  readonly body: object;
}

/** A Problem as HTTP says it: its kind as the code, everything it carries, and every message in the reader's language. */
export const httpProblem = (problem: Problem, language: Language): HttpAnswer => {
  const { kind, says, ...facts } = problem as Problem & Readonly<Record<string, unknown>>;
  const told = Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, spoken(value, language)]));
  return { status: STATUS[kind], body: { error: { code: kind, message: say(says, language), ...told } } };
};

/** Lists of issues and findings have messages of their own. */
const spoken = (value: unknown, language: Language): unknown =>
  Array.isArray(value) ? value.map((one: unknown) => (isSpoken(one) ? spokenOne(one, language) : one)) : value;

interface Spoken {
  readonly says: Message;
  readonly path?: string;
}

const isSpoken = (value: unknown): value is Spoken => typeof value === 'object' && value !== null && 'says' in value;

const PLACE = /^lines\[(\d+)\](?:\.(.+))?$/;

/** A fault of a file also says its line and column, so that a program need not take its path apart. */
const spokenOne = ({ says, ...facts }: Spoken, language: Language): object => {
  const [, line, column] = PLACE.exec(facts.path ?? '') ?? [];
  const place = line === undefined ? {} : { line: Number(line), column: column ?? null };
  return { ...facts, ...place, message: say(says, language) };
};

/** A parameter of the address that must be there. */
export const missing = (path: string): ValidationFailed =>
  new ValidationFailed([issue(path, 'platform.input.required')]);
