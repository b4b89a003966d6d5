/** The channels of the hospital, in the order in which a release passes them. */
export const ROUTE = [
  { code: 'TEST', ordinal: 1, name: '测试', nameEn: 'Test' },
  { code: 'PILOT', ordinal: 2, name: '试运行', nameEn: 'Pilot' },
  { code: 'PRODUCTION', ordinal: 3, name: '正式', nameEn: 'Production' },
] as const;

export type ChannelCode = (typeof ROUTE)[number]['code'];

/** Where policies, roles and rules are read, whatever channel a release goes to. */
export const PRODUCTION = 'PRODUCTION';

/** The channel that must hold a release before this one may; null for the first. */
export const channelBefore = (code: string): string | null => {
  const index = ROUTE.findIndex((channel) => channel.code === code);
  return ROUTE[index - 1]?.code ?? null;
};

/** The first channel of the route that does not hold a release yet; null once all do. */
export const nextChannel = (held: ReadonlySet<string>): string | null =>
  ROUTE.find((channel) => !held.has(channel.code))?.code ?? null;
