/** 32 random bytes as 43 characters of base64url, after a prefix that says what they are and lets scanners find leaks. */
const TOKEN = /^Bearer +(z[sk])_([A-Za-z0-9_-]{43})$/i;

export type TokenKind = 'SESSION' | 'API_KEY';

export const PREFIX: Readonly<Record<TokenKind, string>> = { SESSION: 'zs_', API_KEY: 'zk_' };

export interface Token {
  readonly kind: TokenKind;
  readonly text: string;
}

/** The token of an Authorization header; null for anything else than a token of ours. */
export const tokenOf = (authorization: string): Token | null => {
  const [, prefix, secret] = TOKEN.exec(authorization.trim()) ?? [];
  if (prefix === 'zs') return { kind: 'SESSION', text: `${PREFIX.SESSION}${secret}` };
  if (prefix === 'zk') return { kind: 'API_KEY', text: `${PREFIX.API_KEY}${secret}` };
  return null;
};
