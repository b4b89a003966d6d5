export { META } from './meta.js';
export { definitionValues, type ParsedDefinition, parseDefinition } from './parse.js';
export { dictionariesIssues } from './reference-rules.js';
export * from './shape.js';
