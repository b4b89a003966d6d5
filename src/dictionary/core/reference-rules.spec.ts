import { dictionary, faultsOf, field, reference } from '../../../test/arbitrary/definitions.js';
import type { Values } from '../../kernel/timeline.js';
import { type Definition, definitionValues, dictionariesIssues, parseDefinition } from './definition.js';

/** The faults of a dictionary whose first field is the reference, with the paths inside it. */
const referenceFaults = (
  to: Readonly<Record<string, unknown>>,
  more: Readonly<Record<string, unknown>> = {},
  ...others: Readonly<Record<string, unknown>>[]
): string[] => {
  const words = { label: '甲', label_en: 'A' };
  const fields = [
    { ...words, name: 'a', type: 'reference', reference: to, ...more },
    ...others.map((one) => ({ ...words, ...one })),
  ];
  return faultsOf(parseDefinition('charge_item', { ...definitionValues(dictionary([])), fields })).map((fault) =>
    fault.replace(/^fields\[0\]\.reference\.?/, ''),
  );
};

function stored(...values: string[]): Values[] {
  return values.map((value) => ({ value, label: value, label_en: value }));
}

describe('a reference of a definition', () => {
  const grade = { name: 'grade', type: 'enumeration', options: stored('ITEM', 'FREE') };

  it.each<[string, Readonly<Record<string, unknown>>, string[]]>([
    ['to nothing', { kind: 'CODE' }, [' referenceTarget']],
    [
      'to a dictionary and to one of several',
      { kind: 'CODE', dictionary: 'a1', discriminator: 'grade', dictionaries: { ITEM: 'b1' } },
      [' referenceTarget'],
    ],
    ['with half a discriminator', { kind: 'CODE', discriminator: 'grade' }, [' referenceTarget']],
    ['to what is no dictionary code', { kind: 'CODE', dictionary: 'Dept' }, ['dictionary pattern']],
    ['of no kind', { dictionary: 'dept' }, ['kind required']],
    ['to a list of nothing', { kind: 'LIST' }, ['dictionary referenceNeeds']],
    ['by prefix without widths', { kind: 'PREFIX', dictionary: 'dept' }, ['widths referenceNeeds']],
    ['by prefixes that do not grow', { kind: 'PREFIX', dictionary: 'dept', widths: [4, 2] }, ['widths widthsGrow']],
    ['by prefixes of no length', { kind: 'PREFIX', dictionary: 'dept', widths: [0] }, ['widths[0] notWidth']],
    ['of parts that are not said', { kind: 'COMPOSITE', dictionary: 'dept' }, ['fields referenceNeeds']],
    [
      'of parts that are no fields',
      { kind: 'COMPOSITE', dictionary: 'dept', fields: ['gone', 'a'] },
      ['fields[0] unknownField', 'fields[1] unknownField'],
    ],
    ['with what another kind has', { kind: 'NAME', dictionary: 'dept', any: '*' }, ['any referenceDoesNotFit']],
    [
      'told apart by a field that is not there',
      { kind: 'CODE', discriminator: 'gone', dictionaries: { ITEM: 'dept' } },
      ['discriminator discriminator'],
    ],
    [
      'told apart by no option',
      { kind: 'CODE', discriminator: 'grade', dictionaries: { X: 'dept' } },
      ['dictionaries.X discriminatorValue'],
    ],
    [
      'told apart into no dictionary',
      { kind: 'CODE', discriminator: 'grade', dictionaries: { ITEM: 'Dept' } },
      ['dictionaries.ITEM dictionaryCode'],
    ],
  ])('%s is at fault', (_, to, expected) => {
    expect(referenceFaults(to, {}, grade)).toEqual(expected);
  });

  it('cannot be required where its discriminator may leave it empty', () => {
    const to = { kind: 'CODE', discriminator: 'grade', dictionaries: { ITEM: 'dept' } };
    expect(referenceFaults(to, { required: true }, grade)).toEqual([' requiredButMayBeEmpty']);
    expect(referenceFaults({ ...to, dictionaries: { ITEM: 'dept', FREE: 'dept' } }, { required: true }, grade)).toEqual(
      [],
    );
  });

  it('that stores nothing cannot be required', () => {
    const to = { kind: 'PREFIX', dictionary: 'charge_item', widths: [2] };
    expect(referenceFaults(to, { required: true })).toEqual([' derivedHoldsNothing']);
  });
});

describe('definitions beside one another', () => {
  const known = (...all: Definition[]) => {
    const byCode = new Map(all.map((each) => [each.code, each]));
    return (code: string) => byCode.get(code);
  };
  const dept = dictionary([field('name', 'text')], { code: 'dept' });
  const price = dictionary([field('item', 'code', { required: true }), field('grade', 'code', { required: true })], {
    code: 'charge_price',
    key: ['item', 'grade'],
  });

  it('refer to each other and to themselves', () => {
    const item = dictionary([
      field('a', 'code'),
      reference('dept', { kind: 'NAME', dictionary: 'dept' }),
      reference('parent', { kind: 'CODE', dictionary: 'charge_item' }),
      reference('price', { kind: 'COMPOSITE', dictionary: 'charge_price', fields: ['a', 'code'] }),
    ]);
    expect(dictionariesIssues(item, known(dept, price))).toEqual([]);
  });

  it('do not refer to what is not there, by a name that entries lack, or by too few parts', () => {
    const item = dictionary([
      field('a', 'code'),
      reference('gone', { kind: 'LIST', dictionary: 'nowhere' }),
      reference('named', { kind: 'NAME', dictionary: 'charge_price' }),
      reference('price', { kind: 'COMPOSITE', dictionary: 'charge_price', fields: ['a'] }),
      reference('told', { kind: 'CODE', discriminator: 'a', dictionaries: { X: 'dept', Y: 'nowhere' } }),
    ]);
    expect(faultsOf({ issues: dictionariesIssues(item, known(dept, price), 'values') })).toEqual([
      'values.fields[1].reference.dictionary unknownDictionary',
      'values.fields[2].reference.dictionary targetHasNoName',
      'values.fields[3].reference.fields compositeParts',
      'values.fields[4].reference.dictionary unknownDictionary',
    ]);
  });
});
