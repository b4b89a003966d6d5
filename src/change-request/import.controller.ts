import { Readable } from 'node:stream';
import { Controller, HttpCode, Post, Query, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentActor } from '../identity/actor.graphql.js';
import type { Actor } from '../identity/core/actor.js';
import { REASON_LENGTH_MAX, TITLE_LENGTH_MAX } from '../kernel/limits.js';
import { type Issue, issue } from '../kernel/message.js';
import { isProblem, type Problem, ValidationFailed } from '../kernel/problem.js';
import { parseInstant } from '../kernel/zone.js';
import { Config } from '../platform/config.js';
import { type Language, negotiateLanguage } from '../platform/i18n.js';
import { importHead } from './import.head.js';
import type { ImportMode } from './import.planner.js';
import { type ImportCall, ImportService } from './import.service.js';
import { httpProblem } from './problem.http.js';

/** What the address says about the table in the body. `map` may stand there several times. */
interface ImportQuery {
  readonly dictionary?: string;
  readonly mode?: string;
  readonly map?: string | readonly string[];
  readonly validFrom?: string;
  readonly retroactive?: string;
  readonly title?: string;
  readonly reason?: string;
  readonly policyDocument?: string;
}

/** Takes a table as it streams in: a national catalogue is larger than any GraphQL request may be. */
@Controller('imports')
export class ImportController {
  constructor(
    private readonly service: ImportService,
    private readonly config: Config,
  ) {}

  @Post()
  @HttpCode(201)
  async import(
    @Query() query: ImportQuery,
    @CurrentActor() actor: Actor,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const language = negotiateLanguage(request.headers['accept-language'], this.config.language);
    const asked = this.askedOf(query, language);
    if (isProblem(asked)) return refuse(asked, language, reply);
    const key = request.headers['idempotency-key'];
    const file = request.body instanceof Readable ? request.body : Readable.from([]);
    const call = { ...asked, actor, table: { file }, idempotencyKey: typeof key === 'string' ? key : undefined };
    const imported = await this.service.import(call);
    if (isProblem(imported)) return refuse(imported, language, reply);
    const { changeRequest, ...counts } = imported;
    const { number, revision, status, digest } = changeRequest;
    return { changeRequest: { number, revision, status, digest }, ...counts };
  }

  private askedOf(query: ImportQuery, language: Language) {
    const { dictionary = '', mode = 'merge', map = [], validFrom, title, reason } = query;
    const given = typeof map === 'string' ? [map] : map;
    const instant = validFrom === undefined ? null : parseInstant(validFrom, this.config.zone);
    const faults = [
      ...(MODES.has(mode) ? [] : [issue('mode', 'changeRequest.import.modeUnknown', { given: mode })]),
      ...given.flatMap((pair) =>
        pair.indexOf('=') > 0 ? [] : [issue('map', 'changeRequest.import.mapForm', { given: pair })],
      ),
      ...(validFrom !== undefined && instant === null
        ? [issue('validFrom', 'changeRequest.import.dateUnknown', { given: validFrom })]
        : []),
      ...lengthFaults('title', title, TITLE_LENGTH_MAX),
      ...lengthFaults('reason', reason, REASON_LENGTH_MAX),
    ];
    if (faults.length > 0) return new ValidationFailed(faults);
    const said = { ...query, dictionary, validFrom: instant, retroactive: query.retroactive === 'true' };
    const mapped = new Map(given.map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]));
    return {
      dictionary,
      mode: MODES.get(mode) ?? 'MERGE',
      mapped,
      head: importHead(said, language),
    } satisfies Partial<ImportCall>;
  }
}

const MODES: ReadonlyMap<string, ImportMode> = new Map([
  ['merge', 'MERGE'],
  ['replace', 'REPLACE'],
]);

const lengthFaults = (path: string, text: string | undefined, max: number): readonly Issue[] =>
  text === undefined || (text.length >= 1 && text.length <= max)
    ? []
    : [issue(path, 'platform.input.length', { min: 1, max })];

const refuse = (problem: Problem, language: Language, reply: FastifyReply): object => {
  const { status, body } = httpProblem(problem, language);
  // What is left of the body nobody will read.
  reply.code(status).header('connection', 'close');
  return body;
};
