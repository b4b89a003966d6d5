import { useHospital } from '../../../test/harness/hospital.js';

describe('the GraphQL driver', () => {
  const hospital = useHospital();

  it('answers a first and a later use of a query alike', async () => {
    const query = '{ about { zone demonstration language } }';
    const expected = { about: { zone: 'Asia/Shanghai', demonstration: true, language: 'zh-CN' } };
    expect(await hospital.anonymous.gql(query)).toEqual(expected);
    expect(await hospital.anonymous.gql(query)).toEqual(expected);
    expect(await hospital.anonymous.gql(query)).toEqual(expected);
  });
});
