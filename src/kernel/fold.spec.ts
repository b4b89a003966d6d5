import fc from 'fast-check';
import { foldCode, invisibleCharacters, sameToAPerson, suspiciousCharacters } from './fold.js';

describe('a code as it is compared', () => {
  it.each([
    ['Ａ０１', 'A01'],
    ['A０1', 'A01'],
    ['Ⅳ', 'IV'],
    ['①', '1'],
    ['A\u00a001', 'A 01'],
    ['A\u300001', 'A 01'],
    ['⼈01', '人01'],
    ['ﬁ', 'fi'],
    ['A－1', 'A-1'],
  ])('%s is %s', (code, folded) => {
    expect(foldCode(code, false)).toBe(folded);
  });

  it('counts case unless the definition folds it', () => {
    expect(foldCode('a01x', false)).toBe('a01x');
    expect(foldCode('a01ｘ', true)).toBe('A01X');
  });

  it('is the same when folded again', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.boolean(), (text, folds) => {
        expect(foldCode(foldCode(text, folds), folds)).toBe(foldCode(text, folds));
      }),
    );
  });
});

describe('two names that look the same', () => {
  it.each([
    ['Ⅰ级护理', 'I级护理'],
    ['Ｘ线', 'X线'],
    ['CT－平扫', 'CT-平扫'],
    ['CT–平扫', 'CT-平扫'],
    ['注射器 5ml', '注射器\u00a05ml'],
    ['注射器 5ml', '注射器  5ml '],
    ['血\u200b常规', '血常规'],
    ['（大）', '(大)'],
    ['µg', 'μg'],
  ])('%s and %s are one to a person', (a, b) => {
    expect(sameToAPerson(a, b)).toBe(true);
  });

  it.each([
    ['10⁹/L', '109/L'],
    ['1½片', '11/2片'],
    ['H₂受体', 'H2受体'],
    ['甲', '已'],
    ['a', 'A'],
    ['2.5g', '25g'],
  ])('%s and %s are two: a dose, a figure or a letter differs', (a, b) => {
    expect(sameToAPerson(a, b)).toBe(false);
  });
});

describe('characters that deceive', () => {
  /** Each stands in a word that a person would read as the plain one. */
  it.each([
    ['zero-width space', 'A\u200b01', 'U+200B'],
    ['zero-width non-joiner', 'A\u200c01', 'U+200C'],
    ['zero-width joiner', 'A\u200d01', 'U+200D'],
    ['word joiner', 'A\u206001', 'U+2060'],
    ['byte order mark', '\ufeffA01', 'U+FEFF'],
    ['soft hyphen', 'A\u00ad01', 'U+00AD'],
    ['right-to-left override', 'A\u202e10', 'U+202E'],
    ['left-to-right mark', 'A01\u200e', 'U+200E'],
    ['first strong isolate', '\u2068A01', 'U+2068'],
    ['Hangul filler', 'A\u316401', 'U+3164'],
    ['Braille blank', 'A\u280001', 'U+2800'],
    ['variation selector', 'A\ufe0f01', 'U+FE0F'],
    ['null', 'A\u000001', 'U+0000'],
    ['tab', 'A\t01', 'U+0009'],
    ['line separator', 'A\u202801', 'U+2028'],
    ['half a character', 'A\ud83d', 'U+D83D'],
    ['Cyrillic А', 'А01', 'U+0410'],
    ['Cyrillic а in a Latin word', 'pаracetamol', 'U+0430'],
    ['Cyrillic а in a word of both scripts', 'Tаб', 'U+0430'],
    ['Cyrillic Х', 'Х线', 'U+0425'],
    ['Greek Α', 'Α01', 'U+0391'],
    ['Greek Β beside Chinese', 'Β超', 'U+0392'],
    ['Greek ο in a Latin word', 'cοde', 'U+03BF'],
    ['hyphen', 'A‐01', 'U+2010'],
    ['non-breaking hyphen', 'A‑01', 'U+2011'],
    ['figure dash', 'A‒01', 'U+2012'],
    ['en dash', 'A–01', 'U+2013'],
    ['horizontal bar', 'A―01', 'U+2015'],
    ['minus sign', 'A−01', 'U+2212'],
    ['full-width hyphen', 'A－01', 'U+FF0D'],
  ])('%s is named', (_, text, name) => {
    expect(suspiciousCharacters(text)).toEqual([name]);
  });

  it('are each named once, all of them', () => {
    expect(suspiciousCharacters('А\u200bА\u200b–')).toEqual(['U+2013', 'U+200B', 'U+0410']);
    expect(invisibleCharacters('\u200b\u200b\u0007')).toEqual(['U+200B', 'U+0007']);
  });

  it.each([
    '血常规',
    'β-内酰胺酶',
    'α-酮酸片',
    'γ-GT',
    'μg',
    'Привет',
    'ΔΨ',
    'CT-平扫',
    '静滴——慢速',
    '10⁹/L',
    'Ⅰ级',
    '㐂',
    '𠮷',
  ])('are none in %s', (text) => {
    expect(suspiciousCharacters(text)).toEqual([]);
  });
});
