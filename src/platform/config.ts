import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Language } from './i18n.js';
import { isClosedToServer } from './postgres/server-user.js';

/** Everything the environment decides, read once and checked. */
export class Config {
  readonly production: boolean;
  /** A service without DATABASE_URL that is not production: it has demonstration accounts and listens to this machine only. */
  readonly demonstration: boolean;
  readonly host: string;
  readonly port: number;
  readonly databaseUrl: string | undefined;
  readonly dataDir: string;
  readonly demoPassword: string;
  /** IANA name of the hospital's zone. */
  readonly zone: string;
  readonly language: Language;
  readonly logLevel: string;
  /** Whether someone without a session may read. */
  readonly anonymousRead: boolean;
  /** Bytes that dictionaries kept in this process's memory may take. */
  readonly memoryBytes: number;
}

type Environment = Readonly<Record<string, string | undefined>>;

/** The configuration, or one sentence for each fault. */
export type ConfigReading = { readonly config: Config } | { readonly faults: readonly string[] };

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'];

export const readConfig = (env: Environment): ConfigReading => {
  const reader = new Reader(env);
  const production = reader.oneOf('NODE_ENV', ['development', 'test', 'production'], 'development') === 'production';
  const databaseUrl = reader.databaseUrl(production);
  const demonstration = !production;
  const config: Config = {
    production,
    demonstration,
    databaseUrl,
    host: reader.text('HOST', demonstration ? '127.0.0.1' : '0.0.0.0'),
    port: reader.integer('PORT', 3000, { min: 0, max: 65_535 }),
    dataDir: reader.text('ZIDIAN_DATA_DIR', defaultDataDir(env)),
    demoPassword: reader.password('ZIDIAN_DEMO_PASSWORD', 'zidian-demo'),
    zone: reader.zone('ZIDIAN_ZONE', 'Asia/Shanghai'),
    language: reader.oneOf('ZIDIAN_LANGUAGE', ['zh-CN', 'en'], 'zh-CN'),
    logLevel: reader.oneOf('LOG_LEVEL', LOG_LEVELS, demonstration ? 'warn' : 'info'),
    anonymousRead: reader.boolean('ZIDIAN_ANONYMOUS_READ', demonstration),
    memoryBytes: reader.integer('ZIDIAN_MEMORY_MIB', 256, { min: 0, max: 65_536 }) * 1024 * 1024,
  };
  return reader.faults.length > 0 ? { faults: reader.faults } : { config };
};

/** A folder of the user's, never of the checkout: a clean clone must not take the data with it. */
const defaultDataDir = (env: Environment): string => {
  if (process.platform === 'win32') return join(env['LOCALAPPDATA'] ?? join(homedir(), 'AppData', 'Local'), 'zidian');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', 'zidian');
  const own = join(env['XDG_DATA_HOME'] ?? join(env['HOME'] ?? homedir(), '.local', 'share'), 'zidian');
  // Root's home is closed to the user under whom root's PostgreSQL runs.
  return isClosedToServer(own) ? '/var/lib/zidian' : own;
};

class Reader {
  readonly faults: string[] = [];
  constructor(private readonly env: Environment) {}

  /** An empty variable means the same as an absent one, as `docker run -e NAME=` has it. */
  private given(name: string): string | undefined {
    return this.env[name] === '' ? undefined : this.env[name];
  }

  private fault<T>(otherwise: T, sentence: string): T {
    this.faults.push(sentence);
    return otherwise;
  }

  text(name: string, otherwise: string): string {
    return this.given(name) ?? otherwise;
  }

  oneOf<T extends string>(name: string, allowed: readonly T[], otherwise: T): T {
    const value = this.given(name);
    if (value === undefined) return otherwise;
    const found = allowed.find((candidate) => candidate === value);
    return found ?? this.fault(otherwise, `${name} is "${value}"; it must be one of ${allowed.join(', ')}.`);
  }

  integer(name: string, otherwise: number, { min, max }: { min: number; max: number }): number {
    const value = this.given(name);
    if (value === undefined) return otherwise;
    const number = Number(value);
    if (/^\d+$/.test(value) && number >= min && number <= max) return number;
    return this.fault(otherwise, `${name} is "${value}"; it must be a whole number from ${min} to ${max}.`);
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.oneOf(name, ['true', 'false'], otherwise ? 'true' : 'false');
    return value === 'true';
  }

  password(name: string, otherwise: string): string {
    const value = this.text(name, otherwise);
    if (value.length >= 8 && value.length <= 200) return value;
    return this.fault(otherwise, `${name} must have 8 to 200 characters.`);
  }

  zone(name: string, otherwise: string): string {
    const value = this.text(name, otherwise);
    try {
      new Intl.DateTimeFormat('en', { timeZone: value });
      return value;
    } catch {
      return this.fault(otherwise, `${name} is "${value}"; it must be an IANA time zone such as Asia/Shanghai.`);
    }
  }

  databaseUrl(production: boolean): string | undefined {
    const value = this.given('DATABASE_URL');
    if (value === undefined) {
      if (production) this.faults.push('DATABASE_URL is missing; production needs a PostgreSQL of its own.');
      return undefined;
    }
    if (/^postgres(ql)?:\/\//.test(value) && URL.canParse(value)) return value;
    // The value is not repeated: it may hold a password.
    return this.fault(undefined, 'DATABASE_URL is not of the form postgres://user:password@host:port/database.');
  }
}
