import { rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { EmbeddedPostgres } from '../../src/platform/postgres/embedded.js';
import { temporaryFolder } from './folders.js';

/** A database server, and databases in it that end with the run. */
export class Databases {
  private readonly made = new Set<string>();

  private constructor(
    private readonly url: (database: string) => string,
    private readonly admin: pg.Client,
    readonly adminUrl: string,
    /** For whatever else ends with the run. */
    readonly folder: string,
    private readonly leave: () => Promise<void>,
  ) {}

  /** The server that DATABASE_URL names, or one of our own, set up as the service sets up its own. */
  static async open(): Promise<Databases> {
    const folder = temporaryFolder();
    const given = process.env['DATABASE_URL'];
    const server = given === undefined ? await EmbeddedPostgres.start(join(folder, 'postgres')) : null;
    const first = server?.ownerUrl('postgres') ?? given ?? '';
    const admin = new pg.Client({ connectionString: first });
    await admin.connect();
    return new Databases(
      (database) => Object.assign(new URL(first), { pathname: `/${database}` }).href,
      admin,
      first,
      folder,
      async () => server?.stop(),
    );
  }

  /** An empty database, or a copy of one that nobody is connected to; its URL as its owner. */
  async create(name: string, template = 'template0'): Promise<string> {
    const database = this.nameOf(name);
    const source = template === 'template0' ? template : this.nameOf(template);
    const encoding = template === 'template0' ? `ENCODING 'UTF8'` : '';
    await this.admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await this.admin.query(`CREATE DATABASE ${database} TEMPLATE ${source} ${encoding}`);
    this.made.add(database);
    return this.url(database);
  }

  urlOf(name: string): string {
    return this.url(this.nameOf(name));
  }

  async drop(name: string): Promise<void> {
    await this.admin.query(`DROP DATABASE IF EXISTS ${this.nameOf(name)} WITH (FORCE)`);
    this.made.delete(this.nameOf(name));
  }

  async close(): Promise<void> {
    for (const database of this.made) await this.admin.query(`DROP DATABASE IF EXISTS ${database} WITH (FORCE)`);
    await this.admin.end();
    await this.leave();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private nameOf(name: string): string {
    return `zidian_bench_${process.pid}_${name}`;
  }
}

/** Runs work on one connection as the database's owner, whom no grant stops and no time-out ends. */
export async function asOwner<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, options: '-c TimeZone=UTC' });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
