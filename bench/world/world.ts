import type { Effort } from '../measure.js';
import { Child } from './child.js';
import { Client, type Draft } from './client.js';
import { Databases } from './databases.js';
import { csvOf, type LargeDictionary } from './dictionaries.js';
import { type Growth, growHospital } from './grown.js';
import { Journey } from './journey.js';
import { loadHospital } from './loaded.js';

export interface Sizes {
  /** Entries of each of the two large dictionaries. */
  readonly entries: number;
  /** Releases of a hospital that has lived. */
  readonly releases: number;
}

/** A service on a database of its own. */
export interface OpenCopy {
  readonly url: string;
  readonly client: Client;
}

/** What benchmarks share: a database server, and hospitals that are made once, when the first benchmark asks for them. */
export class World {
  private readonly services = new Map<string, Promise<Child>>();
  private loaded: Promise<void> | undefined;
  private growth: Promise<Growth> | undefined;

  private constructor(
    readonly databases: Databases,
    readonly effort: Effort,
    private readonly sizes: Sizes,
  ) {}

  static async open(effort: Effort, sizes: Sizes): Promise<World> {
    return new World(await Databases.open(), effort, sizes);
  }

  get entries(): number {
    return this.sizes.entries;
  }

  /** The first of January, a year from now: when planned changes begin. */
  readonly nextYear = `${new Date().getFullYear() + 1}-01-01`;

  /** The service on the sample hospital with both large dictionaries in all channels, only to be read. */
  async loadedService(): Promise<Child> {
    await (this.loaded ??= loadHospital(this));
    return this.service('loaded');
  }

  /** A copy of that hospital, with a service of its own, until it is closed. */
  async openCopy(name: string): Promise<OpenCopy> {
    await (this.loaded ??= loadHospital(this));
    // A database that somebody is connected to cannot be copied.
    await this.stopService('loaded');
    const url = await this.databases.create(name, 'loaded');
    return { url, client: new Client((await this.service(name)).url) };
  }

  async closeCopy(name: string): Promise<void> {
    await this.stopService(name);
    await this.databases.drop(name);
  }

  /** That hospital after many releases. */
  grown(): Promise<Growth> {
    return (this.growth ??= growHospital(this, this.sizes.releases));
  }

  async grownService(): Promise<Child> {
    await this.grown();
    return this.service('grown');
  }

  journey(client: Client, { maintainer, reviewers }: LargeDictionary): Journey {
    return new Journey(client, maintainer, reviewers);
  }

  /** A request that gives the first `count` entries another note. */
  draft(
    client: Client,
    dictionary: LargeDictionary,
    count: number,
    note: string,
    more: Readonly<Record<string, string>>,
  ): Promise<Draft> {
    return client.importCsv(dictionary.maintainer, csvOf(dictionary, count, note), {
      dictionary: dictionary.code,
      ...more,
    });
  }

  /** The service on one of the databases, started once. */
  service(name: string): Promise<Child> {
    const running = this.services.get(name) ?? startService(this.databases.urlOf(name));
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
const startService = (databaseUrl: string): Promise<Child> =>
  Child.start({
    command: ['node', 'dist/src/main.js'],
    env: { DATABASE_URL: databaseUrl, LOG_LEVEL: 'warn' },
    ready: '/readyz',
  });
