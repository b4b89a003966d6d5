import { type ChildProcess, spawn } from 'node:child_process';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from '../../src/platform/postgres/cluster.js';
import { ROOT } from './folders.js';

export interface ChildOptions {
  /** Program and arguments, run in the checkout; our own Node where the program is `node`. */
  readonly command: readonly [string, ...string[]];
  readonly env?: Readonly<Record<string, string>>;
  /** A path that answers with a status below 500 once the child is ready. */
  readonly ready: string;
}

const READY_WITHIN_MS = 180_000;
const POLL_MS = 10;
const OUTPUT_MAX = 20_000;

/** A server in a process of its own, listening on a free port of this machine that it is told as PORT. */
export class Child {
  private output = '';
  private readonly ended: Promise<void>;

  private constructor(
    readonly url: string,
    private readonly child: ChildProcess,
  ) {
    this.ended = new Promise((resolve) => child.once('close', () => resolve()));
    for (const stream of [child.stdout, child.stderr]) {
      stream?.on('data', (chunk: Buffer) => (this.output = (this.output + chunk.toString()).slice(-OUTPUT_MAX)));
    }
  }

  static async start({ command: [program, ...args], env = {}, ready }: ChildOptions): Promise<Child> {
    const port = String(await freePort());
    const child = spawn(program === 'node' ? process.execPath : program, args, {
      cwd: ROOT,
      env: { ...process.env, ...env, PORT: port, HOST: '127.0.0.1' },
      stdio: ['ignore', 'pipe', 'pipe'],
      // A group of its own: npm does not pass on the signal that ends it.
      detached: true,
    });
    const started = new Child(`http://127.0.0.1:${port}`, child);
    await started.untilReady(ready);
    return started;
  }

  get pid(): number {
    return this.child.pid ?? 0;
  }

  private async untilReady(path: string): Promise<void> {
    const deadline = Date.now() + READY_WITHIN_MS;
    while (Date.now() < deadline) {
      if (this.child.exitCode !== null)
        throw new Error(`The server ended with ${this.child.exitCode}:\n${this.output}`);
      const response = await fetch(this.url + path).catch(() => null);
      await response?.body?.cancel();
      if (response && response.status < 500) return;
      await pause(POLL_MS);
    }
    await this.stop();
    throw new Error(`The server was not ready within ${READY_WITHIN_MS / 1000} s:\n${this.output}`);
  }

  async stop(): Promise<void> {
    if (this.child.exitCode === null) process.kill(-this.pid, 'SIGTERM');
    await this.ended;
  }
}
