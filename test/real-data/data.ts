import { existsSync, readFileSync } from 'node:fs';
import { type Answered, GovernedPath, must, type RequestSeen } from '../harness/governed.js';
import type { Hospital } from '../harness/hospital.js';

const DATA = new URL('../../../shared/data/', import.meta.url);

/** Runs the tests where the data lie beside the project; where they do not, one test says so and nothing else runs. */
export const describeWithData = (what: string, tests: () => void): void => {
  if (existsSync(DATA)) describe(what, tests);
  else {
    describe(what, () => {
      it('was not tried: ../shared/data is absent', () => {
        process.stderr.write(`${what}: ../shared/data is absent, so nothing of it was tried.\n`);
      });
    });
  }
};

export const fileOf = (name: string): Buffer => readFileSync(new URL(name, DATA));

/** What an upload came to. */
export interface Imported {
  readonly changeRequest: { readonly number: string; readonly revision: number };
  readonly added: number;
  readonly revived: number;
  readonly changed: number;
  readonly retired: number;
  readonly unchanged: number;
}

/** Sends a file as `npm run import` does; anything but a request fails the test. */
export const upload = async (hospital: Hospital, username: string, query: string, file: Buffer): Promise<Imported> => {
  const { signIn } = await hospital.anonymous.gql<{ signIn: { token: string } }>(
    'mutation($username: String!) { signIn(username: $username, password: "zidian-demo") { ... on Session { token } } }',
    { username },
  );
  const response = await hospital.app.inject({
    method: 'POST',
    url: `/imports?${query}`,
    headers: { authorization: `Bearer ${signIn.token}`, 'content-type': 'text/csv' },
    payload: file,
  });
  if (response.statusCode !== 201) throw new Error(`${response.statusCode} ${response.body.slice(0, 2_000)}`);
  return response.json();
};

/** Submits, signs and applies an import on all three channels; the release's number. */
export const carryImport = async (hospital: Hospital, { changeRequest }: Imported): Promise<string> => {
  const path = new GovernedPath(hospital);
  const { number, revision } = changeRequest;
  const draft: RequestSeen & Answered = { __typename: '', number, revision, status: '', digest: '', release: null };
  const submitted = must('ChangeRequest', await path.submit('public-maintainer', draft));
  const signed = must('ChangeRequest', await path.sign('it-reviewer', submitted));
  const release = signed.release?.number;
  if (release === undefined) throw new Error(`${number} made no release: ${signed.status}`);
  await path.carry(release);
  return release;
};

export const productionVersion = async (hospital: Hospital): Promise<number> => {
  const { channels } = await hospital.anonymous.gql<{ channels: { code: string; version: number }[] }>(
    '{ channels { code version } }',
  );
  return channels.find(({ code }) => code === 'PRODUCTION')?.version ?? -1;
};

/** Counts the live entries of a dictionary in PRODUCTION. */
export const liveEntries = async (hospital: Hospital, dictionary: string): Promise<number> => {
  const { entries } = await hospital.anonymous.gql<{ entries: { totalCount: number } }>(
    'query($dictionary: String!) { entries(dictionary: $dictionary, first: 1) { totalCount } }',
    { dictionary },
  );
  return entries.totalCount;
};
