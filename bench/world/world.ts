import type { Effort } from '../measure.js';
import { Child } from './child.js';
import { Databases } from './databases.js';
import { loadHospital } from './loaded.js';

/** What benchmarks share: a database server, and hospitals that are made once, when the first benchmark asks for them. */
export class World {
  private readonly services = new Map<string, Promise<Child>>();
  private loaded: Promise<void> | undefined;

  private constructor(
    readonly databases: Databases,
    readonly effort: Effort,
    /** Entries of each of the two large dictionaries. */
    readonly entries: number,
  ) {}

  static async open(effort: Effort, entries: number): Promise<World> {
    return new World(await Databases.open(), effort, entries);
  }

  /** A database of the caller's own with the sample hospital and both large dictionaries in all three channels. */
  async copyOfLoaded(name: string): Promise<string> {
    this.loaded ??= loadHospital(this);
    await this.loaded;
    await this.stopService('loaded');
    return this.databases.create(name, 'loaded');
  }

  /** The service on that hospital, only to be read. It runs until somebody needs its database. */
  async loadedService(): Promise<Child> {
    this.loaded ??= loadHospital(this);
    await this.loaded;
    return this.service('loaded');
  }

  /** The service on a database, started once. */
  service(name: string, url = this.databases.urlOf(name)): Promise<Child> {
    const running = this.services.get(name) ?? startService(url);
    this.services.set(name, running);
    running.catch(() => this.services.delete(name));
    return running;
  }

  async stopService(name: string): Promise<void> {
    const running = this.services.get(name);
    this.services.delete(name);
    await (await running)?.stop();
  }

  async close(): Promise<void> {
    for (const name of [...this.services.keys()]) await this.stopService(name);
    await this.databases.close();
  }
}

/** The built service, as `npm start` runs it, on a database given to it. */
export const startService = (databaseUrl: string): Promise<Child> =>
  Child.start({
    command: ['node', '--enable-source-maps', 'dist/src/main.js'],
    env: { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' },
    ready: '/readyz',
  });
