import { Anchors } from '../../src/release/anchors.js';
import { GovernedPath } from '../harness/governed.js';
import type { Hospital } from '../harness/hospital.js';

/** A code of the national divisions that nobody uses. */
export const DISTRICT = '990001';

/** After this TEST holds three versions, their heads recorded: GENESIS, a new district, and the district renamed. */
export const lived = async (hospital: Hospital): Promise<void> => {
  const path = new GovernedPath(hospital);
  const named = (name: string): Promise<string> =>
    path.signed('public-maintainer', ['it-reviewer'], [{ dictionary: 'area', code: DISTRICT, values: { name } }]);
  await path.carry(await named('新区'));
  await path.carry(await named('高新区'), ['TEST']);
  await hospital.app.get(Anchors).record('TEST');
};
