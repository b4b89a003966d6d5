/** Where an answer was read: PRODUCTION@128#<first 8 digits of the epoch>. A consumer that sees another epoch takes everything again. */
export interface Position {
  readonly channel: string;
  readonly version: number;
  readonly epoch: string;
}

const EPOCH_DIGITS = 8;
const POSITION = /^([A-Z][A-Z0-9_]{0,39})@(\d{1,9})#([0-9a-zA-Z-]{0,8})$/;

const shortEpoch = (epoch: string): string => epoch.slice(0, EPOCH_DIGITS);

export const positionText = ({ channel, version, epoch }: Position): string =>
  `${channel}@${version}#${shortEpoch(epoch)}`;

/** The position that a text names; its epoch is the short one. Null for what is no position. */
export function parsePosition(text: string): Position | null {
  const parts = POSITION.exec(text);
  if (!parts) return null;
  const [, channel = '', version = '', epoch = ''] = parts;
  return { channel, version: Number(version), epoch };
}

/** Whether something read at `position` is no older than `minimum`. Positions of different epochs are not comparable. */
export const reaches = (position: Position, minimum: Position): boolean =>
  position.channel === minimum.channel &&
  shortEpoch(position.epoch) === shortEpoch(minimum.epoch) &&
  position.version >= minimum.version;
