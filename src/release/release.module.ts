import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeRequestModule } from '../change-request/change-request.module.js';
import { DictionaryModule } from '../dictionary/dictionary.module.js';
import { ReviewModule } from '../review/review.module.js';
import { Admission } from './admission.js';
import { AnchorJob } from './anchor.job.js';
import { Anchors } from './anchors.js';
import { Application } from './application.js';
import { ApplyLocks } from './apply.locks.js';
import { ApplyService } from './apply.service.js';
import { ApplyStore } from './apply.store.js';
import { ChannelLog } from './channel-log.js';
import { ChannelRulesStore } from './channel-rules.store.js';
import { ChannelVersionResolver } from './channel-version.resolver.js';
import { ChannelVersionStore } from './channel-version.store.js';
import { ChannelRules } from './channel.rules.js';
import { DefinitionCheck } from './definition.check.js';
import { Effects } from './effects.js';
import { FoundingService } from './genesis/founding.service.js';
import { FoundingStore } from './genesis/founding.store.js';
import { FoundingWriter } from './genesis/founding.writer.js';
import { ReleaseActions } from './release.actions.js';
import { Release, ReleaseChangeEntity, ReleaseCounterEntity } from './release.entity.js';
import { ChangeRequestRelease, EntryVersionRelease, RowOrigin } from './release.extend.js';
import { ReleaseLoader } from './release.loader.js';
import { ReleaseMaker } from './release.maker.js';
import { ReleaseMutations } from './release.mutations.js';
import { ReleaseResolver } from './release.resolver.js';
import { ReleaseStore } from './release.store.js';
import { SignedEvidence } from './signed-evidence.js';
import { SignedStore } from './signed.store.js';
import { SigningService } from './signing.service.js';
import { Replay } from './verify/replay.js';
import { ReplayStore } from './verify/replay.store.js';
import { SealsStore } from './verify/seals.store.js';
import { SigningReplay } from './verify/signing.replay.js';
import { Verification } from './verify/verification.js';
import { VerifyResolver } from './verify/verify.resolver.js';
import { VersionWriter } from './version.writer.js';
import { WaitingJob, WaitingRequests } from './waiting.job.js';

const STORES = [ApplyStore, ChannelLog, ChannelRulesStore, ChannelVersionStore, ReleaseStore, SignedStore];
const SIGNING = [SigningService, ReleaseMaker, SignedEvidence, WaitingJob, WaitingRequests];
const APPLYING = [
  ApplyService,
  Application,
  ApplyLocks,
  Admission,
  DefinitionCheck,
  VersionWriter,
  ChannelRules,
  Effects,
];
const FOUNDING = [FoundingService, FoundingStore, FoundingWriter, Anchors, AnchorJob];
const VERIFYING = [Verification, Replay, SigningReplay, ReplayStore, SealsStore];
const EDGE = [ReleaseLoader, ReleaseActions];
const RESOLVERS = [
  ...[ReleaseResolver, ReleaseMutations, ChannelVersionResolver, VerifyResolver],
  ...[ChangeRequestRelease, EntryVersionRelease, RowOrigin],
];

@Module({
  imports: [
    TypeOrmModule.forFeature([Release, ReleaseChangeEntity, ReleaseCounterEntity]),
    DictionaryModule,
    ChangeRequestModule,
    ReviewModule,
  ],
  providers: [...STORES, ...SIGNING, ...APPLYING, ...FOUNDING, ...VERIFYING, ...EDGE, ...RESOLVERS],
  exports: [Application, ReleaseStore, ReleaseLoader, Verification],
})
export class ReleaseModule {}
