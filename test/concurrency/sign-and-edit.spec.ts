import { GovernedPath, must, type RequestSeen } from '../harness/governed.js';
import { type Hospital, useHospital } from '../harness/hospital.js';
import { withoutFitSignOffs, withoutRowLocks } from './guards.js';
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

interface Prepared {
  readonly request: RequestSeen;
  /** The one change, which the edit replaces. */
  readonly change: string;
  /** What the reviewer saw proposed. */
  readonly proposed: string;
}

const change = (remark: string) => ({ dictionary: 'nation', code: '01', values: { remark } });

/** Requests on a public dictionary, which one of IT must sign. */
const inReview = (hospital: Hospital, path: GovernedPath, count: number): Promise<readonly Prepared[]> =>
  prepare(count, async (at) => {
    const draft = must('ChangeRequest', await path.propose('public-maintainer', [change(`看到的 ${at}`)]));
    const request = must('ChangeRequest', await path.submit('public-maintainer', draft));
    const [seen] = await hospital.sql<{ id: string; proposed: string }>(
      `SELECT c.id, encode(c.proposed, 'hex') AS proposed
       FROM change c JOIN change_request r ON r.id = c.request_id WHERE r.number = $1`,
      [request.number],
    );
    return { request, change: seen?.id ?? '', proposed: seen?.proposed ?? '' };
  });

interface State {
  readonly status: string;
  readonly digest: string;
  readonly proposed: string;
  readonly signed: string | null;
  readonly released: string | null;
}

const stateOf = async (hospital: Hospital, number: string): Promise<State | undefined> => {
  const [state] = await hospital.sql<State>(
    `SELECT q.status, encode(q.digest, 'hex') AS digest, encode(c.proposed, 'hex') AS proposed,
            encode(r.digest, 'hex') AS signed, encode(rc.proposed, 'hex') AS released
     FROM change_request q JOIN change c ON c.request_id = q.id
     LEFT JOIN release r ON r.request_id = q.id LEFT JOIN release_change rc ON rc.release = r.number
     WHERE q.number = $1`,
    [number],
  );
  return state;
};

/** What must never be: a release of something else than was seen, or one whose request moved on. */
const unsigned = (seen: Prepared, state: State | undefined): readonly string[] => {
  if (!state || state.signed === null) return [];
  return [
    ...(state.signed === seen.request.digest ? [] : ['the release has a digest that nobody saw']),
    ...(state.released === seen.proposed ? [] : ['the release holds content that nobody signed']),
    ...(state.status === 'SIGNED' ? [] : [`a release was made of what is now ${state.status}`]),
    ...(state.digest === state.signed && state.proposed === state.released
      ? []
      : ['the request was edited after it was released']),
  ];
};

/** A reviewer signs what they saw while its author replaces it. */
const signAndEdit = (hospital: Hospital, path: GovernedPath, chance: Chance, prepared: readonly Prepared[]): Round => {
  const edit = ({ request, change: id }: Prepared, round: number) =>
    path.act(
      'public-maintainer',
      'putChanges',
      {
        request: ['String!', request.number],
        revision: ['Int!', request.revision],
        changes: ['[ChangeInput!]!', [{ id, ...change(`改成的 ${round}`) }]],
      },
      '... on ChangeRequest { number }',
    );
  return async (round) => {
    const seen = prepared[round] as Prepared;
    const [signing, editing] = await atOnce(
      chance,
      () => kindOf(() => path.sign('it-reviewer', seen.request)),
      () => kindOf(() => edit(seen, round)),
    );
    const state = await stateOf(hospital, seen.request.number);
    const signedFirst = signing === 'ChangeRequest' && editing === 'WrongState' && state?.released === seen.proposed;
    const editedFirst =
      ['StaleDigest', 'WrongState'].includes(signing) && editing === 'ChangeRequest' && state?.signed === null;
    return [
      ...unsigned(seen, state),
      ...(signedFirst || editedFirst
        ? []
        : [`signing was answered with ${signing}, editing with ${editing}, and the request is ${state?.status}`]),
    ];
  };
};

describe('a sign-off while the author edits', () => {
  const hospital = useHospital();

  it('either comes first and makes a release of what was seen, or is refused; nothing else is ever released', async () => {
    const path = new GovernedPath(hospital);
    const prepared = await inReview(hospital, path, ROUNDS);
    const chance = seededChance('sign-off against edit');
    expect(await faultsOf(ROUNDS, signAndEdit(hospital, path, chance, prepared))).toEqual([]);
  }, 300_000);
});

describe('planted: a sign-off while the author edits a request that is not locked', () => {
  const hospital = useHospital();

  it('is seen to release what is being altered', async () => {
    const path = new GovernedPath(hospital);
    const prepared = await inReview(hospital, path, 60);
    withoutRowLocks(hospital, 'change_request');
    await withoutFitSignOffs(hospital);
    const chance = seededChance('planted sign-off against edit');
    const harm = /nobody signed|is now DRAFT|edited after/;
    const faults = await firstFaults(prepared.length, signAndEdit(hospital, path, chance, prepared), harm);
    expect(faults.join('\n')).toMatch(harm);
  }, 200_000);
});
