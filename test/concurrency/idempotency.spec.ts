import { GovernedPath } from '../harness/governed.js';
import { type Hospital, useHospital } from '../harness/hospital.js';
import { atOnce, type Chance, faultsOf, firstFaults, kindOf, type Round, ROUNDS, seededChance } from './race.js';

/** A client that hears nothing asks again, with the same key, while the first call still runs. */
const askTwice = (hospital: Hospital, path: GovernedPath, chance: Chance): Round => {
  return async (round) => {
    const title = `重复提交 ${round}`;
    const input = {
      title,
      reason: '网络超时后重试',
      changes: [{ dictionary: 'nation', code: '01', values: { remark: title } }],
    };
    const numbers: unknown[] = [];
    const create = async () => {
      const answer = await path.act(
        'public-maintainer',
        'createChangeRequest',
        { input: ['CreateChangeRequestInput!', input], idempotencyKey: ['String', `key-${round}`] },
        '... on ChangeRequest { number }',
      );
      numbers.push(answer['number']);
      return answer;
    };
    const answers = await atOnce(
      chance,
      () => kindOf(create),
      () => kindOf(create),
    );
    const [made] = await hospital.sql<{ requests: number }>(
      'SELECT count(*)::int AS requests FROM change_request WHERE title = $1',
      [title],
    );
    return [
      ...(made?.requests === 1 ? [] : [`${made?.requests} requests were made`]),
      ...answers.filter((kind) => kind !== 'ChangeRequest').map((kind) => `answered with ${kind}`),
      ...(new Set(numbers).size === 1 ? [] : [`the two answers name ${numbers.join(' and ')}`]),
    ];
  };
};

describe('the same call twice at once, with one idempotency key', () => {
  const hospital = useHospital();

  it('has one effect and one answer', async () => {
    const round = askTwice(hospital, new GovernedPath(hospital), seededChance('one idempotency key twice'));
    expect(await faultsOf(ROUNDS, round)).toEqual([]);
  }, 200_000);
});

describe('planted: keys that nothing holds unique', () => {
  const hospital = useHospital();

  it('are seen to make two requests of one', async () => {
    await hospital.sql('ALTER TABLE idempotency_key DROP CONSTRAINT idempotency_key_pk');
    const round = askTwice(hospital, new GovernedPath(hospital), seededChance('planted idempotency key'));
    const harm = /2 requests were made/;
    expect((await firstFaults(40, round, harm)).join('\n')).toMatch(harm);
  }, 200_000);
});
