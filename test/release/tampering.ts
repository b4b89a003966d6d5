import { DataSource, type DataSourceOptions, type EntityManager } from 'typeorm';
import { isProblem } from '../../src/kernel/problem.js';
import type { Anchor } from '../../src/release/core/chain.js';
import { type ChainVerification, Verification } from '../../src/release/verify/verification.js';
import type { Hospital } from '../harness/hospital.js';

/** A statement, or whatever else is done to the database. */
export type Deed = string | ((db: EntityManager) => Promise<void>);

/** A hospital's database under the hands of a superuser, who puts everything back before anybody else can see it. */
export class Superuser {
  private constructor(
    private readonly owner: DataSource,
    private readonly verification: Verification,
  ) {}

  static async of(hospital: Hospital): Promise<Superuser> {
    const owner = await new DataSource({
      type: 'postgres',
      url: hospital.ownerUrl,
      ...entitiesOf(hospital),
    }).initialize();
    return new Superuser(owner, hospital.app.get(Verification));
  }

  leave(): Promise<void> {
    return this.owner.destroy();
  }

  /**
   * What verifying a channel finds after the deeds, which no trigger and no constraint of the schema hindered. `atLast` is done
   * once all guards stand again.
   */
  async after(
    channel: string,
    deeds: readonly Deed[],
    anchors: readonly Anchor[] = [],
    atLast: readonly string[] = [],
  ): Promise<ChainVerification> {
    const runner = this.owner.createQueryRunner();
    await runner.startTransaction('REPEATABLE READ');
    try {
      const guarded = await unguarded(runner.manager);
      for (const deed of deeds) await (typeof deed === 'string' ? runner.manager.query(deed) : deed(runner.manager));
      await guarded();
      for (const statement of atLast) await runner.manager.query(statement);
      const found = await this.verification.verifyIn(runner.manager, channel, anchors);
      if (isProblem(found)) throw new Error(`${channel} is gone`);
      return found;
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
  }
}

/** What the service's own connection knows of tables, so that its stores can be asked over another. */
const entitiesOf = ({ db }: Hospital): Pick<DataSourceOptions, 'entities'> =>
  db.options.entities ? { entities: db.options.entities } : {};

/** Takes away what guards the tables, and answers with how to put it back, so that only the tampering can be found. */
const unguarded = async (db: EntityManager): Promise<() => Promise<void>> => {
  await db.query('SET LOCAL session_replication_role = replica');
  await db.query('ALTER TABLE content DROP CONSTRAINT content_hash_of_body');
  await db.query('ALTER TABLE release DROP CONSTRAINT release_digest_of_evidence');
  const triggers = await db.query<{ relation: string; name: string }[]>(
    `SELECT tgrelid::regclass::text AS relation, tgname AS name FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'`,
  );
  const alterAll = async (how: string): Promise<void> => {
    for (const { relation, name } of triggers) await db.query(`ALTER TABLE ${relation} ${how} TRIGGER ${name}`);
  };
  await alterAll('DISABLE');
  return () => alterAll('ENABLE ALWAYS');
};
