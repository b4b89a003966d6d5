import { midnight, must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';
import { Desk, faultsOf } from './desk.js';

const form = (code: string, name: string) => ({ dictionary: 'drug_form', code, values: { name, form_group: 'ORAL' } });

describe('a draft', () => {
  const hospital = useHospital();
  const desk = () => new Desk(hospital, 'drug-maintainer');

  it('has a number of the hospital’s year, an author, and says what may be done next', async () => {
    const request = must('ChangeRequest', await desk().create([form('91', '测试剂型')]));
    expect(request.number).toMatch(/^C20\d\d-\d{4}$/);
    expect(request).toMatchObject({ revision: 1, status: 'DRAFT' });
    const seen = await desk().see(
      request,
      'author { username } editors { username } allowedActions urgency buildsOn dueAt',
    );
    expect(seen).toEqual({
      author: { username: 'drug-maintainer' },
      editors: [{ username: 'drug-maintainer' }],
      allowedActions: [
        'updateChangeRequest',
        'putChanges',
        'removeChanges',
        'refreshChangeRequest',
        'addAttachment',
        'removeAttachment',
        'submitChangeRequest',
        'withdrawChangeRequest',
        'addDiscussion',
      ],
      urgency: 'ROUTINE',
      buildsOn: [],
      dueAt: null,
    });
  });

  it('brings the input codes that a new name calls for, and shows them', async () => {
    const request = must('ChangeRequest', await desk().create([form('62', '口腔崩解片')]));
    const [change] = await desk().changes(request);
    expect(change?.values).toEqual({
      name: '口腔崩解片',
      form_group: 'ORAL',
      pinyin: 'KQBJP',
      pinyin_full: 'kouqiangbengjiepian',
    });
    expect(change?.base).toEqual([]);
  });

  it('shows each change with its base, its fields and what is cosmetic', async () => {
    const request = must(
      'ChangeRequest',
      await desk().create([
        { dictionary: 'drug_form', code: '01', values: { name: '分散片' } },
        { dictionary: 'drug_form', code: '02', values: { name: '肠溶片\u3000'.trim(), sort: 21 } },
      ]),
    );
    const [renamed] = await desk().changes(request);
    expect(renamed?.base[0]?.values['name']).toBe('片剂');
    expect(renamed?.fields.map(({ field, before, after }) => [field, before, after])).toEqual([
      ['name', '片剂', '分散片'],
      ['pinyin', 'PJ', 'FSP'],
      ['pinyin_full', 'pianji', 'fensanpian'],
    ]);
    expect(renamed?.cosmetic).toBe(false);
  });

  it('counts each edit, changes its digest with it, and refuses one that was made on an older revision', async () => {
    const first = must('ChangeRequest', await desk().create([form('63', '甲')]));
    const second = must('ChangeRequest', await desk().put(first, [form('64', '乙')]));
    expect(second.revision).toBe(2);
    expect(second.digest).not.toBe(first.digest);
    const late = await desk().put(first, [form('65', '丙')]);
    expect(late).toMatchObject({ __typename: 'StaleRevision', currentRevision: 2 });
    expect(await desk().changes(first)).toHaveLength(2);
  });

  it('replaces a change that is named by its id, also by one of another entry, and takes others away', async () => {
    const first = must('ChangeRequest', await desk().create([form('66', '甲'), form('67', '乙')]));
    const [a, b] = await desk().changes(first);
    const second = must('ChangeRequest', await desk().put(first, [{ id: a?.id, ...form('68', '丙') }]));
    expect((await desk().changes(second)).map(({ id, code }) => [id, code])).toEqual([
      [a?.id, '68'],
      [b?.id, '67'],
    ]);
    const third = must('ChangeRequest', await desk().remove(second, [b?.id ?? '']));
    expect((await desk().changes(third)).map(({ code }) => code)).toEqual(['68']);
    expect(faultsOf(await desk().remove(third, [b?.id ?? '']))).toEqual(['changes[0] changeUnknown']);
    expect(faultsOf(await desk().put(third, [{ id: b?.id, ...form('69', '丁') }]))).toEqual([
      'changes[0].id changeUnknown',
    ]);
  });

  it('lets changes of one entry stand on each other in their order', async () => {
    const request = must(
      'ChangeRequest',
      await desk().create([form('90', '甲'), { dictionary: 'drug_form', code: '90', values: { sort: 7 } }]),
    );
    const [first, second] = await desk().changes(request);
    expect(second?.base).toEqual(first?.proposed);
    expect(second?.proposed[0]?.values).toMatchObject({ name: '甲', sort: 7 });
    expect(faultsOf(await desk().remove(request, [first?.id ?? '']))).toContain(
      `changes[id=${second?.id}].values.name required`,
    );
  });

  it('tells every fault of every change at once, each with its path', async () => {
    const answer = await desk().create([
      { dictionary: 'drug_forms', code: '1', values: {} },
      { dictionary: 'drug_form', code: 'no such code!', values: { name: 'x' } },
      { dictionary: 'drug_form', code: '01', values: { name: '片剂' } },
      { dictionary: 'drug_form', code: '71', values: { colour: 'red', form_group: 'SOLID' } },
      { dictionary: 'drug_form', code: '72', operation: 'RETIRE' },
    ]);
    expect(answer.__typename).toBe('ValidationFailed');
    expect(faultsOf(answer)).toEqual(
      expect.arrayContaining(['changes[0].dictionary dictionaryUnknown', 'changes[1].code pattern']),
    );
    const composed = await desk().create([
      { dictionary: 'drug_form', code: '01', values: { name: '片剂' } },
      { dictionary: 'drug_form', code: '71', values: { colour: 'red', form_group: 'SOLID' } },
      { dictionary: 'drug_form', code: '72', operation: 'RETIRE' },
    ]);
    expect(faultsOf(composed)).toEqual(
      expect.arrayContaining([
        'changes[0] altersNothing',
        'changes[1].values.colour unknownField',
        'changes[2] retireUnknown',
      ]),
    );
  });

  it('is refused beside what cannot be had yet, in clear words', async () => {
    const change = [form('73', '甲')];
    expect(faultsOf(await desk().create(change, { urgency: 'EMERGENCY' }))).toEqual(['urgency emergencyLater']);
    expect(faultsOf(await desk().create(change, { buildsOn: ['R2026-0001'] }))).toEqual(['buildsOn buildsOnLater']);
    expect(faultsOf(await desk().create(change, { policyDocument: 'PD0000000' }))).toEqual([
      'policyDocument policyDocumentUnknown',
    ]);
    const definition = [{ dictionary: 'dictionary', code: 'drug_form', values: { name: '剂型表' } }];
    expect(faultsOf(await new Desk(hospital, 'system-maintainer').create(definition))).toEqual([
      'changes[0].dictionary definitionsLater',
    ]);
  });

  it('is a maintainer’s of every kind that it touches, and nobody else’s', async () => {
    const stranger = new Desk(hospital, 'price-maintainer');
    expect(await stranger.create([form('74', '甲')])).toMatchObject({ __typename: 'Forbidden' });
    const request = must('ChangeRequest', await desk().create([form('74', '甲')]));
    expect(await stranger.update(request, { title: '别人的' })).toMatchObject({ __typename: 'Forbidden' });
    const mixed = await desk().put(request, [
      { dictionary: 'unit', code: 'XX', values: { name: '测', kind: 'COUNT' } },
    ]);
    expect(mixed).toMatchObject({ __typename: 'Forbidden' });
    expect(await new Desk(hospital, 'monitor').withdraw(request)).toMatchObject({ __typename: 'Forbidden' });
  });

  it('once withdrawn is closed: it can be read and nothing else', async () => {
    const request = must('ChangeRequest', await desk().create([form('75', '甲')]));
    const withdrawn = must('ChangeRequest', await desk().withdraw(request));
    expect(withdrawn.status).toBe('WITHDRAWN');
    expect(await desk().put(withdrawn, [form('76', '乙')])).toMatchObject({
      __typename: 'WrongState',
      state: 'WITHDRAWN',
      allowed: ['DRAFT', 'IN_REVIEW', 'CHANGES_REQUESTED'],
    });
    expect(await desk().see(request, 'allowedActions')).toEqual({ allowedActions: [] });
  });

  it('in review goes back to a draft when it is edited, and its sign-offs are stale', async () => {
    const request = must('ChangeRequest', await desk().create([form('77', '甲')]));
    const submitted = must('ChangeRequest', await desk().path.submit('drug-maintainer', request));
    expect(submitted.status).toBe('IN_REVIEW');
    const edited = must('ChangeRequest', await desk().put(submitted, [form('78', '乙')]));
    expect(edited).toMatchObject({ status: 'DRAFT', revision: submitted.revision + 1 });
    expect(await desk().path.sign('pharmacy-reviewer', edited, 'APPROVE', submitted.digest)).toMatchObject({
      __typename: expect.stringMatching(/WrongState|StaleDigest/) as string,
    });
  });

  it('moves its changes with its own beginning, and refuses a beginning in the past', async () => {
    const prices = new Desk(hospital, 'price-maintainer');
    const change = { dictionary: 'charge_price', key: { item: '110200001', grade: '3' }, values: { price: '31.00' } };
    const request = must('ChangeRequest', await prices.create([change], { validFrom: midnight(3) }));
    expect((await prices.changes(request))[0]?.proposed.at(-1)?.validFrom).toBe(midnight(3));
    const later = must('ChangeRequest', await prices.update(request, { validFrom: midnight(5) }));
    expect((await prices.changes(later))[0]?.proposed.at(-1)?.validFrom).toBe(midnight(5));
    expect(faultsOf(await prices.update(later, { validFrom: midnight(-5) }))).toEqual([
      'changes[0].validFrom beginsInThePast',
    ]);
    expect(faultsOf(await prices.update(later, { validFrom: null }))).toEqual(['changes[0].validFrom needsValidFrom']);
    must('ChangeRequest', await prices.update(later, { validFrom: midnight(-5), retroactive: true }));
  });

  it('asked for twice with one key is one draft, and one edit', async () => {
    const once = () =>
      desk().path.act<{ __typename: string; number: string }>(
        'drug-maintainer',
        'createChangeRequest',
        {
          input: ['CreateChangeRequestInput!', { title: '一次', reason: '一次', changes: [form('79', '甲')] }],
          idempotencyKey: ['String', 'draft-once'],
        },
        '... on ChangeRequest { number }',
      );
    const [first, second] = [await once(), await once()];
    expect(second).toEqual(first);
    const request = must('ChangeRequest', await desk().create([form('80', '甲')]));
    const put = () => desk().put(request, [form('81', '乙')], 'put-once');
    expect(await put()).toEqual(await put());
    expect(await desk().changes(request)).toHaveLength(2);
  });

  it('keeps what is said about it, in order, with who said it', async () => {
    const request = must('ChangeRequest', await desk().create([form('82', '甲')]));
    must('ChangeRequest', await desk().say(request, '请看第一条'));
    must('ChangeRequest', await new Desk(hospital, 'pharmacy-reviewer').say(request, '看到了'));
    const seen = await desk().see(request, 'revision discussion { totalCount nodes { text author { username } } }');
    expect(seen).toEqual({
      revision: 1,
      discussion: {
        totalCount: 2,
        nodes: [
          { text: '请看第一条', author: { username: 'drug-maintainer' } },
          { text: '看到了', author: { username: 'pharmacy-reviewer' } },
        ],
      },
    });
    expect(faultsOf(await desk().say(request, ' '))).toEqual(['text length']);
  });

  it('is found among mine, by dictionary and by status, page by page', async () => {
    const select = '{ totalCount nodes { number } pageInfo { hasNextPage endCursor } }';
    interface Found {
      changeRequests: {
        totalCount: number;
        nodes: { number: string }[];
        pageInfo: { hasNextPage: boolean; endCursor: string };
      };
    }
    const find = async (args: string) =>
      (await hospital.as('drug-maintainer').gql<Found>(`{ changeRequests(${args}) ${select} }`)).changeRequests;
    const all = await find('mine: true, dictionary: "drug_form", first: 500');
    const first = await find('mine: true, dictionary: "drug_form", first: 3');
    expect(first).toMatchObject({ totalCount: all.totalCount, pageInfo: { hasNextPage: true } });
    const second = await find(`mine: true, dictionary: "drug_form", first: 3, after: "${first.pageInfo.endCursor}"`);
    expect([...first.nodes, ...second.nodes]).toEqual(all.nodes.slice(0, 6));
    expect((await find('status: [WITHDRAWN]')).nodes.length).toBeGreaterThan(0);
    expect((await find('dictionary: "nation"')).totalCount).toBe(0);
    const { dictionary } = await hospital
      .as('monitor')
      .gql<{ dictionary: unknown }>(
        '{ dictionary(code: "drug_form") { changeRequests(status: [WITHDRAWN]) { nodes { status } } } }',
      );
    expect(dictionary).toEqual({ changeRequests: { nodes: [{ status: 'WITHDRAWN' }] } });
    expect((await find('overdue: true')).totalCount).toBe(0);
  });
});
