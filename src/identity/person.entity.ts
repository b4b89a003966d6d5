import { Check, Column, Entity, PrimaryColumn, Unique } from 'typeorm';

/** A human or a machine. Never altered: what a person did stays theirs. */
@Entity('person')
@Unique('person_staff_number', ['staffNumber'])
@Check('person_is_somebody', "id <> '00000000-0000-0000-0000-000000000000'")
export class PersonEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'person_pk' }) id: string;
  @Column('text', { name: 'staff_number' }) staffNumber: string;
  @Column('text') name: string;
  @Column('boolean', { default: false }) machine: boolean;
  @Column({ type: 'timestamptz', name: 'created_at', precision: 3, default: () => 'now()' }) createdAt: Date;
}
