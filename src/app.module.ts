import { type DynamicModule, Module } from '@nestjs/common';
import { ChangeRequestModule } from './change-request/change-request.module.js';
import { DictionaryModule } from './dictionary/dictionary.module.js';
import { IdentityModule } from './identity/identity.module.js';
import { PlatformModule, type PlatformSettings } from './platform/platform.module.js';
import { ReleaseModule } from './release/release.module.js';
import { ReviewModule } from './review/review.module.js';

/** Every module of the service, in the order of the module map. A module brings its entities with `TypeOrmModule.forFeature`. */
const FEATURES: DynamicModule['imports'] & object = [
  IdentityModule,
  DictionaryModule,
  ChangeRequestModule,
  ReviewModule,
  ReleaseModule,
];

@Module({})
export class AppModule {
  static with(settings: PlatformSettings): DynamicModule {
    return { module: AppModule, imports: [PlatformModule.with(settings), ...FEATURES] };
  }
}
