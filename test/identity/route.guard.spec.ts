import { Controller, Get } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../../src/app.module.js';
import { testConfig } from '../harness/hospital.js';
import { cloneTemplate, dropDatabase } from '../harness/template.js';

const SIGN_IN = 'mutation ($u: String!) { signIn(username: $u, password: "zidian-demo") { ... on Session { token } } }';

let ran: string[] = [];

@Controller()
class Routes {
  @Get('forgotten')
  forgotten(): string {
    ran.push('forgotten');
    return 'told';
  }
}

describe('the guard before the routes', () => {
  let url: string;
  let app: NestFastifyApplication;

  beforeAll(async () => {
    url = await cloneTemplate();
    const settings = { config: testConfig(), serviceUrl: url };
    const module = Test.createTestingModule({ imports: [AppModule.with(settings)], controllers: [Routes] });
    app = (await module.compile()).createNestApplication<NestFastifyApplication>(new FastifyAdapter(), {
      bodyParser: false,
    });
    await app.init();
    await app.getHttpAdapter().getInstance().ready();
  });
  afterAll(async () => {
    await app.close();
    await dropDatabase(url);
  });
  beforeEach(() => {
    ran = [];
  });

  const tokenOf = async (username: string): Promise<string> => {
    const payload = { query: SIGN_IN, variables: { u: username } };
    const response = await app.inject({ method: 'POST', url: '/graphql', payload });
    return response.json<{ data: { signIn: { token: string } } }>().data.signIn.token;
  };
  const ask = async (method: 'GET' | 'POST' | 'HEAD', path: string, username?: string) => {
    const headers = username === undefined ? {} : { authorization: `Bearer ${await tokenOf(username)}` };
    return app.inject({ method, url: path, headers });
  };

  it('lets nobody through to a route that is not in the table', async () => {
    for (const username of ['admin', undefined]) {
      const response = await ask('GET', '/forgotten', username);
      expect(response.statusCode).toBe(403);
      expect(response.json()).toMatchObject({ error: { message: '这个操作没有开放。', code: 'Forbidden' } });
    }
    expect(ran).toEqual([]);
  });

  it('asks whoever has not signed in to do so, and refuses whoever may not', async () => {
    const anonymous = await ask('POST', '/imports');
    expect(anonymous.statusCode).toBe(401);
    expect(anonymous.json()).toMatchObject({ error: { message: '请先登录。', code: 'Unauthenticated' } });
    expect((await ask('POST', '/imports', 'pricing-reviewer')).statusCode).toBe(403);
    expect([401, 403]).not.toContain((await ask('POST', '/imports', 'price-maintainer')).statusCode);
  });

  it('refuses a token that is not live', async () => {
    const headers = { authorization: `Bearer zs_${'A'.repeat(43)}` };
    expect((await app.inject({ method: 'GET', url: '/healthz', headers })).statusCode).toBe(401);
    expect((await app.inject({ method: 'GET', url: '/healthz' })).statusCode).toBe(200);
    expect((await app.inject({ method: 'HEAD', url: '/healthz' })).statusCode).toBe(200);
  });
});
