import { Args, Context, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import DataLoader from 'dataloader';
import { sha256 } from '../kernel/digest.js';
import { isProblem, type Problem } from '../kernel/problem.js';
import { GraphQLContext } from '../platform/context.js';
import { DictionaryKind, DictionaryType, type ReadVersion } from './dictionary.graphql.js';
import { DictionaryReader } from './dictionary.reader.js';
import { DictionaryStore } from './dictionary.store.js';
import { FieldOptionType, FieldType } from './field.graphql.js';
import { PointInput } from './point.js';
import { positionText } from './position.js';

const point = { name: 'point', type: () => PointInput, nullable: true };

const inLanguage = ({ language }: GraphQLContext, chinese: string, english: string): string =>
  language === 'en' ? english : chinese;

/** The digest of a dictionary that holds nothing. */
const NOTHING = sha256('');

@Resolver(() => DictionaryType)
export class DictionaryResolver {
  constructor(
    private readonly reader: DictionaryReader,
    private readonly store: DictionaryStore,
  ) {}

  @Query(() => [DictionaryType], { description: 'In the order of their codes, those out of use among them.' })
  dictionaries(
    @Args('kind', { type: () => DictionaryKind, nullable: true }) kind?: DictionaryKind | null,
    @Args(point) input?: PointInput | null,
  ): Promise<DictionaryType[] | Problem> {
    return this.reader.all(input, kind);
  }

  @Query(() => DictionaryType, { nullable: true, description: 'Null where the channel has no such dictionary.' })
  async dictionary(
    @Args('code') code: string,
    @Args(point) input?: PointInput | null,
  ): Promise<DictionaryType | null | Problem> {
    const all = await this.reader.all(input);
    return isProblem(all) ? all : (all.find((each) => each.code === code) ?? null);
  }

  @ResolveField(() => String, { description: 'In the language of the request.' })
  name(@Parent() { definition }: DictionaryType, @Context() context: GraphQLContext): string {
    return inLanguage(context, definition.name, definition.nameEn);
  }

  @ResolveField(() => String, { description: 'What it is for, in one sentence.' })
  help(@Parent() { definition }: DictionaryType, @Context() context: GraphQLContext): string {
    return inLanguage(context, definition.help, definition.helpEn);
  }

  @ResolveField(() => Int, { description: 'Entries whose row holds at the instant.' })
  async entryCount(@Parent() { code, readAt }: DictionaryType, @Context() context: GraphQLContext): Promise<number> {
    const counts = await this.once(context, COUNTS, readAt, () => this.store.entryCounts(readAt));
    return counts.get(code) ?? 0;
  }

  @ResolveField(() => Int, { description: 'The last version that wrote an entry of it, or its definition.' })
  async lastChangedVersion(
    @Parent() { code, readAt }: DictionaryType,
    @Context() context: GraphQLContext,
  ): Promise<number> {
    const versions = await this.once(context, LAST_CHANGED, readAt, () => this.store.lastChanged(readAt));
    return versions.get(code) ?? 0;
  }

  @ResolveField(() => String, {
    description:
      'SHA-256 over one line `code TAB content` for each entry held, in the order of codes: two equal ones hold the same.',
  })
  async digest(@Parent() { code, readAt }: DictionaryType, @Context() context: GraphQLContext): Promise<string> {
    const loaders = context.memo(DIGESTS, () => new Map<string, DataLoader<string, string>>());
    const key = positionText(readAt);
    let loader = loaders.get(key);
    if (!loader) {
      loader = new DataLoader(async (codes: readonly string[]) => {
        const digests = await this.store.digests(readAt, codes);
        return codes.map((each) => digests.get(each) ?? NOTHING);
      });
      loaders.set(key, loader);
    }
    return loader.load(code);
  }

  /** One figure of all dictionaries is one question a request and point. */
  private once<T>(context: GraphQLContext, figure: object, readAt: ReadVersion, ask: () => Promise<T>): Promise<T> {
    const asked = context.memo(figure, () => new Map<string, Promise<T>>());
    const key = `${positionText(readAt)} ${readAt.at}`;
    const known = asked.get(key) ?? ask();
    asked.set(key, known);
    return known;
  }
}

const COUNTS = {};
const LAST_CHANGED = {};
const DIGESTS = {};

@Resolver(() => FieldType)
export class FieldResolver {
  @ResolveField(() => String, { description: 'In the language of the request.' })
  label(@Parent() { definition }: FieldType, @Context() context: GraphQLContext): string {
    return inLanguage(context, definition.label, definition.labelEn);
  }

  @ResolveField(() => String, { nullable: true })
  help(@Parent() { definition }: FieldType, @Context() context: GraphQLContext): string | null {
    const { help, helpEn } = definition;
    return help === undefined ? null : inLanguage(context, help, helpEn ?? help);
  }
}

@Resolver(() => FieldOptionType)
export class FieldOptionResolver {
  @ResolveField(() => String, { description: 'In the language of the request.' })
  label(@Parent() { words }: FieldOptionType, @Context() context: GraphQLContext): string {
    return inLanguage(context, words.label, words.labelEn);
  }
}
