import pg from 'pg';

/** When the service is to die: at the `at`-th statement of the transaction that takes the idempotency key `key`. */
export interface Doom {
  readonly key: string;
  readonly at: number;
  readonly when: 'before' | 'sent' | 'answered';
  /** Planted: the transaction is committed before the first statement that holds this text, and the service dies then. */
  readonly split?: string;
}

type Query = (this: pg.Client, text: unknown, parameters?: unknown) => Promise<unknown>;

const doom = JSON.parse(process.env['DOOM'] ?? 'null') as Doom | null;
const prototype = pg.Client.prototype as unknown as { query: Query };
const { query } = prototype;
const counts = new WeakMap<pg.Client, number>();

const die = (): void => {
  process.kill(process.pid, 'SIGKILL');
};

/** Which statement of the transaction this is; 0 of every other transaction. */
const counted = (client: pg.Client, text: unknown, parameters: unknown, { key }: Doom): number => {
  const before = counts.get(client) ?? 0;
  if (before === 0 && !(Array.isArray(parameters) && parameters.includes(key))) return 0;
  counts.set(client, text === 'COMMIT' || text === 'ROLLBACK' ? 0 : before + 1);
  return before + 1;
};

const doomedQuery = (doom: Doom): Query =>
  async function (text, parameters) {
    const number = counted(this, text, parameters, doom);
    if (number > 0 && doom.split !== undefined && String(text).includes(doom.split)) {
      await query.call(this, 'COMMIT');
      die();
    }
    const isTheOne = number > 0 && number === doom.at;
    if (isTheOne && doom.when === 'before') die();
    const answer = query.call(this, text, parameters);
    // The driver hands a statement to the socket in this turn of the loop or the next tick; then it is on its way.
    if (isTheOne && doom.when === 'sent') setImmediate(die);
    const answered = await answer;
    if (isTheOne && doom.when === 'answered') die();
    if (number > 0 && text === 'COMMIT') process.stdout.write(`took ${number} statements\n`);
    return answered;
  };

/** pg's own callers pass a callback or a query object; only what TypeORM sends is counted. */
if (doom) {
  const counting = doomedQuery(doom);
  prototype.query = function (...args) {
    const isPlain = typeof args[0] === 'string' && typeof args.at(-1) !== 'function';
    return isPlain ? counting.apply(this, args) : query.apply(this, args);
  };
}

await import('../../src/main.js');
