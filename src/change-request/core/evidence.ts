import { canonicalJson } from '../../kernel/canonical.js';
import { type Digest, sha256, sha256OfParts } from '../../kernel/digest.js';
import type { Instant } from '../../kernel/timeline.js';

/** One change as it is signed: what is asked, and the contents it starts from and leads to. */
export interface EvidenceChange {
  readonly dictionary: string;
  readonly code: string;
  readonly operation: string;
  readonly validFrom: Instant | null;
  readonly until: string;
  readonly validTo: Instant | null;
  readonly base: Digest | null;
  readonly proposed: Digest;
  readonly replacedBy: string | null;
  readonly reason: string | null;
}

/** An entry that the signature rests on, with the content it had. */
export interface PinnedEntry {
  readonly code: string;
  readonly content: Digest;
}

/** A breaking impact, known by its edge: the entry reached and the field through which. */
export interface ImpactEdge {
  readonly channel: string;
  readonly dictionary: string;
  readonly code: string;
  readonly edge: string;
}

export interface Disposition extends ImpactEdge {
  readonly disposition: string;
}

/** Everything that a reviewer signs. What a night job may change (money, usage, wording of rules) is not in it. */
export interface EvidenceFacts {
  readonly request: string;
  readonly revision: number;
  readonly reason: string;
  readonly urgency: string;
  readonly retroactive: boolean;
  readonly validFrom: Instant | null;
  readonly policyDocument: { readonly code: string; readonly content: Digest | null } | null;
  readonly buildsOn: readonly string[];
  readonly changes: { readonly count: number; readonly digest: Digest };
  /** The content of the definition of each dictionary touched. */
  readonly definitions: Readonly<Record<string, Digest>>;
  readonly policies: readonly PinnedEntry[];
  /** SHA-256 of each attachment that is not removed. */
  readonly attachments: readonly Digest[];
  readonly dispositions: readonly Disposition[];
  readonly breakingImpacts: readonly ImpactEdge[];
}

const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const sortedBy = <T>(items: readonly T[], textOf: (item: T) => string): readonly T[] =>
  [...items].sort((a, b) => byText(textOf(a), textOf(b)));
const edgeText = (edge: ImpactEdge): string => [edge.channel, edge.dictionary, edge.code, edge.edge].join('\n');

/**
 * The evidence in canonical form: the text whose SHA-256 is the digest that reviewers sign. Sets are sorted, so that the
 * order in which things were read never matters; the changes count in their order.
 */
export const evidenceOf = (facts: EvidenceFacts): string =>
  canonicalJson({
    ...facts,
    buildsOn: sortedBy(facts.buildsOn, (release) => release),
    policies: sortedBy(facts.policies, (policy) => policy.code),
    attachments: sortedBy(facts.attachments, (attachment) => attachment),
    dispositions: sortedBy(facts.dispositions, edgeText),
    breakingImpacts: sortedBy(facts.breakingImpacts, edgeText),
  });

export const evidenceDigest = (evidence: string): Digest => sha256(evidence);

/** SHA-256 over one canonical line a change, in the order of the request; each line ends in a line feed. */
export const changesDigest = (changes: Iterable<EvidenceChange>): Digest => sha256OfParts(linesOf(changes));

function* linesOf(changes: Iterable<EvidenceChange>): Generator<string> {
  for (const change of changes) yield `${canonicalJson(lineOf(change))}\n`;
}

/** Only what is signed, whatever else the object given carries. */
const lineOf = (change: EvidenceChange): EvidenceChange => ({
  dictionary: change.dictionary,
  code: change.code,
  operation: change.operation,
  validFrom: change.validFrom,
  until: change.until,
  validTo: change.validTo,
  base: change.base,
  proposed: change.proposed,
  replacedBy: change.replacedBy,
  reason: change.reason,
});
