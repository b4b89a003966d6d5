import { registerEnumType } from '@nestjs/graphql';
import { CHANGE_REQUEST_STATUSES, type ChangeRequestStatus as Status } from './core/lifecycle.js';

const enumOf = <T extends string>(values: readonly T[]): { readonly [K in T]: K } =>
  Object.fromEntries(values.map((value) => [value, value])) as { [K in T]: K };

export const ChangeRequestStatus = enumOf(CHANGE_REQUEST_STATUSES);
export type ChangeRequestStatus = Status;
registerEnumType(ChangeRequestStatus, { name: 'ChangeRequestStatus' });

export const ChangeOperation = enumOf(['SET', 'RETIRE']);
export type ChangeOperation = keyof typeof ChangeOperation;
registerEnumType(ChangeOperation, { name: 'ChangeOperation' });

export const Until = enumOf(['NEXT_ROW', 'OPEN', 'AT']);
registerEnumType(Until, {
  name: 'Until',
  description: 'Where a SET ends: at the next row that is already planned, nowhere, or at `validTo`.',
});

export const Urgency = enumOf(['ROUTINE', 'EMERGENCY']);
export type Urgency = keyof typeof Urgency;
registerEnumType(Urgency, { name: 'Urgency' });

export const AttachmentPurpose = enumOf(['MINUTES', 'DOCUMENT', 'OTHER']);
export type AttachmentPurpose = keyof typeof AttachmentPurpose;
registerEnumType(AttachmentPurpose, {
  name: 'AttachmentPurpose',
  description: 'MINUTES: of the committee that decided. DOCUMENT: what the request rests on.',
});

export const ImportMode = enumOf(['MERGE', 'REPLACE']);
export type ImportMode = keyof typeof ImportMode;
registerEnumType(ImportMode, {
  name: 'ImportMode',
  description: 'MERGE: what the table does not name stays. REPLACE: it is retired.',
});
