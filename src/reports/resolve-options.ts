/** From what a person gave (texts of a command line, a modal, an API body) to checked option values with defaults. */
import type { Comparison } from '../domain/selection.ts';
import { nearestName } from './nearest-name.ts';
import { COMMON_OPTIONS, type OptionSpec, type OptionValue, type OptionValues } from './options.ts';

export interface OptionProblem {
  readonly option: string;
  /** A full sentence: what is wrong and what is allowed. */
  readonly message: string;
  /** The name or value that was probably meant. */
  readonly suggestion: string | null;
}

export type OptionsResult<S extends readonly OptionSpec[]> =
  | {
      readonly ok: true;
      readonly values: OptionValues<S>;
      /** Options that every report could have and that mean nothing to this one, such as a horizon. */
      readonly ignored: readonly string[];
    }
  | { readonly ok: false; readonly problems: readonly OptionProblem[] };

/** Known to some reports: no mistake when given to several reports at once. */
const SHARED_NAMES: readonly string[] = [...COMMON_OPTIONS.map((spec) => spec.name), 'currency', 'target', 'budget'];

const TRUE_WORDS = ['true', 'on', 'yes', '1'];
const FALSE_WORDS = ['false', 'off', 'no', '0'];

type Checked = { readonly value: OptionValue } | { readonly message: string; readonly suggestion: string | null };

function checkChoice(spec: Extract<OptionSpec, { type: 'choice' }>, given: OptionValue): Checked {
  const word = String(given).trim().toLowerCase();
  const found = spec.choices.find(({ value, words }) => [value, ...words].some((each) => each.toLowerCase() === word));
  if (found) return { value: found.value };
  const values = spec.choices.map(({ value }) => value);
  return {
    message: `${spec.name} is one of ${values.join(', ')}, not "${given}".`,
    suggestion: nearestName(
      word,
      spec.choices.flatMap(({ value, words }) => [value, ...words]),
    ),
  };
}

function checkNumber(spec: Extract<OptionSpec, { type: 'number' }>, given: OptionValue): Checked {
  const text = String(given).trim();
  const asShare = /^(.+?)\s*%$/.exec(text);
  const value = asShare ? Number(asShare[1]) / 100 : Number(text);
  const unit = spec.unit === '' ? '' : ` ${spec.unit}`;
  if (text === '' || typeof given === 'boolean' || !Number.isFinite(value))
    return { message: `${spec.name} is a number, not "${given}".`, suggestion: null };
  if (spec.among && !spec.among.includes(value))
    return { message: `${spec.name} is one of ${spec.among.join(', ')}${unit}, not ${text}.`, suggestion: null };
  if (value < spec.min || value > spec.max)
    return { message: `${spec.name} lies between ${spec.min} and ${spec.max}${unit}, not ${text}.`, suggestion: null };
  return { value };
}

function checkFlag(spec: Extract<OptionSpec, { type: 'flag' }>, given: OptionValue): Checked {
  const word = String(given).trim().toLowerCase();
  if (TRUE_WORDS.includes(word)) return { value: true };
  if (FALSE_WORDS.includes(word)) return { value: false };
  return { message: `${spec.name} is on or off, not "${given}".`, suggestion: null };
}

function checkComparison(spec: Extract<OptionSpec, { type: 'comparison' }>, given: OptionValue): Checked {
  const text = String(given).trim();
  const project = /^project:\s*(.+)$/i.exec(text)?.[1];
  if (project !== undefined) return { value: `project:${project}` satisfies Comparison };
  const word = text.toLowerCase().replace(/[\s_]+/g, '-');
  if (word === 'previous-period' || word === 'previous-year') return { value: word satisfies Comparison };
  return {
    message: `${spec.name} is previous-period, previous-year or project:<name>, not "${given}".`,
    suggestion: nearestName(word, ['previous-period', 'previous-year']),
  };
}

function checkText(spec: Extract<OptionSpec, { type: 'text' }>, given: OptionValue): Checked {
  const value = String(given);
  if (value.length <= spec.maxLength) return { value };
  return { message: `${spec.name} has at most ${spec.maxLength} characters, not ${value.length}.`, suggestion: null };
}

function check(spec: OptionSpec, given: OptionValue): Checked {
  switch (spec.type) {
    case 'choice':
      return checkChoice(spec, given);
    case 'number':
      return checkNumber(spec, given);
    case 'flag':
      return checkFlag(spec, given);
    case 'comparison':
      return checkComparison(spec, given);
    case 'text':
      return checkText(spec, given);
  }
}

/**
 * Values by option name, in the order of the schema; absent options take their initial value. Texts are accepted for
 * every type ("95 %", "off", "Previous year").
 * @returns the values, or every problem found, each with what was probably meant
 */
export function resolveOptions<const S extends readonly OptionSpec[]>(
  specs: S,
  given: Readonly<Record<string, OptionValue>>,
): OptionsResult<S> {
  const problems: OptionProblem[] = [];
  const ignored: string[] = [];
  const names = specs.map((spec) => spec.name);
  for (const name of Object.keys(given).sort()) {
    if (names.includes(name)) continue;
    if (SHARED_NAMES.includes(name)) {
      ignored.push(name);
      continue;
    }
    const suggestion = nearestName(name, names);
    const hint = suggestion === null ? `Options: ${names.join(', ')}.` : `Did you mean ${suggestion}?`;
    problems.push({ option: name, message: `There is no option "${name}". ${hint}`, suggestion });
  }
  const values: Record<string, OptionValue> = {};
  for (const spec of specs) {
    const wish = given[spec.name];
    if (wish === undefined) {
      values[spec.name] = spec.initial;
      continue;
    }
    const checked = check(spec, wish);
    if ('value' in checked) values[spec.name] = checked.value;
    else {
      const hint = checked.suggestion === null ? '' : ` Did you mean ${checked.suggestion}?`;
      problems.push({ option: spec.name, message: checked.message + hint, suggestion: checked.suggestion });
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, values: values as OptionValues<S>, ignored };
}
