import { Readable } from 'node:stream';
import { isProblem } from '../kernel/problem.js';
import type { Table } from './core/import.js';
import { readTable, UnreadableTable } from './table.reader.js';

const LIMITS = { bytesMax: 1_000, rowsMax: 3 };

const read = async (content: string | Buffer, limits = LIMITS, chunk = 7) => {
  const bytes = Buffer.from(content as string);
  const chunks = Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, n) =>
    bytes.subarray(n * chunk, (n + 1) * chunk),
  );
  return readTable(Readable.from(chunks), limits);
};
const table = async (content: string): Promise<Table> => {
  const answer = await read(content);
  if (isProblem(answer) || answer instanceof UnreadableTable) throw new Error(JSON.stringify(answer));
  return answer;
};
const refusal = async (content: string | Buffer, limits = LIMITS): Promise<string | undefined> => {
  const answer = await read(content, limits);
  if (isProblem(answer)) return answer.kind;
  return answer instanceof UnreadableTable ? answer.issue.code : undefined;
};

describe('a table as it is saved', () => {
  it.each([
    ['commas', 'code,name\nA1,甲\n'],
    ['tabs', 'code\tname\nA1\t甲\n'],
    ['semicolons and Windows line ends', 'code;name\r\nA1;甲\r\n'],
    ['a byte order mark and no line end', '\uFEFFcode,name\nA1,甲'],
  ])('is read with %s, however its bytes arrive', async (_, content) => {
    expect(await table(content)).toEqual({ header: ['code', 'name'], rows: [{ line: 2, cells: ['A1', '甲'] }] });
  });

  it('tells on which line each row begins, past quoted line ends and empty lines', async () => {
    const { rows } = await table('code,name\nA1,"甲\n乙"\n\n,\nA2,"say ""hm"""\n');
    expect(rows).toEqual([
      { line: 2, cells: ['A1', '甲\n乙'] },
      { line: 6, cells: ['A2', 'say "hm"'] },
    ]);
  });

  it.each([
    ['gb18030', Buffer.from([0xb1, 0xe0, 0xc2, 0xeb, 0x2c, 0xc3, 0xfb, 0xb3, 0xc6, 0x0a])],
    ['notUtf8', Buffer.from([0xff, 0xff, 0xff, 0x41, 0x0a])],
    ['empty', Buffer.from('\n\n')],
    ['malformed', Buffer.from('code,name\nA1,"never closed\n')],
    ['malformed', Buffer.from('code,name\nA1,"x"y\n')],
  ])('is refused as %s', async (code, content) => {
    expect(await refusal(content)).toBe(code);
  });

  it('may have as many rows and bytes as the limits say, and not one more', async () => {
    const rows = (count: number): string => `code\n${'A1\n'.repeat(count)}`;
    expect(await refusal(rows(3))).toBeUndefined();
    expect(await refusal(rows(4))).toBe('LimitExceeded');
    const bytesMax = Buffer.byteLength(rows(3));
    expect(await refusal(rows(3), { ...LIMITS, bytesMax })).toBeUndefined();
    expect(await refusal(rows(3), { ...LIMITS, bytesMax: bytesMax - 1 })).toBe('LimitExceeded');
  });
});
