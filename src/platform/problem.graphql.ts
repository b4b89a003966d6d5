import type { Type } from '@nestjs/common';
import {
  createUnionType,
  Field,
  ID,
  Int,
  InterfaceType,
  ObjectType,
  registerEnumType,
  type Union,
} from '@nestjs/graphql';
import type { Message } from '../kernel/message.js';
import { isProblem, type ProblemKind } from '../kernel/problem.js';

/**
 * The GraphQL faces of the Problems of the kernel. A face has the same shape as its Problem, `kind` included, so a method
 * typed with a union of faces refuses to compile when it may return a Problem that the union does not list.
 */
@InterfaceType('Problem', {
  description: 'An expected refusal. `message` is said in the language of the request.',
  resolveType: (value: { kind: ProblemKind }) => value.kind,
})
export abstract class ProblemType {
  abstract readonly kind: ProblemKind;
  readonly says: Message;
}

const face = { implements: () => [ProblemType] };

@ObjectType('NotFound', face)
export class NotFoundType extends ProblemType {
  readonly kind: 'NotFound';
}

@ObjectType('Forbidden', face)
export class ForbiddenType extends ProblemType {
  readonly kind: 'Forbidden';
}

@ObjectType('Issue', { description: 'One fault of an input: where it is, which kind it is, what to say about it.' })
export class IssueType {
  @Field({ description: 'Such as `changes[3].values.price`.' }) readonly path: string;
  @Field({ description: 'For programs; stays the same in every language.' }) readonly code: string;
  readonly says: Message;
}

@ObjectType('ValidationFailed', face)
export class ValidationFailedType extends ProblemType {
  readonly kind: 'ValidationFailed';
  @Field(() => [IssueType]) readonly issues: readonly IssueType[];
}

@ObjectType('WrongState', face)
export class WrongStateType extends ProblemType {
  readonly kind: 'WrongState';
  @Field() readonly current: string;
  @Field(() => [String]) readonly allowed: readonly string[];
}

@ObjectType('StaleRevision', face)
export class StaleRevisionType extends ProblemType {
  readonly kind: 'StaleRevision';
  @Field(() => Int) readonly current: number;
}

@ObjectType('StaleDigest', face)
export class StaleDigestType extends ProblemType {
  readonly kind: 'StaleDigest';
  @Field() readonly current: string;
}

@ObjectType('Conflict', { description: 'An entry that is no longer what the change was seen on.' })
export class ConflictType {
  @Field() readonly dictionary: string;
  @Field() readonly code: string;
  @Field(() => String, { nullable: true, description: 'The release that came between.' })
  readonly release: string | null;
  @Field(() => Int, { nullable: true }) readonly version: number | null;
}

@ObjectType('BaseChanged', face)
export class BaseChangedType extends ProblemType {
  readonly kind: 'BaseChanged';
  @Field(() => [ConflictType]) readonly conflicts: readonly ConflictType[];
}

@ObjectType('ImpactGrew', face)
export class ImpactGrewType extends ProblemType {
  readonly kind: 'ImpactGrew';
  @Field(() => [String]) readonly added: readonly string[];
}

@ObjectType('Missing', { description: 'A sign-off, attachment or policy that is still missing.' })
export class MissingType {
  @Field() readonly role: string;
  @Field(() => Int) readonly count: number;
  @Field(() => Int) readonly met: number;
  @Field() readonly because: string;
}

@ObjectType('PolicyNotMet', face)
export class PolicyNotMetType extends ProblemType {
  readonly kind: 'PolicyNotMet';
  @Field(() => [MissingType]) readonly missing: readonly MissingType[];
}

export const Severity = { BLOCK: 'BLOCK', SIGN_OFF: 'SIGN_OFF', WARN: 'WARN' } as const;
export type Severity = keyof typeof Severity;
registerEnumType(Severity, { name: 'Severity' });

@ObjectType('Finding', { description: 'What a rule found.' })
export class FindingType {
  @Field(() => Severity) readonly severity: Severity;
  @Field(() => ID) readonly rule: string;
  @Field({ description: 'The entry and field it stands at.' }) readonly path: string;
  readonly says: Message;
}

@ObjectType('Blocked', face)
export class BlockedType extends ProblemType {
  readonly kind: 'Blocked';
  @Field(() => [FindingType]) readonly findings: readonly FindingType[];
}

@ObjectType('LimitExceeded', face)
export class LimitExceededType extends ProblemType {
  readonly kind: 'LimitExceeded';
  @Field(() => Int) readonly limit: number;
  @Field(() => Int) readonly given: number;
}

@ObjectType('Busy', face)
export class BusyType extends ProblemType {
  readonly kind: 'Busy';
}

/** The result of a mutation: its success type, or one of the refusals it may answer with. */
export const resultUnion = <S extends Type<object>, P extends readonly Type<ProblemType>[]>(
  name: string,
  success: S,
  ...problems: P
): Union<readonly (S | P[number])[]> =>
  createUnionType<readonly (S | P[number])[]>({
    name,
    types: () => [success, ...problems],
    resolveType: (value: unknown) => (isProblem(value) ? value.kind : success),
  });

/** In the schema even while no mutation answers with them, so that a client can be written against all of them. */
export const PROBLEM_TYPES = [
  ProblemType,
  NotFoundType,
  ForbiddenType,
  IssueType,
  ValidationFailedType,
  WrongStateType,
  StaleRevisionType,
  StaleDigestType,
  ConflictType,
  BaseChangedType,
  ImpactGrewType,
  MissingType,
  PolicyNotMetType,
  FindingType,
  BlockedType,
  LimitExceededType,
  BusyType,
];
