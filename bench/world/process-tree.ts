import { execFileSync } from 'node:child_process';

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly residentKiB: number;
  readonly command: string;
}

/** Every process of this machine, as `ps` tells it. */
function processes(): readonly Process[] {
  const listing = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss=,args='], { encoding: 'utf8' });
  return listing.split('\n').flatMap((line) => {
    const [, pid, parent, rss, command] = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined
      ? []
      : [{ pid: Number(pid), parent: Number(parent), residentKiB: Number(rss), command: command ?? '' }];
  });
}

/** The processes below `root` whose command line says `what`. */
export function below(root: number, what: RegExp): readonly Process[] {
  const all = processes();
  const found = new Set([root]);
  for (let grew = true; grew;) {
    const more = all.filter(({ pid, parent }) => found.has(parent) && !found.has(pid));
    for (const { pid } of more) found.add(pid);
    grew = more.length > 0;
  }
  return all.filter(({ pid, command }) => found.has(pid) && what.test(command));
}
