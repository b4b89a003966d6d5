import { DEMONSTRATION_PREFIX } from './account-input.js';
import type { Role, RoleGrant } from './actor.js';

/** A person of the sample hospital, with an account. */
export interface DemonstrationAccount {
  readonly username: string;
  readonly name: string;
  readonly staffNumber: string;
  readonly roles: readonly RoleGrant[];
}

const grant = (role: Role, scope = ''): RoleGrant => ({ role, scope });

const PEOPLE: readonly (readonly [username: string, name: string, ...roles: RoleGrant[]])[] = [
  ['public-maintainer', '公用字典维护员 李静', grant('MAINTAINER', 'PUBLIC')],
  ['system-maintainer', '系统字典维护员 张伟', grant('MAINTAINER', 'SYSTEM')],
  ['drug-maintainer', '药品字典维护员 陈晓燕', grant('MAINTAINER', 'DRUG')],
  ['price-maintainer', '价格维护员 王敏', grant('MAINTAINER', 'PRICE')],
  ['pricing-reviewer', '价格审核员 刘建国', grant('REVIEWER', 'PRICING')],
  ['pricing-reviewer-2', '价格审核员 赵丽华', grant('REVIEWER', 'PRICING')],
  ['pharmacy-reviewer', '药学审核员 孙志强', grant('REVIEWER', 'PHARMACY')],
  ['it-reviewer', '信息科审核员 周涛', grant('REVIEWER', 'IT')],
  ['it-reviewer-2', '信息科审核员 吴倩', grant('REVIEWER', 'IT')],
  ['insurance-reviewer', '医保办审核员 郑海燕', grant('REVIEWER', 'INSURANCE')],
  ['finance-reviewer', '财务科审核员 冯玉兰', grant('REVIEWER', 'FINANCE')],
  ['release-manager', '发布管理员 何俊杰', grant('RELEASE_MANAGER')],
  ['duty-officer', '总值班 马国栋', grant('DUTY_OFFICER')],
  ['monitor', '监控员 林芳', grant('MONITOR')],
  ['admin', '系统管理员 高明', grant('ADMINISTRATOR'), grant('REVIEWER', 'ADMINISTRATOR')],
];

/** One account for each duty. Their staff numbers are of a kind that no real account can have. */
export const DEMONSTRATION: readonly DemonstrationAccount[] = PEOPLE.map(([username, name, ...roles], index) => ({
  username,
  name,
  roles,
  staffNumber: `${DEMONSTRATION_PREFIX}${String(index + 1).padStart(2, '0')}`,
}));
