/**
 * Every limit of the service, each with its reason and tested at n and n + 1. A request that goes over one is refused with
 * the limit named, never cut short.
 */

/** Rows of one timeline: it is read, hashed and signed as a whole. A price that changed weekly reaches this in ten years. */
export const TIMELINE_ROWS_MAX = 500;

/** Entries of one page: the largest that keeps an answer under half a second. */
export const PAGE_MAX = 500;
/** Codes of one lookup: a bill of one inpatient has about 300 lines. */
export const LOOKUP_CODES_MAX = 500;
/** A cursor carries a row's sort values, each at most a name long. */
export const CURSOR_LENGTH_MAX = 8_000;

/** Changes of one request: a whole national catalogue fits; more is two requests that two people can read. */
export const CHANGES_PER_REQUEST_MAX = 100_000;
/** Changes of one putChanges: what one GraphQL body of BODY_MAX can hold. Larger sets come as a CSV. */
export const CHANGES_PER_PUT_MAX = 2_000;
/** A CSV to import: 100,000 rows of 500 bytes. */
export const IMPORT_BYTES_MAX = 64 * 1024 * 1024;
/** Faults told of one input: more than a person mends at once, and an answer that stays readable. */
export const ISSUES_MAX = 1_000;

/** Bytes of one HTTP body, except files. */
export const BODY_MAX = 1024 * 1024;
/** Bytes of one attachment: a scanned document of 40 pages. */
export const ATTACHMENT_BYTES_MAX = 20 * 1024 * 1024;
/** Attachments of one request. */
export const ATTACHMENTS_MAX = 50;

/** Root mutation fields of one GraphQL request: a hundred aliased sign-offs in one request are a machine's, not a person's. */
export const ROOT_MUTATIONS_MAX = 5;
/** Aliases of one GraphQL document. */
export const ALIASES_MAX = 30;
/** Depth of one GraphQL document: the console's deepest is 9; introspection's `ofType` chain is 13. */
export const DEPTH_MAX = 15;
/** Lexical tokens of one GraphQL document, counted before it is parsed. */
export const TOKENS_MAX = 4_000;
/** Cost of one GraphQL document: fields times the page sizes above them. */
export const COST_MAX = 50_000;

/** Code points of a text field unless its definition says less or more. */
export const TEXT_LENGTH_DEFAULT = 500;
/** Code points of a text field at most: an item's content and exclusions at full length. */
export const TEXT_LENGTH_MAX = 4_000;
/** Characters of a code, composite ones included: it is an index key of the database. */
export const CODE_LENGTH_MAX = 200;
/** Codes in one LIST field: every department of a large hospital. */
export const LIST_LENGTH_MAX = 500;
/** Digits of a decimal: more than any sum of money, and within what PostgreSQL and JavaScript's libraries hold exactly. */
export const DECIMAL_PRECISION_MAX = 38;

/** Fields of one dictionary: the widest known drug dictionary has 120 columns. */
export const FIELDS_MAX = 200;
/** Options of one enumeration; a longer list is a dictionary of its own. */
export const OPTIONS_MAX = 200;
/** Characters of a pattern. */
export const PATTERN_LENGTH_MAX = 200;
/**
 * Ways in which a pattern may match one text, which bounds what a backtracking matcher can try: two unbounded repetitions
 * over a text of a thousand characters and one choice beside them, a few milliseconds.
 */
export const PATTERN_WAYS_MAX = 2_000_000;

/** Characters of a title, of a reason and of a contribution to a discussion. */
export const TITLE_LENGTH_MAX = 200;
export const REASON_LENGTH_MAX = 2_000;
export const DISCUSSION_LENGTH_MAX = 4_000;
/** Characters of an idempotency key: a UUID and a prefix. */
export const IDEMPOTENCY_KEY_LENGTH_MAX = 200;
