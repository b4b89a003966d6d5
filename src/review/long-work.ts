import type { Tx } from '../platform/transactor.js';

/**
 * Lifts, for one transaction, the limits that keep ordinary ones small: a request of 100,000 changes is judged for seconds
 * between two statements, and writes or compares all of them in one. Compiling such statements takes longer than it saves.
 */
export const allowLongWork = async (tx: Tx): Promise<void> => {
  await tx.query(SETTINGS);
};

const SETTINGS = `
  SELECT set_config('statement_timeout', '300s', true), set_config('idle_in_transaction_session_timeout', '60s', true),
    set_config('work_mem', '64MB', true), set_config('jit', 'off', true)`;
