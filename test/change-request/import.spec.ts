import { existsSync, readFileSync } from 'node:fs';
import { GovernedPath, midnight, must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';
import { Desk, faultsOf } from './desk.js';

const DATA = new URL('../../../shared/data/', import.meta.url);
const hasData = existsSync(DATA);
if (!hasData) process.stderr.write('../shared/data is absent: the imports of real files are skipped.\n');
const real = hasData ? it : it.skip;
const file = (name: string): Buffer => readFileSync(new URL(name, DATA));
const areas = (day: string): Buffer => file(`cn_admin_divisions/areas_asof_${day}.csv`);

interface Sent {
  readonly status: number;
  readonly body: {
    readonly changeRequest: { readonly number: string; readonly revision: number };
    readonly added: number;
    readonly revived: number;
    readonly changed: number;
    readonly retired: number;
    readonly unchanged: number;
    readonly ignoredColumns: readonly string[];
    readonly error?: {
      readonly code: string;
      readonly issues?: readonly { line?: number; column?: string; code: string }[];
    };
  };
}

describe('a table', () => {
  const hospital = useHospital();
  const path = () => new GovernedPath(hospital);

  const tokenOf = async (username: string): Promise<string> => {
    const query = `mutation { signIn(username: "${username}", password: "zidian-demo") { ... on Session { token } } }`;
    return (await hospital.anonymous.gql<{ signIn: { token: string } }>(query)).signIn.token;
  };
  const send = async (
    query: string,
    payload: Buffer | string,
    username = 'public-maintainer',
    headers = {},
  ): Promise<Sent> => {
    const authorization = `Bearer ${await tokenOf(username)}`;
    const response = await hospital.app.inject({
      method: 'POST',
      url: `/imports?${query}`,
      headers: { authorization, 'content-type': 'text/csv', ...headers },
      payload,
    });
    return { status: response.statusCode, body: response.json() };
  };
  const carried = async ({ body }: Sent): Promise<void> => {
    const { number, revision } = body.changeRequest;
    const draft = { __typename: '', number, revision, status: '', digest: '', release: null };
    const submitted = must('ChangeRequest', await path().submit('public-maintainer', draft));
    const signed = must('ChangeRequest', await path().sign('it-reviewer', submitted));
    await path().carry(signed.release?.number ?? '');
  };

  real('of areas replaces the old ones, and next year’s is exactly 21 added, 30 retired and 3 changed', async () => {
    const began = performance.now();
    const first = await send('dictionary=area&mode=replace', areas('2018-10-31'));
    expect(performance.now() - began).toBeLessThan(20_000);
    expect(first).toMatchObject({ status: 201, body: { ignoredColumns: ['cityCode', 'provinceCode'] } });
    await carried(first);
    const second = await send('dictionary=area&mode=replace&title=2019', areas('2019-10-31'));
    expect(second.body).toMatchObject({ added: 21, revived: 0, retired: 30, changed: 3, unchanged: 2971 });
    await carried(second);
    const again = await send('dictionary=area&mode=replace', areas('2019-10-31'));
    expect(again).toMatchObject({ status: 422, body: { error: { issues: [{ code: 'nothingChanges' }] } } });
    const back = await send('dictionary=area&mode=merge', areas('2018-10-31'));
    expect(back.body).toMatchObject({ added: 0, revived: 30, changed: 3, retired: 0, unchanged: 2971 });
  });

  real('of diseases is read with its tabs, and a column of another name by a mapping', async () => {
    const sent = await send('dictionary=icd10&map=name%3Ddisease', file('icd10_cn/disease.csv'));
    expect(sent.status).toBe(201);
    const { added, changed, unchanged } = sent.body;
    expect(added + changed + unchanged).toBe(1586);
    const desk = new Desk(hospital, 'public-maintainer');
    const seen = await desk.see<{ changes: { totalCount: number } }>(sent.body.changeRequest, 'changes { totalCount }');
    expect(seen.changes.totalCount).toBe(added + changed);
  });

  it('with bad rows makes nothing, and every bad row is told with its line and column', async () => {
    const [before] = await hospital.sql<{ n: string }>('SELECT count(*) AS n FROM change_request');
    const csv = ['编码,name,sort,备注', '01,测试一,1,', 'x1,测试二,,', '02,\u200b,many,', '03,三', '01,又一次,,'].join(
      '\n',
    );
    const sent = await send('dictionary=nation&map=code%3D编码'.replace('编码', encodeURIComponent('编码')), csv);
    expect(sent.status).toBe(422);
    expect(sent.body.error?.issues?.map(({ line, column, code }) => [line, column ?? null, code])).toEqual([
      [3, '编码', 'pattern'],
      [4, 'name', 'invisible'],
      [4, 'sort', 'notInteger'],
      [5, null, 'slipped'],
      [6, null, 'codeTwice'],
    ]);
    expect(await hospital.sql('SELECT count(*) AS n FROM change_request')).toEqual([before]);
  });

  it('whose references lead nowhere is refused at the column', async () => {
    const sent = await send('dictionary=dept', 'code,name,parent,clinic_attr,inout_attr\n9801,甲,9800,0,2\n');
    expect(sent.body.error?.issues).toMatchObject([{ line: 2, column: 'parent', code: 'referenceMissing' }]);
  });

  it('of prices needs a beginning, and then proposes each price from that day on', async () => {
    const csv = 'item,grade,新价格\n110200001,3,31.00\n110200001,2,31.50\n';
    const map = `map=price%3D${encodeURIComponent('新价格')}`;
    const undated = await send(`dictionary=charge_price&${map}`, csv, 'price-maintainer');
    expect(undated.body.error?.issues).toMatchObject([{ code: 'needsValidFrom' }]);
    const day = midnight(4).slice(0, 10);
    const sent = await send(`dictionary=charge_price&${map}&validFrom=${day}`, csv, 'price-maintainer');
    expect(sent).toMatchObject({ status: 201, body: { changed: 2, added: 0, retired: 0 } });
    const desk = new Desk(hospital, 'price-maintainer');
    const changes = await desk.changes(sent.body.changeRequest);
    expect(changes.map(({ code, fields }) => [code, fields.map(({ field, after }) => [field, after])])).toEqual([
      ['110200001|3', [['price', '31.00']]],
      ['110200001|2', [['price', '31.50']]],
    ]);
  });

  it.each([
    ['in GB18030', Buffer.from([0x63, 0x6f, 0x64, 0x65, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x0a]), 422, 'gb18030'],
    ['without its key', 'name\n甲\n', 422, 'keyColumnMissing'],
    ['that is empty', '', 422, 'empty'],
    ['that lost its rows', 'code,name\n', 422, 'noRows'],
  ])('%s is refused in clear words', async (_, payload, status, code) => {
    const sent = await send('dictionary=nation', payload);
    expect([sent.status, sent.body.error?.issues?.[0]?.code]).toEqual([status, code]);
  });

  it('is nobody’s business who does not maintain the dictionary', async () => {
    expect((await send('dictionary=drug_form', 'code,name\n01,片\n')).status).toBe(403);
    const anonymous = await hospital.app.inject({
      method: 'POST',
      url: '/imports?dictionary=nation',
      payload: 'code\n',
    });
    expect(anonymous.statusCode).toBe(401);
  });

  it('beyond 64 MiB is refused while it arrives', async () => {
    const line = `${'x'.repeat(1023)}\n`;
    const sent = await send('dictionary=nation', `code,name\n${line.repeat(64 * 1024)}`);
    expect(sent).toMatchObject({ status: 413, body: { error: { code: 'LimitExceeded', limit: 64 * 1024 * 1024 } } });
  });

  it('sent again with the same key is one request', async () => {
    const csv = 'code,name,remark\n05,,导入一次\n';
    const key = { 'idempotency-key': 'import-once' };
    const merge = 'code,remark\n05,导入一次\n';
    const first = await send('dictionary=nation', merge, 'public-maintainer', key);
    expect(first.status).toBe(201);
    expect(await send('dictionary=nation', merge, 'public-maintainer', key)).toEqual(first);
    expect((await send('dictionary=nation', csv, 'public-maintainer', key)).status).toBe(422);
  });

  it('of rows goes through GraphQL, and what it does not say of a row stays', async () => {
    const answer = await path().act<{ __typename: string; changeRequest: { number: string } }>(
      'public-maintainer',
      'importRows',
      {
        input: [
          'ImportRowsInput!',
          {
            dictionary: 'nation',
            rows: [
              { code: '06', remark: '一' },
              { code: '07', 名称: '忽略', remark: '二' },
            ],
          },
        ],
      },
      '... on ImportedRows { added changed unchanged ignoredColumns changeRequest { number title } }',
    );
    expect(answer).toMatchObject({ added: 0, changed: 2, unchanged: 0, ignoredColumns: ['名称'] });
    expect(answer.changeRequest).toMatchObject({ title: '导入 nation' });
    const csv = await path().act(
      'public-maintainer',
      'importRows',
      { input: ['ImportRowsInput!', { dictionary: 'nation', csv: 'code,remark\n99999,x\n' }] },
      '... on ImportedRows { added }',
    );
    expect(faultsOf(csv)).toEqual(['lines[2].code pattern']);
  });
});
