import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { bytesOf, type Digest } from '../kernel/digest.js';
import type { Instant } from '../kernel/timeline.js';
import { dateInZone } from '../kernel/zone.js';
import { Config } from '../platform/config.js';
import type { Db, Tx } from '../platform/transactor.js';
import { releaseNumber } from './core/release-number.js';
import { Release } from './release.entity.js';
import type { ReleaseKind } from './release.enums.js';

export interface NewRelease {
  readonly kind: ReleaseKind;
  readonly requestId: string;
  readonly digest: Digest;
  readonly evidence: string;
  readonly retroactive: boolean;
  readonly signedAt: Instant;
}

/** Where a page of releases goes on: behind this one, newest first. */
export interface ReleaseCursor {
  readonly signedAt: Instant;
  readonly number: string;
}

@Injectable()
export class ReleaseStore {
  constructor(private readonly config: Config) {}

  find(db: EntityManager, number: string): Promise<Release | null> {
    return db.findOneBy(Release, { number });
  }

  byNumbers(db: EntityManager, numbers: readonly string[]): Promise<Release[]> {
    return db
      .createQueryBuilder(Release, 'r')
      .where('r.number = ANY (:numbers)', { numbers: [...numbers] })
      .getMany();
  }

  ofRequests(db: EntityManager, requestIds: readonly string[]): Promise<Release[]> {
    return db
      .createQueryBuilder(Release, 'r')
      .where('r.request_id = ANY (:requestIds)', { requestIds: [...requestIds] })
      .getMany();
  }

  /** The text that was signed, as it is kept now: whoever rests on it hashes it again. */
  async evidence(db: Db, number: string): Promise<string> {
    const [row] = await db.query<{ evidence: string }[]>('SELECT evidence FROM release WHERE number = $1', [number]);
    if (!row) throw new Error(`The release ${number} is gone.`);
    return row.evidence;
  }

  /** Makes the release and what it makes of each entry: from the base of its first change to the proposal of its last. */
  async create(tx: Tx, release: NewRelease): Promise<string> {
    const number = await this.nextNumber(tx, release.signedAt);
    await tx.query(CREATE, [
      ...[number, release.kind, release.requestId, bytesOf(release.digest), release.evidence],
      ...[release.retroactive, release.signedAt],
    ]);
    await tx.query(CREATE_CHANGES, [number, release.requestId]);
    return number;
  }

  /** A page of releases, newest first; of those that a channel holds where one is named. */
  async page(
    db: EntityManager,
    channel: string | undefined,
    limit: number,
    after: ReleaseCursor | null,
  ): Promise<{ readonly releases: Release[]; readonly totalCount: number }> {
    const asked = db.createQueryBuilder(Release, 'r');
    if (channel !== undefined) {
      asked.andWhere('EXISTS (SELECT FROM channel_version v WHERE v.channel = :channel AND v.release = r.number)', {
        channel,
      });
    }
    const totalCount = await asked.getCount();
    if (after) asked.andWhere('(r.signed_at, r.number) < (:signedAt::timestamptz, :number)', { ...after });
    const releases = await asked.orderBy('r.signedAt', 'DESC').addOrderBy('r.number', 'DESC').take(limit).getMany();
    return { releases, totalCount };
  }

  /** Counts within the hospital's year; the counter's row is locked until the release is there. */
  private async nextNumber(tx: Tx, signedAt: Instant): Promise<string> {
    const year = Number(dateInZone(signedAt, this.config.zone).slice(0, 4));
    const [row] = await tx.query<{ last: number }[]>(NEXT_NUMBER, [year]);
    if (!row) throw new Error('A release was given no number.');
    return releaseNumber(year, row.last);
  }
}

const NEXT_NUMBER = `
  INSERT INTO release_counter (year, last) VALUES ($1, 1)
  ON CONFLICT (year) DO UPDATE SET last = release_counter.last + 1 RETURNING last`;

const CREATE = `
  INSERT INTO release (number, kind, request_id, digest, evidence, retroactive, signed_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7)`;

/** What each entry of a request becomes by all its changes; changes that undo each other make nothing of it. */
export const ENTRIES_OF_CHANGES = `
  SELECT c.request_id, c.dictionary, c.code, min(c.ordinal) AS ordinal, min(c.begins_at) AS begins_at,
    (array_agg(c.base ORDER BY c.ordinal))[1] AS base, (array_agg(c.proposed ORDER BY c.ordinal DESC))[1] AS proposed
  FROM change c`;

const CREATE_CHANGES = `
  INSERT INTO release_change (release, ordinal, dictionary, code, base, proposed, begins_at)
  SELECT $1, t.ordinal, t.dictionary, t.code, t.base, t.proposed, t.begins_at
  FROM (${ENTRIES_OF_CHANGES} WHERE c.request_id = $2 GROUP BY c.request_id, c.dictionary, c.code) t
  WHERE t.base IS DISTINCT FROM t.proposed ORDER BY t.ordinal`;
