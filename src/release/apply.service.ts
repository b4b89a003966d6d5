import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.js';
import { ChangeRequestStore } from '../change-request/change-request.store.js';
import { ChannelStore } from '../dictionary/channel.store.js';
import type { Actor } from '../identity/core/actor.js';
import { type Busy, isProblem, NotFound, type ValidationFailed } from '../kernel/problem.js';
import { Idempotency } from '../platform/idempotency.js';
import { Jobs } from '../platform/jobs.js';
import { Transactor, type Tx } from '../platform/transactor.js';
