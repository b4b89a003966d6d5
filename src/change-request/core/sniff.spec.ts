import fc from 'fast-check';
import { sniffMediaType } from './sniff.js';

const bytes = (...parts: readonly (string | readonly number[])[]): Uint8Array =>
  Buffer.concat(parts.map((part) => (typeof part === 'string' ? Buffer.from(part, 'utf8') : Buffer.from(part))));

/** A zip whose parts are empty: what a look at its central directory needs, and no more. */
function zipOf(...names: readonly string[]): Uint8Array {
  const local = Buffer.from('PK\x03\x04', 'latin1');
  const central = names.map((name) => {
    const head = Buffer.alloc(46);
    head.writeUInt32LE(0x02014b50, 0);
    head.writeUInt16LE(Buffer.byteLength(name), 28);
    return Buffer.concat([head, Buffer.from(name, 'utf8')]);
  });
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, ...central, end]);
}

describe('what an attachment is', () => {
  it.each([
    ['application/pdf', bytes('%PDF-1.7\n'), 'minutes.pdf'],
    ['image/png', bytes([0x89], 'PNG\r\n', [0x1a], '\n'), 'scan.png'],
    ['image/jpeg', bytes([0xff, 0xd8, 0xff, 0xe0]), 'scan.jpg'],
    [
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      zipOf('[Content_Types].xml', 'xl/workbook.xml'),
      'prices.xlsx',
    ],
    [
      'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
      zipOf('[Content_Types].xml', '_rels/.rels', 'word/document.xml'),
      'minutes.docx',
    ],
    ['text/csv', bytes('code,name\n1,一\n'), 'prices.csv'],
    ['text/plain', bytes('会议纪要\n'), 'minutes.txt'],
  ])('is told by its bytes: %s', (expected, content, name) => {
    expect(sniffMediaType(content, name)).toBe(expected);
  });

  it.each([
    ['a program that calls itself a PDF', bytes('MZ', [0, 3, 0, 0]), 'minutes.pdf'],
    ['a zip that is no office document', zipOf('payload.exe'), 'minutes.docx'],
    ['an archive with a content list but no document in it', zipOf('[Content_Types].xml'), 'minutes.docx'],
    ['a zip without a central directory', bytes('PK', [3, 4], 'cut off'), 'prices.xlsx'],
    ['text in GB18030', bytes([0xbb, 0xe1, 0xd2, 0xe9]), 'minutes.txt'],
    ['text with a hidden control character', bytes('a', [0], 'b'), 'minutes.txt'],
    ['nothing at all', bytes(), 'minutes.txt'],
  ])('is refused: %s', (_, content, name) => {
    expect(sniffMediaType(content, name)).toBeNull();
  });

  it('never fails on bytes that somebody made up, even behind a true beginning', () => {
    const openings = fc.constantFrom(bytes(), bytes('PK', [3, 4]), zipOf('[Content_Types].xml', 'xl/workbook.xml'));
    fc.assert(
      fc.property(openings, fc.uint8Array({ maxLength: 200 }), (opening, rest) => {
        expect(() => sniffMediaType(Buffer.concat([opening, rest]), 'file')).not.toThrow();
      }),
      { numRuns: 500 },
    );
  });
});
