import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** A Node process of the project's own code, told what it says and how it ends. */
export class Program {
  private readonly said: string[] = [];
  readonly ended: Promise<{ code: number | null; signal: NodeJS.Signals | null }>;

  private constructor(readonly child: ChildProcess) {
    child.stdout?.on('data', (chunk: Buffer) => this.said.push(chunk.toString('utf8')));
    child.stderr?.on('data', (chunk: Buffer) => this.said.push(chunk.toString('utf8')));
    this.ended = once(child, 'close').then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
  }

  /** Runs a TypeScript file of the project with an environment that is given whole. */
  static run(
    file: string,
    args: readonly string[],
    env: NodeJS.ProcessEnv,
    user?: { uid: number; gid: number },
  ): Program {
    const hooks = ['--import', new URL('../../scripts/typescript.mjs', import.meta.url).href];
    const options = { cwd: ROOT, env, stdio: ['ignore', 'pipe', 'pipe'] as ['ignore', 'pipe', 'pipe'], ...user };
    return new Program(spawn(process.execPath, [...hooks, file, ...args], options));
  }

  get output(): string {
    return this.said.join('');
  }

  /** Waits until it says something that matches; fails when it ends before. */
  async says(pattern: RegExp, withinMs = 30_000): Promise<RegExpExecArray> {
    const deadline = Date.now() + withinMs;
    while (Date.now() < deadline) {
      const found = pattern.exec(this.output);
      if (found) return found;
      if (this.child.exitCode !== null || this.child.signalCode !== null) break;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    throw new Error(`It never said ${String(pattern)}, but: ${this.output}`);
  }

  kill(signal: NodeJS.Signals): void {
    this.child.kill(signal);
  }
}
