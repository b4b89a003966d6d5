import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { SignOffStore } from '../../review/sign-off.store.js';
import type { SealedVersion } from '../core/chain.js';
import { signingDigest } from '../core/signing-digest.js';
import { ReleaseStore } from '../release.store.js';
import { type Found, found } from './found.js';

/** Compares who signed each release with what the version sealed. */
@Injectable()
export class SigningReplay {
  constructor(
    private readonly releases: ReleaseStore,
    private readonly signOffs: SignOffStore,
  ) {}

  async breaks(db: EntityManager, versions: readonly SealedVersion[]): Promise<readonly Found[]> {
    const numbers = versions.flatMap(({ release }) => release ?? []);
    const releases = new Map((await this.releases.byNumbers(db, numbers)).map((release) => [release.number, release]));
    const requests = [...releases.values()].flatMap(({ requestId }) => requestId ?? []);
    const given = await this.signOffs.ofRequests(db, requests);
    return versions.flatMap(({ version, release, signOffs }) => {
      const made = releases.get(release ?? '');
      const said = made?.requestId ? (given.get(made.requestId) ?? []) : [];
      return made && signingDigest(made, said) === signOffs ? [] : [found(version, 'signOffs')];
    });
  }
}
