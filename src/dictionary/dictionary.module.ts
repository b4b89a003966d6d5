import { Module } from '@nestjs/common';
import { TypeOrmModule } from '@nestjs/typeorm';
import { ChannelEntity, ChannelVersionEntity } from './channel.entity.js';
import { ChannelStore } from './channel.store.js';
import { ContentEntity } from './content.entity.js';
import { DefinitionStore } from './definition.store.js';
import { EntryEntity, EntryVersionEntity } from './entry.entity.js';
import { EntryStore } from './entry.store.js';
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
const STORES = [ChannelStore, DefinitionStore, EntryStore, Projection];

@Module({
  imports: [TypeOrmModule.forFeature(ENTITIES)],
  providers: STORES,
  exports: STORES,
})
export class DictionaryModule {}
