import { parseArgs } from 'node:util';

/** What the command line asks for. */
export interface Options {
  /** Names of benchmarks; all where none is given. */
  readonly only: readonly string[];
  /** A minute's look: smaller hospitals, fewer rounds. Its figures are no promise and are not written down. */
  readonly quick: boolean;
  /** Whether a missed bar is a failure. */
  readonly fail: boolean;
}

/** The options, or a sentence about what is wrong with them. */
export function readOptions(args: readonly string[], known: readonly string[]): Options | string {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        only: { type: 'string', multiple: true, default: [] },
        quick: { type: 'boolean', default: false },
        'no-fail': { type: 'boolean', default: false },
      },
    });
    const only = values.only.flatMap((names) => names.split(',')).filter((name) => name !== '');
    const unknown = only.filter((name) => !known.includes(name));
    if (unknown.length > 0) return `There is no benchmark ${unknown.join(', ')}; there are ${known.join(', ')}.`;
    return { only, quick: values.quick, fail: !values['no-fail'] };
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
