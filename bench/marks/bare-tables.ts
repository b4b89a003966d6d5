import type { Client } from 'pg';

/** The tables that an application writes, in the order in which their foreign keys allow it. */
const TABLES = ['entry_version', 'entry_head', 'head_row', 'entry_reference'] as const;

/** Loaded tables with the same columns, indexes and constraints as those that an application writes, and nothing that writes them. */
export class BareTables {
  private readonly columns = new Map<string, string>();

  private constructor(
    private readonly owner: Client,
    private readonly release: string,
  ) {}

  /** Holds what the channels hold, without the rows of the projection that the release is going to replace. */
  static async load(owner: Client, release: string): Promise<BareTables> {
    const bare = new BareTables(owner, release);
    await owner.query('CREATE SCHEMA bare');
    for (const table of TABLES) await bare.copy(table);
    await owner.query('VACUUM ANALYZE');
    return bare;
  }

  private async copy(table: string): Promise<void> {
    const { rows } = await this.owner.query<{ columns: string }>(WRITABLE_COLUMNS, [table]);
    const columns = rows[0]?.columns ?? '';
    this.columns.set(table, columns);
    const stays = table === 'entry_version' ? '' : `WHERE entry_id NOT IN (${CHANGED})`;
    await this.owner.query(`CREATE TABLE bare.${table} (LIKE public.${table} INCLUDING ALL)`);
    const parameters = stays === '' ? [] : [this.release];
    await this.owner.query(
      `INSERT INTO bare.${table} (${columns}) SELECT ${columns} FROM public.${table} ${stays}`,
      parameters,
    );
    const keys = await this.owner.query<{ definition: string }>(FOREIGN_KEYS, [table]);
    for (const { definition } of keys.rows) await this.owner.query(`ALTER TABLE bare.${table} ADD ${definition}`);
  }

  /** Puts the rows that the application to this channel wrote aside, so that reading them costs as little as can be. */
  async stage(channel: string): Promise<void> {
    for (const table of TABLES) {
      const written = table === 'entry_version' ? ONLY_THAT_VERSION : '';
      await this.owner.query(`DROP TABLE IF EXISTS bare.${table}_written`);
      await this.owner.query(`CREATE TABLE bare.${table}_written AS SELECT * FROM public.${table} WHERE false`);
      await this.owner.query(
        `INSERT INTO bare.${table}_written SELECT * FROM public.${table} t
         WHERE t.channel = $2 AND t.entry_id IN (${CHANGED}) ${written}`,
        [this.release, channel],
      );
    }
  }

  async insert(): Promise<void> {
    await this.owner.query('BEGIN');
    for (const table of TABLES) {
      const columns = this.columns.get(table) ?? '';
      await this.owner.query(`INSERT INTO bare.${table} (${columns}) SELECT ${columns} FROM bare.${table}_written`);
    }
    await this.owner.query('COMMIT');
  }

  /** Everything is on disk before the clock starts, for both sides, where the owner may ask for it. */
  async settle(): Promise<void> {
    await this.owner.query('CHECKPOINT').catch(() => undefined);
  }
}

const CHANGED = `
  SELECT e.id FROM entry e JOIN release_change c ON c.release = $1 AND c.dictionary = e.dictionary AND c.code = e.code`;

const ONLY_THAT_VERSION = `AND t.version = (SELECT v.version FROM channel_version v WHERE v.channel = $2 AND v.release = $1)`;

const WRITABLE_COLUMNS = `
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum) AS columns FROM pg_attribute
  WHERE attrelid = ('public.' || $1::text)::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = ''`;

const FOREIGN_KEYS = `
  SELECT pg_get_constraintdef(oid) AS definition FROM pg_constraint
  WHERE conrelid = ('public.' || $1::text)::regclass AND contype = 'f'`;
