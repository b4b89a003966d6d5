import { Injectable } from '@nestjs/common';
import DataLoader from 'dataloader';
import { DataSource } from 'typeorm';
import type { GraphQLContext } from '../platform/context.js';
import { type Person, PeopleStore } from './people.store.js';

/** Loads the people of one request in sets: the authors of fifty requests are one question to the database. */
@Injectable()
export class PeopleLoader {
  constructor(
    private readonly people: PeopleStore,
    private readonly dataSource: DataSource,
  ) {}

  /** The person; an id that is nobody's is a bug of whoever wrote it down. */
  load(context: GraphQLContext, personId: string): Promise<Person> {
    return this.loaderOf(context).load(personId);
  }

  async loadMany(context: GraphQLContext, personIds: readonly string[]): Promise<Person[]> {
    const loader = this.loaderOf(context);
    return Promise.all(personIds.map((personId) => loader.load(personId)));
  }

  private loaderOf(context: GraphQLContext): DataLoader<string, Person> {
    return context.memo(
      PeopleLoader,
      () =>
        new DataLoader<string, Person>(async (ids) => {
          const found = await this.people.byIds(this.dataSource.manager, ids);
          return ids.map((id) => found.get(id) ?? new Error(`No person has the id ${id}.`));
        }),
    );
  }
}
