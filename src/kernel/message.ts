/** Something to be said to a person: a key of a locale file and the values its placeholders take. Said in a language only at the edge. */
export interface Message {
  readonly key: string;
  readonly params: Readonly<Record<string, string | number>>;
}

export const says = (key: string, params: Message['params'] = {}): Message => ({ key, params });

/** One fault of an input: where it is (`changes[3].values.price`), which kind it is, and what to say about it. */
export interface Issue {
  readonly path: string;
  readonly code: string;
  readonly says: Message;
}

/** `code` is the last part of the message's key, so that a client may act on it without reading prose. */
export const issue = (path: string, key: string, params: Message['params'] = {}): Issue => ({
  path,
  code: key.slice(key.lastIndexOf('.') + 1),
  says: says(key, params),
});
