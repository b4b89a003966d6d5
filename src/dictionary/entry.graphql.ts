import { Field, ID, ObjectType, registerEnumType } from '@nestjs/graphql';
import {
  type EntryStatus as Status,
  type Instant,
  neighbours,
  parseTimeline,
  type Row,
  rowAt,
  statusAt,
  type Timeline,
  type Values,
} from '../kernel/timeline.js';
import { PageInfo } from '../platform/connection.js';
import { DateTime, JSONScalar } from '../platform/scalars.js';
import { keyOf } from './core/code.js';
import type { Definition } from './core/definition.js';
import { type Position, positionText } from './position.js';

export const EntryStatus = { ACTIVE: 'ACTIVE', FUTURE: 'FUTURE', GAP: 'GAP', RETIRED: 'RETIRED' } as const;
registerEnumType(EntryStatus, {
  name: 'EntryStatus',
  description: 'At the instant asked.',
  valuesMap: {
    ACTIVE: { description: 'A row holds.' },
    FUTURE: { description: 'None holds yet.' },
    GAP: { description: 'The instant lies between two rows.' },
    RETIRED: { description: 'None holds any more.' },
  },
});

@ObjectType('Row', { description: 'The values of an entry over one period [validFrom, validTo).' })
export class RowType {
  constructor(
    private readonly row: Row,
    /** The number of the release that the row comes from. */
    readonly originNumber: string | null,
  ) {}

  @Field(() => JSONScalar, {
    description: 'Decimals as text. Fields without a value are absent; those of the key stand in the entry’s key.',
  })
  get values(): Values {
    return this.row.values;
  }

  @Field(() => DateTime, { nullable: true, description: 'Null where it has held from the beginning.' })
  get validFrom(): Instant | null {
    return this.row.from ?? null;
  }

  @Field(() => DateTime, {
    nullable: true,
    description: 'The first instant at which it no longer holds; null where no end is known.',
  })
  get validTo(): Instant | null {
    return this.row.to ?? null;
  }
}

/** An entry as a channel holds it at a version: its timeline as text, until somebody asks what is in it. */
export interface FoundEntry {
  readonly entryId: number;
  readonly code: string;
  readonly content: Buffer;
  readonly body: string;
  readonly version: number;
  readonly origins: readonly string[];
}

@ObjectType('Entry', { description: 'What one code of a dictionary stands for, at the point asked.' })
export class EntryType {
  private parsed: Timeline | undefined;

  constructor(
    private readonly found: FoundEntry,
    private readonly definition: Definition,
    private readonly at: Instant,
    readonly readAt: Position,
  ) {}

  @Field(() => ID)
  get id(): string {
    return String(this.found.entryId);
  }

  @Field(() => String)
  get dictionary(): string {
    return this.definition.code;
  }

  @Field(() => String)
  get code(): string {
    return this.found.code;
  }

  @Field(() => JSONScalar, { description: 'The fields of the key and their values.' })
  get key(): Record<string, string> {
    return keyOf(this.definition, this.found.code);
  }

  @Field(() => String, {
    description: 'Of the row that holds, else of the nearest; the code where entries have no name.',
  })
  get name(): string {
    const name = this.shown?.values['name'];
    return typeof name === 'string' ? name : this.found.code;
  }

  @Field(() => EntryStatus)
  get status(): Status {
    return statusAt(this.timeline, this.at);
  }

  @Field(() => RowType, {
    nullable: true,
    description: 'Null unless a row holds at the instant, so that nobody uses a dead one by accident.',
  })
  get row(): RowType | null {
    return this.typed(rowAt(this.timeline, this.at));
  }

  @Field(() => RowType, { nullable: true })
  get previousRow(): RowType | null {
    return this.typed(neighbours(this.timeline, this.at).previous);
  }

  @Field(() => RowType, { nullable: true })
  get nextRow(): RowType | null {
    return this.typed(neighbours(this.timeline, this.at).next);
  }

  @Field(() => [RowType], { description: 'The whole timeline, oldest first.' })
  get rows(): RowType[] {
    return this.timeline.rows.map((row, index) => new RowType(row, this.found.origins[index] ?? null));
  }

  @Field(() => String, { nullable: true, description: 'The code that took its place.' })
  get replacedBy(): string | null {
    return this.timeline.replacedBy ?? null;
  }

  @Field(() => String, { description: 'SHA-256 of the canonical timeline.' })
  get content(): string {
    return this.found.content.toString('hex');
  }

  @Field(() => String, { description: 'Where this was read: PRODUCTION@128#1a2b3c4d.' })
  get position(): string {
    return positionText(this.readAt);
  }

  get entryId(): number {
    return this.found.entryId;
  }

  get timeline(): Timeline {
    return (this.parsed ??= parseTimeline(this.found.body));
  }

  /** The row that holds, else the one before, else the one after. */
  get shown(): Row | null {
    const held = rowAt(this.timeline, this.at);
    if (held) return held;
    const { previous, next } = neighbours(this.timeline, this.at);
    return previous ?? next;
  }

  private typed(row: Row | null): RowType | null {
    return row && new RowType(row, this.found.origins[this.timeline.rows.indexOf(row)] ?? null);
  }
}

/** Entries read in one snapshot. */
export interface Reading<T> {
  readonly position: Position;
  readonly found: T;
}

@ObjectType('LookupAnswer')
export class LookupAnswer {
  @Field() readonly value: string;
  @Field(() => [EntryType], { description: 'Those whose row at the instant has the value; none is no error.' })
  readonly entries: EntryType[];
}

@ObjectType('EntryEdge')
export class EntryEdge {
  @Field() readonly cursor: string;
  @Field(() => EntryType) readonly node: EntryType;
}

/** A page of entries. How many there are in all is a question of its own, asked only where the reader asks it. */
@ObjectType('EntryConnection')
export class EntryConnection {
  @Field(() => [EntryEdge]) readonly edges: EntryEdge[];
  @Field(() => [EntryType]) readonly nodes: EntryType[];
  @Field(() => PageInfo) readonly pageInfo: PageInfo;
  readonly count: () => Promise<number>;
}
