import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChangeRequestModule } from '../change-request/change-request.module.js';
import { Awaiting } from '../change-request/awaiting.js';
import { DictionaryModule } from '../dictionary/dictionary.module.js';
import { AwaitingReviews } from './awaiting.reviews.js';
import { FactsReader } from './facts.reader.js';
import { PolicyStore } from './policy.store.js';
import { ReviewExtension, SignOffResolver } from './review.extend.js';
import { ReviewLoader } from './review.loader.js';
import { ReviewReader } from './review.reader.js';
import { ReviewResolver } from './review.resolver.js';
import { SignOff } from './sign-off.entity.js';
import { SignOffStore } from './sign-off.store.js';
import { Submission } from './submission.js';
import { SubmitService } from './submit.service.js';

@Module({
  imports: [TypeOrmModule.forFeature([SignOff]), DictionaryModule, ChangeRequestModule],
  providers: [
    ...[FactsReader, PolicyStore, SignOffStore, ReviewReader, ReviewLoader],
    ...[Submission, SubmitService],
    ...[ReviewResolver, ReviewExtension, SignOffResolver],
    { provide: Awaiting, useClass: AwaitingReviews },
  ],
  exports: [SignOffStore, ReviewReader, ReviewLoader, Awaiting],
})
export class ReviewModule {}
