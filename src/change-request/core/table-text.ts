/** Delimiters that spreadsheets write, the likeliest first. */
const DELIMITERS = [',', '\t', ';'] as const;
export type Delimiter = (typeof DELIMITERS)[number];

/** The delimiter that occurs most often in the header outside quotes; a comma where none does. */
export const detectDelimiter = (header: string): Delimiter => {
  const bare = header.replace(/"(?:[^"]|"")*"/g, '');
  const counted = DELIMITERS.map((delimiter) => ({ delimiter, count: bare.split(delimiter).length - 1 }));
  return counted.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
};

/** Whether bytes that are not UTF-8 read as GB18030, the other encoding that a Chinese spreadsheet is saved in. */
export const looksLikeGb18030 = (bytes: Uint8Array): boolean => {
  const text = new TextDecoder('gb18030').decode(bytes);
  const broken = text.split('\ufffd').length - 1;
  return broken <= 1 && /\p{Script=Han}/u.test(text);
};
