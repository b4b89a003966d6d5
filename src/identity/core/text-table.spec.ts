import { textTable, widthOf } from './text-table.js';

describe('a table for a terminal', () => {
  it('gives a Chinese character two columns', () => {
    expect(widthOf('monitor')).toBe(7);
    expect(widthOf('监控员 林芳（已锁定）')).toBe(21);
  });

  it('stands its columns below each other and leaves no blanks at the end', () => {
    expect(
      textTable([
        ['用户名', '姓名'],
        ['admin', '高明'],
        ['monitor', '林'],
      ]),
    ).toBe('用户名   姓名\nadmin    高明\nmonitor  林');
  });
});
