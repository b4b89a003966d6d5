import { Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { differencesByKind, differencesPage, type Distance } from './compare.sql.js';
import type { DifferenceKind } from './compare.graphql.js';
import type { FoundEntry } from './entry.graphql.js';
import type { ReadVersion } from './dictionary.graphql.js';

/** Two pinned points and the dictionary that is compared; null compares all. */
export interface Compared {
  readonly from: ReadVersion;
  readonly to: ReadVersion;
  readonly dictionary: string | null;
}

export interface FoundDifference {
  readonly dictionary: string;
  readonly code: string;
  readonly before: FoundEntry | null;
  readonly after: FoundEntry | null;
}

interface Line {
  readonly total: number;
  /** Null on the one line of an empty page. */
  readonly entryId: number | null;
  readonly dictionary: string;
  readonly code: string;
  readonly beforeContent: Buffer | null;
  readonly beforeBody: string;
  readonly beforeVersion: number;
  readonly beforeOrigins: string[];
  readonly afterContent: Buffer | null;
  readonly afterBody: string;
  readonly afterVersion: number;
  readonly afterOrigins: string[];
}

/** Compares in SQL: 100,000 entries with 100,000 take 0.2 s and no memory there, ten times as long and 130 MB here. */
@Injectable()
export class CompareStore {
  constructor(private readonly db: DataSource) {}

  /** In the order of dictionaries and codes, from after the one named; and how many there are in all. */
  async page(
    compared: Compared,
    after: { dictionary: string; code: string } | null,
    limit: number,
  ): Promise<{ found: FoundDifference[]; total: number }> {
    const parameters = [...parametersOf(compared), after?.dictionary ?? null, after?.code ?? null, limit];
    const lines = await this.db.query<Line[]>(differencesPage(distanceOf(compared)), parameters);
    const found = lines.flatMap(({ entryId, ...line }) => (entryId === null ? [] : [differenceOf(entryId, line)]));
    return { found, total: lines[0]?.total ?? 0 };
  }

  /** How many there are of each kind: this looks into every content that differs. */
  async byKind(compared: Compared): Promise<Map<DifferenceKind, number>> {
    const sql = differencesByKind(distanceOf(compared));
    const lines = await this.db.query<{ kind: DifferenceKind; count: number }[]>(sql, parametersOf(compared));
    return new Map(lines.map(({ kind, count }) => [kind, count]));
  }
}

const distanceOf = ({ from, to }: Compared): Distance => ({
  sameChannel: from.channel === to.channel,
  backwards: from.version > to.version,
  sameInstant: from.at === to.at,
});

const parametersOf = ({ from, to, dictionary }: Compared): unknown[] => [
  from.channel,
  from.version,
  to.channel,
  to.version,
  from.at,
  to.at,
  dictionary,
];

const differenceOf = (entryId: number, line: Omit<Line, 'entryId'>): FoundDifference => {
  const { dictionary, code } = line;
  const before = line.beforeContent && {
    ...{ entryId, code, content: line.beforeContent, body: line.beforeBody },
    ...{ version: line.beforeVersion, origins: line.beforeOrigins },
  };
  const after = line.afterContent && {
    ...{ entryId, code, content: line.afterContent, body: line.afterBody },
    ...{ version: line.afterVersion, origins: line.afterOrigins },
  };
  return { dictionary, code, before, after };
};
