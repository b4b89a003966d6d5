/** What an attachment may be. Told by its bytes, never by its name: a name is whatever the sender wrote. */
export type MediaType =
  | 'application/pdf'
  | 'image/png'
  | 'image/jpeg'
  | 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
  | 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'
  | 'text/csv'
  | 'text/plain';

const PDF = [0x25, 0x50, 0x44, 0x46, 0x2d];
const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
const ZIP_LOCAL_FILE = [0x50, 0x4b, 0x03, 0x04];

const CENTRAL_ENTRY = 0x02014b50;
const CENTRAL_ENTRY_BYTES = 46;
const END_OF_CENTRAL_DIRECTORY = 0x06054b50;
const END_BYTES = 22;
const COMMENT_BYTES_MAX = 0xffff;
/** A document of an office suite has dozens of parts; one with more is not worth looking into. */
const PARTS_MAX = 10_000;

const OFFICE_PARTS: ReadonlyMap<string, MediaType> = new Map([
  ['xl/workbook.xml', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
  ['word/document.xml', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
]);

const startsWith = (bytes: Uint8Array, signature: readonly number[]): boolean =>
  signature.every((byte, index) => bytes[index] === byte);

/** The media type that the bytes prove, or null for anything else. `name` only tells a table from other plain text. */
export function sniffMediaType(bytes: Uint8Array, name: string): MediaType | null {
  if (startsWith(bytes, PDF)) return 'application/pdf';
  if (startsWith(bytes, PNG)) return 'image/png';
  if (startsWith(bytes, JPEG)) return 'image/jpeg';
  if (startsWith(bytes, ZIP_LOCAL_FILE)) return officeType(zipPartNames(bytes));
  if (!isPlainText(bytes)) return null;
  return /\.(csv|tsv)$/i.test(name) ? 'text/csv' : 'text/plain';
}

const officeType = (parts: ReadonlySet<string>): MediaType | null => {
  if (!parts.has('[Content_Types].xml')) return null;
  return [...OFFICE_PARTS].find(([part]) => parts.has(part))?.[1] ?? null;
};

/** The names in a zip's central directory: read, never unpacked, so that a zip bomb costs nothing. */
function zipPartNames(bytes: Uint8Array): ReadonlySet<string> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const names = new Set<string>();
  const end = endOfCentralDirectory(view);
  if (end === null) return names;
  let at = view.getUint32(end + 16, true);
  for (let part = 0; part < PARTS_MAX && at + CENTRAL_ENTRY_BYTES <= end; part++) {
    if (view.getUint32(at, true) !== CENTRAL_ENTRY) break;
    const nameLength = view.getUint16(at + 28, true);
    const nameAt = at + CENTRAL_ENTRY_BYTES;
    names.add(new TextDecoder().decode(bytes.subarray(nameAt, Math.min(nameAt + nameLength, end))));
    at = nameAt + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return names;
}

function endOfCentralDirectory(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_BYTES - COMMENT_BYTES_MAX);
  for (let at = view.byteLength - END_BYTES; at >= first; at--) {
    if (view.getUint32(at, true) === END_OF_CENTRAL_DIRECTORY) return at;
  }
  return null;
}

/** UTF-8 without control characters other than tab and line ends. An empty file proves nothing. */
function isPlainText(bytes: Uint8Array): boolean {
  if (bytes.byteLength === 0 || bytes.some((byte) => byte < 0x20 && byte !== 0x09 && byte !== 0x0a && byte !== 0x0d)) {
    return false;
  }
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
