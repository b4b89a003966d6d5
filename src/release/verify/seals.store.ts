import { Injectable } from '@nestjs/common';
import type { Db } from '../../platform/transactor.js';

/** Tables to which rows can be added and nothing else done. */
const SEALED = [
  'content',
  'entry',
  'entry_version',
  'channel_version',
  'change_request_editor',
  'discussion',
  'sign_off',
  'release',
  'release_change',
  'audit_event',
];

const GUARDS = [
  ['channel', 'channel_moves_to_sealed'],
  ['channel', 'channel_stays'],
  ['channel_version', 'channel_version_follows_head'],
  ['channel_version', 'channel_version_is_its_release'],
  ['entry_version', 'entry_version_into_next_only'],
  ['sign_off', 'sign_off_fit'],
  ['release', 'release_signed'],
] as const;

const TRIGGERS = [
  ...SEALED.flatMap((table) => [[table, `${table}_append_only`] as const, [table, `${table}_no_truncate`] as const]),
  ...GUARDS,
];

/** Whether the database still refuses what it must refuse: a superuser can take that away, and then does not need to hide. */
@Injectable()
export class SealsStore {
  /** Triggers that are gone or do not always fire, and rights that the service's role must not have. */
  async missing(db: Db): Promise<readonly string[]> {
    const triggers = await db.query<{ name: string }[]>(MISSING_TRIGGERS, [
      TRIGGERS.map(([table]) => table),
      TRIGGERS.map(([, trigger]) => trigger),
    ]);
    const grants = await db.query<{ name: string }[]>(EXCESSIVE_GRANTS, [SEALED]);
    return [...triggers, ...grants].map(({ name }) => name);
  }
}

const MISSING_TRIGGERS = `
  SELECT w.relation || '.' || w.trigger AS name FROM unnest($1::text[], $2::text[]) AS w (relation, trigger)
  WHERE NOT EXISTS (SELECT FROM pg_trigger t
    WHERE t.tgrelid = to_regclass(w.relation) AND t.tgname = w.trigger AND t.tgenabled = 'A')
  ORDER BY 1`;

const EXCESSIVE_GRANTS = `
  SELECT w.relation || ' ' || p.privilege AS name
  FROM unnest($1::text[]) AS w (relation) CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p (privilege)
  WHERE CASE WHEN p.privilege = 'UPDATE' THEN has_any_column_privilege('zidian_service', w.relation, p.privilege)
             ELSE has_table_privilege('zidian_service', w.relation, p.privilege) END
  UNION ALL
  SELECT 'channel ' || p.privilege FROM unnest(ARRAY['INSERT', 'DELETE', 'TRUNCATE', 'TRIGGER']) AS p (privilege)
  WHERE has_table_privilege('zidian_service', 'channel', p.privilege)
  UNION ALL
  SELECT 'channel UPDATE ' || c FROM unnest(ARRAY['code', 'name', 'name_en', 'ordinal']) AS c
  WHERE has_column_privilege('zidian_service', 'channel', c, 'UPDATE')
  ORDER BY 1`;
