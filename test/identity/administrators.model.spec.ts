import fc from 'fast-check';
import { AccountService } from '../../src/identity/account.service.js';
import type { Actor, Role } from '../../src/identity/core/actor.js';
import { PeopleStore } from '../../src/identity/people.store.js';
import { isProblem } from '../../src/kernel/problem.js';
import { useHospital } from '../harness/hospital.js';

const PEOPLE = ['admin', 'monitor', 'duty-officer'] as const;
type Name = (typeof PEOPLE)[number];

interface Step {
  readonly by: Name;
  readonly to: Name;
  readonly what: 'grant' | 'revoke' | 'lock' | 'unlock';
  readonly role: Role;
}

const name = fc.constantFrom(...PEOPLE);
const step: fc.Arbitrary<Step> = fc.record({
  by: name,
  to: name,
  what: fc.constantFrom('grant', 'revoke', 'lock', 'unlock'),
  role: fc.constantFrom<Role>('ADMINISTRATOR', 'ADMINISTRATOR', 'RELEASE_MANAGER'),
});

describe('whatever administrators do to each other, in whatever order', () => {
  const hospital = useHospital();

  const stateOf = async (username: Name): Promise<{ actor: Actor; locked: boolean }> => {
    const [row] = await hospital.sql<{ id: string; locked: boolean }>(
      'SELECT person_id AS id, locked_at IS NOT NULL AS locked FROM account WHERE folded = $1',
      [username],
    );
    const people = await hospital.app.get(PeopleStore).byIds(hospital.db.manager, [row?.id ?? '']);
    const person = people.get(row?.id ?? '');
    if (!person || !row) throw new Error(`There is no ${username}.`);
    return { actor: { ...person, channels: null }, locked: row.locked };
  };

  const perform = async ({ by, to, what, role }: Step): Promise<boolean> => {
    const { actor, locked } = await stateOf(by);
    // Whoever is locked out has no session to ask in.
    if (locked) return false;
    const service = hospital.app.get(AccountService);
    const done = {
      grant: () => service.grantRole(actor, { username: to, role, scope: '' }, undefined),
      revoke: () => service.revokeRole(actor, { username: to, role, scope: '' }, undefined),
      lock: () => service.lock(actor, to, undefined),
      unlock: () => service.unlock(actor, to, undefined),
    };
    return !isProblem(await done[what]());
  };

  /** Who could administer now: with the role, and not locked out. */
  const administrators = async (): Promise<readonly string[]> => {
    const rows = await hospital.sql<{ folded: string }>(
      `SELECT a.folded FROM account a JOIN role_grant g ON g.person_id = a.person_id
       WHERE g.role = 'ADMINISTRATOR' AND g.revoked_at IS NULL AND a.locked_at IS NULL`,
    );
    return rows.map(({ folded }) => folded);
  };

  it('somebody can always administer, only administrators did anything, and nobody raised themselves', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        await hospital.sql('UPDATE account SET locked_at = NULL');
        for (let able = await administrators(), rest = steps; rest.length > 0; rest = rest.slice(1)) {
          const [one] = rest as [Step];
          const did = await perform(one);
          expect(did && !able.includes(one.by)).toBe(false);
          expect(did && one.by === one.to && one.what !== 'revoke').toBe(false);
          able = await administrators();
          expect(able).not.toEqual([]);
        }
      }),
      { numRuns: 25 },
    );
    expect(await hospital.sql('SELECT FROM role_grant WHERE granted_by = person_id')).toEqual([]);
  });
});
