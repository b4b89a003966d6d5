import { Args } from '@nestjs/graphql';

const absentForNull = { transform: (key: string | null | undefined): string | undefined => key ?? undefined };

/** The argument that every mutation takes beside its own. */
export const IdempotencyKey = (): ParameterDecorator =>
  Args(
    'idempotencyKey',
    {
      type: () => String,
      nullable: true,
      description:
        'Your word for this one call, 1 to 200 characters: called again with it, what was done is answered, not done again.',
    },
    absentForNull,
  );
