import { type Issue, issue } from '../../kernel/message.js';
import type { FieldDefinition } from './shape.js';

const SHOWN_MAX = 60;

/** A value as a message shows it: short, and with what cannot be seen written as its number. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? typeof value);
  const short = [...text].slice(0, SHOWN_MAX).join('') + (text.length > SHOWN_MAX ? '…' : '');
  return short.replace(/[\p{Cc}\p{Cf}\p{Cs}]/gu, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Where one part of an input stands within a larger one. */
export const join = (path: string, part: string): string =>
  path === '' || part === '' || part.startsWith('[') ? path + part : `${path}.${part}`;

/** Collects the faults of one structure's fields, each with its path, the field's label and name. */
export class Faults {
  readonly issues: Issue[] = [];
  constructor(private readonly path: string) {}

  /** Answers undefined, so that a check can end with it: a value at fault has no normalised form. `inside` is `[2]` of a list. */
  add(field: FieldDefinition, key: string, params: Issue['says']['params'] = {}, inside = ''): undefined {
    const words = { label: field.label, field: field.name, ...params };
    this.issues.push(issue(join(this.path, field.name) + inside, key, words));
  }

  addAt(part: string, key: string, params: Issue['says']['params'] = {}): undefined {
    this.issues.push(issue(join(this.path, part), key, params));
  }
}
