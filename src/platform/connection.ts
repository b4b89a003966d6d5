import { type Type } from '@nestjs/common';
import { ArgsType, Field, Int, ObjectType } from '@nestjs/graphql';
import { PAGE_MAX } from '../kernel/limits.js';

@ObjectType()
export class PageInfo {
  @Field() hasNextPage: boolean;
  @Field() hasPreviousPage: boolean;
  @Field(() => String, { nullable: true }) startCursor: string | null;
  @Field(() => String, { nullable: true }) endCursor: string | null;
}

export interface Edge<N> {
  cursor: string;
  node: N;
}

export interface Page<N> {
  edges: Edge<N>[];
  nodes: N[];
  pageInfo: PageInfo;
  totalCount: number;
}

/** The Relay connection type of a node type: `export const EntryConnection = Connection('Entry', EntryType)`. */
export const Connection = <N extends object>(name: string, node: Type<N>): Type<Page<N>> => {
  @ObjectType(`${name}Edge`)
  class EdgeType {
    @Field() cursor: string;
    @Field(() => node) node: N;
  }

  @ObjectType(`${name}Connection`)
  class ConnectionType {
    @Field(() => [EdgeType]) edges: EdgeType[];
    @Field(() => [node]) nodes: N[];
    @Field(() => PageInfo) pageInfo: PageInfo;
    @Field(() => Int, { description: 'How many there are in all, on every page.' }) totalCount: number;
  }
  return ConnectionType;
};

@ArgsType()
export class PageArgs {
  @Field(() => Int, { defaultValue: 50, description: `At most ${PAGE_MAX}.` }) first: number;
  @Field(() => String, { nullable: true, description: 'The cursor after which to go on.' }) after?: string | null;
}

/** For lists whose nodes are heavy: requests, releases, histories. */
@ArgsType()
export class ShortPageArgs {
  @Field(() => Int, { defaultValue: 20, description: `At most ${PAGE_MAX}.` }) first: number;
  @Field(() => String, { nullable: true, description: 'The cursor after which to go on.' }) after?: string | null;
}

/**
 * A page from nodes that were read with one more than asked (`LIMIT first + 1`), so that the next page's existence is known
 * without another question. `cursorOf` gives the cursor that continues after a node.
 */
export const pageOf = <N>(
  nodes: readonly N[],
  page: { first: number; after?: string | null | undefined },
  totalCount: number,
  cursorOf: (node: N) => string,
): Page<N> => {
  const kept = nodes.slice(0, page.first);
  const edges = kept.map((node) => ({ cursor: cursorOf(node), node }));
  return {
    edges,
    nodes: kept,
    totalCount,
    pageInfo: {
      hasNextPage: nodes.length > page.first,
      hasPreviousPage: Boolean(page.after),
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
};
