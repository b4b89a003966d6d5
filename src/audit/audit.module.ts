import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AuditEventEntity, AuditHeadEntity } from './audit.entity.js';
import { AuditResolver } from './audit.resolver.js';
import { AuditStore } from './audit.store.js';
import { Audit } from './audit.js';

@Module({
  imports: [TypeOrmModule.forFeature([AuditEventEntity, AuditHeadEntity])],
  providers: [Audit, AuditStore, AuditResolver],
  exports: [Audit, AuditStore],
})
export class AuditModule {}
