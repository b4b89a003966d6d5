import fc from 'fast-check';
import { dictionary, faultsOf, field, options, reference } from '../../../test/arbitrary/definitions.js';
import { CODE_LENGTH_MAX } from '../../kernel/limits.js';
import { codeOf, keyOf } from './code.js';

const items = dictionary([]);
const prices = dictionary(
  [
    reference('item', { kind: 'CODE', dictionary: 'charge_item' }, { required: true }),
    field('grade', 'enumeration', { required: true, options: options('ALL', 'G3') }),
  ],
  { code: 'charge_price', key: ['item', 'grade'], codePattern: '^[0-9A-Z]{1,20}$' },
);
const maps = dictionary(
  [field('item', 'code', { required: true }), field('number', 'integer', { required: true, min: '1' })],
  {
    key: ['item', 'number'],
  },
);

describe('a code of a dictionary', () => {
  it('is given as it is, or as the field code of its key', () => {
    expect(codeOf(items, { code: '2208A' }, '')).toEqual({ code: '2208A' });
    expect(codeOf(items, { key: { code: '2208A' } }, '')).toEqual({ code: '2208A' });
    expect(keyOf(items, '2208A')).toEqual({ code: '2208A' });
  });

  it('is what the pattern allows', () => {
    expect(faultsOf(codeOf(items, { code: 'a-1' }, 'changes[0]'))).toEqual(['changes[0].code pattern']);
    expect(faultsOf(codeOf(items, { code: '' }, ''))).toEqual(['code pattern']);
    expect(faultsOf(codeOf(items, { code: 12 as unknown as string }, ''))).toEqual(['code notText']);
  });

  it.each([
    ['full-width', 'Ａ０１', 'notFolded'],
    ['zero-width', 'A\u200b01', 'invisible'],
    ['byte order mark', '\ufeffA01', 'invisible'],
    ['bidirectional', 'A01\u202e', 'invisible'],
    ['Cyrillic', 'А01', 'pattern'],
    ['en dash', 'A–01', 'pattern'],
    ['minus', 'A−01', 'pattern'],
    ['no-break space', 'A\u00a001', 'notFolded'],
    ['trailing newline', 'A01\n', 'invisible'],
    ['Kangxi radical', '⼈01', 'notFolded'],
  ])('with a %s character is refused', (_, code, fault) => {
    expect(faultsOf(codeOf(items, { code }, ''))).toEqual([`code ${fault}`]);
  });

  it('says how a full-width one should be written', () => {
    const result = codeOf(items, { code: 'Ａ０１' }, '');
    expect('issues' in result && result.issues[0]?.says.params['folded']).toBe('A01');
  });

  it('is needed', () => {
    expect(faultsOf(codeOf(items, {}, ''))).toEqual(['code needed']);
    expect(faultsOf(codeOf(items, { code: null, key: null }, ''))).toEqual(['code needed']);
  });

  it('is no longer than an index key may be', () => {
    const long = dictionary([], { codePattern: '^A+$' });
    expect(faultsOf(codeOf(long, { code: 'A'.repeat(CODE_LENGTH_MAX) }, ''))).toEqual([]);
    expect(faultsOf(codeOf(long, { code: 'A'.repeat(CODE_LENGTH_MAX + 1) }, ''))).toEqual(['code tooLong']);
  });
});

describe('a code of several parts', () => {
  it('is the key, joined', () => {
    expect(codeOf(prices, { key: { grade: 'ALL', item: '2208' } }, '')).toEqual({ code: '2208|ALL' });
    expect(codeOf(prices, { code: '2208|ALL' }, '')).toEqual({ code: '2208|ALL' });
    expect(keyOf(prices, '2208|ALL')).toEqual({ item: '2208', grade: 'ALL' });
  });

  it('has every part and no other, each at its own path', () => {
    expect(faultsOf(codeOf(prices, { code: '2208' }, ''))).toEqual(['code parts']);
    expect(faultsOf(codeOf(prices, { code: '2208|ALL|x' }, ''))).toEqual(['code parts']);
    expect(faultsOf(codeOf(prices, { key: { item: '2208', colour: 'x' } }, 'c'))).toEqual([
      'c.key.colour notInKey',
      'c.key.grade keyFieldNeeded',
    ]);
    expect(faultsOf(codeOf(prices, { key: { item: 'a b', grade: 'G3|' } }, ''))).toEqual([
      'key.item pattern',
      'key.grade pattern',
    ]);
    expect(faultsOf(codeOf(prices, { key: ['2208', 'ALL'] }, ''))).toEqual(['key keyNotStructure']);
  });

  it('is also a value of each of its fields', () => {
    expect(faultsOf(codeOf(prices, { key: { item: '2208', grade: 'G9' } }, ''))).toEqual(['key.grade notOption']);
    expect(codeOf(maps, { key: { item: 'A', number: 2 } }, '')).toEqual({ code: 'A|2' });
    expect(faultsOf(codeOf(maps, { code: 'A|0' }, ''))).toEqual(['code outOfRange']);
    expect(faultsOf(codeOf(maps, { code: 'A|02' }, ''))).toEqual(['code notInteger']);
  });

  it('has no separator within a part, whatever the pattern allows', () => {
    const loose = { ...prices, codePattern: '^.+$' };
    expect(faultsOf(codeOf(loose, { key: { item: '22|08', grade: 'ALL' } }, ''))).toEqual(['key.item pattern']);
  });

  it('may be given both ways where they agree', () => {
    expect(codeOf(prices, { code: '2208|ALL', key: { item: '2208', grade: 'ALL' } }, '')).toEqual({ code: '2208|ALL' });
    expect(faultsOf(codeOf(prices, { code: '2209|ALL', key: { item: '2208', grade: 'ALL' } }, ''))).toEqual([
      'key codeAndKeyDiffer',
    ]);
  });

  it('comes back from its key', () => {
    const part = fc.stringMatching(/^[0-9A-Z]{1,20}$/);
    fc.assert(
      fc.property(part, fc.constantFrom('ALL', 'G3'), (item, grade) => {
        const made = codeOf(prices, { key: { item, grade } }, '');
        expect('code' in made && keyOf(prices, made.code)).toEqual({ item, grade });
      }),
    );
  });
});
