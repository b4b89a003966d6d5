import { type DynamicModule, Module } from '@nestjs/common';
import { GraphQLModule } from '@nestjs/graphql';
import { TypeOrmModule } from '@nestjs/typeorm';
import { AboutResolver } from './about.resolver.js';
import { Config } from './config.js';
import { serviceOptions } from './data-source.js';
import { graphqlOptions } from './graphql/options.js';
import { loggingModule } from './logging.js';
import { FindingResolver, IssueResolver, ProblemResolver } from './problem.resolver.js';
import { Transactor } from './transactor.js';

/** Where the service's connections go. Decided before the application is made: given by DATABASE_URL, or our own server's. */
export interface PlatformSettings {
  readonly config: Config;
  readonly serviceUrl: string;
}

const PROVIDERS = [Transactor, AboutResolver, ProblemResolver, IssueResolver, FindingResolver];

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
        GraphQLModule.forRoot(graphqlOptions(config)),
      ],
      providers: [{ provide: Config, useValue: config }, ...PROVIDERS],
      exports: [Config, Transactor],
    };
  }
}
