/** The two dictionaries of the sample hospital that the bench makes large, and the people whose duty they are. */
export interface LargeDictionary {
  readonly code: string;
  readonly maintainer: string;
  readonly reviewers: readonly string[];
  /** The code of the bench's nth entry; none of the catalogue's has the form. */
  readonly entry: (index: number) => string;
  readonly columns: readonly string[];
  /** A CSV line; `note` is the field that changes from one generation of an entry to the next. */
  readonly line: (index: number, note: string) => string;
  readonly noteField: string;
}

const DIGITS = 5;
const digits = (index: number): string => String(index).padStart(DIGITS, '0');

/** Undated: administrative divisions. The digit 9 begins none in China. */
export const UNDATED: LargeDictionary = {
  code: 'area',
  maintainer: 'public-maintainer',
  reviewers: ['it-reviewer'],
  entry: (index) => `9${digits(index)}`,
  columns: ['code', 'name', 'pinyin', 'pinyin_full', 'source_standard', 'source_code', 'remark'],
  line: (index, note) =>
    [
      UNDATED.entry(index),
      `测试区划第${index}号街道办事处`,
      `CSQHD${index}HJDBSC`,
      `ceshiquhuadi${index}haojiedaobanshichu`,
      'GB/T 2260',
      `${index}`,
      note,
    ].join(','),
  noteField: 'remark',
};

/** Dated: what clinicians can order. */
export const DATED: LargeDictionary = {
  code: 'clinic_item',
  maintainer: 'price-maintainer',
  reviewers: ['pricing-reviewer'],
  entry: (index) => `BENCH${digits(index)}`,
  columns: ['code', 'name', 'pinyin', 'pinyin_full', 'class', 'specimen', 'scope', 'orderable', 'patient_note'],
  line: (index, note) =>
    [
      DATED.entry(index),
      `测试检验项目第${index}号`,
      `CSJYXMD${index}H`,
      `ceshijianyanxiangmudi${index}hao`,
      'C',
      '全血',
      'BOTH',
      'true',
      note,
    ].join(','),
  noteField: 'patient_note',
};

/** A CSV of the entries [0, count). */
export const csvOf = ({ columns, line }: LargeDictionary, count: number, note: string): string => {
  const lines = Array.from({ length: count }, (_, index) => line(index, note));
  return `${[columns.join(','), ...lines].join('\n')}\n`;
};
