import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelEntity, ChannelVersionEntity } from './channel.entity.js';
import { ChannelHeads } from './channel.heads.js';
import { ChannelResolver } from './channel.resolver.js';
import { ChannelStore } from './channel.store.js';
import { CompareReader } from './compare.reader.js';
import { CompareResolver } from './compare.resolver.js';
import { CompareStore } from './compare.store.js';
import { ContentEntity } from './content.entity.js';
import { KnownDefinitions } from './definition.cache.js';
import { DefinitionStore } from './definition.store.js';
import { EntryEntity, EntryVersionEntity } from './entry.entity.js';
import { EntryReader } from './entry.reader.js';
import { DictionaryReader } from './dictionary.reader.js';
import { DictionaryResolver, FieldOptionResolver, FieldResolver } from './dictionary.resolver.js';
import { DictionaryStore } from './dictionary.store.js';
import { EntriesReader } from './entries.reader.js';
import { EntryConnectionResolver, EntryResolver } from './entry.resolver.js';
import { EntryStore } from './entry.store.js';
import { HistoryResolver } from './history.resolver.js';
import { HistoryStore } from './history.store.js';
import { LookupStore } from './lookup.store.js';
import { ChannelListener } from './memory/channel.listener.js';
import { DictionaryMemory } from './memory/memory.js';
import { MemoryStore } from './memory/memory.store.js';
import { SearchStore } from './search.store.js';
import { Points } from './point.js';
import { EntryHeadEntity, EntryReferenceEntity, HeadRowEntity } from './projection.entity.js';
import { Projection } from './projection.js';

const ENTITIES = [
  ContentEntity,
  ChannelEntity,
  ChannelVersionEntity,
  EntryEntity,
  EntryVersionEntity,
  EntryHeadEntity,
  HeadRowEntity,
  EntryReferenceEntity,
];
/** What modules on the right build upon. */
const SHARED = [ChannelStore, DefinitionStore, EntryStore, Projection, Points, EntryReader, DictionaryMemory];
const OWN = [
  ChannelHeads,
  KnownDefinitions,
  LookupStore,
  MemoryStore,
  ChannelListener,
  SearchStore,
  EntriesReader,
  DictionaryStore,
  DictionaryReader,
  CompareStore,
  CompareReader,
  HistoryStore,
];
const RESOLVERS = [
  ChannelResolver,
  DictionaryResolver,
  FieldResolver,
  FieldOptionResolver,
  EntryResolver,
  EntryConnectionResolver,
  CompareResolver,
  HistoryResolver,
];

@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES)],
  providers: [...SHARED, ...OWN, ...RESOLVERS],
  exports: SHARED,
})
export class DictionaryModule {}
