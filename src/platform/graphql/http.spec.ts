import { serverAudits } from 'graphql-http';
import { useHospital } from '../../../test/harness/hospital.js';
import { listening } from '../../../test/harness/listening.js';

const JSON_BODY = { 'content-type': 'application/json' };

describe('GraphQL over HTTP', () => {
  const hospital = useHospital();

  const post = async (body: string, headers: Record<string, string> = JSON_BODY): Promise<Response> =>
    fetch(`${await listening(hospital.app)}/graphql`, { method: 'POST', body, headers });

  it('passes all 61 audits of the reference implementation', async () => {
    const url = `${await listening(hospital.app)}/graphql`;
    const results = await Promise.all(serverAudits({ url }).map((audit) => audit.fn()));
    expect(results.filter((result) => result.status !== 'ok')).toEqual([]);
    expect(results).toHaveLength(61);
  });

  it('shows a page to a browser, and loads nothing from elsewhere', async () => {
    const url = await listening(hospital.app);
    const page = await fetch(`${url}/graphql`, { headers: { accept: 'text/html,*/*;q=0.8' } });
    const text = await page.text();
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    const loaded = [...text.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '');
    expect(loaded.length).toBeGreaterThan(4);
    for (const path of loaded) {
      expect(path).toMatch(/^\//);
      expect((await fetch(`${url}${path}`)).status).toBe(200);
    }
  });

  it('refuses a form, which another site could make a browser send', async () => {
    const form = await post('query={about{zone}}', { 'content-type': 'application/x-www-form-urlencoded' });
    expect(form.status).toBe(415);
    expect(await form.json()).toMatchObject({
      errors: [{ message: expect.stringContaining('application/json') as string }],
    });
    const plain = await post('{"query":"{about{zone}}"}', { 'content-type': 'text/plain' });
    expect(plain.status).toBe(415);
  });

  it('refuses a mutation by GET', async () => {
    const query = encodeURIComponent('mutation { signOut { __typename } }');
    const response = await fetch(`${await listening(hospital.app)}/graphql?query=${query}`);
    expect(response.status).toBe(405);
  });

  it('takes a body of a mebibyte and refuses one byte more, in the reader’s language', async () => {
    const sized = (bytes: number): string => {
      const start = '{"query":"{about{zone}}","pad":"';
      return `${start}${'x'.repeat(bytes - start.length - 2)}"}`;
    };
    expect((await post(sized(1_048_576))).status).toBe(200);
    const over = await post(sized(1_048_577));
    expect(over.status).toBe(413);
    expect(await over.json()).toMatchObject({
      errors: [{ message: '请求过大：最多 1048576 字节。', extensions: { code: 'LimitExceeded' } }],
    });
    const english = await post(sized(1_048_577), { ...JSON_BODY, 'accept-language': 'en-GB,en;q=0.9' });
    expect(await english.json()).toMatchObject({
      errors: [{ message: 'The request is too large: at most 1048576 bytes.' }],
    });
  });

  it.each([
    ['__proto__ in a body', '{"query":"{about{zone}}","variables":{"__proto__":{"polluted":1}}}'],
    ['__proto__ deep inside', '{"query":"{about{zone}}","variables":{"a":[{"__proto__":{"polluted":1}}]}}'],
    ['constructor.prototype', '{"query":"{about{zone}}","variables":{"constructor":{"prototype":{"polluted":1}}}}'],
  ])('refuses %s', async (_what, body) => {
    const response = await post(body);
    expect(response.status).toBe(400);
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });

  it('gives back the caller’s request id where it can be logged, and one of its own otherwise', async () => {
    const ids = await Promise.all(
      ['his-42', 'x'.repeat(65), 'a b'].map(async (id) => {
        const response = await post('{"query":"{about{zone}}"}', { ...JSON_BODY, 'x-request-id': id });
        return response.headers.get('x-request-id');
      }),
    );
    expect(ids[0]).toBe('his-42');
    expect(ids[1]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[2]).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('says that it lives and that it is ready', async () => {
    const url = await listening(hospital.app);
    expect(await (await fetch(`${url}/healthz`)).json()).toEqual({ status: 'ok' });
    const ready = await fetch(`${url}/readyz`);
    expect(await ready.json()).toEqual({ ready: true, checks: { database: true, migrations: true, disk: true } });
    expect(ready.status).toBe(200);
  });

  it('is not ready while migrations are missing', async () => {
    const url = await listening(hospital.app);
    const [last] = await hospital.sql<{ id: number; timestamp: string; name: string }>(
      'DELETE FROM migrations WHERE id = (SELECT max(id) FROM migrations) RETURNING *',
    );
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ ready: false, checks: { database: true, migrations: false } });
    await hospital.sql('INSERT INTO migrations VALUES ($1, $2, $3)', [last?.id, last?.timestamp, last?.name]);
  });

  it('answers an address that is none in words', async () => {
    const response = await fetch(`${await listening(hospital.app)}/nowhere`, { headers: { 'accept-language': 'en' } });
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      error: { code: 'NotFound', message: 'There is nothing at this address.' },
    });
  });
});
