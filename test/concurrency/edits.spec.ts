import { must, type RequestSeen } from '../harness/governed.js';
import { type Hospital, useHospital } from '../harness/hospital.js';
import { Desk } from '../change-request/desk.js';
import { withoutRowLocks } from './guards.js';
import {
  atOnce,
  type Chance,
  faultsOf,
  firstFaults,
  kindOf,
  prepare,
  type Round,
  ROUNDS,
  seededChance,
} from './race.js';

const nation = (code: string, remark: string) => ({ dictionary: 'nation', code, values: { remark } });

const drafts = (hospital: Hospital, count: number): Promise<readonly RequestSeen[]> =>
  prepare(count, async (at) =>
    must('ChangeRequest', await new Desk(hospital, 'public-maintainer').create([nation('01', `底稿 ${at}`)])),
  );

/** Two edits that were made on one revision: one holds, the other is told, and nothing of it is left behind. */
const rounds =
  (hospital: Hospital, prepared: readonly RequestSeen[], chance: Chance): Round =>
  async (at) => {
    const desk = new Desk(hospital, 'public-maintainer');
    const draft = prepared[at];
    if (!draft) throw new Error(`no draft ${at}`);
    const kinds = await atOnce(
      chance,
      () => kindOf(() => desk.update(draft, { title: '一人所改' })),
      () => kindOf(() => desk.update(draft, { title: '另一人所改' })),
    );
    const [state] = await hospital.sql<{ revision: number; title: string }>(
      'SELECT revision, title FROM change_request WHERE number = $1',
      [draft.number],
    );
    const winner = ['一人所改', '另一人所改'][kinds.indexOf('ChangeRequest')];
    return [
      ...(kinds.toSorted().join() === 'ChangeRequest,StaleRevision' ? [] : [`answered ${kinds.join(' and ')}`]),
      ...(state?.revision === 2 && state.title === winner ? [] : [`left ${JSON.stringify(state)}`]),
    ];
  };

describe('two edits of one revision at once', () => {
  const hospital = useHospital();

  it(`come to one edit and one refusal, in each of ${ROUNDS} rounds`, async () => {
    const prepared = await drafts(hospital, ROUNDS);
    expect(await faultsOf(ROUNDS, rounds(hospital, prepared, seededChance('edits')))).toEqual([]);
  }, 300_000);
});

/** Both were told that their edit holds, and one of them is gone. */
const LOST = /answered ChangeRequest and ChangeRequest/;

describe('the twin without the lock on the request', () => {
  const hospital = useHospital();

  it('lets both through, and the check sees it', async () => {
    withoutRowLocks(hospital, 'change_request');
    const prepared = await drafts(hospital, 40);
    const round = rounds(hospital, prepared, seededChance('edits, unlocked'));
    expect((await firstFaults(40, round, LOST)).join('\n')).toMatch(LOST);
  }, 200_000);
});
