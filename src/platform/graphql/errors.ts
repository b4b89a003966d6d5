import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { type Message, says } from '../../kernel/message.js';
import { Forbidden, type Problem, type ValidationFailed } from '../../kernel/problem.js';
import { type Language, say } from '../i18n.js';

/** For programs: what kind of error this is, in every language. The kinds of Problems are codes, too. */
export type ErrorCode =
  Problem['kind'] | 'Unauthenticated' | 'InvalidDocument' | 'InvalidRequest' | 'InternalError' | 'Unavailable';

/** What a reader of an error is told, and by what it can be found in the log. */
export interface Telling {
  readonly language: Language;
  readonly requestId: string;
  readonly production: boolean;
  readonly report: (error: unknown) => void;
}

/** A refusal where the schema has no union to hold it: a query's, or that of a whole document. Said in a language by `presentable`. */
export const problemError = (problem: Problem): GraphQLError => {
  const { says: said, kind, ...facts } = problem as Problem & Record<string, unknown>;
  const code: ErrorCode = problem instanceof Forbidden && problem.wantsSignIn ? 'Unauthenticated' : kind;
  return new GraphQLError(said.key, { extensions: { ...facts, code, says: said } });
};

/** Where PostgreSQL or the way to it is at fault, not the request and not our code: its classes 08, 53 and 57P, and the socket's own codes. */
const UNAVAILABLE = /^(08[0-9A-Z]|53[0-9A-Z]|57P)[0-9A-Z]{2}$|^(ECONN|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENOTFOUND)/;
/** What the driver says of a connection that went, and TypeORM of whatever still wanted to use it. */
const UNAVAILABLE_WORDS =
  /timeout exceeded when trying to connect|Connection terminated|Query read timeout|encountered a connection error|query runner (was )?already released/i;

export const isUnavailable = (error: unknown): boolean => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  return UNAVAILABLE.test(String(code)) || UNAVAILABLE_WORDS.test(String(message));
};

/** A text with the character U+0000, which PostgreSQL holds in no text: by its codes for text, and for text within JSON. */
const UNSTORABLE = new Set(['22021', '22P05']);

export const isUnstorable = (error: unknown): boolean => UNSTORABLE.has(String((error as { code?: unknown }).code));

/**
 * An error as its reader may see it: in the reader's language where it is ours, without suggestions in production, and
 * without any inside where it is a bug, which goes to the log under the request's id.
 */
export const presentable = (error: GraphQLError, telling: Telling): GraphQLFormattedError => {
  const { says: said, ...extensions } = extensionsOf(error) as { says?: Message };
  if (said !== undefined) return rewritten(error, say(said, telling.language), spoken(extensions, telling.language));
  const cause = rootCause(error);
  if (cause instanceof GraphQLError || cause === undefined) return invalidDocument(error, telling.production);
  if (isUnstorable(cause)) {
    return rewritten(error, say(says('platform.unstorableText'), telling.language), { code: 'InvalidRequest' });
  }
  telling.report(cause);
  if (isUnavailable(cause)) {
    return rewritten(error, say(says('platform.unavailable'), telling.language), { code: 'Unavailable' });
  }
  const { language, requestId } = telling;
  const message = say(says('platform.internalError', { requestId }), language);
  return rewritten(error, message, { code: 'InternalError', requestId });
};

const rootCause = (error: GraphQLError): unknown => {
  let cause: unknown = error.originalError;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause;
};

const invalidDocument = (error: GraphQLError, production: boolean): GraphQLFormattedError => {
  const message = production ? error.message.replace(/\s*Did you mean .*$/s, '') : error.message;
  return rewritten(error, message, { code: 'InvalidDocument', ...extensionsOf(error) });
};

/** Facts that hold messages of their own (issues, findings) are said too. */
export const spoken = (facts: Readonly<Record<string, unknown>>, language: Language): Record<string, unknown> => {
  const said = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(said);
    if (typeof value !== 'object' || value === null || !('says' in value)) return value;
    const { says: message, ...rest } = value as { says: Message };
    return { ...rest, message: say(message, language) };
  };
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, said(value)]));
};

/** The errors of compiled queries have none where there is nothing to say. */
const extensionsOf = (error: GraphQLError): GraphQLError['extensions'] => error.extensions ?? {};

const rewritten = (
  { locations, path }: GraphQLError,
  message: string,
  extensions: Record<string, unknown>,
): GraphQLFormattedError => ({ message, ...(locations && { locations }), ...(path && { path }), extensions });

/** Thrown by the input pipe, caught at the root field, where it becomes a value of the mutation's union. */
export class InputRefused extends Error {
  constructor(readonly problem: ValidationFailed) {
    super('The input is at fault.');
  }
}
