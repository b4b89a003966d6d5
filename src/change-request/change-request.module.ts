import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { DictionaryModule } from '../dictionary/dictionary.module.js';
import { IdentityModule } from '../identity/identity.module.js';
import { AttachmentController } from './attachment.controller.js';
import { Attachment } from './attachment.entity.js';
import { AttachmentResolver, AttachmentsResolver } from './attachment.resolver.js';
import { AttachmentService } from './attachment.service.js';
import { AttachmentStore } from './attachment.store.js';
import { AwaitingRequests } from './awaiting.js';
import { BaseCheck } from './base.check.js';
import { ChangeRequest, ChangeRequestEditor } from './change-request.entity.js';
import { DictionaryChangeRequests } from './change-request.extend.js';
import { ChangeRequestMutations } from './change-request.mutations.js';
import { ChangeRequestResolver } from './change-request.resolver.js';
import { ChangeRequestService } from './change-request.service.js';
import { ChangeRequestStore } from './change-request.store.js';
import { ChangeEntity } from './change.entity.js';
import { ChangeResolver } from './change.resolver.js';
import { ChangeStore } from './change.store.js';
import { StructureChecks } from './checks.js';
import { ChecksStore } from './checks.store.js';
import { Discussion } from './discussion.entity.js';
import { DiscussionResolver, DiscussionsResolver } from './discussion.resolver.js';
import { DiscussionStore } from './discussion.store.js';
import { Drafting } from './drafting.js';
import { Editing } from './editing.js';
import { EvidenceStore } from './evidence.store.js';
import { ImportController } from './import.controller.js';
import { ImportPlanner } from './import.planner.js';
import { ImportResolver } from './import.resolver.js';
import { ImportService } from './import.service.js';
import { RawBodies } from './raw-bodies.js';
import { RefreshService } from './refresh.service.js';
import { ChangeRequestChecks } from './request.check.js';
import { RequestLoader } from './request.loader.js';
import { RequestWriter } from './request.writer.js';
import { WorkingCalendar } from './working-calendar.store.js';

const ENTITIES = [ChangeRequest, ChangeRequestEditor, ChangeEntity, Discussion, Attachment];

/** What reviews and releases build on. */
const SHARED = [
  ChangeRequestStore,
  ChangeStore,
  AttachmentStore,
  EvidenceStore,
  ChangeRequestChecks,
  Drafting,
  RequestWriter,
  RequestLoader,
  WorkingCalendar,
];
const STORES = [ChecksStore, DiscussionStore];
const SHELL = [AwaitingRequests, BaseCheck, Editing, ImportPlanner, RawBodies, StructureChecks];
const SERVICES = [AttachmentService, ChangeRequestService, ImportService, RefreshService];
const RESOLVERS = [
  AttachmentResolver,
  AttachmentsResolver,
  ChangeRequestMutations,
  ChangeRequestResolver,
  ChangeResolver,
  DictionaryChangeRequests,
  DiscussionResolver,
  DiscussionsResolver,
  ImportResolver,
];

@Module({
  imports: [IdentityModule, DictionaryModule, TypeOrmModule.forFeature(ENTITIES)],
  controllers: [AttachmentController, ImportController],
  providers: [...SHARED, ...STORES, ...SHELL, ...SERVICES, ...RESOLVERS],
  exports: SHARED,
})
export class ChangeRequestModule {}
