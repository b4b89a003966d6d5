import { Field, Int, ObjectType, Query, Resolver } from '@nestjs/graphql';
import { DataSource } from 'typeorm';
import { AuditStore, type AuditVerification } from './audit.store.js';
import type { BreakKind } from './core/chain.js';

@ObjectType('AuditVerification', {
  description: 'What following the record of state changes from its first event found.',
})
export class AuditVerificationType implements AuditVerification {
  @Field() readonly intact: boolean;
  @Field(() => Int, { description: 'Events that hold, counted from the first.' }) readonly events: number;
  @Field(() => Int, { nullable: true, description: 'The number of the first event that does not hold.' })
  readonly brokenAt: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'missing, relinked, altered, cutTail, beyondHead, or head (where the head row itself was altered).',
  })
  readonly brokenBy: BreakKind | null;
}

@Resolver()
export class AuditResolver {
  constructor(
    private readonly store: AuditStore,
    private readonly dataSource: DataSource,
  ) {}

  @Query(() => AuditVerificationType, {
    description: 'Proves that no record of a state change was altered, dropped or added.',
  })
  verifyAudit(): Promise<AuditVerification> {
    return this.store.verify(this.dataSource.manager);
  }
}
