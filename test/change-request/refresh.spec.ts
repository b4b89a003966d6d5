import { must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';
import { Desk } from './desk.js';

describe('a draft under which PRODUCTION moves', () => {
  const hospital = useHospital();
  const desk = () => new Desk(hospital, 'public-maintainer');
  const nation = (code: string, values: object) => ({ dictionary: 'nation', code, values: { ...values } });
  const released = async (changes: readonly ReturnType<typeof nation>[]): Promise<string> => {
    const release = await desk().path.signed('public-maintainer', ['it-reviewer'], changes);
    await desk().path.carry(release);
    return release;
  };

  it('cannot be submitted, is told what moved, and is sound again once it is refreshed', async () => {
    const draft = must(
      'ChangeRequest',
      await desk().create([nation('01', { sort: 901 }), nation('02', { sort: 902 })]),
    );
    const release = await released([nation('01', { remark: '别人改的' })]);
    expect(await desk().path.submit('public-maintainer', draft)).toMatchObject({
      __typename: 'BaseChanged',
      conflicts: [{ dictionary: 'nation', code: '01', release }],
    });
    const findings = 'findings { totalCount nodes { severity path message } }';
    expect(await desk().see(draft, findings)).toMatchObject({
      findings: { totalCount: 1, nodes: [{ severity: 'BLOCK', path: expect.any(String) as string }] },
    });
    const refreshed = must('RefreshedChangeRequest', await desk().refresh(draft));
    expect(await desk().see(draft, findings)).toMatchObject({ findings: { totalCount: 0 } });
    expect(refreshed).toMatchObject({
      moved: [{ dictionary: 'nation', code: '01', release }],
      dropped: [],
      changeRequest: { revision: 2, status: 'DRAFT' },
    });
    const [first] = await desk().changes(draft);
    expect(first?.proposed[0]?.values).toMatchObject({ sort: 901, remark: '别人改的' });
    expect(must('ChangeRequest', await desk().path.submit('public-maintainer', { ...draft, revision: 2 })).status).toBe(
      'IN_REVIEW',
    );
  });

  it('keeps what it started from until it is refreshed, also when other entries are edited', async () => {
    const draft = must('ChangeRequest', await desk().create([nation('03', { sort: 903 })]));
    await released([nation('03', { remark: '先到一步' })]);
    const edited = must('ChangeRequest', await desk().put(draft, [nation('03', { letter_code: 'ZZ' })]));
    expect((await desk().changes(edited))[0]?.base[0]?.values).not.toHaveProperty('remark');
  });

  it('loses the change that PRODUCTION has carried out by itself, and says so', async () => {
    const draft = must(
      'ChangeRequest',
      await desk().create([nation('04', { sort: 904 }), nation('05', { sort: 905 })]),
    );
    await released([nation('04', { sort: 904 })]);
    const refreshed = must('RefreshedChangeRequest', await desk().refresh(draft));
    expect(refreshed).toMatchObject({ dropped: [{ code: '04' }], moved: [{ code: '04' }] });
    expect((await desk().changes(draft)).map(({ code }) => code)).toEqual(['05']);
  });

  it('under which nothing moved stays at its revision', async () => {
    const draft = must('ChangeRequest', await desk().create([nation('06', { sort: 906 })]));
    const refreshed = must('RefreshedChangeRequest', await desk().refresh(draft));
    expect(refreshed).toMatchObject({ moved: [], dropped: [], changeRequest: { revision: 1, digest: draft.digest } });
  });
});
