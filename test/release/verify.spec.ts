import type { EntityManager } from 'typeorm';
import { Projection } from '../../src/dictionary/projection.js';
import { say } from '../../src/platform/i18n.js';
import type { Tx } from '../../src/platform/transactor.js';
import { Anchors } from '../../src/release/anchors.js';
import { GovernedPath, midnight } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';
import { CHAIN, CONTENT, LOG, PROJECTION, REGISTER, SIGNED, WRITTEN } from './tampering.cases.js';
import { Superuser } from './tampering.js';

describe('verifying a channel', () => {
  const hospital = useHospital();
  let superuser: Superuser;

  beforeAll(async () => {
    const path = new GovernedPath(hospital);
    superuser = await Superuser.of(hospital);
    const nation = (remark: string) => [{ dictionary: 'nation', code: '01', values: { remark } }];
    const { entries } = await hospital
      .as('monitor')
      .gql<{ entries: { nodes: { code: string }[] } }>(
        '{ entries(dictionary: "drug_price", first: 1) { nodes { code } } }',
      );
    const price = [
      {
        dictionary: 'drug_price',
        code: entries.nodes[0]?.code ?? '',
        values: { retail: '12.34' },
        validFrom: midnight(3),
      },
    ];
    await path.carry(await path.signed('public-maintainer', ['it-reviewer'], nation('第一次')), [
      'TEST',
      'PILOT',
      'PRODUCTION',
    ]);
    await path.carry(await path.signed('public-maintainer', ['it-reviewer'], nation('第二次')), ['TEST']);
    await path.carry(await path.signed('drug-maintainer', ['pharmacy-reviewer', 'pricing-reviewer'], price), ['TEST']);
    await path.propose('public-maintainer', nation('草稿'));
  }, 60_000);
  afterAll(() => superuser.leave());

  it('finds nothing where nobody tampered', async () => {
    expect(await superuser.after('TEST', [])).toMatchObject({
      intact: true,
      versions: 4,
      brokenAt: null,
      detail: null,
    });
    expect(await superuser.after('PRODUCTION', [])).toMatchObject({ intact: true, versions: 2 });
  });

  const groups = { CONTENT, REGISTER, LOG, CHAIN, PROJECTION, SIGNED };
  for (const [group, tamperings] of Object.entries(groups)) {
    it.each(tamperings.map(([what, sql, at]) => [group, what, sql, at] as const))(
      'finds in %s that %s',
      async (_, __, sql, brokenAt) => {
        const found = await superuser.after('TEST', [sql].flat());
        expect(found).toMatchObject({ intact: false, brokenAt });
        expect(found.detail && say(found.detail, 'zh-CN')).not.toContain('release.');
      },
    );
  }

  it('tells which of several breaks came first', async () => {
    const statements = [...LOG.slice(3, 4), ...SIGNED.slice(0, 1)].map(([, sql]) => sql).flat();
    expect((await superuser.after('TEST', statements)).brokenAt).toBe(1);
  });

  it('does not blame one channel for what was done to another', async () => {
    const [, sql] = LOG[1] ?? ['', ''];
    expect(await superuser.after('PRODUCTION', [sql].flat())).toMatchObject({ intact: true });
  });

  it('finds a tail that was cut, head and all, by the heads recorded outside the database', async () => {
    const anchors = hospital.app.get(Anchors);
    await anchors.record('TEST');
    const cut = [
      `DELETE FROM entry_version WHERE ${WRITTEN(3)}`,
      `DELETE FROM channel_version WHERE ${WRITTEN(3)}`,
      `UPDATE channel SET version = 2, head = (SELECT hash FROM channel_version WHERE ${WRITTEN(2)}) WHERE code = 'TEST'`,
    ];
    const rebuilt = (db: EntityManager) => hospital.app.get(Projection).rebuild(db as Tx, 'TEST');
    const recorded = await anchors.read('TEST');
    expect(recorded.map(({ version }) => version)).toEqual([0, 1, 2, 3]);
    expect(await superuser.after('TEST', [...cut, rebuilt])).toMatchObject({ intact: true, versions: 3 });
    expect(await superuser.after('TEST', [...cut, rebuilt], recorded)).toMatchObject({ intact: false, brokenAt: 3 });
  });

  it('finds that a trigger is gone, sleeps, or that the service may write what it must not', async () => {
    for (const sql of [
      'DROP TRIGGER content_append_only ON content',
      'ALTER TABLE sign_off DISABLE TRIGGER sign_off_fit',
      'GRANT UPDATE (code) ON entry TO zidian_service',
      'GRANT DELETE ON entry_version TO zidian_service',
      'GRANT UPDATE (name) ON channel TO zidian_service',
    ]) {
      const found = await superuser.after('TEST', [], [], [sql]);
      expect([sql, found.intact, found.brokenAt]).toEqual([sql, false, null]);
    }
  });
});
