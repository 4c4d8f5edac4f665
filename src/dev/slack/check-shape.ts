/** A small vocabulary for describing the shape of Slack's JSON, whose complaints read as Slack's own do. */

export type Json = Record<string, unknown>;

/** One complaint with the JSON pointer it belongs to. */
export interface Problem {
  readonly message: string;
  readonly pointer: string;
}

export type Check = (value: unknown, pointer: string, problems: Problem[]) => void;

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** "must be less than 3001 characters [json-pointer:/blocks/0/text/text]" */
export function formatProblem(problem: Problem): string {
  return `${problem.message} [json-pointer:${problem.pointer}]`;
}

export function string(limits: { max?: number; min?: number; pattern?: RegExp } = {}): Check {
  return (value, pointer, problems) => {
    if (typeof value !== 'string') {
      problems.push({ message: 'must be a string', pointer });
      return;
    }
    if (limits.max !== undefined && value.length > limits.max)
      problems.push({ message: `must be less than ${limits.max + 1} characters`, pointer });
    if (limits.min !== undefined && value.length < limits.min)
      problems.push({ message: `must be more than ${limits.min - 1} characters`, pointer });
    if (limits.pattern !== undefined && !limits.pattern.test(value))
      problems.push({ message: 'must match the required format', pointer });
  };
}

export function integer(min: number, max: number): Check {
  return (value, pointer, problems) => {
    if (!Number.isInteger(value)) problems.push({ message: 'must be an integer', pointer });
    else if ((value as number) < min) problems.push({ message: `must be greater than or equal to ${min}`, pointer });
    else if ((value as number) > max) problems.push({ message: `must be less than or equal to ${max}`, pointer });
  };
}

export const number: Check = (value, pointer, problems) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) problems.push({ message: 'must be a number', pointer });
};

export const boolean: Check = (value, pointer, problems) => {
  if (typeof value !== 'boolean') problems.push({ message: 'must be a boolean', pointer });
};

export function oneOf(...allowed: readonly unknown[]): Check {
  return (value, pointer, problems) => {
    if (!allowed.includes(value)) problems.push({ message: `must be one of: ${allowed.join(', ')}`, pointer });
  };
}

export function list(item: Check, limits: { min?: number; max: number }): Check {
  return (value, pointer, problems) => {
    if (!Array.isArray(value)) {
      problems.push({ message: 'must be an array', pointer });
      return;
    }
    if (value.length > limits.max) problems.push({ message: `no more than ${limits.max} items allowed`, pointer });
    if (limits.min !== undefined && value.length < limits.min)
      problems.push({ message: `no less than ${limits.min} items allowed`, pointer });
    value.forEach((entry, index) => {
      item(entry, `${pointer}/${index}`, problems);
    });
  };
}

/** An object with exactly these fields. */
export function object(required: Record<string, Check>, optional: Record<string, Check> = {}): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) {
      problems.push({ message: 'must provide an object', pointer });
      return;
    }
    for (const [name, check] of Object.entries(required)) {
      if (value[name] === undefined) problems.push({ message: `missing required field: ${name}`, pointer });
      else check(value[name], `${pointer}/${name}`, problems);
    }
    for (const [name, check] of Object.entries(optional))
      if (value[name] !== undefined) check(value[name], `${pointer}/${name}`, problems);
    for (const name of Object.keys(value))
      if (required[name] === undefined && optional[name] === undefined)
        problems.push({ message: `invalid additional property: ${name}`, pointer });
  };
}

/** Chooses the check by the object's `type`; a known type in the wrong place is as unsupported as an unknown one. */
export function byType(checks: Readonly<Record<string, Check>>, allowed: readonly string[]): Check {
  return (value, pointer, problems) => {
    if (!isObject(value)) {
      problems.push({ message: 'must provide an object', pointer });
      return;
    }
    const { type } = value;
    if (typeof type !== 'string') {
      problems.push({ message: 'missing required field: type', pointer });
      return;
    }
    const check = allowed.includes(type) ? checks[type] : undefined;
    if (check === undefined) problems.push({ message: `unsupported type: ${type}`, pointer: `${pointer}/type` });
    else check(value, pointer, problems);
  };
}

/** Runs several checks on the same value. */
export function all(...checks: readonly Check[]): Check {
  return (value, pointer, problems) => {
    for (const check of checks) check(value, pointer, problems);
  };
}

/** A rule in words over an object that already has its shape. */
export function rule(violated: (value: Json) => string | null): Check {
  return (value, pointer, problems) => {
    const message = isObject(value) ? violated(value) : null;
    if (message !== null) problems.push({ message, pointer });
  };
}
