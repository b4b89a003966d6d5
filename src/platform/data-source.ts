import type { DataSourceOptions } from 'typeorm';
import { CuttingClient } from './cutting.client.js';

/** What the service's own connections may not exceed. Set on the connection, so that no code path can forget them. */
const SERVICE_SETTINGS = [
  ['role', 'zidian_service'],
  ['statement_timeout', '15s'],
  ['lock_timeout', '3s'],
  ['idle_in_transaction_session_timeout', '10s'],
  ['TimeZone', 'UTC'],
  ['application_name', 'zidian'],
] as const;

const asStartupOptions = (settings: readonly (readonly [string, string])[]): string =>
  settings.map(([name, value]) => `-c ${name}=${value}`).join(' ');

/** Ten connections serve a ward's worth of consoles; reads of hot dictionaries take none. */
const POOL_MAX = 10;

/** pg waits for ever on a dead link unless told otherwise; the longest statement is the role's 15 s and a little for the network. */
export const LINK = {
  max: POOL_MAX,
  connectionTimeoutMillis: 5_000,
  query_timeout: 20_000,
  idleTimeoutMillis: 30_000,
  keepAlive: true,
  keepAliveInitialDelayMillis: 10_000,
};

/** The service's connections: role zidian_service, whatever role the URL signs in with. */
export const serviceOptions = (url: string, link: Partial<typeof LINK> = {}): DataSourceOptions => ({
  type: 'postgres',
  url,
  synchronize: false,
  migrationsRun: false,
  extra: { ...LINK, ...link, Client: CuttingClient, options: asStartupOptions(SERVICE_SETTINGS) },
});
