/** The module map: a module imports only from the modules on its left. `npm run map` fails on anything else. */
const order = [
  'kernel',
  'platform',
  'audit',
  'identity',
  'dictionary',
  'rule',
  'impact',
  'change-request',
  'review',
  'release',
  'rollout',
  'consumer',
  'inspection',
  'notice',
];

const oneDirection = order.map((name, index) => ({
  name: `${name}-imports-only-from-its-left`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: `^src/(${order.slice(index + 1).join('|') || '(?!)'})/` },
}));

module.exports = {
  forbidden: [
    ...oneDirection,
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'core/ imports only core/ and kernel/, and small pure libraries named here.',
      severity: 'error',
      from: { path: '^src/[^/]+/core/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/[^/]+/core/', '^src/kernel/', '^node_modules/(decimal\\.js|diff|@marcbachmann/cel-js)/'] },
    },
    {
      name: 'kernel-is-pure',
      severity: 'error',
      from: { path: '^src/kernel/', pathNot: '\\.spec\\.ts$' },
      to: { pathNot: ['^src/kernel/', '^node_modules/(decimal\\.js)/', '^(node:)?crypto$'] },
    },
    {
      name: 'no-orphan-packages',
      severity: 'error',
      from: {},
      // Jest gives its globals to ES modules through a package of its own.
      to: { dependencyTypes: ['unknown', 'undetermined', 'npm-no-pkg', 'npm-unknown'], pathNot: '@jest/globals/' },
    },
    {
      name: 'not-to-dev-dependencies',
      severity: 'error',
      from: { path: '^src/', pathNot: '\\.spec\\.ts$' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' },
    },
    {
      name: 'not-to-tests',
      severity: 'error',
      from: { path: '^(src|migrations)/', pathNot: '\\.spec\\.ts$' },
      to: { path: '^(test|bench)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
