import { CHANGES_PER_PUT_MAX } from '../../src/kernel/limits.js';
import { must, type RequestSeen } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';
import { Desk } from './desk.js';

const REQUEST_CHANGES = 8_000;
/** An order of magnitude above what it takes: a tripwire against loops over rows, not a benchmark. */
const WITHIN_MS = 30_000;

describe('a request of a whole catalogue', () => {
  const hospital = useHospital();
  const desk = () => new Desk(hospital, 'public-maintainer');
  const code = (n: number): string => `Z${String(10 + Math.floor(n / 1000))}.${String(n % 1000).padStart(3, '0')}`;
  const changes = (from: number, count: number) =>
    Array.from({ length: count }, (_, n) => ({
      dictionary: 'icd10',
      code: code(from + n),
      values: { name: `测试诊断 ${from + n}` },
    }));

  it('of 8,000 changes is put and submitted within seconds', async () => {
    const began = performance.now();
    let request: RequestSeen = must('ChangeRequest', await desk().create(changes(0, CHANGES_PER_PUT_MAX)));
    for (let from = CHANGES_PER_PUT_MAX; from < REQUEST_CHANGES; from += CHANGES_PER_PUT_MAX) {
      request = must('ChangeRequest', await desk().put(request, changes(from, CHANGES_PER_PUT_MAX)));
    }
    const submitted = must('ChangeRequest', await desk().path.submit('public-maintainer', request));
    expect(submitted.status).toBe('IN_REVIEW');
    expect(performance.now() - began).toBeLessThan(WITHIN_MS);
  });

  it('takes as many changes in one call as the limit says, and not one more', async () => {
    const request = must('ChangeRequest', await desk().create(changes(20_000, 1)));
    expect(await desk().put(request, changes(21_000, CHANGES_PER_PUT_MAX + 1))).toMatchObject({
      __typename: 'LimitExceeded',
      limit: CHANGES_PER_PUT_MAX,
      given: CHANGES_PER_PUT_MAX + 1,
    });
    must('ChangeRequest', await desk().put(request, changes(21_000, CHANGES_PER_PUT_MAX)));
  });
});
