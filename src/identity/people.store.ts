import { Injectable } from '@nestjs/common';
import type { Db } from '../platform/transactor.js';
import type { RoleGrant } from './core/actor.js';

/** A person as others see them. */
export interface Person {
  readonly personId: string;
  readonly name: string;
  /** Of their first account; null for machines. */
  readonly username: string | null;
  readonly machine: boolean;
  readonly roles: readonly RoleGrant[];
}

@Injectable()
export class PeopleStore {
  async byIds(db: Db, ids: readonly string[]): Promise<ReadonlyMap<string, Person>> {
    const people = await db.query<Person[]>(BY_IDS, [ids]);
    return new Map(people.map((person) => [person.personId, person]));
  }
}

/** The roles of the person `p`, as JSON. */
export const ROLES_OF_P = `
  coalesce((SELECT json_agg(json_build_object('role', g.role, 'scope', g.scope) ORDER BY g.role, g.scope)
    FROM role_grant g WHERE g.person_id = p.id AND g.revoked_at IS NULL), '[]')`;

const BY_IDS = `
  SELECT p.id AS "personId", p.name, p.machine, ${ROLES_OF_P} AS roles,
    (SELECT a.username FROM account a WHERE a.person_id = p.id ORDER BY a.created_at, a.id LIMIT 1) AS username
  FROM person p WHERE p.id = ANY($1::uuid[])`;
