import { GovernedPath, must, type RequestSeen } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';

interface ReviewSeen {
  readonly status: string;
  readonly digest: string;
  readonly dueAt: string | null;
  readonly requiredSignOffs: readonly { policy: string; role: string; count: number; met: number; because: string }[];
  readonly signOffs: readonly { role: string; decision: string; stale: boolean; reviewer: { username: string } }[];
  readonly findings: { readonly totalCount: number };
  readonly allowedActions: readonly string[];
}

describe('the review of a request', () => {
  const hospital = useHospital();
  const path = new GovernedPath(hospital);
  const REVIEW = `query($number: String!) { changeRequest(number: $number) { status digest dueAt allowedActions
    requiredSignOffs { policy role count met because } signOffs { role decision stale reviewer { username } } findings { totalCount } } }`;
  const look = async (request: RequestSeen, username = 'monitor'): Promise<ReviewSeen> =>
    (await hospital.as(username).gql<{ changeRequest: ReviewSeen }>(REVIEW, { number: request.number })).changeRequest;

  const nation = (remark: string) => ({ dictionary: 'nation', code: '01', values: { remark } });
  const gender = (remark: string) => ({ dictionary: 'gender', code: '1', values: { remark } });
  const inReview = async (author: string, ...changes: ReturnType<typeof nation>[]): Promise<RequestSeen> =>
    must('ChangeRequest', await path.submit(author, must('ChangeRequest', await path.propose(author, changes))));

  it('says before submission who will have to sign, and that nothing stands in the way', async () => {
    const draft = must('ChangeRequest', await path.propose('system-maintainer', [gender('草稿')]));
    const seen = await look(draft);
    expect(seen.requiredSignOffs).toEqual([
      { policy: 'SYSTEM_IT', role: 'IT', count: 2, met: 0, because: expect.stringContaining('信息科') as string },
    ]);
    expect([seen.findings.totalCount, seen.dueAt]).toEqual([0, null]);
  });

  it('begins with a due time and a digest that covers the policies', async () => {
    const draft = must('ChangeRequest', await path.propose('public-maintainer', [nation('起草')]));
    const submitted = must('ChangeRequest', await path.submit('public-maintainer', draft));
    const seen = await look(submitted);
    expect(Date.parse(seen.dueAt ?? '')).toBeGreaterThan(Date.now());
    expect(submitted.digest).not.toBe(draft.digest);
  });

  it('needs two different persons where a policy asks for two', async () => {
    const request = await inReview('system-maintainer', gender('两人'));
    expect((await path.sign('it-reviewer', request)).status).toBe('IN_REVIEW');
    expect(await path.sign('it-reviewer', request)).toMatchObject({ __typename: 'WrongState', state: 'APPROVE' });
    expect((await look(request)).requiredSignOffs).toMatchObject([{ count: 2, met: 1 }]);
    const signed = await path.sign('it-reviewer-2', request);
    expect([signed.status, signed.release?.number]).toEqual(['SIGNED', expect.stringMatching(/^R\d{4}-\d{4,}$/)]);
  });

  it('marks sign-offs stale once the request is edited, and counts them no more', async () => {
    const request = await inReview('system-maintainer', gender('第一稿'));
    must('ChangeRequest', await path.sign('it-reviewer', request));
    const edited = must(
      'ChangeRequest',
      await path.act<RequestSeen>(
        'system-maintainer',
        'updateChangeRequest',
        {
          request: ['String!', request.number],
          revision: ['Int!', request.revision],
          input: ['UpdateChangeRequestInput!', { reason: '改了理由' }],
        },
        '... on ChangeRequest { number revision status digest release { number } }',
      ),
    );
    const again = must('ChangeRequest', await path.submit('system-maintainer', edited));
    const seen = await look(again);
    expect(seen.signOffs).toEqual([
      { role: 'IT', decision: 'APPROVE', stale: true, reviewer: { username: 'it-reviewer' } },
    ]);
    expect(seen.requiredSignOffs).toMatchObject([{ met: 0 }]);
  });

  it('gives the request back with REQUEST_CHANGES and closes it with REJECT', async () => {
    const back = await inReview('public-maintainer', nation('退回'));
    expect((await path.sign('it-reviewer', back, 'REQUEST_CHANGES')).status).toBe('CHANGES_REQUESTED');
    const closed = await inReview('public-maintainer', nation('驳回'));
    expect((await path.sign('it-reviewer', closed, 'REJECT')).status).toBe('REJECTED');
    expect(await path.sign('it-reviewer-2', closed)).toMatchObject({ __typename: 'WrongState', state: 'REJECTED' });
    expect((await look(closed, 'public-maintainer')).allowedActions).toEqual([]);
  });

  it('refuses reviewers whose role nobody asks for, and whoever names a role that is not theirs', async () => {
    const request = await inReview('public-maintainer', nation('角色'));
    expect(await path.sign('pricing-reviewer', request)).toMatchObject({ __typename: 'Forbidden' });
    expect(await path.sign('it-reviewer', request, 'APPROVE', request.digest, 'PRICING')).toMatchObject({
      __typename: 'Forbidden',
    });
    expect(await path.sign('public-maintainer', request)).toMatchObject({ __typename: 'Forbidden' });
  });

  it('lists a request as awaiting those who could sign it, until they have', async () => {
    const request = await inReview('system-maintainer', gender('等待'));
    const awaiting = async (username: string): Promise<readonly string[]> => {
      const { changeRequests } = await hospital
        .as(username)
        .gql<{ changeRequests: { nodes: { number: string }[] } }>(
          '{ changeRequests(awaitingMe: true, first: 100) { nodes { number } } }',
        );
      return changeRequests.nodes.map(({ number }) => number);
    };
    expect(await awaiting('it-reviewer')).toContain(request.number);
    expect(await awaiting('pricing-reviewer')).not.toContain(request.number);
    expect(await awaiting('system-maintainer')).not.toContain(request.number);
    must('ChangeRequest', await path.sign('it-reviewer', request));
    expect(await awaiting('it-reviewer')).not.toContain(request.number);
    expect(await awaiting('it-reviewer-2')).toContain(request.number);
  });

  it('says why in the language of whoever asks', async () => {
    const request = await inReview('public-maintainer', nation('语言'));
    const { body } = await hospital.as('monitor').raw(REVIEW, { number: request.number }, { 'accept-language': 'en' });
    expect(JSON.stringify(body.data)).toContain('Public dictionaries are shared');
  });
});
