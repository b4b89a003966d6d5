/** What a figure must reach: at least or at most a ratio of the baseline, or a figure by itself. */
export interface Bar {
  readonly kind: 'at least' | 'at most';
  readonly limit: number;
  readonly of: 'ratio' | 'value';
}

export const ratioAtLeast = (limit: number): Bar => ({ kind: 'at least', limit, of: 'ratio' });
export const ratioAtMost = (limit: number): Bar => ({ kind: 'at most', limit, of: 'ratio' });
export const valueAtMost = (limit: number): Bar => ({ kind: 'at most', limit, of: 'value' });

/** One line of the table. */
export interface Figure {
  readonly name: string;
  readonly work: string;
  readonly unit: string;
  readonly ours: number;
  readonly baseline: { readonly is: string; readonly value: number } | null;
  readonly ratio: number | null;
  readonly spread: readonly [number, number] | null;
  readonly bar: Bar;
}

/** A benchmark that could not be run, and why. It counts as missed. */
export interface Failure {
  readonly name: string;
  readonly failed: string;
}

export type Line = Figure | Failure;

export function isMet(line: Line): boolean {
  if ('failed' in line) return false;
  const value = line.bar.of === 'ratio' ? (line.ratio ?? Number.NaN) : line.ours;
  return line.bar.kind === 'at least' ? value >= line.bar.limit : value <= line.bar.limit;
}

const HEAD = ['', 'name', 'work', 'ours', 'baseline', 'ratio', '(rounds)', 'bar'];

/** The lines as a Markdown table, aligned so that a terminal shows it too. */
export function table(lines: readonly Line[]): string {
  const rows = [HEAD, HEAD.map(() => '---'), ...lines.map(cells)];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) => `| ${row.map((cell, column) => padded(cell, widths[column] ?? 0)).join(' | ')} |`)
    .join('\n');
}

const padded = (cell: string, width: number): string => (cell === '---' ? '-'.repeat(width) : cell.padEnd(width));

function cells(line: Line): string[] {
  if ('failed' in line) return ['✗', line.name, line.failed.slice(0, 100), '', '', '', '', ''];
  const { name, work, unit, ours, baseline, ratio, spread, bar } = line;
  const limit = `${bar.kind === 'at least' ? '≥' : '≤'} ${shown(bar.limit)}${bar.of === 'value' ? ` ${unit}` : ''}`;
  return [
    isMet(line) ? '✓' : '✗',
    name,
    work,
    `${shown(ours)} ${unit}`,
    baseline ? `${shown(baseline.value)} ${unit}, ${baseline.is}` : '',
    ratio === null ? '' : ratio.toFixed(2),
    spread ? `${spread[0].toFixed(2)}–${spread[1].toFixed(2)}` : '',
    limit,
  ];
}

function shown(value: number): string {
  if (Math.abs(value) >= 1_000) return Math.round(value).toLocaleString('en-US');
  return String(Number(value.toPrecision(3)));
}
