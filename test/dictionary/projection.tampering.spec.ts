import { DefinitionStore } from '../../src/dictionary/definition.store.js';
import { Projection } from '../../src/dictionary/projection.js';
import { defined, seed, undated, useEmptyDatabase } from '../harness/seed.js';
import { DEFINITIONS } from './definitions.fixture.js';

describe('a projection under the hands of a superuser', () => {
  const database = useEmptyDatabase();
  const projection = new Projection(new DefinitionStore());

  beforeAll(async () => {
    await seed(database.owner, 'TEST', [
      ...DEFINITIONS.map(defined),
      {
        dictionary: 'map',
        code: 'K1|1',
        timeline: {
          rows: [
            { from: '2001-01-01T00:00:00.000Z', to: '2002-01-01T00:00:00.000Z', values: { unit: '盒' } },
            { from: '2002-01-01T00:00:00.000Z', values: { departments: ['1000', '1001'], unit: '片' } },
          ],
        },
      },
      undated('t_area', '510104', { name: '锦江区' }),
      undated('t_area', '510105', { name: '青羊区' }),
    ]);
  });

  const A = `(SELECT id FROM entry WHERE dictionary = 't_area' AND code = '510104')`;
  const B = `(SELECT id FROM entry WHERE dictionary = 't_area' AND code = '510105')`;
  const tampering: Record<string, { sql: string; table: string; what: string }> = {
    'a head pointed at the content of another entry': {
      table: 'entry_head',
      what: 'ALTERED',
      sql: `UPDATE entry_head SET content = (SELECT content FROM entry_head WHERE entry_id = ${B}) WHERE entry_id = ${A}`,
    },
    'a head that claims another release': {
      table: 'entry_head',
      what: 'ALTERED',
      sql: `UPDATE entry_head SET origins = '{R2026-9999}' WHERE entry_id = ${A}`,
    },
    'a head under another code': {
      table: 'entry_head',
      what: 'ALTERED',
      sql: `UPDATE entry_head SET code = '510199' WHERE entry_id = ${A}`,
    },
    'a head of another version': {
      table: 'entry_head',
      what: 'ALTERED',
      sql: `UPDATE entry_head SET version = 7 WHERE entry_id = ${A}`,
    },
    'a head that is gone': {
      table: 'entry_head',
      what: 'MISSING',
      sql: `DELETE FROM entry_head WHERE entry_id = ${A}`,
    },
    'a head of an entry that the log does not have': {
      table: 'entry_head',
      what: 'EXTRA',
      sql: `WITH e AS (INSERT INTO entry (dictionary, code, folded) VALUES ('t_area', '999999', '999999') RETURNING id) INSERT INTO entry_head SELECT 'TEST', e.id, 't_area', '999999', h.content, 0, '{GENESIS}' FROM e, entry_head h WHERE h.entry_id = ${A}`,
    },
    'two heads exchanged': {
      table: 'entry_head',
      what: 'ALTERED',
      sql: `UPDATE entry_head h SET content = o.content FROM entry_head o WHERE h.entry_id IN (${A}, ${B}) AND o.entry_id IN (${A}, ${B}) AND o.entry_id <> h.entry_id`,
    },
    'a value of a row': {
      table: 'head_row',
      what: 'ALTERED',
      sql: `UPDATE head_row SET row_values = '{"name": "武侯区"}' WHERE entry_id = ${A}`,
    },
    'the period of a row': {
      table: 'head_row',
      what: 'ALTERED',
      sql: `UPDATE head_row SET valid_to = now() WHERE entry_id = ${A}`,
    },
    'a row marked retired': {
      table: 'head_row',
      what: 'ALTERED',
      sql: `UPDATE head_row SET retired = true WHERE entry_id = ${A}`,
    },
    'a row given to another entry': {
      table: 'head_row',
      what: 'MISSING',
      sql: `UPDATE head_row SET entry_id = ${B}, ordinal = 1 WHERE entry_id = ${A}`,
    },
    'a row that is gone': { table: 'head_row', what: 'MISSING', sql: `DELETE FROM head_row WHERE entry_id = ${A}` },
    'a row too many': {
      table: 'head_row',
      what: 'EXTRA',
      sql: `INSERT INTO head_row (channel, entry_id, ordinal, dictionary, code, retired, row_values) SELECT channel, entry_id, 1, dictionary, code, retired, row_values FROM head_row WHERE entry_id = ${A}`,
    },
    'one row gone and one too many': {
      table: 'head_row',
      what: 'ALTERED',
      sql: `WITH d AS (DELETE FROM head_row WHERE entry_id = ${B}) UPDATE head_row SET ordinal = 1 WHERE entry_id = ${A}`,
    },
    'the last row under a number that counts from the end': {
      table: 'head_row',
      what: 'ALTERED',
      sql: `UPDATE head_row SET ordinal = -1 WHERE ordinal = 1`,
    },
    'a reference of another kind': {
      table: 'entry_reference',
      what: 'ALTERED',
      sql: `UPDATE entry_reference SET kind = 'LIST' WHERE field = 'unit'`,
    },
    'a reference pointed elsewhere': {
      table: 'entry_reference',
      what: 'ALTERED',
      sql: `UPDATE entry_reference SET target = '5102' WHERE entry_id = ${A}`,
    },
    'a reference that need not exist': {
      table: 'entry_reference',
      what: 'ALTERED',
      sql: `UPDATE entry_reference SET must_exist = NOT must_exist WHERE entry_id = ${A}`,
    },
    'a reference that is gone': {
      table: 'entry_reference',
      what: 'MISSING',
      sql: `DELETE FROM entry_reference WHERE entry_id = ${A}`,
    },
    'a reference too many': {
      table: 'entry_reference',
      what: 'EXTRA',
      sql: `INSERT INTO entry_reference SELECT channel, entry_id, ordinal, field, kind, target_dictionary, '99', must_exist, valid_from, valid_to FROM entry_reference WHERE entry_id = ${A}`,
    },
    'an element of a list': {
      table: 'entry_reference',
      what: 'ALTERED',
      sql: `UPDATE entry_reference SET target = '1002' WHERE target = '1001'`,
    },
    'search keys that somebody may write': {
      table: 'schema',
      what: 'ALTERED',
      sql: `ALTER TABLE head_row ALTER name_key DROP EXPRESSION`,
    },
    'rows that nothing keeps apart': {
      table: 'schema',
      what: 'ALTERED',
      sql: `ALTER TABLE head_row DROP CONSTRAINT head_row_pk`,
    },
  };
  it.each(Object.keys(tampering))('shows %s', async (name) => {
    const { sql, table, what } = tampering[name] ?? { sql: '', table: '', what: '' };
    const runner = database.owner.createQueryRunner();
    await runner.startTransaction();
    try {
      await runner.query(`SET LOCAL session_replication_role = replica`);
      await runner.query(sql);
      const found = await projection.differences(runner.manager, 'TEST');
      expect(found.map((difference) => ({ table: difference.table, what: difference.what }))).toContainEqual({
        table,
        what,
      });
    } finally {
      await runner.rollbackTransaction();
      await runner.release();
    }
    expect(await projection.differences(database.db.manager, 'TEST')).toEqual([]);
  });
});
