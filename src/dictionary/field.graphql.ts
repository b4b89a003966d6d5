import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import { JSONScalar } from '../platform/scalars.js';
import type { FieldDefinition, FieldOption, ReferenceDefinition } from './core/definition.js';

export const ReferenceKind = {
  CODE: 'CODE',
  NAME: 'NAME',
  COMPOSITE: 'COMPOSITE',
  WILDCARD: 'WILDCARD',
  LIST: 'LIST',
  PREFIX: 'PREFIX',
} as const;
registerEnumType(ReferenceKind, { name: 'ReferenceKind' });

@ObjectType('FieldOption')
export class FieldOptionType {
  constructor(private readonly option: FieldOption) {}

  @Field(() => String)
  get value(): string {
    return this.option.value;
  }

  /** Said in the reader's language by the resolver. */
  get words(): FieldOption {
    return this.option;
  }
}

@ObjectType('DiscriminatedTarget')
export class DiscriminatedTarget {
  @Field({ description: 'Where the discriminator has this value …' }) readonly value: string;
  @Field({ description: '… the reference names an entry of this dictionary.' }) readonly dictionary: string;
}

@ObjectType('ReferenceTarget', { description: 'Which entries a field names: of one dictionary, or of one of several.' })
export class ReferenceTarget {
  constructor(private readonly reference: ReferenceDefinition) {}

  @Field(() => ReferenceKind)
  get kind(): keyof typeof ReferenceKind {
    return this.reference.kind;
  }

  @Field(() => String, { nullable: true })
  get dictionary(): string | null {
    return this.reference.dictionary ?? null;
  }

  @Field(() => String, { nullable: true, description: 'The field that says which of `dictionaries` is meant.' })
  get discriminator(): string | null {
    return this.reference.discriminator ?? null;
  }

  @Field(() => [DiscriminatedTarget], { nullable: true })
  get dictionaries(): DiscriminatedTarget[] | null {
    const { dictionaries } = this.reference;
    return dictionaries ? Object.entries(dictionaries).map(([value, dictionary]) => ({ value, dictionary })) : null;
  }

  @Field(() => String, { nullable: true, description: 'In a list: the token that stands for every entry.' })
  get any(): string | null {
    return this.reference.any ?? null;
  }

  @Field(() => [Int], { nullable: true, description: 'Of a prefix: the lengths at which a code’s ancestors end.' })
  get widths(): readonly number[] | null {
    return this.reference.widths ?? null;
  }

  @Field(() => [String], { nullable: true, description: 'Of a composite: the fields whose values are the code.' })
  get fields(): readonly string[] | null {
    return this.reference.fields ?? null;
  }

  @Field(() => Boolean, { description: 'Whether a missing target is a fault.' })
  get mustExist(): boolean {
    return this.reference.mustExist;
  }
}

@ObjectType('Field', { description: 'Enough to build a form and a column from.' })
export class FieldType {
  constructor(
    readonly definition: FieldDefinition,
    private readonly isOfKey: boolean,
  ) {}

  @Field(() => String)
  get name(): string {
    return this.definition.name;
  }

  @Field(() => String)
  get type(): string {
    return this.definition.type;
  }

  @Field(() => Boolean)
  get required(): boolean {
    return this.definition.required;
  }

  @Field(() => Boolean, { description: 'Whether the code carries it, so that the values do not.' })
  get inKey(): boolean {
    return this.isOfKey;
  }

  @Field(() => Boolean, { description: 'No two live entries share a value.' })
  get unique(): boolean {
    return this.definition.unique;
  }

  @Field(() => Int, { nullable: true })
  get maxLength(): number | null {
    return this.definition.maxLength ?? null;
  }

  @Field(() => Int, { nullable: true })
  get precision(): number | null {
    return this.definition.precision ?? null;
  }

  @Field(() => Int, { nullable: true })
  get scale(): number | null {
    return this.definition.scale ?? null;
  }

  @Field(() => String, { nullable: true })
  get min(): string | null {
    return this.definition.min ?? null;
  }

  @Field(() => String, { nullable: true })
  get max(): string | null {
    return this.definition.max ?? null;
  }

  @Field(() => String, { nullable: true })
  get pattern(): string | null {
    return this.definition.pattern ?? null;
  }

  @Field(() => String, { nullable: true })
  get checkDigit(): string | null {
    return this.definition.checkDigit ?? null;
  }

  @Field(() => JSONScalar, { nullable: true })
  get default(): string | number | boolean | null {
    return this.definition.default ?? null;
  }

  @Field(() => [FieldOptionType], { nullable: true })
  get options(): FieldOptionType[] | null {
    return this.definition.options?.map((option) => new FieldOptionType(option)) ?? null;
  }

  @Field(() => ReferenceTarget, { nullable: true })
  get reference(): ReferenceTarget | null {
    return this.definition.reference ? new ReferenceTarget(this.definition.reference) : null;
  }
}

@ObjectType('ReferenceField', { description: 'A field of a dictionary that refers.' })
export class ReferenceField {
  @Field() readonly dictionary: string;
  @Field(() => FieldType) readonly field: FieldType;
}
