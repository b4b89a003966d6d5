import type { Client, Draft } from './client.js';

export const CHANNELS = ['TEST', 'PILOT', 'PRODUCTION'] as const;

/** A request that lies in review. */
interface Submitted extends Draft {
  readonly digest: string;
}

const DRAFT = 'number revision digest';

/** Changes on their whole way, each step by the person whose duty it is, through the public API. */
export class Journey {
  constructor(
    private readonly client: Client,
    private readonly maintainer: string,
    private readonly reviewers: readonly string[],
  ) {}

  /** Proposes, submits and signs; the number of the release that this makes. */
  async release(title: string, changes: readonly unknown[]): Promise<string> {
    const input = { title, reason: '性能测试 benchmark', changes };
    const draft = await this.client.act<Submitted>(this.maintainer, 'createChangeRequest', 'ChangeRequest', DRAFT, {
      input: ['CreateChangeRequestInput!', input],
    });
    return this.signed(draft);
  }

  /** Submits a draft and signs it; the number of the release. */
  async signed(draft: Draft): Promise<string> {
    const submitted = await this.client.act<Submitted>(this.maintainer, 'submitChangeRequest', 'ChangeRequest', DRAFT, {
      request: ['String!', draft.number],
      revision: ['Int!', draft.revision],
    });
    let made: { readonly release: { readonly number: string } | null } = { release: null };
    for (const reviewer of this.reviewers) {
      made = await this.client.act(reviewer, 'reviewChangeRequest', 'ChangeRequest', 'release { number }', {
        request: ['String!', submitted.number],
        digest: ['String!', submitted.digest],
        decision: ['Decision!', 'APPROVE'],
      });
    }
    if (!made.release) throw new Error(`${submitted.number} is signed by all and no release`);
    return made.release.number;
  }

  async apply(release: string, channel: string): Promise<number> {
    const { version } = await this.client.act<{ version: number }>(
      'release-manager',
      'applyRelease',
      'ChannelVersion',
      'version',
      { release: ['String!', release], channel: ['String!', channel] },
    );
    return version;
  }

  async applyEverywhere(release: string): Promise<void> {
    for (const channel of CHANNELS) await this.apply(release, channel);
  }
}
