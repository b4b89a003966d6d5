import { type Config, readConfig } from './config.js';

const config = (env: Record<string, string>): Config => {
  const reading = readConfig({ HOME: '/home/ward', ...env });
  if ('faults' in reading) throw new Error(reading.faults.join(' '));
  return reading.config;
};
const faults = (env: Record<string, string>): readonly string[] => {
  const reading = readConfig({ HOME: '/home/ward', ...env });
  return 'faults' in reading ? reading.faults : [];
};

describe('the configuration', () => {
  it('is a demonstration for this machine only when nothing is said', () => {
    expect(config({})).toMatchObject({
      production: false,
      demonstration: true,
      databaseUrl: undefined,
      host: '127.0.0.1',
      port: 3000,
      dataDir: expect.stringMatching(/zidian$/) as string,
      demoPassword: 'zidian-demo',
      zone: 'Asia/Shanghai',
      language: 'zh-CN',
      logLevel: 'warn',
      anonymousRead: true,
    });
  });

  it('takes an empty variable for an absent one', () => {
    expect(config({ PORT: '', DATABASE_URL: '', NODE_ENV: '' })).toMatchObject({ port: 3000, databaseUrl: undefined });
  });

  it('lets nobody in unasked in production, which listens to the network', () => {
    const production = config({ NODE_ENV: 'production', DATABASE_URL: 'postgres://db/zidian' });
    expect(production).toMatchObject({ demonstration: false, anonymousRead: false, host: '0.0.0.0', logLevel: 'info' });
  });

  it('says every fault at once, each in a sentence', () => {
    const said = faults({
      NODE_ENV: 'production',
      PORT: '80 80',
      ZIDIAN_ZONE: 'Mars/Olympus',
      ZIDIAN_LANGUAGE: 'fr',
      ZIDIAN_DEMO_PASSWORD: 'short',
      ZIDIAN_ANONYMOUS_READ: 'yes',
      LOG_LEVEL: 'loud',
    });
    expect(said).toHaveLength(7);
    for (const sentence of said) expect(sentence).toMatch(/^[A-Z_]+ .*\.$/);
  });

  it('does not repeat a database URL that it refuses, since it may hold a password', () => {
    const said = faults({ DATABASE_URL: 'mysql://root:hunter2@db/zidian' });
    expect(said).toHaveLength(1);
    expect(said[0]).not.toContain('hunter2');
  });

  it.each(['0', '65535'])('listens to port %s', (port) => expect(config({ PORT: port }).port).toBe(Number(port)));
  it.each(['65536', '-1', '3000.5', 'http'])('refuses port %s', (port) =>
    expect(faults({ PORT: port })).toHaveLength(1),
  );
});
