import type { EntityManager } from 'typeorm';
import { bytesOf } from '../../src/kernel/digest.js';
import { Anchors } from '../../src/release/anchors.js';
import { ChannelLog } from '../../src/release/channel-log.js';
import { BEFORE_FIRST, seal, type SealedVersion } from '../../src/release/core/chain.js';
import { useHospital } from '../harness/hospital.js';
import { Superuser } from '../release/tampering.js';
import { lived } from './lived.js';

describe('a history that was written anew', () => {
  const hospital = useHospital();
  let superuser: Superuser;
  const log = new ChannelLog();
  beforeAll(async () => {
    superuser = await Superuser.of(hospital);
    await lived(hospital);
  });
  afterAll(() => superuser.leave());

  /** As if somebody else had applied version 1, every hash after it computed again, head and all. */
  const rewritten = async (db: EntityManager): Promise<void> => {
    const [someone] = await db.query<{ id: string }[]>(
      `SELECT p.id FROM person p JOIN account a ON a.person_id = p.id WHERE a.username = 'duty-officer'`,
    );
    let previous: SealedVersion | undefined;
    for (const version of await log.versions(db, 'TEST')) {
      const appliedBy = version.version === 1 ? (someone?.id ?? null) : version.appliedBy;
      const again = seal({ ...version, appliedBy, previous: previous?.hash ?? BEFORE_FIRST });
      await db.query(
        `UPDATE channel_version SET applied_by = $2, previous = $3, hash = $4 WHERE channel = 'TEST' AND version = $1`,
        [again.version, again.appliedBy, bytesOf(again.previous), bytesOf(again.hash)],
      );
      previous = again;
    }
    await db.query(`UPDATE channel SET head = $1 WHERE code = 'TEST'`, [bytesOf(previous?.hash ?? BEFORE_FIRST)]);
  };

  it('agrees with itself, so only heads recorded outside the database find it', async () => {
    expect(await superuser.after('TEST', [rewritten])).toMatchObject({ intact: true });
    const recorded = await hospital.app.get(Anchors).read('TEST');
    expect(await superuser.after('TEST', [rewritten], recorded)).toMatchObject({ intact: false, brokenAt: 1 });
  });

  it('is told to whoever asks the service, and stays told', async () => {
    const verify = (language: string) =>
      hospital
        .as('monitor')
        .raw('{ verifyChannel(channel: "TEST") { intact brokenAt detail } }', {}, { 'accept-language': language });
    expect((await verify('en')).body.data).toMatchObject({ verifyChannel: { intact: true } });
    await hospital.sql('ALTER TABLE content DISABLE TRIGGER content_append_only');
    await hospital.sql('ALTER TABLE content DROP CONSTRAINT content_hash_of_body');
    await hospital.sql(`UPDATE content SET body = replace(body, '高新区', '旧城区') WHERE body LIKE '%"高新区"%'`);
    await hospital.sql('ALTER TABLE content ENABLE ALWAYS TRIGGER content_append_only');
    for (const [language, said] of [
      ['en', /version 2/i],
      ['zh-CN', /版本 2 /],
    ] as const) {
      const { verifyChannel } = (await verify(language)).body.data as { verifyChannel: Record<string, unknown> };
      expect(verifyChannel).toMatchObject({ intact: false, brokenAt: 2 });
      expect(verifyChannel['detail']).toMatch(said);
    }
  });
});
