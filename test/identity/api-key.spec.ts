import { sha256 } from '../../src/kernel/digest.js';
import { useHospital } from '../harness/hospital.js';

const CREATE = `mutation ($input: CreateApiKeyInput!, $key: String) { answer: createApiKey(input: $input, idempotencyKey: $key) {
  __typename ... on CreatedApiKey { key apiKey { id system name channels revoked } }
  ... on ValidationFailed { issues { path code } } ... on Problem { message } } }`;
const REVOKE = `mutation ($id: ID!) { answer: revokeApiKey(id: $id) {
  __typename ... on ApiKey { revoked } ... on Problem { message } } }`;

interface Created {
  readonly __typename: string;
  readonly key: string;
  readonly apiKey: { readonly id: string };
  readonly issues?: readonly { path: string; code: string }[];
}

describe('the API key of a system', () => {
  const hospital = useHospital();

  const create = async (change: Record<string, unknown> = {}, key?: string): Promise<Created> => {
    const input = { system: 'HIS', name: '门诊收费系统', channels: ['PRODUCTION'], ...change };
    return (await hospital.as('admin').gql<{ answer: Created }>(CREATE, { input, key })).answer;
  };
  const asking = (key: string, query: string) => hospital.anonymous.raw(query, {}, { authorization: `Bearer ${key}` });

  it('says which system asks, and has no username and no role', async () => {
    const { key } = await create();
    expect(key).toMatch(/^zk_[A-Za-z0-9_-]{43}$/);
    const { body } = await asking(key, '{ me { name username machine roles { role } } }');
    expect(body.data).toEqual({ me: { name: '门诊收费系统', username: null, machine: true, roles: [] } });
  });

  it('is kept only as its SHA-256, which is its id', async () => {
    const { key, apiKey } = await create({ system: 'LIS', name: '检验系统' });
    expect(apiKey.id).toBe(sha256(key));
    const [dump] = await hospital.sql<{ all: string }>(
      `SELECT (SELECT string_agg(e::text, '') FROM audit_event e) || (SELECT string_agg(k::text, '') FROM api_key k) AS all`,
    );
    expect(dump?.all).not.toContain(key);
  });

  it('is shown once: the same call again names the key and does not show it', async () => {
    const first = await create({ system: 'PACS', name: '影像系统' }, 'once');
    const again = await create({ system: 'PACS', name: '影像系统' }, 'once');
    expect(again).toEqual({ ...first, key: null });
  });

  it('may be one of several of one system, so that keys change without a gap', async () => {
    const [old, young] = [await create(), await create({ channels: ['TEST', 'PRODUCTION'] })];
    expect(young.apiKey).toMatchObject({ system: 'HIS', channels: ['TEST', 'PRODUCTION'] });
    expect(await hospital.sql(`SELECT FROM person WHERE staff_number = 'MACHINE-HIS'`)).toHaveLength(1);
    await hospital.as('admin').gql(REVOKE, { id: old.apiKey.id });
    expect((await asking(old.key, '{ me { name } }')).status).toBe(401);
    expect((await asking(young.key, '{ me { name } }')).status).toBe(200);
  });

  it('ends at once when it is revoked, once', async () => {
    const { key, apiKey } = await create();
    expect((await asking(key, '{ me { name } }')).status).toBe(200);
    const revoke = async (id: string) => (await hospital.as('admin').gql<{ answer: object }>(REVOKE, { id })).answer;
    expect(await revoke(apiKey.id)).toEqual({ __typename: 'ApiKey', revoked: true });
    expect((await asking(key, '{ me { name } }')).status).toBe(401);
    expect(await revoke(apiKey.id)).toMatchObject({ __typename: 'WrongState' });
    expect(await revoke('f'.repeat(64))).toMatchObject({ __typename: 'NotFound' });
    expect(await revoke('nonsense')).toMatchObject({ __typename: 'NotFound', message: '没有接口密钥 nonsense。' });
  });

  it('has a system, a name and channels, or every fault is named', async () => {
    const faults = await create({ system: 'his', name: '', channels: [] });
    expect(faults.issues?.map(({ path }) => path)).toEqual(['input.system', 'input.channels', 'input.name']);
    expect((await create({ name: '另一个名字' })).issues).toEqual([{ path: 'input.name', code: 'otherSystemName' }]);
  });

  it('opens nothing that writes', async () => {
    const { key } = await create();
    const { body } = await asking(key, 'mutation { answer: signOut { __typename ... on Problem { message } } }');
    expect(body.data).toEqual({
      answer: { __typename: 'Forbidden', message: '只有本院人员可以这样做，接入系统不可以。' },
    });
  });

  it('is listed for administrators', async () => {
    const { apiKeys } = await hospital
      .as('admin')
      .gql<{ apiKeys: { totalCount: number; nodes: { system: string }[] } }>(
        '{ apiKeys { totalCount nodes { system } } }',
      );
    expect(apiKeys.nodes).toHaveLength(apiKeys.totalCount);
    expect(new Set(apiKeys.nodes.map(({ system }) => system))).toEqual(new Set(['HIS', 'LIS', 'PACS']));
  });
});
