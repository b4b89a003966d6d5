import type { Definition } from '../dictionary/core/definition.js';
import { inputCodesOf, withInputCodes } from './input-codes.js';

const definition = { fields: [{ name: 'name' }, { name: 'pinyin' }, { name: 'pinyin_full' }] } as unknown as Definition;

describe('input codes', () => {
  it.each([
    ['血常规', 'XCG', 'xuechanggui'],
    ['Ⅲ级护理', 'IIIJHL', 'iiijihuli'],
    ['磁共振水成像(MRCP)', 'CGZSCXMRCP', 'cigongzhenshuichengxiangmrcp'],
    ['女性吕氏', 'NXLS', 'nvxinglvshi'],
    ['碳酸钙D3片', 'TSGD3P', 'tansuangaid3pian'],
  ])('of %s are %s and %s', (name, initials, full) => {
    expect(inputCodesOf(name)).toEqual({ initials, full });
  });

  it('are written for a new name that brings none', () => {
    expect(withInputCodes(definition, { name: '血常规' }, null)).toEqual({
      name: '血常规',
      pinyin: 'XCG',
      pinyin_full: 'xuechanggui',
    });
  });

  it('that the maintainer gave, or took away, are left alone', () => {
    const given = { name: '血常规', pinyin: 'XUECG', pinyin_full: null };
    expect(withInputCodes(definition, given, null)).toBe(given);
  });

  it('are no longer than their fields, and none where nothing of the name can be typed', () => {
    const short = { fields: [{ name: 'pinyin', maxLength: 3 }] } as unknown as Definition;
    expect(withInputCodes(short, { name: '血常规检查' }, null)).toEqual({ name: '血常规检查', pinyin: 'XCG' });
    expect(withInputCodes(short, { name: '——' }, null)).toEqual({ name: '——', pinyin: null });
  });

  it('stay where the name stays', () => {
    const given = { name: '血常规', sort: 3 };
    expect(withInputCodes(definition, given, { name: '血常规', pinyin: 'XUECG' })).toBe(given);
  });

  it('are not invented for a dictionary that has none', () => {
    const given = { name: '血常规' };
    expect(withInputCodes({ ...definition, fields: [] }, given, null)).toBe(given);
  });
});
