/**
 * What comparing the projection with the log takes for granted, as PostgreSQL 15 to 18 write it down: each line a fact of the
 * database's own catalogue.
 */
export const KEYS: readonly string[] = [
  'content PRIMARY KEY (hash)',
  'entry_head PRIMARY KEY (channel, entry_id)',
  'head_row PRIMARY KEY (channel, entry_id, ordinal)',
  'entry_reference PRIMARY KEY (channel, entry_id, ordinal, field, target_dictionary, target)',
];

export const GENERATED_COLUMNS: readonly string[] = [
  'head_row.name_key lower((NORMALIZE(COALESCE((row_values ->> \'name\'::text), code), NFKC) COLLATE "C"))',
  'head_row.input_key lower(((row_values ->> \'pinyin\'::text) COLLATE "C"))',
  'head_row.full_key lower(((row_values ->> \'pinyin_full\'::text) COLLATE "C"))',
  'head_row.wubi_key lower(((row_values ->> \'wubi\'::text) COLLATE "C"))',
];

export const SCHEMA_CHECK = `
  SELECT format('%s %s', r.relname, pg_get_constraintdef(c.oid)) AS what
  FROM pg_constraint c JOIN pg_class r ON r.oid = c.conrelid
  WHERE c.contype = 'p' AND c.convalidated AND r.oid IN ('content'::regclass, 'entry_head'::regclass, 'head_row'::regclass, 'entry_reference'::regclass)
  UNION ALL
  SELECT format('%s.%s %s', r.relname, a.attname, pg_get_expr(d.adbin, d.adrelid))
  FROM pg_attribute a JOIN pg_class r ON r.oid = a.attrelid JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
  WHERE a.attgenerated = 's' AND r.oid = 'head_row'::regclass`;
