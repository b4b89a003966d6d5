/** What was done behind the service, and the first version that verifying must name; null: none can be named. */
type Tampering = readonly [what: string, sql: string | readonly string[], brokenAt: number | null];

const NATION = `(SELECT id FROM entry WHERE dictionary = 'nation' AND code = '01')`;
const OTHER = `(SELECT id FROM entry WHERE dictionary = 'nation' AND code = '02')`;
export const WRITTEN = (version: number): string => `channel = 'TEST' AND version = ${version}`;
const RELEASE = (version: number): string => `(SELECT release FROM channel_version WHERE ${WRITTEN(version)})`;
const REQUEST = (version: number): string => `(SELECT request_id FROM release WHERE number = ${RELEASE(version)})`;
const SOME_HASH = `sha256('forged')`;

export const CONTENT: readonly Tampering[] = [
  [
    'a content was altered',
    `UPDATE content SET body = replace(body, '第二', '第八') WHERE hash = (SELECT content FROM entry_version WHERE ${WRITTEN(2)})`,
    2,
  ],
  [
    'a content of the founding was altered',
    `UPDATE content SET body = body || ' ' WHERE hash = (SELECT content FROM entry_version WHERE ${WRITTEN(0)} AND entry_id = ${OTHER})`,
    0,
  ],
  [
    'a content was deleted',
    `DELETE FROM content WHERE hash = (SELECT content FROM entry_version WHERE ${WRITTEN(2)})`,
    2,
  ],
];

export const REGISTER: readonly Tampering[] = [
  ['a code was altered', `UPDATE entry SET code = '77', folded = '77' WHERE id = ${NATION}`, 0],
  ['an entry was moved to another dictionary', `UPDATE entry SET dictionary = 'gender2' WHERE id = ${NATION}`, 0],
  ['a folded code was altered', `UPDATE entry SET folded = 'x' WHERE id = ${NATION}`, null],
  ['a code was deleted from the register', `DELETE FROM entry WHERE id = ${NATION}`, 0],
  [
    'a code was burnt that nobody released',
    `INSERT INTO entry (dictionary, code, folded) VALUES ('nation', '88', '88')`,
    null,
  ],
];

export const LOG: readonly Tampering[] = [
  [
    'a version was pointed at another content',
    `UPDATE entry_version SET content = (SELECT content FROM entry_version WHERE ${WRITTEN(1)}) WHERE ${WRITTEN(2)}`,
    2,
  ],
  ['an origin was altered', `UPDATE entry_version SET origins = 'GENESIS' WHERE ${WRITTEN(2)}`, 2],
  [
    'a row of the log was pointed at another entry',
    `UPDATE entry_version SET entry_id = ${OTHER} WHERE ${WRITTEN(2)}`,
    2,
  ],
  ['a row of the log was deleted', `DELETE FROM entry_version WHERE ${WRITTEN(1)}`, 1],
  [
    'a row was slipped into a sealed version',
    `INSERT INTO entry_version SELECT channel, 2, ${OTHER}, content, origins FROM entry_version WHERE ${WRITTEN(1)}`,
    2,
  ],
  [
    'a row was written beyond the head',
    `INSERT INTO entry_version SELECT channel, 9, ${OTHER}, content, origins FROM entry_version WHERE ${WRITTEN(1)}`,
    9,
  ],
  ['a row was made absent', `UPDATE entry_version SET content = NULL WHERE ${WRITTEN(2)}`, 2],
];

export const CHAIN: readonly Tampering[] = [
  ...(
    [
      ['the release', `release = 'GENESIS'`],
      ['who applied it', `applied_by = NULL`],
      ['when it was applied', `applied_at = applied_at - interval '1 day'`],
      ['the epoch', `epoch = 'forged'`],
      ['the digest of its rows', `rows_digest = ${SOME_HASH}`],
      ['the number of its rows', `row_count = row_count + 1`],
      ['the digest of its sign-offs', `sign_offs = ${SOME_HASH}`],
      ['its link', `previous = ${SOME_HASH}`],
      ['its hash', `hash = ${SOME_HASH}`],
    ] as const
  ).map(([what, set]): Tampering => [
    `${what} of a version was altered`,
    `UPDATE channel_version SET ${set} WHERE ${WRITTEN(2)}`,
    2,
  ]),
  ['a version was deleted', `DELETE FROM channel_version WHERE ${WRITTEN(2)}`, 2],
  [
    'a version was inserted',
    `INSERT INTO channel_version SELECT channel, 4, epoch, kind, release, sign_offs, applied_by, applied_at, rows_digest, row_count, previous, ${SOME_HASH} FROM channel_version WHERE ${WRITTEN(3)}`,
    4,
  ],
  [
    'the head was set back',
    `UPDATE channel SET version = 2, head = (SELECT hash FROM channel_version WHERE ${WRITTEN(2)}) WHERE code = 'TEST'`,
    3,
  ],
  ['the head was altered', `UPDATE channel SET head = ${SOME_HASH} WHERE code = 'TEST'`, 3],
  ['the epoch of the head was altered', `UPDATE channel SET epoch = 'forged' WHERE code = 'TEST'`, 3],
  ['the channel was renamed', `UPDATE channel SET name = '正式' WHERE code = 'TEST'`, null],
  ['the order of the channels was altered', `UPDATE channel SET ordinal = 9 WHERE code = 'TEST'`, null],
];

export const PROJECTION: readonly Tampering[] = [
  [
    'a head was pointed at an older content',
    `UPDATE entry_head SET content = (SELECT content FROM entry_version v WHERE ${WRITTEN(0)} AND v.entry_id = ${NATION}) WHERE channel = 'TEST' AND entry_id = ${NATION}`,
    2,
  ],
  ['a head was deleted', `DELETE FROM entry_head WHERE channel = 'TEST' AND entry_id = ${NATION}`, 2],
  [
    'a value that readers search was altered',
    `UPDATE head_row SET row_values = row_values || '{"name": "别名"}' WHERE channel = 'TEST' AND entry_id = ${NATION}`,
    2,
  ],
  [
    'a reference was deleted',
    `DELETE FROM entry_reference WHERE channel = 'TEST' AND entry_id = (SELECT entry_id FROM entry_version WHERE ${WRITTEN(3)}) AND field = 'reason'`,
    3,
  ],
];

export const SIGNED: readonly Tampering[] = [
  [
    'the evidence was altered',
    `UPDATE release SET evidence = replace(evidence, 'ROUTINE', 'EMERGENCY') WHERE number = ${RELEASE(2)}`,
    2,
  ],
  [
    'evidence and digest were altered together',
    `UPDATE release SET evidence = evidence || ' ', digest = sha256(convert_to(evidence || ' ', 'UTF8')) WHERE number = ${RELEASE(2)}`,
    2,
  ],
  ['the kind of a release was altered', `UPDATE release SET kind = 'EMERGENCY' WHERE number = ${RELEASE(2)}`, 2],
  ['a release was declared retroactive', `UPDATE release SET retroactive = true WHERE number = ${RELEASE(2)}`, 2],
  [
    'the time of signing was altered',
    `UPDATE release SET signed_at = signed_at - interval '1 hour' WHERE number = ${RELEASE(2)}`,
    2,
  ],
  [
    'a release was given another request',
    `UPDATE release SET request_id = (SELECT id FROM change_request WHERE id NOT IN (SELECT request_id FROM release WHERE request_id IS NOT NULL) LIMIT 1) WHERE number = ${RELEASE(1)}`,
    1,
  ],
  ['a release was deleted', `DELETE FROM release WHERE number = ${RELEASE(2)}`, 2],
  [
    'the founding release was altered',
    `UPDATE release SET evidence = '{}', digest = sha256('{}') WHERE number = 'GENESIS'`,
    0,
  ],
  [
    'what a release proposes was altered',
    `UPDATE release_change SET proposed = base, base = NULL WHERE release = ${RELEASE(2)}`,
    2,
  ],
  ['the base of a release was altered', `UPDATE release_change SET base = NULL WHERE release = ${RELEASE(2)}`, 2],
  [
    'the beginning of a release was altered',
    `UPDATE release_change SET begins_at = now() WHERE release = ${RELEASE(2)}`,
    2,
  ],
  ['a change of a release was deleted', `DELETE FROM release_change WHERE release = ${RELEASE(2)}`, 2],
  [
    'a change was slipped into a release',
    `INSERT INTO release_change SELECT release, 9, dictionary, '02', base, proposed, begins_at FROM release_change WHERE release = ${RELEASE(2)}`,
    2,
  ],
  [
    'a change was given to another release',
    `UPDATE release_change SET release = ${RELEASE(3)} WHERE release = ${RELEASE(2)}`,
    2,
  ],
  [
    'a change was given to the founding',
    `INSERT INTO release_change SELECT 'GENESIS', ordinal, dictionary, code, base, proposed, begins_at FROM release_change WHERE release = ${RELEASE(2)}`,
    0,
  ],
  ['a change that was signed was altered', `UPDATE change SET reason = '另有原因' WHERE request_id = ${REQUEST(2)}`, 2],
  [
    'what a change proposes was altered',
    `UPDATE change SET proposed = base, base = NULL WHERE request_id = ${REQUEST(2)}`,
    2,
  ],
  ['a sign-off was deleted', `DELETE FROM sign_off WHERE request_id = ${REQUEST(2)}`, 2],
  [
    'a sign-off was put into another mouth',
    `UPDATE sign_off SET reviewer_id = (SELECT person_id FROM account WHERE username = 'it-reviewer-2') WHERE request_id = ${REQUEST(2)}`,
    2,
  ],
  [
    'a sign-off was given to the author',
    `UPDATE sign_off SET reviewer_id = (SELECT author_id FROM change_request WHERE id = request_id) WHERE request_id = ${REQUEST(2)}`,
    2,
  ],
  ['a rejection was made an approval', `UPDATE sign_off SET decision = 'REJECT' WHERE request_id = ${REQUEST(2)}`, 2],
  [
    'a sign-off was given for something else',
    `UPDATE sign_off SET digest = ${SOME_HASH} WHERE request_id = ${REQUEST(2)}`,
    2,
  ],
  ['a comment was altered', `UPDATE sign_off SET comment = '同意' WHERE request_id = ${REQUEST(2)}`, 2],
  [
    'the time of a sign-off was altered',
    `UPDATE sign_off SET at = at - interval '1 hour' WHERE request_id = ${REQUEST(2)}`,
    2,
  ],
  [
    'a sign-off was added',
    `INSERT INTO sign_off SELECT gen_random_uuid(), request_id, revision, digest, (SELECT person_id FROM account WHERE username = 'it-reviewer-2'), role, decision, comment, at FROM sign_off WHERE request_id = ${REQUEST(2)}`,
    2,
  ],
  [
    'a sign-off was given to another request',
    `UPDATE sign_off SET request_id = ${REQUEST(1)} WHERE request_id = ${REQUEST(3)}`,
    1,
  ],
];
