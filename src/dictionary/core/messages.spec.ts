import { dictionary, field, options, reference } from '../../../test/arbitrary/definitions.js';
import type { Issue } from '../../kernel/message.js';
import { LANGUAGES, say } from '../../platform/i18n.js';
import { codeOf } from './code.js';
import { dictionariesIssues, parseDefinition } from './definition.js';
import { checkValues } from './values.js';

const issuesOf = (result: object): readonly Issue[] => ('issues' in result ? (result.issues as readonly Issue[]) : []);

const everything = dictionary([
  field('name', 'text', { required: true, maxLength: 3 }),
  field('pinyin', 'code'),
  field('drug', 'code', { checkDigit: 'GTIN14' }),
  field('number', 'text', { pattern: '^\\d$' }),
  field('beds', 'integer', { max: '9' }),
  field('price', 'decimal', { precision: 8, scale: 2 }),
  field('insured', 'boolean'),
  field('issued', 'date'),
  field('seen', 'instant'),
  field('state', 'enumeration', { options: options('A') }),
  reference('items', { kind: 'WILDCARD', dictionary: 'charge_item' }),
  reference('by', { kind: 'LIST', dictionary: 'dept', any: '*' }),
  reference('target', { kind: 'CODE', discriminator: 'state', dictionaries: { A: 'dept' } }),
  reference('parent', { kind: 'PREFIX', dictionary: 'charge_item', widths: [2] }),
]);
const wrongValues: readonly Readonly<Record<string, unknown>>[] = [
  {
    pinyin: 'Ａ',
    drug: '1',
    number: 'x',
    beds: 10,
    price: 1,
    insured: 1,
    issued: '',
    seen: '',
    state: 'B',
    items: '*1',
    parent: '1',
    colour: 1,
  },
  { name: '四个字吧', pinyin: ' a', beds: 'x', by: 'x', constructor: 1, state: 'A' },
  { name: 'a\u200b', by: ['1', '1', '*'], target: 'x', number: 5 },
  { name: '', by: Array.from({ length: 501 }, (_, index) => `${index}`) },
];
const keyed = dictionary([field('a', 'code', { required: true }), field('b', 'code', { required: true })], {
  key: ['a', 'b'],
});
const wrongCodes = [
  {},
  { code: 1 as unknown as string },
  { code: 'A' },
  { key: 1 },
  { key: { c: 1 } },
  { code: 'A|B', key: { a: 'A', b: 'C' } },
  { code: 'a|\u200b' },
  { code: 'Ａ|B' },
];
const words = { label: '甲', label_en: 'A' };
const wrongDefinition = {
  key: ['code', 'code', 'gone', 'x1'],
  code_pattern: 'A',
  fields: [
    { ...words, name: 'code', type: 'structure', precision: 1, scale: 2, default: 1 },
    {
      ...words,
      name: 'x1',
      type: 'enumeration',
      options: ['A', 'A'].map((value) => ({ ...words, value })),
      pattern: '^(?=a)$',
    },
    { ...words, name: 'x2', type: 'decimal', precision: 3, scale: 1, min: '3', max: '2' },
    { ...words, name: 'x2', type: 'integer', min: 'x', pattern: '^(a+)+$' },
    { ...words, name: 'x3', type: 'reference', reference: { kind: 'CODE', widths: [2, 1], fields: [''] } },
    {
      ...words,
      name: 'x4',
      type: 'reference',
      reference: { kind: 'PREFIX', dictionary: 'me', widths: ['a'] },
      required: true,
    },
    {
      ...words,
      name: 'x5',
      type: 'reference',
      required: true,
      reference: { kind: 'CODE', discriminator: 'x6', dictionaries: { Z: '-' } },
    },
    { ...words, name: 'x6', type: 'enumeration', options: [{ ...words, value: 'A' }] },
    {
      ...words,
      name: 'x7',
      type: 'reference',
      reference: { kind: 'CODE', discriminator: 'x2', dictionaries: { Z: 'me' } },
    },
    { ...words, name: 'x8', type: 'reference', reference: { kind: 'LIST' }, pattern: '^[' },
    { ...words, name: 'x9', type: 'boolean', default: 'x' },
    1,
  ],
};
const beside = dictionary([
  reference('a', { kind: 'CODE', dictionary: 'gone' }),
  reference('b', { kind: 'NAME', dictionary: 'keyed' }),
  reference('c', { kind: 'COMPOSITE', dictionary: 'keyed', fields: ['a'] }),
]);

const faults: readonly Issue[] = [
  ...wrongValues.flatMap((values) => issuesOf(checkValues(everything, values, ''))),
  ...issuesOf(checkValues(keyed, { a: 'A' }, '')),
  ...issuesOf(checkValues(everything, { name: '甲', state: 'A' }, '')),
  ...wrongCodes.flatMap((named) => issuesOf(codeOf(keyed, named, ''))),
  ...issuesOf(codeOf(dictionary([], { codePattern: '^A+$' }), { code: 'A'.repeat(201) }, '')),
  ...issuesOf(parseDefinition('me', wrongDefinition)),
  ...issuesOf(parseDefinition('me', { key: 1, fields: [] })),
  ...dictionariesIssues(beside, (code) => (code === 'keyed' ? keyed : undefined)),
];

describe('what is said of a fault', () => {
  it.each(LANGUAGES)('is a whole sentence in %s, with nothing left to fill in', (language) => {
    const unfinished = faults
      .map(({ says }) => say(says, language))
      .filter((text) => /\{[a-z]+\}|^dictionary\./i.test(text));
    expect(unfinished).toEqual([]);
  });

  it('has been said here of nearly every kind of fault', () => {
    expect(new Set(faults.map(({ says }) => says.key)).size).toBeGreaterThan(60);
  });
});
