import { midnight, must } from '../harness/governed.js';
import { useHospital } from '../harness/hospital.js';
import { Desk, faultsOf } from './desk.js';

describe('what PRODUCTION and the request together must hold', () => {
  const hospital = useHospital();
  const publicDesk = () => new Desk(hospital, 'public-maintainer');
  const priceDesk = () => new Desk(hospital, 'price-maintainer');
  const systemDesk = () => new Desk(hospital, 'system-maintainer');

  const dept = (code: string, values: object) => ({
    dictionary: 'dept',
    code,
    values: { name: `科室${code}`, clinic_attr: '0', inout_attr: '2', ...values },
  });

  it('a reference to nothing is refused at its field', async () => {
    const answer = await publicDesk().create([dept('9901', { parent: '9900' }), dept('9902', { clinic_attr: 'Q' })]);
    expect(faultsOf(answer)).toEqual([
      'changes[0].values.parent referenceMissing',
      'changes[1].values.clinic_attr referenceMissing',
    ]);
  });

  it('a reference to what the same request brings is sound, in whatever order', async () => {
    must('ChangeRequest', await publicDesk().create([dept('9901', { parent: '9900' }), dept('9900', {})]));
  });

  it('a reference by name looks for names', async () => {
    const unit = (base_unit: string) => ({
      dictionary: 'unit',
      code: 'ZZ1',
      values: { name: '测试单位', kind: 'MASS', base_unit, ratio: '2' },
    });
    expect(faultsOf(await publicDesk().create([unit('KG')]))).toEqual(['changes[0].values.base_unit referenceMissing']);
    must('ChangeRequest', await publicDesk().create([unit('kg')]));
  });

  it('a price must find its item at every instant at which it holds', async () => {
    const price = (validFrom: string) => ({
      dictionary: 'charge_price',
      key: { item: 'ZZTEST01', grade: '3' },
      values: { price: '1.00', reason: '01', policy_document: 'PD2023019' },
      validFrom,
    });
    const [model] = await hospital.sql<{ values: Record<string, unknown> }>(
      `SELECT row_values AS values FROM head_row WHERE channel = 'PRODUCTION' AND dictionary = 'charge_item' LIMIT 1`,
    );
    const item = { dictionary: 'charge_item', code: 'ZZTEST01', values: model?.values ?? {}, validFrom: midnight(5) };
    expect(faultsOf(await priceDesk().create([item, price(midnight(3))]))).toEqual([
      'changes[1].values.item referenceNotHolding',
    ]);
    must('ChangeRequest', await priceDesk().create([item, price(midnight(5))]));
  });

  it('what others refer to cannot be retired, and each of them is named', async () => {
    const answer = await publicDesk().create([{ dictionary: 'dept', code: '1001', operation: 'RETIRE' }]);
    expect(answer.__typename).toBe('Blocked');
    const findings = answer['findings'] as readonly { severity: string; path: string; message: string }[];
    expect(findings.length).toBeGreaterThan(0);
    expect(findings.every(({ severity, path }) => severity === 'BLOCK' && path === 'changes[0]')).toBe(true);
    expect(findings.map(({ message }) => message).join('\n')).toContain('dept 的 100101 仍通过字段 parent 引用');
  });

  it('a unit that is renamed breaks those who name it, unless another bears the name', async () => {
    const renamed = { dictionary: 'unit', code: 'G', values: { name: '克' } };
    const answer = await publicDesk().create([renamed]);
    expect(answer.__typename).toBe('Blocked');
    const heir = {
      dictionary: 'unit',
      code: 'ZZ2',
      values: { name: 'g', kind: 'MASS' },
    };
    must('ChangeRequest', await publicDesk().create([renamed, heir]));
  });

  it('a document number that another document has is refused, and so is one that two of a request want', async () => {
    const document = (code: string, number: string) => ({
      dictionary: 'policy_document',
      code,
      values: { name: code, number, issuer: '示例', issued_on: '2026-01-01', effective_on: '2026-02-01' },
    });
    expect(faultsOf(await systemDesk().create([document('PD2026901', '示例医保发〔2023〕19号')]))).toEqual([
      'changes[0].values.number notUnique',
    ]);
    const twins = [document('PD2026901', '示例〔2026〕1号'), document('PD2026902', '示例〔2026〕1号')];
    expect(faultsOf(await systemDesk().create(twins))).toHaveLength(2);
  });

  it('a new code that looks like one that was ever released is refused, and that one is named', async () => {
    const [model] = await hospital.sql<{ code: string }>(
      `SELECT code FROM entry WHERE dictionary = 'icd10' AND code ~ 'x' ORDER BY code LIMIT 1`,
    );
    const code = model?.code.toUpperCase() ?? '';
    const answer = await publicDesk().create([{ dictionary: 'icd10', code, values: { name: '测试' } }]);
    expect(faultsOf(answer)).toEqual(['changes[0].code codeLooksLike']);
    expect(JSON.stringify(answer)).toContain(model?.code);
  });

  it('who takes the place of what is retired must exist', async () => {
    const codes = await hospital.sql<{ code: string }>(
      `SELECT code FROM entry_head WHERE channel = 'PRODUCTION' AND dictionary = 'nation' ORDER BY code DESC LIMIT 2`,
    );
    const [a = '', b = ''] = codes.map(({ code }) => code);
    const nation = (replacedBy: string) => ({
      dictionary: 'nation',
      code: a,
      operation: 'RETIRE' as const,
      replacedBy,
    });
    expect(faultsOf(await publicDesk().create([nation('77')]))).toEqual(['changes[0].replacedBy referenceMissing']);
    must('ChangeRequest', await publicDesk().create([nation(b)]));
  });

  it('a request may rest on a policy document that it brings itself', async () => {
    const document = {
      dictionary: 'policy_document',
      code: 'PD2026903',
      values: {
        name: '文件',
        number: '示例〔2026〕3号',
        issuer: '示例',
        issued_on: '2026-01-01',
        effective_on: '2026-02-01',
      },
    };
    must('ChangeRequest', await systemDesk().create([document], { policyDocument: 'PD2026903' }));
  });
});
