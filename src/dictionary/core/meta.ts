import { LIST_LENGTH_MAX, PATTERN_LENGTH_MAX, TEXT_LENGTH_MAX, DECIMAL_PRECISION_MAX } from '../../kernel/limits.js';
import {
  type Definition,
  DICTIONARY_KINDS,
  FIELD_TYPES,
  type FieldDefinition,
  type FieldOption,
  MERGE_MODES,
  REFERENCE_KINDS,
} from './shape.js';

type Words = readonly [label: string, labelEn: string];

/** A field of a structure: most of them are optional, and none is unique. */
const field = (
  name: string,
  [label, labelEn]: Words,
  type: FieldDefinition['type'],
  more: Partial<FieldDefinition> = {},
): FieldDefinition => ({ name, label, labelEn, type, required: false, unique: false, ...more });

const options = (values: readonly string[], words: Readonly<Record<string, Words>> = {}): readonly FieldOption[] =>
  values.map((value) => ({ value, label: words[value]?.[0] ?? value, labelEn: words[value]?.[1] ?? value }));

/** A dictionary's or a field's name. */
const NAME = '^[a-z][a-z0-9_]{0,39}$';
export const DICTIONARY_CODE = '^[a-z][a-z0-9_]{1,39}$';

/**
 * The definition of `dictionary`, whose entries are the definitions of all others: the only one in code. Its `key` and
 * `fields` are structures; the shapes below say what these hold.
 */
export const META: Definition = {
  code: 'dictionary',
  kind: 'SYSTEM',
  name: '字典定义',
  nameEn: 'Definitions of dictionaries',
  help: '每部字典是什么：编码规则、字段、引用、是否分执行期间。',
  helpEn:
    'What each dictionary is: the rule of its codes, its fields, its references, and whether its entries have periods.',
  dated: false,
  locked: true,
  merge: 'ROW',
  key: ['code'],
  codePattern: DICTIONARY_CODE,
  foldsCase: false,
  fields: [
    field('kind', ['字典类别', 'Kind'], 'enumeration', {
      required: true,
      options: options(DICTIONARY_KINDS, {
        PUBLIC: ['公用', 'Public'],
        SYSTEM: ['系统', 'System'],
        DRUG: ['药品', 'Drug'],
        PRICE: ['价表', 'Price'],
      }),
    }),
    field('name', ['名称', 'Name'], 'text', { required: true, maxLength: 100 }),
    field('name_en', ['英文名称', 'English name'], 'text', { required: true, maxLength: 100 }),
    field('help', ['说明', 'Help'], 'text', { required: true }),
    field('help_en', ['英文说明', 'English help'], 'text', { required: true }),
    field('dated', ['分执行期间', 'Dated'], 'boolean', { required: true }),
    field('locked', ['锁定', 'Locked'], 'boolean', { required: true }),
    field('merge', ['合并方式', 'Merge'], 'enumeration', {
      required: true,
      options: options(MERGE_MODES, { CELL: ['按字段', 'By cell'], ROW: ['按整行', 'By row'] }),
    }),
    field('key', ['主键', 'Key'], 'structure', { required: true }),
    field('code_pattern', ['编码规则', 'Code pattern'], 'text', { required: true, maxLength: PATTERN_LENGTH_MAX }),
    field('folds_case', ['不分大小写', 'Folds case'], 'boolean', { required: true }),
    field('source', ['来源标准', 'Source'], 'text', { maxLength: 200 }),
    field('fields', ['字段', 'Fields'], 'structure', { required: true }),
  ],
};

const shape = (code: string, fields: readonly FieldDefinition[]): Definition => ({ ...META, code, fields });

/** One of a definition's `fields`. */
export const FIELD_SHAPE = shape('dictionary.fields', [
  field('name', ['字段名', 'Field name'], 'code', { required: true, maxLength: 40, pattern: NAME }),
  field('label', ['标签', 'Label'], 'text', { required: true, maxLength: 60 }),
  field('label_en', ['英文标签', 'English label'], 'text', { required: true, maxLength: 100 }),
  field('help', ['说明', 'Help'], 'text'),
  field('help_en', ['英文说明', 'English help'], 'text'),
  field('type', ['类型', 'Type'], 'enumeration', { required: true, options: options(FIELD_TYPES) }),
  field('required', ['必填', 'Required'], 'boolean'),
  field('max_length', ['最大长度', 'Maximum length'], 'integer', { min: '1', max: String(TEXT_LENGTH_MAX) }),
  field('precision', ['总位数', 'Precision'], 'integer', { min: '1', max: String(DECIMAL_PRECISION_MAX) }),
  field('scale', ['小数位数', 'Scale'], 'integer', { min: '0', max: String(DECIMAL_PRECISION_MAX) }),
  field('min', ['最小值', 'Minimum'], 'text', { maxLength: 60 }),
  field('max', ['最大值', 'Maximum'], 'text', { maxLength: 60 }),
  field('pattern', ['格式', 'Pattern'], 'text', { maxLength: PATTERN_LENGTH_MAX }),
  field('unique', ['不得重复', 'Unique'], 'boolean'),
  field('check_digit', ['校验位', 'Check digit'], 'enumeration', { options: options(['GTIN14']) }),
  field('options', ['选项', 'Options'], 'structure'),
  field('default', ['默认值', 'Default'], 'structure'),
  field('reference', ['引用', 'Reference'], 'structure'),
]);

/** One of an enumeration's `options`. */
export const OPTION_SHAPE = shape('dictionary.options', [
  field('value', ['值', 'Value'], 'code', { required: true, maxLength: 40 }),
  field('label', ['标签', 'Label'], 'text', { required: true, maxLength: 60 }),
  field('label_en', ['英文标签', 'English label'], 'text', { required: true, maxLength: 100 }),
]);

/** A field's `reference`. */
export const REFERENCE_SHAPE = shape('dictionary.reference', [
  field('kind', ['引用方式', 'Reference kind'], 'enumeration', { required: true, options: options(REFERENCE_KINDS) }),
  field('dictionary', ['字典', 'Dictionary'], 'code', { maxLength: 40, pattern: DICTIONARY_CODE }),
  field('discriminator', ['区分字段', 'Discriminator'], 'code', { maxLength: 40, pattern: NAME }),
  field('dictionaries', ['各值所指字典', 'Dictionary of each value'], 'structure'),
  field('any', ['全部标记', 'Token for all'], 'code', { maxLength: 10 }),
  field('widths', ['各级长度', 'Widths'], 'structure'),
  field('fields', ['组成字段', 'Fields'], 'structure'),
  field('must_exist', ['必须存在', 'Must exist'], 'boolean'),
]);

/** Names that mean something of their own: columns of an import, and words that JavaScript gives to every object. */
export const RESERVED_NAMES: readonly string[] = ['code', 'valid_from', 'valid_to', 'constructor', 'prototype'];

/** A list in a structure is never longer than a LIST value. */
export const STRUCTURE_LENGTH_MAX = LIST_LENGTH_MAX;
