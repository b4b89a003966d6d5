import { type ArgumentMetadata, Injectable, type PipeTransform, type Type } from '@nestjs/common';
import { plainToInstance } from 'class-transformer';
import { getMetadataStorage, type ValidationError, validateSync } from 'class-validator';
import { type Issue, issue } from '../kernel/message.js';
import { ValidationFailed } from '../kernel/problem.js';
import { InputRefused } from './graphql/errors.js';

/** What a constraint of class-validator asks, in our words. Those not named here are said as "not as required". */
const KEYS: Readonly<Record<string, string>> = {
  isNotEmpty: 'platform.input.required',
  isDefined: 'platform.input.required',
  isLength: 'platform.input.length',
  minLength: 'platform.input.length',
  maxLength: 'platform.input.length',
  matches: 'platform.input.pattern',
  min: 'platform.input.range',
  max: 'platform.input.range',
  arrayMinSize: 'platform.input.count',
  arrayMaxSize: 'platform.input.count',
};

/**
 * Checks shape and limits of inputs whose class says them with class-validator, all faults at once. The resolver gets what
 * GraphQL gave, untouched: an absent field stays absent. A refusal becomes the mutation's ValidationFailed.
 */
@Injectable()
export class InputPipe implements PipeTransform {
  private readonly checked = new Map<unknown, boolean>();

  transform(value: unknown, { metatype, data }: ArgumentMetadata): unknown {
    if (metatype === undefined || !this.isChecked(metatype)) return value;
    if (typeof value !== 'object' || value === null) return value;
    const instance = plainToInstance(metatype, value) as object;
    const errors = validateSync(instance, { forbidUnknownValues: false, skipMissingProperties: true });
    if (errors.length === 0) return value;
    throw new InputRefused(new ValidationFailed(errors.flatMap((error) => issuesOf(error, data ?? ''))));
  }

  private isChecked(metatype: Type): boolean {
    let checked = this.checked.get(metatype);
    if (checked === undefined) {
      checked = getMetadataStorage().getTargetValidationMetadatas(metatype, '', false, false).length > 0;
      this.checked.set(metatype, checked);
    }
    return checked;
  }
}

const issuesOf = (error: ValidationError, above: string): Issue[] => {
  const path = pathOf(above, error.property);
  const own = Object.keys(error.constraints ?? {}).map((name) => issueOf(error, name, path));
  return [...own, ...(error.children ?? []).flatMap((child) => issuesOf(child, path))];
};

const pathOf = (above: string, property: string): string => {
  if (/^\d+$/.test(property)) return `${above}[${property}]`;
  return above === '' ? property : `${above}.${property}`;
};

const issueOf = (error: ValidationError, name: string, path: string): Issue =>
  issue(path, KEYS[name] ?? 'platform.input.other', boundsOf(error, name));

/** The bounds that the decorators on the property say, whichever of them was hurt. */
const boundsOf = ({ target, property }: ValidationError, name: string): Record<string, string | number> => {
  if (!target) return {};
  const bounds: Record<string, string | number> = {};
  const metadatas = getMetadataStorage().getTargetValidationMetadatas(target.constructor, '', false, false);
  for (const metadata of metadatas.filter((each) => each.propertyName === property)) {
    const [first, second] = (metadata.constraints ?? []) as unknown[];
    if (metadata.name === 'isLength') Object.assign(bounds, { min: first, max: second });
    else if (/^(min|arrayMin)/.test(metadata.name ?? '')) bounds['min'] = Number(first);
    else if (/^(max|arrayMax)/.test(metadata.name ?? '')) bounds['max'] = Number(first);
  }
  const standard = KEYS[name] === 'platform.input.range' ? { min: '−∞' } : { min: 0 };
  return { max: '∞', ...standard, ...bounds };
};
