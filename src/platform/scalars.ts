import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import { type Message, says } from '../kernel/message.js';
import type { Instant } from '../kernel/timeline.js';
import { inZone, parseInstant } from '../kernel/zone.js';

/** A fault of an input value. The driver says `says` in the language of the request. */
export const inputError = (message: Message): GraphQLError =>
  new GraphQLError(message.key, { extensions: { code: 'BAD_USER_INPUT', says: message } });

/** Keys through which an object could reach another object's prototype. No JSON of ours has them. */
const FORBIDDEN_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

/** JSON depth of an input: values are lists of structures at most; deeper is an attack on the stack. */
const JSON_DEPTH_MAX = 20;

const checkedJson = (value: unknown, depth = 0): unknown => {
  if (depth > JSON_DEPTH_MAX) throw inputError(says('platform.input.other'));
  if (typeof value !== 'object' || value === null) return value;
  for (const [key, inner] of Object.entries(value)) {
    if (FORBIDDEN_KEYS.has(key)) throw inputError(says('platform.input.forbiddenKey', { key }));
    checkedJson(inner, depth + 1);
  }
  return value;
};

const jsonOfNode = (node: ValueNode, variables: Record<string, unknown> | null | undefined): unknown => {
  switch (node.kind) {
    case Kind.NULL:
      return null;
    case Kind.INT:
    case Kind.FLOAT:
      return Number(node.value);
    case Kind.STRING:
    case Kind.BOOLEAN:
    case Kind.ENUM:
      return node.value;
    case Kind.VARIABLE:
      return variables?.[node.name.value];
    case Kind.LIST:
      return node.values.map((value) => jsonOfNode(value, variables));
    case Kind.OBJECT:
      return Object.fromEntries(node.fields.map((field) => [field.name.value, jsonOfNode(field.value, variables)]));
  }
};

export const JSONScalar = new GraphQLScalarType<unknown, unknown>({
  name: 'JSON',
  description: 'Any JSON value. The values of an entry, with decimals as text.',
  serialize: (value) => value,
  parseValue: (value) => checkedJson(value),
  parseLiteral: (node, variables) => checkedJson(jsonOfNode(node, variables)),
});

const DECIMAL = /^-?\d{1,30}(\.\d{1,20})?$/;

const decimalOf = (value: unknown): string => {
  if (typeof value === 'string' && DECIMAL.test(value)) return value;
  throw inputError(says('platform.input.notADecimal', { value: String(value) }));
};

export const Decimal = new GraphQLScalarType<string, string>({
  name: 'Decimal',
  description:
    'A decimal as text, exactly as written: "12.50". A number is refused, since it may have lost digits already.',
  serialize: (value) => {
    if (typeof value === 'string') return value;
    throw new TypeError(`A Decimal is text inside, too; this was a ${typeof value}.`);
  },
  parseValue: decimalOf,
  parseLiteral: (node) => decimalOf(node.kind === Kind.STRING ? node.value : undefined),
});

/** Names the scalar in decorators: `@Field(() => DateTime) readonly at: Instant`. The scalar itself knows the hospital's zone. */
export abstract class DateTime {}

const instantOf = (value: unknown, zone: string): Instant => {
  const instant = typeof value === 'string' ? parseInstant(value, zone) : null;
  if (instant === null) throw inputError(says('platform.input.notAnInstant', { value: String(value) }));
  return instant;
};

const WRITTEN_MAX = 20_000;

/** Price rows begin at few distinct instants, and asking the zone costs microseconds, so what was written is remembered. */
const remembering = (write: (instant: Instant) => string): ((instant: Instant) => string) => {
  const written = new Map<Instant, string>();
  return (instant) => {
    const known = written.get(instant);
    if (known !== undefined) return known;
    if (written.size === WRITTEN_MAX) written.clear();
    const text = write(instant);
    written.set(instant, text);
    return text;
  };
};

export const dateTimeScalar = (zone: string): GraphQLScalarType<Instant, string> => {
  const write = remembering((instant) => inZone(instant, zone));
  return new GraphQLScalarType<Instant, string>({
    name: 'DateTime',
    description: `An instant, RFC 3339 with offset, or a date, which begins at midnight in the hospital's zone. Answers carry the hospital's own offset (${zone}).`,
    serialize: (value) => {
      if (typeof value === 'string') return write(value);
      if (value instanceof Date) return write(value.toISOString());
      throw new TypeError(`A DateTime is an Instant or a Date inside; this was a ${typeof value}.`);
    },
    parseValue: (value) => instantOf(value, zone),
    parseLiteral: (node) => instantOf(node.kind === Kind.STRING ? node.value : undefined, zone),
  });
};
