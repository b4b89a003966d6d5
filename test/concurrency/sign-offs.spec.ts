import { GovernedPath, must, type RequestSeen } from '../harness/governed.js';
import { type Hospital, useHospital } from '../harness/hospital.js';
import { withoutRowLocks } from './guards.js';
import { atOnce, faultsOf, firstFaults, kindOf, prepare, type Round, ROUNDS, seededChance } from './race.js';

/** Requests on a system dictionary, which two of IT must sign. */
const inReview = (path: GovernedPath, count: number): Promise<readonly RequestSeen[]> =>
  prepare(count, async (at) => {
    const change = { dictionary: 'gender', code: '9', values: { remark: `第 ${at} 次` } };
    const draft = must('ChangeRequest', await path.propose('system-maintainer', [change]));
    return must('ChangeRequest', await path.submit('system-maintainer', draft));
  });

/** Both reviewers sign one request at once. */
const bothSign = (hospital: Hospital, path: GovernedPath, requests: readonly RequestSeen[]): Round => {
  const chance = seededChance('two last sign-offs');
  return async (round) => {
    const request = requests[round] as RequestSeen;
    const answers = await atOnce(
      chance,
      () => kindOf(() => path.sign('it-reviewer', request)),
      () => kindOf(() => path.sign('it-reviewer-2', request)),
    );
    const [state] = await hospital.sql<{ status: string; releases: number; signatures: number }>(
      `SELECT status, (SELECT count(*)::int FROM release WHERE request_id = r.id) AS releases,
              (SELECT count(*)::int FROM sign_off WHERE request_id = r.id) AS signatures
       FROM change_request r WHERE number = $1`,
      [request.number],
    );
    return [
      ...answers.filter((kind) => kind !== 'ChangeRequest').map((kind) => `a sign-off was answered with ${kind}`),
      ...(state?.signatures === 2 ? [] : [`${state?.signatures} of two sign-offs were kept`]),
      ...(state?.releases === 1 ? [] : [`${state?.releases} releases were made`]),
      ...(state?.status === 'SIGNED' ? [] : [`${request.number} is stuck in ${state?.status}`]),
    ];
  };
};

describe('two last sign-offs at once', () => {
  const hospital = useHospital();

  it('make exactly one release, lose no signature and leave nothing stuck', async () => {
    const path = new GovernedPath(hospital);
    const round = bothSign(hospital, path, await inReview(path, ROUNDS));
    expect(await faultsOf(ROUNDS, round)).toEqual([]);
  }, 300_000);
});

describe('planted: two last sign-offs at once on requests that are not locked', () => {
  const hospital = useHospital();

  it('are seen to leave a request stuck', async () => {
    const path = new GovernedPath(hospital);
    const requests = await inReview(path, 40);
    withoutRowLocks(hospital, 'change_request');
    const harm = /stuck in IN_REVIEW/;
    const faults = await firstFaults(requests.length, bothSign(hospital, path, requests), harm);
    expect(faults.join('\n')).toMatch(harm);
  }, 200_000);
});
