import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';

/** Rounds of each race: without its guard, a race shows itself in about one round of three. */
export const ROUNDS = 200;
/** How far apart two deeds of one round may start: less than one of them takes, so that they nearly always overlap. */
const JITTER_MAX_MS = 6;

/** A number in [0, 1). */
export type Chance = () => number;

/** The randomness of a run, told so that a red one can be run again: `ZIDIAN_SEED=<n> npx jest <file>`. */
export const seededChance = (race: string): Chance => {
  const seed = Number(process.env['ZIDIAN_SEED'] ?? randomInt(2 ** 31));
  process.stdout.write(`${race}: ZIDIAN_SEED=${seed}\n`);
  return mulberry32(seed);
};

/** Mulberry32, a generator in the public domain: small, and good enough to shuffle. */
const mulberry32 = (seed: number): Chance => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

/** Both deeds at once: now the one starts first, now the other, by up to a few milliseconds. */
export const atOnce = async <A, B>(chance: Chance, one: () => Promise<A>, other: () => Promise<B>): Promise<[A, B]> => {
  const lead = Math.floor((chance() * 2 - 1) * JITTER_MAX_MS);
  return Promise.all([pause(Math.max(0, -lead)).then(one), pause(Math.max(0, lead)).then(other)]);
};

/** What one round did wrong; empty where everything held. */
export type Round = (round: number) => Promise<readonly string[]>;

/** Every round; the faults of all of them, each with its round. */
export const faultsOf = async (rounds: number, round: Round): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (let at = 0; at < rounds; at++) faults.push(...(await round(at)).map((fault) => `round ${at}: ${fault}`));
  return faults;
};

/** Rounds until one does wrong, or until that wrong which is looked for: enough to see that a planted fault is found. */
export const firstFaults = async (rounds: number, round: Round, harm = /./): Promise<readonly string[]> => {
  const faults: string[] = [];
  for (let at = 0; at < rounds && !faults.some((fault) => harm.test(fault)); at++) {
    faults.push(...(await round(at)).map((fault) => `round ${at}: ${fault}`));
  }
  return faults;
};

/** `make` for 0, 1, … in order, four at a time: preparing is no race, and two cores should not idle. */
export const prepare = async <T>(count: number, make: (ordinal: number) => Promise<T>): Promise<readonly T[]> => {
  const made = new Array<T>(count);
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < count; at = next++) made[at] = await make(at);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return made;
};

type Answer = { readonly __typename: string };

/** What a deed came to: the kind of its answer, or the error that should never have surfaced. Who is told Busy asks again. */
export const kindOf = async (deed: () => Promise<Answer>): Promise<string> => {
  for (;;) {
    const kind = await deed().then(
      ({ __typename }) => __typename,
      (error: unknown) => `error ${error instanceof Error ? error.message : String(error)}`,
    );
    if (kind !== 'Busy') return kind;
  }
};
