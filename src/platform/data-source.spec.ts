import { DataSource } from 'typeorm';
import pg from 'pg';
import { useHospital } from '../../test/harness/hospital.js';
import { Proxy } from '../../test/harness/proxy.js';
import { ward } from '../../test/platform/ward.fixture.js';
import { serviceOptions } from './data-source.js';

const IMPATIENT = { max: 1, query_timeout: 400, connectionTimeoutMillis: 400 };

describe('the service’s connections', () => {
  const hospital = useHospital({ root: ward });
  let proxy: Proxy;
  let throughProxy: string;

  beforeEach(async () => {
    const url = new URL(hospital.ownerUrl);
    proxy = await Proxy.to(url.hostname, Number(url.port || 5432));
    throughProxy = Object.assign(url, { hostname: '127.0.0.1', port: String(proxy.port) }).href;
  });
  afterEach(() => proxy.close());

  const timed = async (
    work: Promise<unknown>,
  ): Promise<{ ms: number; outcome: PromiseSettledResult<unknown> | undefined }> => {
    const startedAt = performance.now();
    const [outcome] = await Promise.allSettled([work]);
    return { ms: performance.now() - startedAt, outcome };
  };

  it('fail within their time when the network swallows everything, and work again when it comes back', async () => {
    const source = await new DataSource(serviceOptions(throughProxy, IMPATIENT)).initialize();
    try {
      await source.query('SELECT 1');
      proxy.swallowEverything();
      const { ms, outcome } = await timed(source.query('SELECT 1'));
      expect(outcome?.status).toBe('rejected');
      expect(ms).toBeLessThan(2_000);
      proxy.recover();
      expect(await source.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    } finally {
      await source.destroy();
    }
  });

  it('would stay lost behind the first unanswered query, were they not cut', async () => {
    const pool = new pg.Pool({ connectionString: throughProxy, ...IMPATIENT });
    pool.on('error', () => undefined);
    const asTypeOrmDoes = async (): Promise<unknown> => {
      const client = await pool.connect();
      return client.query('SELECT 1').finally(() => client.release());
    };
    await asTypeOrmDoes();
    proxy.swallowEverything();
    await expect(asTypeOrmDoes()).rejects.toThrow('Query read timeout');
    proxy.recover();
    await expect(asTypeOrmDoes()).rejects.toThrow('Query read timeout');
    void pool.end().catch(() => undefined);
  });

  it('are opened again after the server cut all of them, and the process lives on', async () => {
    for (let round = 0; round < 5; round++) {
      await Promise.allSettled([1, 2, 3].map(() => hospital.db.query('SELECT pg_sleep(0.05)')));
      await hospital.sql(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND usename IS NOT NULL AND pid <> pg_backend_pid() AND application_name = 'zidian'`,
      );
    }
    const answers = await Promise.allSettled([1, 2, 3, 4].map(() => hospital.db.query('SELECT 1 AS one')));
    expect(answers.filter((answer) => answer.status === 'fulfilled').length).toBeGreaterThan(0);
    expect(await hospital.db.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});
