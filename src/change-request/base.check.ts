import { Injectable } from '@nestjs/common';
import type { Conflict } from '../kernel/problem.js';
import type { Db } from '../platform/transactor.js';
import { byEntry, type KeptChange } from './core/draft.js';
import { Drafting } from './drafting.js';

/** Compares what the changes of a request started from with what PRODUCTION holds now. */
@Injectable()
export class BaseCheck {
  constructor(private readonly drafting: Drafting) {}

  /** The entries that moved under the request, each with the release and version that moved it. */
  async moved(db: Db, changes: readonly KeptChange[]): Promise<readonly Conflict[]> {
    const held = await this.drafting.heldNow(db, changes);
    const moved = [...byEntry(changes)].flatMap(([key, [first]]) => {
      const now = held.get(key);
      if (!first || (first.base?.hash ?? null) === (now?.hash ?? null)) return [];
      return [{ dictionary: first.dictionary, code: first.code, version: now?.version ?? null }];
    });
    const releases = await this.releasesOf(
      db,
      moved.flatMap(({ version }) => version ?? []),
    );
    return moved.map((entry) => ({
      ...entry,
      release: entry.version === null ? null : (releases.get(entry.version) ?? null),
    }));
  }

  private async releasesOf(db: Db, versions: readonly number[]): Promise<ReadonlyMap<number, string | null>> {
    if (versions.length === 0) return new Map();
    const rows = await db.query<{ version: number; release: string | null }[]>(
      `SELECT version, release FROM channel_version WHERE channel = 'PRODUCTION' AND version = ANY ($1::int[])`,
      [[...new Set(versions)]],
    );
    return new Map(rows.map(({ version, release }) => [version, release]));
  }
}
