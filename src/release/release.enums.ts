import { registerEnumType } from '@nestjs/graphql';

export const ReleaseKind = {
  GENESIS: 'GENESIS',
  NORMAL: 'NORMAL',
  EMERGENCY: 'EMERGENCY',
  REVERSAL: 'REVERSAL',
  RESTORE: 'RESTORE',
  SYNC: 'SYNC',
} as const;
export type ReleaseKind = keyof typeof ReleaseKind;
registerEnumType(ReleaseKind, {
  name: 'ReleaseKind',
  description: 'GENESIS founds a channel from the catalogue that the product brings.',
});
