import { readdirSync, readFileSync } from 'node:fs';
import type { Message } from '../kernel/message.js';

export type Language = 'zh-CN' | 'en';
export const LANGUAGES: readonly Language[] = ['zh-CN', 'en'];

type Texts = ReadonlyMap<string, string>;

const MODULES = new URL('../', import.meta.url);

/** Reads `src/<module>/locale/<language>.json` of every module; in the built service the same folders lie in `dist`. */
export const loadTexts = (language: Language, modules = MODULES): Texts => {
  const texts = new Map<string, string>();
  for (const module of readdirSync(modules, { withFileTypes: true })) {
    if (!module.isDirectory()) continue;
    for (const [key, text] of Object.entries(readLocale(new URL(`${module.name}/locale/${language}.json`, modules)))) {
      if (texts.has(key)) throw new Error(`The text ${key} is written in two modules; ${module.name} is one of them.`);
      texts.set(key, text);
    }
  }
  return texts;
};

const readLocale = (file: URL): Record<string, string> => {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw new Error(`${file.pathname} is not readable as JSON.`, { cause: error });
  }
};

const texts = Object.fromEntries(LANGUAGES.map((language) => [language, loadTexts(language)])) as Record<
  Language,
  Texts
>;

/**
 * Says a message in a language. A parameter that is itself a key is said in turn, so that a message can name a status or
 * a limit in the reader's words. A key that no locale knows is said as it is: a test refuses such keys before a person sees one.
 */
export const say = (message: Message, language: Language): string => {
  const known = texts[language];
  const template = known.get(message.key);
  if (template === undefined) return message.key;
  return template.replace(/\{(\w+)\}/g, (placeholder, name: string) => {
    const value = message.params[name];
    if (value === undefined) return placeholder;
    return (typeof value === 'string' ? known.get(value) : undefined) ?? String(value);
  });
};

const NEGOTIATED_MAX = 200;
const negotiated = new Map<string, Language>();

/** The language to answer in, by the request's Accept-Language; the first of ours that it names wins. */
export const negotiateLanguage = (acceptLanguage: string | undefined, otherwise: Language): Language => {
  if (acceptLanguage === undefined) return otherwise;
  const key = `${otherwise};${acceptLanguage}`;
  const remembered = negotiated.get(key);
  if (remembered !== undefined) return remembered;
  if (negotiated.size === NEGOTIATED_MAX) negotiated.clear();
  const language = choose(acceptLanguage) ?? otherwise;
  negotiated.set(key, language);
  return language;
};

const choose = (acceptLanguage: string): Language | undefined => {
  const wishes = acceptLanguage
    .split(',')
    .map((part, place) => ({ ...parseWish(part), place }))
    .filter((wish) => wish.weight > 0)
    .sort((a, b) => b.weight - a.weight || a.place - b.place);
  for (const { tag } of wishes) {
    if (tag.startsWith('zh')) return 'zh-CN';
    if (tag.startsWith('en')) return 'en';
  }
  return undefined;
};

const parseWish = (part: string): { tag: string; weight: number } => {
  const [tag = '', ...parameters] = part.trim().toLowerCase().split(';');
  const quality = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith('q='));
  const weight = quality === undefined ? 1 : Number(quality.slice(2));
  return { tag, weight: Number.isFinite(weight) ? weight : 0 };
};
