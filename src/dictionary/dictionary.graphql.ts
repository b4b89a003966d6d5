import { Field, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { Instant } from '../kernel/timeline.js';
import type { Definition, ReferenceDefinition } from './core/definition.js';
import type { StoredDefinition } from './definition.store.js';
import { FieldType, ReferenceField } from './field.graphql.js';
import { type Position, positionText } from './position.js';

export const DictionaryKind = { PUBLIC: 'PUBLIC', SYSTEM: 'SYSTEM', DRUG: 'DRUG', PRICE: 'PRICE' } as const;
export type DictionaryKind = keyof typeof DictionaryKind;
registerEnumType(DictionaryKind, { name: 'DictionaryKind' });

export const MergeMode = { CELL: 'CELL', ROW: 'ROW' } as const;
registerEnumType(MergeMode, {
  name: 'MergeMode',
  description: 'Whether two changes of one row are merged field by field, or the row as a whole.',
});

/** A version of a channel, as everything about its dictionaries is read. */
export interface ReadVersion extends Position {
  readonly at: Instant;
}

@ObjectType('Dictionary')
export class DictionaryType {
  constructor(
    readonly stored: StoredDefinition,
    readonly readAt: ReadVersion,
    /** Those of the same version, itself among them. */
    readonly others: readonly Definition[],
  ) {}

  get definition(): Definition {
    return this.stored.definition;
  }

  @Field(() => String)
  get code(): string {
    return this.definition.code;
  }

  @Field(() => DictionaryKind)
  get kind(): DictionaryKind {
    return this.definition.kind;
  }

  @Field(() => Boolean, { description: 'Whether its entries have rows one after another, each with its period.' })
  get dated(): boolean {
    return this.definition.dated;
  }

  @Field(() => Boolean, { description: 'Whether ordinary maintenance may not touch it.' })
  get locked(): boolean {
    return this.definition.locked;
  }

  @Field(() => Boolean)
  get retired(): boolean {
    return this.stored.retired;
  }

  @Field(() => MergeMode)
  get merge(): keyof typeof MergeMode {
    return this.definition.merge;
  }

  @Field(() => [String], { description: '`code`, or the fields whose values joined by | are the code.' })
  get key(): readonly string[] {
    return this.definition.key;
  }

  @Field(() => String, { description: 'What a code, or each of its parts, looks like.' })
  get codePattern(): string {
    return this.definition.codePattern;
  }

  @Field(() => Boolean, { description: 'Whether codes that differ only in case are one.' })
  get foldsCase(): boolean {
    return this.definition.foldsCase;
  }

  @Field(() => String, { nullable: true, description: 'The standard or regulation it comes from.' })
  get source(): string | null {
    return this.definition.source ?? null;
  }

  @Field(() => [FieldType])
  get fields(): FieldType[] {
    return this.definition.fields.map((field) => new FieldType(field, this.definition.key.includes(field.name)));
  }

  @Field(() => String, { description: 'SHA-256 of the content that defines it: part of what reviewers sign.' })
  get content(): string {
    return this.stored.content;
  }

  @Field(() => String)
  get position(): string {
    return positionText(this.readAt);
  }

  @Field(() => [ReferenceField], { description: 'Its fields that refer.' })
  get references(): ReferenceField[] {
    return referring(this.definition, () => true);
  }

  @Field(() => [ReferenceField], { description: 'The fields, its own among them, that refer to it.' })
  get referencedBy(): ReferenceField[] {
    return this.others.flatMap((other) => referring(other, (reference) => targetsOf(reference).includes(this.code)));
  }
}

const targetsOf = ({ dictionary, dictionaries }: ReferenceDefinition): readonly string[] =>
  dictionary === undefined ? Object.values(dictionaries ?? {}) : [dictionary];

const referring = (definition: Definition, wanted: (reference: ReferenceDefinition) => boolean): ReferenceField[] =>
  definition.fields
    .filter(({ reference }) => reference && wanted(reference))
    .map((field) => ({
      dictionary: definition.code,
      field: new FieldType(field, definition.key.includes(field.name)),
    }));
