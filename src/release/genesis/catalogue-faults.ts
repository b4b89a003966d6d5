import { say } from '../../platform/i18n.js';
import type { CatalogueFault } from '../core/catalogue.js';

const FAULTS_SHOWN_MAX = 50;

/** Every fault on a line of its own, as compilers write them. */
export const faultsText = (faults: readonly CatalogueFault[]): string => {
  const shown = faults.slice(0, FAULTS_SHOWN_MAX).map(({ file, line, issue }) => {
    const path = issue.path === '' ? '' : `${issue.path}: `;
    return `catalogue/${file}:${line}: ${path}${say(issue.says, 'en')}`;
  });
  return [`The catalogue has ${faults.length} faults:`, ...shown].join('\n');
};
