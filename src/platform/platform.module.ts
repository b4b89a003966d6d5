import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { TypeOrmModule } from '@nestjs/typeorm';
import { APP_FILTER, APP_PIPE } from '@nestjs/core';
import { AboutResolver } from './about.resolver.js';
import { DatabaseClock } from './clock.js';
import { Config } from './config.js';
import { serviceOptions } from './data-source.js';
import { graphqlOptions } from './graphql/options.js';
import { ErrorFilter } from './http/error.filter.js';
import { HealthController } from './http/health.controller.js';
import { IdempotencyKeyEntity } from './idempotency.entity.js';
import { Idempotency } from './idempotency.js';
import { InputPipe } from './input.pipe.js';
import { Jobs } from './jobs.js';
import { loggingModule } from './logging.js';
import { FindingResolver, IssueResolver, ProblemResolver } from './problem.resolver.js';
import { Transactor } from './transactor.js';

/** Where the service's connections go. Decided before the application is made: given by DATABASE_URL, or our own server's. */
export interface PlatformSettings {
  readonly config: Config;
  readonly serviceUrl: string;
}

const SERVICES = [Transactor, Idempotency, DatabaseClock, Jobs];
const RESOLVERS = [AboutResolver, ProblemResolver, IssueResolver, FindingResolver];
const ENHANCERS = [
  { provide: APP_FILTER, useClass: ErrorFilter },
  { provide: APP_PIPE, useClass: InputPipe },
];

@Module({})
export class PlatformModule {
  static with({ config, serviceUrl }: PlatformSettings): DynamicModule {
    return {
      module: PlatformModule,
      global: true,
      imports: [
        loggingModule(config),
        TypeOrmModule.forRoot({
          ...serviceOptions(serviceUrl),
          autoLoadEntities: true,
          retryAttempts: 3,
          retryDelay: 500,
        }),
        TypeOrmModule.forFeature([IdempotencyKeyEntity]),
        GraphQLModule.forRoot(graphqlOptions(config)),
      ],
      controllers: [HealthController],
      providers: [{ provide: Config, useValue: config }, ...SERVICES, ...RESOLVERS, ...ENHANCERS],
      exports: [Config, ...SERVICES],
    };
  }
}
