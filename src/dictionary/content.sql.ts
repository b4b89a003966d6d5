/**
 * The timeline in a content `c`, to be joined: parsed once a content, for OFFSET keeps the planner from writing the cast down
 * wherever the timeline is used. Stored beside the body it would save 2 µs a content and cost 290 bytes a change for ever.
 */
export const timelineOf = (content: string, as = 't'): string =>
  `LATERAL (SELECT ${content}.body::jsonb OFFSET 0) AS ${as} (timeline)`;

/** The releases that the rows of an `entry_version v` come from, as the list that the log keeps as text. */
export const ORIGINS = `string_to_array(v.origins, ',') AS origins`;
